"""What all simulated systems share: requests reach an app without a network, or go astray."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import httpcore
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

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
        app = Starlette(routes=self.routes(), exception_handlers={Refusal: _refused})
        self._client = TestClient(app, base_url=URL)

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
        response = self._client.request(method, path, headers=dict(headers), content=body)
        if fault == "lost":
            raise httpcore.ReadError("the connection was cut")
        kept = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, kept, response.content[:most])


def _refused(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, Refusal)
    return JSONResponse(exc.body, exc.status)
