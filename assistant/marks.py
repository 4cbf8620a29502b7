"""The version of what counts none of its changes: a digest of what people decide about it. Pure.

What happens to it by itself (somebody was last seen, a message waits) is no part of that, so nobody
has to read it again because of it.
"""

import json
from hashlib import sha256

from assistant.errors import Stale

_LETTERS = 16


def mark_of(*decided: object) -> str:
    """The same for the same decisions, in hexadecimal; each of them as JSON has it."""
    return sha256(json.dumps(decided).encode()).hexdigest()[:_LETTERS]


def require_mark(read: str | None, now: str, what: str) -> None:
    """Raises Stale where another version was read; None: whoever changes it read none."""
    if read not in (None, now):
        raise Stale(what)
