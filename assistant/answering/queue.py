"""So many answers at a time reach the model; a bounded number wait their turn, first come first."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from assistant.errors import Busy

SECONDS_AN_ANSWER = 20.0
"""What is expected before the first answer was timed: a middling one on two cores."""
_LESSON = 0.2
"""What one answer teaches about how long answers take."""


class Load(NamedTuple):
    """How many answers there are now."""

    writing: int
    waiting: int


class Queue:
    """Told by no thread's identity: a stream may be resumed and closed on other threads."""

    def __init__(
        self,
        waiting: int,
        at_once: int = 1,
        what: str = "answers",
        seconds: float = SECONDS_AN_ANSWER,
    ) -> None:
        """``what`` waits, and takes so many seconds as far as is known before any was timed."""
        self.waited: Callable[[float], object] = _unheard
        """Told after each wait how many seconds it was, 0 for none."""
        self._waiting, self._at_once = waiting, at_once
        self._lock = threading.Lock()
        self._places = waiting + at_once
        self._turns = at_once
        self._line: deque[threading.Event] = deque()
        self._what, self._seconds = what, seconds

    @property
    def load(self) -> Load:
        """Who has the model, and who waits for it."""
        with self._lock:
            return Load(self._at_once - self._turns, len(self._line))

    @property
    def free(self) -> bool:
        """Whether a turn would come at once; not all that is worth asking is worth waiting for."""
        with self._lock:
            return self._turns > 0

    @contextmanager
    def place(self) -> Iterator[AbstractContextManager[None]]:
        """Holds a place in the queue for the block; whoever enters what it yields has the model.

        Raises:
            Busy: Every waiting place is taken.
        """
        with self._lock:
            if not self._places:
                raise Busy(self._waiting, self._retry_after(), self._what)
            self._places -= 1
        try:
            yield self._model()
        finally:
            with self._lock:
                self._places += 1

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Holds the model for the block.

        Raises:
            Busy: Every waiting place is taken.
        """
        with self.place() as model, model:
            yield

    @contextmanager
    def _model(self) -> Iterator[None]:
        came = time.monotonic()
        self._enter()
        begun = time.monotonic()
        self.waited(begun - came)
        try:
            yield
        finally:
            self._leave(time.monotonic() - begun)

    def _enter(self) -> None:
        """Waits in line: a turn that comes free goes to the first in it, never past it."""
        with self._lock:
            if self._turns:
                self._turns -= 1
                return
            mine = threading.Event()
            self._line.append(mine)
        mine.wait()

    def _leave(self, seconds: float) -> None:
        with self._lock:
            self._seconds += _LESSON * (seconds - self._seconds)
            if self._line:
                self._line.popleft().set()
            else:
                self._turns += 1

    def _retry_after(self) -> int:
        """Seconds until those who are in line now have had their turn, one at the least."""
        return max(1, math.ceil(self._seconds * (len(self._line) + 1) / self._at_once))


def _unheard(_: float) -> None:
    """Nobody counts."""
