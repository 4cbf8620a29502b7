"""Until sign-in exists: only this machine may call, and only on purpose.

A page on another site can make a browser on this machine call 127.0.0.1 (by a form, or by
pointing its own name there: DNS rebinding). Host and Origin tell such calls from real ones.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.problems import problem
from assistant.errors import UnsafeBinding


def require_loopback(host: str) -> None:
    """Raises UnsafeBinding unless the address can be reached from this machine alone."""
    if not _is_loopback(host):
        raise UnsafeBinding(
            f"Refusing to listen on {host}: this version has no sign-in, so anyone on the network "
            "could read, add and delete documents. Listen on 127.0.0.1, and reach it from "
            "elsewhere through an SSH tunnel: ssh -L 8080:127.0.0.1:8080 THIS-SERVER."
        )


class SameMachine:
    """Refuses requests addressed to, or sent by pages of, any other host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through or answers it with a problem."""
        if scope["type"] in ("http", "websocket"):
            refusal = self._refusal(dict(scope["headers"]))
            if refusal:
                await problem(*refusal)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal(self, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not _is_loopback(_name(host)):
            return 421, f"This service does not answer for the host {host[:100]!r}."
        if origin and urlsplit(origin).netloc != host:
            return 403, "Pages of other sites may not call this service."
        return None


def _name(host: str) -> str:
    """Host header without port and brackets: ``[::1]:8080`` is ``::1``."""
    return host[1:].split("]")[0] if host.startswith("[") else host.split(":")[0]


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
