"""On whose behalf this task works: told once at the door, read wherever something is logged.

A context variable, because a step of a report passes through stores that need not know who signed
in. Tasks and worker threads that a request starts see it too.
"""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts."""

    id: str
    """Of the person or the key; ``console``."""
    kind: str
    """``person``, ``program`` or ``console``."""
    name: str
    request_id: str | None = None


_CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)


def caller() -> Caller:
    """Who was told at the door; at a command, whoever is logged in to the machine."""
    return _CALLER.get() or Caller("console", "console", _login())


@contextmanager
def on_behalf_of(who: Caller) -> Iterator[None]:
    """Everything logged in the block is this caller's."""
    token = _CALLER.set(who)
    try:
        yield
    finally:
        _CALLER.reset(token)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user has no name
        return f"uid {os.getuid()}"
