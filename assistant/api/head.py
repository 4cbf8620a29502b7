"""``HEAD`` wherever ``GET`` is: the same reply without its body (RFC 9110 9.3.2), as probes ask."""

from anyio import CancelScope
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """Asks for the whole reply, and sends its head."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes every other method on as it is."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        with CancelScope() as reply:
            await self._app({**scope, "method": "GET"}, receive, _HeadAlone(send, reply).send)


class _HeadAlone:
    """Ends a reply that comes in pieces at the first: a stream would go on for nobody."""

    def __init__(self, send: Send, reply: CancelScope) -> None:
        self._send, self._reply = send, reply

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
            await self._send({"type": "http.response.body"})
        elif message.get("more_body", False):
            self._reply.cancel()
