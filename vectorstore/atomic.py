"""Files that are wholly there or not at all."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

PART_SUFFIX = ".part"
"""What an unfinished file is called at its end; left behind only by a process that was killed."""


def write_part(folder: Path, blocks: Iterable[bytes]) -> Path:
    """Writes an unfinished file beside the place it is meant for, down to the disk."""
    return write_part_with(folder, lambda part: part.writelines(blocks))


def write_part_with(folder: Path, write: Callable[[IO[bytes]], object], prefix: str = ".") -> Path:
    """The same for what is written by a function, which may go back and forth in the file."""
    with NamedTemporaryFile(dir=folder, prefix=prefix, suffix=PART_SUFFIX, delete=False) as part:
        try:
            write(part)
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            Path(part.name).unlink()
            raise
    return Path(part.name)


def put_in_place(part: Path, path: Path) -> None:
    """Gives a finished part its name, for good: a power cut does not undo it."""
    part.replace(path)
    sync_names(path.parent)


def sync_names(folder: Path) -> None:
    """Lets the names in a folder outlast a power cut.

    Only some systems let a folder be synced; on the others a rename is as safe as it gets.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
