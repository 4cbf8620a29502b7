"""A folder to work in, on the data folder's disk; what killed processes left there goes first."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def alone(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Holds a folder while the block lasts, however its process ends.

    Args:
        folder: Its holders exclude each other; who does not ask is not kept out.
        wait: For another holder; else the block is given False.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        yield False
    else:
        try:
            yield True
        finally:
            os.close(descriptor)


@contextmanager
def working_folder(data: Path, prefix: str) -> Iterator[Path]:
    """An empty folder, which is gone afterwards unless the block moved it."""
    with ExitStack() as held:
        with alone(data):
            for left in data.glob(f"{prefix}*"):
                _remove_unless_held(left)
            folder = Path(mkdtemp(prefix=prefix, dir=data))
            held.enter_context(alone(folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_unless_held(folder: Path) -> None:
    with alone(folder, wait=False) as mine:
        if mine:
            shutil.rmtree(folder, ignore_errors=True)
