"""Until sign-in exists: only this machine may call, and only on purpose.

A page on another site can make a browser on this machine call 127.0.0.1 (by a form, or by
pointing its own name there: DNS rebinding). Host and Origin tell such calls from real ones.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.problems import problem
from assistant.errors import UnsafeBinding

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def require_loopback(host: str) -> None:
    """Raises UnsafeBinding unless the address can be reached from this machine alone."""
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UnsafeBinding(
            f"Refusing to listen on {host}: this version has no sign-in, so anyone on the network "
            "could read, add and delete documents. Listen on 127.0.0.1, and let people in through "
            "a proxy that checks who they are, or an SSH tunnel."
        )


class SameMachine:
    """Refuses requests addressed to, or sent by pages of, any other host."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK_NAMES) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

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
        if _name(host) not in self._hosts:
            return 421, f"This service does not answer for the host {host[:100]!r}."
        if origin and urlsplit(origin).netloc != host:
            return 403, "Pages of other sites may not call this service."
        return None


def _name(host: str) -> str:
    """Host header without its port: ``[::1]:8080`` and ``localhost:8080`` alike."""
    return (
        host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.split(":")[0]
    )
