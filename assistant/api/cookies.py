"""The session's cookie: who holds it is signed in, so no script and no other site gets at it."""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.responses import Response

_NAME: Final = "shiftmate"
_WAY: Final = "shiftmate-way"
_WAY_FOR: Final = 600
"""Seconds; the seal is good for no longer."""
_LONGEST: Final = 8192
"""Characters of a ``Cookie`` header that are looked at."""


def session_in(cookies: str, scheme: str) -> str | None:
    """The token that a browser shows."""
    return _value(cookies, _name(scheme))


def way_in(cookies: str, scheme: str) -> str | None:
    """The seal of the way to the provider that a browser has gone."""
    return _value(cookies, _name(scheme, _WAY))


def _value(cookies: str, name: str) -> str | None:
    try:
        found = SimpleCookie(cookies[:_LONGEST]).get(name)
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
    """The browser forgets it, and the pictures of pages that it kept beside.

    Not its other stores: what somebody wrote without a network waits there to be sent.
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(
        _name(scheme), path="/", secure=_is_secret(scheme), httponly=True, samesite="lax"
    )


def keep_way(response: Response, seal: str, scheme: str) -> None:
    """For ten minutes. Lax: the provider, another site, leads the browser back."""
    response.set_cookie(
        _name(scheme, _WAY), seal, max_age=_WAY_FOR, path="/", secure=_is_secret(scheme),
        httponly=True, samesite="lax",
    )  # fmt: skip


def drop_way(response: Response, scheme: str) -> None:
    """Gone once, whatever came of it."""
    response.delete_cookie(
        _name(scheme, _WAY), path="/", secure=_is_secret(scheme), httponly=True, samesite="lax"
    )


def _name(scheme: str, name: str = _NAME) -> str:
    """``__Host-``: browsers take it only over TLS, for this host and no other (RFC 6265bis)."""
    return f"__Host-{name}" if _is_secret(scheme) else name


def _is_secret(scheme: str) -> bool:
    return scheme in ("https", "wss")
