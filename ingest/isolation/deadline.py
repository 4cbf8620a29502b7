"""When the reading of a file is to come to its end, for loops that can leave pages out.

A reader that runs beyond its limits is ended, and with it goes all that it has read. So one that
goes page by page stops short of them: the pages left are told, and the others can be searched.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import inf

from ingest.isolation.limits import PAGES_SHARE, ReadingLimits

NOT_REACHED = "not reached in the time that one file may take; split the file"
"""Completes the reason of a page that was left out."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """After this, no further page is begun. It holds in every thread; never comes by default."""

    processor: float = inf
    """By `time.process_time`, in seconds."""
    clock: float = inf
    """By `time.monotonic`, in seconds."""

    def is_past(self) -> bool:
        """Whether one of the two has come."""
        return time.process_time() > self.processor or time.monotonic() > self.clock


_deadline: ContextVar[Deadline] = ContextVar("deadline", default=Deadline())  # noqa: B039 - frozen


def deadline() -> Deadline:
    """Of the file that this thread reads."""
    return _deadline.get()


@contextmanager
def due(limits: ReadingLimits, size: int) -> Iterator[None]:
    """What is read in the block is a file of so many bytes."""
    token = _deadline.set(
        Deadline(
            time.process_time() + PAGES_SHARE * limits.whole_file_seconds(size),
            time.monotonic() + PAGES_SHARE * limits.clock_seconds(size),
        )
    )
    try:
        yield
    finally:
        _deadline.reset(token)
