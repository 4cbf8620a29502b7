"""``If-None-Match``: what a client has already is not sent to it again (304, RFC 9110 13.1.2).

Replies that bear no version of their own get an ``ETag`` of their contents. That saves the way, not
the work; pictures are told apart before they are drawn, see `assistant.api.drawn`.
"""

import re
from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_TAG = re.compile(r'(?:W/)?("[^"]*")')
_NOT_SENT = ("content-length", "content-type")


def _is_known(asked: Headers, tag: str) -> bool:
    """Whether the client says that it has this very version, or any at all."""
    told = asked.get("if-none-match", "")
    return told.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(told)


class Unchanged:
    """Answers 304 in place of a JSON reply that the client has."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and looks at what comes back."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Watched(Headers(scope=scope), send).send
        await self._app(scope, receive, send)


class _Watched:
    """Holds the head of a reply until its body is there."""

    def __init__(self, asked: Headers, send: Send) -> None:
        self._asked, self._send = asked, send
        self._head: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_json(message):
            self._head = message
            return
        if self._head is not None:
            message = await self._with_tag(self._head, message)
        await self._send(message)

    async def _with_tag(self, head: Message, body: Message) -> Message:
        self._head = None
        headers = MutableHeaders(raw=head["headers"])
        if not body.get("more_body", False):
            headers.setdefault("ETag", _tag(body.get("body", b"")))
        if (tag := headers.get("etag")) and _is_known(self._asked, tag):
            for name in _NOT_SENT:
                del headers[name]
            head["status"], body = 304, {**body, "body": b""}
        head["headers"] = headers.raw
        await self._send(head)
        return body


def _is_json(head: Message) -> bool:
    kind = Headers(raw=head["headers"]).get("content-type", "")
    return bool(head["status"] == 200 and kind.startswith("application/json"))


def _tag(body: bytes) -> str:
    return f'W/"{sha256(body).hexdigest()[:32]}"'
