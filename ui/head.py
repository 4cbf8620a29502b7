"""What stands in the head of every page: whose it is, its look before the first paint, its files.

Gradio writes what it is told to put there by a script, after the first paint; so its page is
completed on its way out (`WithHead`). Plain pages have the same from `head_html`.
"""

import json
import re
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.model import Principal
from ui.release import address, release
from ui.safe import text

LOOK: Final = ("tokens.css", "header.css")
"""Styles of every page; the first has every colour and size of the house."""
_HEAD_ENDS: Final = b"</head>"
_ABROAD: Final = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')


def head_html(
    principal: Principal | None, styles: Sequence[str] = (), modules: Sequence[str] = ()
) -> str:
    """Elements of a head. ``prefs.js`` runs before anything is painted, modules after all is read.

    Args:
        principal: Whose page it is: modules read it with ``whose()`` of whose.js.
        styles: Further files of ``ui/static``.
        modules: The same; shell.js, which every page has, goes before them.
    """
    links = (f'<link rel="stylesheet" href="{address(name)}">' for name in (*LOOK, *styles))
    scripts = (
        f'<script type="module" src="{address(name)}"></script>' for name in ("shell.js", *modules)
    )
    return "".join(
        [
            f'<meta name="shiftmate" content="{text(_whose(principal))}">',
            '<meta name="theme-color" content="#1c2b37">',
            '<link rel="icon" href="/ui/icons/shiftmate.svg" type="image/svg+xml">',
            '<link rel="apple-touch-icon" href="/ui/icons/shiftmate-192.png">',
            f'<script src="{address("prefs.js")}"></script>',
            *links,
            *scripts,
        ]
    )


def _whose(principal: Principal | None) -> str:
    told: dict[str, object] = {"release": release()}
    if principal is not None:
        rights = sorted(principal.rights)
        told |= {"id": principal.id, "name": principal.name, "rights": rights}
    return json.dumps(told, ensure_ascii=False)


class WithHead:
    """Gradio's application, whose pages get our head and lose what points to other hosts."""

    def __init__(self, app: ASGIApp, styles: Sequence[str], modules: Sequence[str]) -> None:
        self._app, self._styles, self._modules = app, styles, modules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes all but pages on as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        principal = scope.get("state", {}).get("principal")
        head = head_html(principal, self._styles, self._modules)
        await self._app(scope, receive, _Completed(send, head.encode()).send)


class _Completed:
    """One reply; a page is held until it is whole."""

    def __init__(self, send: Send, head: bytes) -> None:
        self._send, self._head = send, head
        self._start: Message | None = None
        self._page = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole(message)

    async def _whole(self, last: Message) -> None:
        page = _ABROAD.sub(b"", bytes(self._page))
        page = page.replace(_HEAD_ENDS, self._head + _HEAD_ENDS, 1)
        start: Message = {**(self._start or {})}
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Length"] = str(len(page))
        await self._send({**start, "headers": headers.raw})
        await self._send({**last, "body": page})


def _is_page(start: Message) -> bool:
    headers = MutableHeaders(raw=list(start.get("headers", ())))
    return headers.get("content-type", "").startswith("text/html")
