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
        left = limit

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            # A body that lied about its length ends here, as if the client had hung up.
            return message if left >= 0 else {"type": "http.disconnect"}

        await self._app(scope, counted, send)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _too_large(limit: int) -> ASGIApp:
    return problem(413, f"The body may have {limit} bytes here. Send less at once.")
