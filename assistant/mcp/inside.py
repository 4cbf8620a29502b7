"""The API asked from inside the service's own process, through all that stands at its door."""

from collections.abc import Callable

import httpx
from starlette.types import ASGIApp

from assistant.reports.model import Actor

Address = tuple[str, int]
Run = Callable[..., httpx.Response]
HERE: Address = ("127.0.0.1", 0)
ITSELF = Actor(name="MCP", role="service")
"""Who asks where nobody shows a key; a key acts in its own name."""


class Inside(httpx.BaseTransport):
    """Carries a worker thread's requests to an application on the event loop it came from.

    The caller's address goes with them, so that nobody becomes local by asking through here.
    """

    def __init__(self, app: ASGIApp, caller: Address, run: Run | None = None) -> None:
        """Asks as if from the caller's address; ``run`` runs a coroutine on the loop."""
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=caller)
        self._run = run

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Waits for the whole reply."""
        from anyio import from_thread

        return (self._run or from_thread.run)(self._ask, request)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        reply = await self._transport.handle_async_request(request)
        body = [part async for part in reply.aiter_raw()]
        return httpx.Response(reply.status_code, headers=reply.headers, content=b"".join(body))
