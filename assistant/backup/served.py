"""Whether a service is at work in a data folder: its lock ends with its process, however that ends.

The lock has a file of its own, since backups hold the folder itself while the service runs.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assistant.backup.errors import BeingRestored, Served

_FILE: Final = ".served"
_PRIVATE: Final = 0o600


@contextmanager
def serving(data: Path) -> Iterator[None]:
    """Holds the folder for a service; several may, while no restore does.

    Raises:
        BeingRestored: A backup is being put back there.
    """
    with _locked(data, fcntl.LOCK_SH) as mine:
        if not mine:
            raise BeingRestored(
                f"{data}: a backup is being put back here. Start the service when that has ended."
            )
        yield


@contextmanager
def not_serving(data: Path) -> Iterator[None]:
    """Holds the folder against every service.

    Raises:
        Served: One is at work there, or another restore.
    """
    with _locked(data, fcntl.LOCK_EX) as mine:
        if not mine:
            raise Served(
                f"{data}: the service, or another restore, is at work here. What it writes "
                "meanwhile would be lost. Stop it, then restore."
            )
        yield


@contextmanager
def _locked(data: Path, how: int) -> Iterator[bool]:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(data / _FILE, os.O_RDONLY | os.O_CREAT, _PRIVATE)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)
