"""The session's cookie: who holds it is signed in, so no script and no other site gets at it."""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.responses import Response

_NAME: Final = "shiftmate"
_LONGEST: Final = 8192
"""Characters of a ``Cookie`` header that are looked at."""


def session_in(cookies: str, scheme: str) -> str | None:
    """The token that a browser shows."""
    try:
        found = SimpleCookie(cookies[:_LONGEST]).get(_name(scheme))
    except CookieError:
        return None
    return found.value if found else None


def keep_session(response: Response, token: str, scheme: str) -> None:
    """For as long as the browser is open; how long it holds, the service knows.

    Lax and not strict: a link in a ticket leads to its report.
    """
    response.set_cookie(
        _name(scheme), token, path="/", secure=_is_secret(scheme), httponly=True, samesite="lax"
    )


def drop_session(response: Response, scheme: str) -> None:
    """The browser forgets it."""
    response.delete_cookie(
        _name(scheme), path="/", secure=_is_secret(scheme), httponly=True, samesite="lax"
    )


def _name(scheme: str) -> str:
    """``__Host-``: browsers take it only over TLS, for this host and no other (RFC 6265bis)."""
    return f"__Host-{_NAME}" if _is_secret(scheme) else _NAME


def _is_secret(scheme: str) -> bool:
    return scheme in ("https", "wss")
