"""Whether a request is sent again, and when. Pure but for chance and the clock."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

_FULL = frozenset({429, 503})
"""Nothing was done: the same request may go through later."""
_LOST = frozenset({502, 504})
"""Somebody between the two gave up; whether it was done is not known."""
_MISTRUSTED = "CERTIFICATE_VERIFY_FAILED"
"""In OpenSSL's words, which is all that reaches us; no second try changes it."""
_IN_FLIGHT = 409
"""With Retry-After: the first try of the same request is still at work."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a program waits. Times in seconds."""

    connect: float = 5
    answer: float = 60
    """Until the next byte of a reply."""
    writing: float = 600
    """The same for an answer that a model writes in one piece."""
    tries: int = 3
    first_pause: float = 0.5
    """Doubled with each try, a random half less at most."""
    longest_pause: float = 30
    """A server that asks for more gets its reply told at once."""

    def after_failure(
        self, tried: int, exc: httpx.TransportError, *, repeats: bool
    ) -> float | None:
        """Seconds until the next try; None: no more.

        Args:
            tried: How often so far.
            exc: What the network said.
            repeats: Doing it twice is the same as once.
        """
        if _MISTRUSTED in str(exc):
            return None
        was_never_sent = isinstance(exc, (httpx.ConnectError, httpx.ConnectTimeout))
        return self._pause(tried) if repeats or was_never_sent else None

    def after_reply(self, tried: int, reply: httpx.Response, *, repeats: bool) -> float | None:
        """The same after a reply that is no success."""
        asked = retry_after(reply)
        status = reply.status_code
        is_worth_it = (
            status in _FULL
            or (status in _LOST and repeats)
            or (status == _IN_FLIGHT and asked is not None)
        )
        pause = self._pause(tried) if is_worth_it else None
        if pause is None or asked is None:
            return pause
        return max(asked, pause) if asked <= self.longest_pause else None

    def _pause(self, tried: int) -> float | None:
        if tried >= self.tries:
            return None
        full = min(self.first_pause * 2.0 ** (tried - 1), self.longest_pause)
        return full * (1 - random.random() / 2)  # noqa: S311 - tries of many clients drift apart


def retry_after(reply: httpx.Response) -> float | None:
    """Seconds that a reply asks to wait, told as a number or as a date; None where it does not."""
    told = reply.headers.get("retry-after", "").strip()
    if told.isdecimal():
        return float(told)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:  # empty, or no date
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
