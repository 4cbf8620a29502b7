"""Bodies are bounded before anything reads them, in bytes and in time."""

import asyncio
import re
import time
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.problems import problem
from assistant.reports.photos_taken import MOST_BYTES as PHOTO_BYTES
from assistant.speech.recording import MOST_BYTES

JSON_BYTES = 1024 * 1024
"""A conversation of 200 long turns fits; nothing that a person types comes near."""
FORM_BYTES = 64 * 1024
"""What multipart adds around the files of an upload."""
PAGE_BYTES = 4 * JSON_BYTES
"""What the page's own calls may have: one carries what is chosen on it, never a conversation."""
UPLOADS = "/v1/documents"
SPEECH = "/v1/speech"
PHOTO = re.compile(r"/v1/(?:photos/read|reports/[^/]+/photos)")
WHOLE_REPORT = "/v1/reports/submit"
"""With its photos: eight that a browser has made small, or two as a camera makes them."""
FIRST: Final = 60.0
"""Seconds in which a body has to come, and as many more as it has bytes by `SLOWEST`."""
SLOWEST: Final = 8 * 1024
"""Bytes a second; whoever sends slower holds a connection for its own sake."""


class BodyLimit:
    """Refuses bodies longer than their route may take, announced or not (413), or slower (408)."""

    def __init__(self, app: ASGIApp, uploads: int, first: float = FIRST) -> None:
        self._app, self._first = app, first
        self._limits = {
            UPLOADS: uploads + FORM_BYTES,
            SPEECH: MOST_BYTES + FORM_BYTES,
            WHOLE_REPORT: 2 * PHOTO_BYTES + JSON_BYTES,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on while its body keeps within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._most(scope["path"])
        if _announced(scope) > limit:
            await _too_large(limit)(scope, receive, send)
            return
        counted = _Counted(limit, self._first, receive, send)
        try:
            await self._app(scope, counted.receive, counted.send)
        except ClientDisconnect:
            if not counted.is_cut:
                raise
        if counted.is_cut and not counted.has_replied:
            await (_too_large(limit) if counted.is_over else _too_slow())(scope, receive, send)

    def _most(self, path: str) -> int:
        if PHOTO.fullmatch(path):
            return PHOTO_BYTES + FORM_BYTES
        return self._limits.get(path, JSON_BYTES if path.startswith("/v1/") else PAGE_BYTES)


class _Counted:
    """A body on its way: at either limit it ends, as if its sender had gone."""

    def __init__(self, limit: int, first: float, receive: Receive, send: Send) -> None:
        self._left, self._receive, self._send = limit, receive, send
        self._due = time.monotonic() + first
        self._is_whole = self._is_late = False
        self.has_replied = False

    @property
    def is_over(self) -> bool:
        return self._left < 0

    @property
    def is_cut(self) -> bool:
        return self.is_over or self._is_late

    async def receive(self) -> Message:
        if self._is_whole:  # what comes now is that the caller leaves
            return await self._receive()
        try:
            async with asyncio.timeout(self._due - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            self._is_late = True
            return {"type": "http.disconnect"}
        size = len(message.get("body", b""))
        self._left -= size
        self._due += size / SLOWEST
        self._is_whole = not message.get("more_body", False)
        return {"type": "http.disconnect"} if self.is_over else message

    async def send(self, message: Message) -> None:
        # What a route makes of the missing rest is not told: the reply is ours.
        if self.has_replied or not self.is_cut:
            self.has_replied = True
            await self._send(message)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _too_slow() -> ASGIApp:
    return problem(408, "The body did not come in time. Send it again.")


def _too_large(limit: int) -> ASGIApp:
    return problem(413, f"The body may have {limit} bytes here. Send less at once.")
