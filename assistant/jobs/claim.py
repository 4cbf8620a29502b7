"""Whose job it is: a lock that the kernel takes back when its process ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "lock"


@contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """Holds a job's folder while the block lasts; gives False when somebody else holds it.

    Two claims exclude each other between threads as between processes. A state in the database
    alone could not tell a job at work from one whose process was killed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _NAME).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
