"""How often somebody may ask: a bucket of tokens for each caller, filled up evenly.

Fifty tablets do not notice it; a program that runs wild is told when to come back. What is left is
told as draft-ietf-httpapi-ratelimit-headers has it. Whoever sits at the machine itself is not
counted, for they could stop the service altogether. Whom nobody knows is counted by address; those
who are known there are not held up by them, for a network may show many machines as one.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.access.network import network_of
from assistant.api.problems import problem

MINUTE = 60.0
MOST_CALLERS = 10_000
"""Remembered at a time, 2 MB; who has been silent longest is forgotten, with a full bucket."""
CHAT = "/v1/chat/completions"
_COUNTED = {
    "v1", "mcp", "gradio_api", "config", "",
    "a", "admin", "approvals", "board", "conversation", "gaps", "handover", "machines", "outbox",
    "report", "reports",
}  # fmt: skip
"""How what costs something begins: calls, and pages made for who opens them. Their files do not."""
STRANGERS = 4
"""Addresses of strangers have this part of what somebody known has."""


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
        self._name, self._a_minute, self._most, self._now = name, a_minute, most, now
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

    def hold_up(self, principal: Principal | None) -> int:
        """Seconds that they have to wait; 0 where they may ask, which counts."""
        caller = _counted(principal)
        return 0 if caller is None else self.take(caller).wait

    def told(self, left: Left) -> dict[str, str]:
        """As headers."""
        limit = f'"{self._name}";r={left.tokens};t={max(left.wait, 1)}'
        return {"RateLimit-Policy": self.policy, "RateLimit": limit}

    def refusal(self, left: Left) -> Response:
        """To who has to wait."""
        told = f"That was more than {self._a_minute} {self._name} in a minute, as many as may be."
        headers = {**self.told(left), "Retry-After": str(left.wait)}
        return problem(429, f"{told} Ask again in {left.wait} s.", headers=headers)


class RateLimit:
    """Refuses who asks too often (429), chat by a bucket of its own.

    The page's chat is a request among others here: which of them is a question only the page
    knows, so it asks the same bucket itself.
    """

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
        if left.wait:
            await buckets.refusal(left)(scope, receive, send)
            return
        await self._app(scope, receive, _telling(send, buckets.told(left)))


class Strangers:
    """Requests in nobody's name, by the address they come from."""

    def __init__(self, a_minute: int) -> None:
        """So many of each address, as somebody known may send; see `STRANGERS`."""
        self._buckets = Buckets("requests", max(1, a_minute // STRANGERS))

    def refusal(self, scope: Scope) -> Response | None:
        """The reply to one too many; None where it may be heard."""
        address, _ = scope.get("client") or ("", 0)
        left = self._buckets.take(network_of(address))
        return self._buckets.refusal(left) if left.wait else None


def _telling(send: Send, headers: dict[str, str]) -> Send:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *raw]
        await send(message)

    return told


def _caller(scope: Scope) -> str | None:
    """Whose bucket, the person's or the key's; None where nobody counts."""
    if scope["type"] != "http" or scope["path"].lstrip("/").partition("/")[0] not in _COUNTED:
        return None
    return _counted(scope.get("state", {}).get("principal"))


def _counted(principal: Principal | None) -> str | None:
    return None if principal is None or principal.kind == "console" else principal.id
