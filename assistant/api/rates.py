"""How often somebody may ask: a bucket of tokens for each caller, filled up evenly.

Fifty tablets do not notice it; a program that runs wild is told when to come back. What is left is
told as draft-ietf-httpapi-ratelimit-headers has it. Whoever sits at the machine itself is not
counted, for they could stop the service altogether.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api.problems import problem

MINUTE = 60.0
MOST_CALLERS = 10_000
"""Remembered at a time, 2 MB; who has been silent longest is forgotten, with a full bucket."""
CHAT = "/v1/chat/completions"
_COUNTED = ("/v1/", "/mcp", "/gradio_api/")
"""What costs something. The page's own files do not."""


class Left(NamedTuple):
    """How a caller stands after a request."""

    tokens: int
    wait: int
    """Seconds until there is a token more; 0 where the request may pass."""


class Buckets:
    """One kind of request. Safe to use from many threads."""

    def __init__(
        self,
        name: str,
        a_minute: int,
        *,
        most: int = MOST_CALLERS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Nobody has asked yet.

        Args:
            name: Of the policy, in the headers.
            a_minute: Requests, and as many may come at once.
            most: Callers remembered.
            now: Seconds, which never go back.
        """
        self.policy = f'"{name}";q={a_minute};w={MINUTE:.0f}'
        self._name, self._most, self._now = name, most, now
        self._full = float(a_minute)
        self._lock = threading.Lock()
        self._callers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> Left:
        """Takes a token out of the caller's bucket, if there is one."""
        now, rate = self._now(), self._full / MINUTE
        with self._lock:
            tokens, then = self._callers.pop(caller, (self._full, now))
            tokens = min(self._full, tokens + (now - then) * rate)
            passes = tokens >= 1
            tokens -= passes
            self._callers[caller] = (tokens, now)
            if len(self._callers) > self._most:
                self._callers.popitem(last=False)
        return Left(int(tokens), 0 if passes else math.ceil((1 - tokens) / rate))

    def told(self, left: Left) -> dict[str, str]:
        """As headers."""
        limit = f'"{self._name}";r={left.tokens};t={max(left.wait, 1)}'
        return {"RateLimit-Policy": self.policy, "RateLimit": limit}


class RateLimit:
    """Refuses who asks too often (429), chat by a bucket of its own."""

    def __init__(self, app: ASGIApp, requests: Buckets, answers: Buckets) -> None:
        self._app = app
        self._requests, self._answers = requests, answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through or answers it with a problem."""
        caller = _caller(scope)
        if caller is None:
            await self._app(scope, receive, send)
            return
        buckets = self._answers if scope["path"] == CHAT else self._requests
        left = buckets.take(caller)
        headers = buckets.told(left)
        if left.wait:
            told = f"That was more than {buckets.policy} allows. Ask again in {left.wait} s."
            headers["Retry-After"] = str(left.wait)
            await problem(429, told, headers=headers)(scope, receive, send)
            return
        await self._app(scope, receive, _telling(send, headers))


def _telling(send: Send, headers: dict[str, str]) -> Send:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *raw]
        await send(message)

    return told


def _caller(scope: Scope) -> str | None:
    """Whose bucket, the person's or the key's; None where nobody counts."""
    if scope["type"] != "http" or not scope["path"].startswith(_COUNTED):
        return None
    principal: Principal | None = scope.get("state", {}).get("principal")
    return None if principal is None or principal.kind == "console" else principal.id
