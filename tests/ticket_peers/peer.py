"""What all simulated systems share: requests reach an app without a network, or go astray."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import unquote

import httpcore
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from assistant.tickets.model import Incoming
from assistant.webhooks.wire import Reply

URL = "https://desk.lan"
HOOK = "a hook's secret"


class Refusal(Exception):
    """How this system says no."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class SimulatedPeer:
    """One system. ``faults`` befall its next writes: a status, a reply, or the want of one."""

    system: ClassVar[str]
    writes: ClassVar[str]
    """Which requests write: method and path."""
    settings: ClassVar[dict[str, Any]] = {}
    keys: ClassVar[dict[str, str]] = {"token": "let-me-in"}
    unsigned: ClassVar[bool] = False

    def __init__(self) -> None:
        self.tickets: dict[str, dict[str, Any]] = {}
        self.written: dict[str, list[str]] = {}
        """Internal notes of each ticket."""
        self.faults: list[int | Reply | str] = []
        self.asked: list[str] = []
        self._app = Starlette(routes=self.routes(), exception_handlers={Refusal: _refused})

    def routes(self) -> list[Any]:
        raise NotImplementedError

    def event(self, ticket_id: str) -> Incoming:
        """What it sends when that ticket is opened."""
        raise NotImplementedError

    def forged(self, ticket_id: str) -> Incoming:
        """The same from somebody who does not know the secret."""
        real = self.event(ticket_id)
        return real._replace(body=real.body.replace(b"{", b'{"x": 1, ', 1), token="guessed")  # noqa: S106

    def open(self, title: str, text: str) -> str:
        """Somebody opens a ticket by hand."""
        raise NotImplementedError

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, most: int
    ) -> Reply:
        path = url.removeprefix(URL)
        self.asked.append(f"{method} {path}")
        fault: int | Reply | str | None = None
        if self.faults and re.fullmatch(self.writes, f"{method} {path.partition('?')[0]}"):
            fault = self.faults.pop(0)
        if fault == "timeout":
            raise httpcore.ReadTimeout("no reply")
        if isinstance(fault, int):
            return Reply(fault, {}, b"<h1>Internal error</h1>")
        if isinstance(fault, Reply):
            return fault
        reply = _asked(self._app, method, path, headers, body)
        if fault == "lost":
            raise httpcore.ReadError("the connection was cut")
        return reply._replace(body=reply.body[:most])


def _asked(
    app: Starlette, method: str, path: str, headers: Mapping[str, str], body: bytes
) -> Reply:
    """Its reply. Nothing in it waits for anything, so that no event loop is needed."""
    plain, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(plain),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    with pytest.raises(StopIteration):
        app(scope, receive, send).send(None)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], told, b"".join(one["body"] for one in sent[1:]))


async def _refused(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refusal)
    return JSONResponse(exc.body, exc.status)
