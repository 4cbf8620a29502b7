"""Signs of progress out of a reader's loops, for whoever listens; nobody does by default.

A reader that shows none for a while is taken for hanging (see ingest.isolation.limits), so every
loop that can be long says `beat` once a round.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], object]
"""Told how many pages are read, and of how many; both 0 where there are none to count."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def beat(done: int = 0, total: int = 0) -> None:
    """Still at work: so many pages of so many are read, or, with zeros, something else is done."""
    if listener := _listener.get():
        listener(done, total)


@contextmanager
def heard_by(listener: Listener) -> Iterator[None]:
    """Every beat in the block, in this thread, goes to the listener."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
