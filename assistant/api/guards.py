"""Whom requests are addressed to and who sends them: other sites' pages may not call this one.

A page on another site can make a browser here call the service, by a form or by pointing its own
name at our address (DNS rebinding). ``Host``, ``Origin`` and ``Sec-Fetch-Site`` tell such calls
from real ones. https://web.dev/articles/fetch-metadata
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.entrance import Entrance
from assistant.api.problems import problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_RELAYED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via")
Headers = Mapping[bytes, bytes]
Refusal = tuple[int, str]


class KnownCallers:
    """Refuses requests addressed to, or sent by pages of, any other host."""

    def __init__(self, app: ASGIApp, entrance: Entrance) -> None:
        self._app = app
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through or answers it with a problem."""
        if scope["type"] in ("http", "websocket"):
            headers: Headers = dict(scope["headers"])
            refusal = self._unaddressed(scope, headers) or _foreign(scope, headers)
            if refusal:
                await problem(*refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _unaddressed(self, scope: Scope, headers: Headers) -> Refusal | None:
        entrance, host = self._entrance, text_of(headers, b"host")
        if not entrance.demands_sign_in and _is_relayed(scope, headers):
            return 403, (
                "This request came through a proxy, and nobody signs in here: the proxy would make "
                "strangers local. Start the service with SHIFTMATE_SIGN_IN=always."
            )
        if not entrance.admits((scope.get("client") or ("", 0))[0]):
            return 403, "Only this machine may call: nobody signs in here."
        if not entrance.answers_for(_name(host)):
            return 421, (
                f"This service does not answer for the host {host[:100]!r}. "
                "SHIFTMATE_ALLOWED_HOSTS names those it answers for."
            )
        return None


def _is_relayed(scope: Scope, headers: Headers) -> bool:
    """By a proxy that says so, or by one that speaks as no browser does: nginx, unless told."""
    return scope.get("http_version") == "1.0" or any(name in headers for name in _RELAYED)


def _foreign(scope: Scope, headers: Headers) -> Refusal | None:
    asked_by_itself = text_of(headers, b"sec-fetch-site") in ("", "same-origin", "none")
    if _is_own(scope, headers) and (asked_by_itself or _is_followed_link(scope, headers)):
        return None
    return 403, "Pages of other sites may not call this service."


def _is_own(scope: Scope, headers: Headers) -> bool:
    """Whether ``Origin`` is this service, or is not told; a page read in the clear is another's."""
    told = text_of(headers, b"origin")
    if not told:
        return True
    origin = urlsplit(told)
    is_downgraded = scope["scheme"] in ("https", "wss") and origin.scheme != "https"
    return origin.netloc == text_of(headers, b"host") and not is_downgraded


def _is_followed_link(scope: Scope, headers: Headers) -> bool:
    """Another site's page may lead here, as a ticket leads to a report."""
    return (
        scope.get("method", "") in _SAFE
        and text_of(headers, b"sec-fetch-mode") == "navigate"
        and text_of(headers, b"sec-fetch-dest") == "document"
    )


def text_of(headers: Headers, name: bytes) -> str:
    """One header, empty where it is not there."""
    return headers.get(name, b"").decode("latin-1")


def _name(host: str) -> str:
    """Host header without port and brackets: ``[::1]:8080`` is ``::1``."""
    return host[1:].split("]")[0] if host.startswith("[") else host.split(":")[0]
