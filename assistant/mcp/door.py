"""``POST /mcp``: streamable HTTP without sessions, in both eras of the protocol."""

import logging
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api.problems import problem
from assistant.client import Client
from assistant.mcp.inside import HERE, ITSELF, Inside
from assistant.mcp.server import serve

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

PATH = "/mcp"
_INSIDE = "http://127.0.0.1"
"""The service answers for it whatever else it answers for."""


def mount(app: FastAPI) -> None:
    """Adds the route. Who calls has signed in before: the door of the house is the API's."""
    app.router.routes.append(Route(PATH, Door(app), methods=["POST"]))


class Door:
    """Each request has a session manager of its own, so there is nothing to start and to stop."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: Server[Any] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one message of the protocol."""
        from starlette.concurrency import run_in_threadpool

        if not _may_ask(scope):
            told = "MCP is for programs: send a key, Authorization: Bearer smk_…, and no cookie."
            await problem(403, told)(scope, receive, send)
            return
        manager = await run_in_threadpool(self._manager)
        async with manager.run():
            await manager.handle_request(scope, receive, send)

    def _manager(self) -> Any:  # noqa: ANN401 - imported here
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        if self._server is None:
            logging.getLogger("mcp").setLevel(logging.WARNING)  # a line for each request else
            self._server = serve(self._client)
        return StreamableHTTPSessionManager(self._server, json_response=True, stateless=True)

    def _client(self, request: Request) -> Client:
        """The API with the caller's own key, from the caller's own address."""
        caller = (request.client.host, request.client.port) if request.client else HERE
        return Client(_INSIDE, _key(request), actor=ITSELF, transport=Inside(self._app, caller))


def _may_ask(scope: Scope) -> bool:
    """A person's session would see the tools and be refused by each: they ask with a key."""
    principal: Principal | None = scope.get("state", {}).get("principal")
    return principal is None or principal.kind != "person"


def _key(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key")
