"""What of Gradio is reached, and by whom: a session by its owner alone, most routes by nobody.

Gradio knows a session by a name that browsers make up, and gives whoever says it the session's
state and what its queue tells. Here the name is completed by who asks, on its way in, so nobody can
say another's. Of Gradio's routes those are open that the page itself calls: it has others that take
and give out files, read a session's state, or run what the page never asked for.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api.problems import problem

ASKED: Final[Mapping[str, re.Pattern[str]]] = {
    "GET": re.compile(
        r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/(assets|static|svelte)/.+"
        r"|/gradio_api/(info|app_id|theme\.css|queue/data)/?|/gradio_api/heartbeat/[^/]+"
    ),
    "POST": re.compile(r"/gradio_api/(queue/join|run/[^/]+)/?"),
}
"""What the page calls, by method."""
_HEARTBEAT: Final = "/gradio_api/heartbeat/"
_STREAMS: Final = (_HEARTBEAT, "/gradio_api/queue/data")
_SESSION: Final = "session_hash"


class Doorway:
    """Stands before Gradio's application.

    Args:
        page: Gradio's application.
        nowhere: Answers what is asked of routes that are closed.
    """

    def __init__(self, page: ASGIApp, nowhere: ASGIApp) -> None:
        self._page, self._nowhere = page, nowhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through under the asker's own session."""
        if scope["type"] != "http" or not _is_open(scope["method"], scope["path"]):
            await self._nowhere(scope, receive, send)
            return
        owner = owner_of(scope.get("state", {}).get("principal"))
        scope = _addressed(scope, owner)
        if scope["method"] != "POST":
            await self._read(scope, receive, send)
            return
        try:
            body = _owned(await Request(scope, receive).body(), owner)
        except (ValueError, RecursionError):
            await problem(400, "The body is not valid JSON.")(scope, receive, send)
            return
        await self._page(_measured(scope, body), _Resent(body, receive).receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A stream that Gradio breaks off ends here.

        It finds out in the midst of one that there is no such session, and that the service goes.
        """
        try:
            await self._page(scope, receive, send)
        except (RuntimeError, asyncio.CancelledError) as exc:
            is_stream = scope["path"].startswith(_STREAMS)
            is_told = isinstance(exc, RuntimeError) and not isinstance(exc.__cause__, HTTPException)
            if not is_stream or is_told:
                raise
            await send({"type": "http.response.body", "body": b"", "more_body": False})


def owner_of(principal: Principal | None) -> str:
    """Begins the name of every session and conversation of theirs; no beginning is another's.

    Whoever signs in with fewer rights, by PIN say, is another owner: what was said under more
    stays closed.
    """
    if principal is None:
        return "nobody:"
    told = [principal.kind, principal.id, principal.role, *sorted(principal.sites)]
    return f"{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]}:"


def _is_open(method: str, path: str) -> bool:
    asked = ASKED.get(method)
    return asked is not None and asked.fullmatch(path) is not None


def _addressed(scope: Scope, owner: str) -> Scope:
    """With the owner's session in address and query."""
    path = scope["path"]
    if path.startswith(_HEARTBEAT):
        path = f"{_HEARTBEAT}{owner}{path.removeprefix(_HEARTBEAT)}"
    told = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    query = urlencode(
        [(key, f"{owner}{value}" if key == _SESSION else value) for key, value in told]
    )
    return {**scope, "path": path, "query_string": query.encode("latin-1")}


def _owned(body: bytes, owner: str) -> bytes:
    """With the owner's session in the body; raises ValueError for what is no JSON object."""
    told: Any = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    if isinstance(told.get(_SESSION), str):
        told[_SESSION] = f"{owner}{told[_SESSION]}"
    return json.dumps(told).encode()


def _measured(scope: Scope, body: bytes) -> Scope:
    headers = MutableHeaders(raw=list(scope["headers"]))
    headers["content-length"] = str(len(body))
    return {**scope, "headers": headers.raw}


class _Resent:
    """The body in one piece; after it, whatever else the client does."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}
