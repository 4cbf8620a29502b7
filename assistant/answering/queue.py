"""One answer at a time reaches the model; a bounded number wait their turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import Busy

SECONDS_AN_ANSWER = 30
"""A middling answer on two cores; only used to tell a client when to come again."""


class Queue:
    """Plain locks, not re-entrant ones: a stream may be resumed and closed on other threads."""

    def __init__(self, waiting: int) -> None:
        self._waiting = waiting
        self._places = threading.BoundedSemaphore(waiting + 1)
        self._model = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[threading.Lock]:
        """Holds a place in the queue for the block; whoever enters what it yields has the model.

        Raises:
            Busy: Every waiting place is taken.
        """
        if not self._places.acquire(blocking=False):
            raise Busy(self._waiting, retry_after=SECONDS_AN_ANSWER)
        try:
            yield self._model
        finally:
            self._places.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the model for the block.

        Raises:
            Busy: Every waiting place is taken.
        """
        with self.place() as model, model:
            yield
