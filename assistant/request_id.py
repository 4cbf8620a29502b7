"""What the request in hand is called: in its reply, in problems and in every line logged of it."""

import re
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
request_id: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""Empty outside of requests."""


def named(told: str) -> str:
    """The caller's own name for it if that may stand in a log, else a new one."""
    return told if _SANE.fullmatch(told) else uuid4().hex
