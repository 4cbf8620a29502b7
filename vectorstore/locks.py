"""A lock for things that many read and few change."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class SharedLock:
    """Many may read at once, one may write alone; a waiting writer goes before later readers."""

    def __init__(self) -> None:
        self._door = Lock()
        self._room = Lock()
        self._count = Lock()
        self._readers = 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Held together with other readers."""
        with self._door, self._count:
            self._readers += 1
            if self._readers == 1:
                self._room.acquire()
        try:
            yield
        finally:
            with self._count:
                self._readers -= 1
                if self._readers == 0:
                    self._room.release()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Held alone."""
        with self._door, self._room:
            yield
