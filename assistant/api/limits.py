"""Bodies are bounded before anything reads them."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import problem

JSON_BYTES = 1024 * 1024
"""A conversation of 200 long turns fits; nothing that a person types comes near."""
FORM_BYTES = 64 * 1024
"""What multipart adds around the files of an upload."""
UPLOADS = "/v1/documents"


class BodyLimit:
    """Refuses bodies longer than their route may take, announced or not (413)."""

    def __init__(self, app: ASGIApp, uploads: int) -> None:
        self._app = app
        self._uploads = uploads + FORM_BYTES

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on while its body keeps within the limit."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return
        limit = self._uploads if scope["path"] == UPLOADS else JSON_BYTES
        if _announced(scope) > limit:
            await _too_large(limit)(scope, receive, send)
            return
        counted = _Counted(limit, receive, send)
        await self._app(scope, counted.receive, counted.send)
        if counted.is_over and not counted.has_replied:
            await _too_large(limit)(scope, receive, send)


class _Counted:
    """A body that did not announce its length: it ends at the limit, as if its sender had gone."""

    def __init__(self, limit: int, receive: Receive, send: Send) -> None:
        self._left, self._receive, self._send = limit, receive, send
        self.has_replied = False

    @property
    def is_over(self) -> bool:
        return self._left < 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_over else message

    async def send(self, message: Message) -> None:
        # What a route makes of the missing rest is not told: the reply is ours.
        if self.has_replied or not self.is_over:
            self.has_replied = True
            await self._send(message)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _too_large(limit: int) -> ASGIApp:
    return problem(413, f"The body may have {limit} bytes here. Send less at once.")
