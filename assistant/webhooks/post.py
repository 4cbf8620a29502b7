"""One message on its way: a single POST, of whose reply the status alone counts."""

import time
from collections.abc import Callable

from assistant.webhooks import addresses, sign
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Letter, Outcome
from assistant.webhooks.wire import MISSED, SECONDS, Reply, Wire, seconds_of

MAX_BODY = 20_000
"""Bytes; the specification's advice."""


class Postman:
    """Takes messages to their receivers. Safe to use from many threads."""

    def __init__(
        self,
        allowed: AllowedHosts,
        *,
        seconds: float = SECONDS,
        resolve: addresses.Resolve = addresses.look_up,
        is_blocked: Callable[[str], bool] = addresses.is_blocked,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Of one site.

        Args:
            allowed: Whom it may go to.
            seconds: For one try.
            resolve: The addresses of a host.
            is_blocked: Whether an address is never told anything.
            now: The clock, in seconds since 1970.
        """
        self._wire = Wire(allowed, seconds=seconds, resolve=resolve, is_blocked=is_blocked)
        self._now = now

    def post(self, letter: Letter) -> Outcome:
        """Tries once. Of the reply nothing but status and Retry-After is read."""
        begun = time.monotonic()
        status, error, wait = None, None, 0.0
        try:
            reply = self._send(letter)
        except UnfitEndpoint as exc:
            error = str(exc)
        except MISSED as exc:
            error = f"{type(exc).__name__}: {exc}"[:200]
        else:
            status, wait = (
                reply.status,
                seconds_of(reply.headers.get("retry-after", ""), self._now()),
            )
        if status is not None and not 200 <= status < 300:
            error = f"HTTP {status}"
        return Outcome(status, error, round(1000 * (time.monotonic() - begun)), wait)

    def _send(self, letter: Letter) -> Reply:
        signed = sign.headers(letter.event_id, int(self._now()), letter.body, letter.secrets)
        headers = {
            "content-type": "application/json",
            "user-agent": "shiftmate-webhooks/1",
            **signed,
        }
        return self._wire("POST", letter.url, headers, letter.body)
