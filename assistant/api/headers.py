"""What every reply says to browsers, whoever wrote it: ours, Gradio's or an error's.

Of a page's own scripts exactly those run that stand in it as it leaves, by their digests; Gradio's
page carries its configuration in one. What it needs beyond that is told beside `_PAGE`.
"""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.request_id import named, request_id

_NOTHING: Final = "default-src 'none'; frame-ancestors 'none'"
"""For what is no page: opened as one, it runs nothing."""
_SCRIPT: Final = "default-src 'self'; frame-ancestors 'none'"
"""A worker's script is bound by the policy that it came with."""
_PAGE: Final = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' "
    "'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""What Gradio 6.31 cannot do without, as a browser told of each: 'unsafe-inline' styles, which its
components write; its own base-uri. The signs on its and Plotly's buttons are data: pictures."""
_EVAL: Final = "'unsafe-eval'"
_EVAL_AT: Final = frozenset({"/", "/docs"})
"""Gradio makes functions of the templates and js_on_load of gr.HTML; pages of ours make none."""
_INLINE: Final = re.compile(
    rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE
)
ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""Browsers older than ``frame-ancestors`` know the last."""
_TLS_FOR: Final = "max-age=31536000"
_NOT_KEPT: Final = "no-store"


class ReplyHeaders:
    """Outermost: names the request and adds to each reply what it does not say itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on under its name."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id.set(named(told))
        await self._app(scope, receive, _Reply(scope, send).send)


class _Reply:
    """One reply on its way out. A page is held until its scripts are known."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._start is None:
            await self._send(message)
        else:
            await self._go_on(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message.get("headers", ())))
        _complete(headers, self._scope)
        message = {**message, "headers": headers.raw}
        if _is_page(headers) and "content-security-policy" not in headers:
            self._start = message
            return
        headers.setdefault("Content-Security-Policy", _policy(headers))
        await self._send({**message, "headers": headers.raw})

    async def _go_on(self, message: Message) -> None:
        self._page += message.get("body", b"")
        if message.get("more_body", False) or self._start is None:
            return
        headers = MutableHeaders(raw=self._start["headers"])
        headers["Content-Security-Policy"] = page_policy(bytes(self._page), self._scope["path"])
        await self._send({**self._start, "headers": headers.raw})
        await self._send({**message, "body": bytes(self._page)})


def page_policy(page: bytes, path: str) -> str:
    """The policy of a page at a path: of scripts within it, only these very ones."""
    scripts = (sha256(code.replace(b"\r\n", b"\n")) for code in _INLINE.findall(page))
    named = sorted({f"'sha256-{b64encode(one.digest()).decode()}'" for one in scripts})
    told = [*([_EVAL] if path in _EVAL_AT else []), *named]
    return _PAGE.format(scripts=" ".join(told)).replace(" ;", ";")


def unforeseen(scheme: str) -> dict[str, str]:
    """For the reply to an error that nobody foresaw, which no middleware sees leaving."""
    over_tls = {"Strict-Transport-Security": _TLS_FOR} if scheme == "https" else {}
    return {
        **over_tls,
        **ALWAYS,
        "Content-Security-Policy": _NOTHING,
        "Cache-Control": _NOT_KEPT,
        "X-Request-ID": request_id.get(),
    }


def _complete(headers: MutableHeaders, scope: Scope) -> None:
    for name in [name for name in headers if name.startswith("access-control-")]:
        del headers[name]  # Gradio's; no other site's script is to read anything here
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers["X-Request-ID"] = request_id.get()
    if scope["scheme"] == "https":
        headers.setdefault("Strict-Transport-Security", _TLS_FOR)
    if _is_page(headers) or not scope["path"].startswith(("/assets/", "/static", "/ui/")):
        headers.setdefault("Cache-Control", _NOT_KEPT)


def _is_page(headers: MutableHeaders) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _policy(headers: MutableHeaders) -> str:
    return _SCRIPT if "javascript" in headers.get("content-type", "") else _NOTHING
