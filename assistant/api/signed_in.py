"""The door: who is asking is found out before anything else runs, the page's own routes included.

Gradio leaves routes open whatever it is told, and a route of ours may be forgotten; so this stands
outside of both. A browser shows a session's cookie, a program its key (``Authorization: Bearer``
or ``X-API-Key``). Who shows neither, where signing in is asked for, is sent to sign in or told 401.
"""

import logging
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.api.cookies import session_in
from assistant.api.entrance import Entrance
from assistant.api.guards import Headers, text_of
from assistant.api.problems import problem
from assistant.api.rates import Strangers
from assistant.api.words import language_of, say
from assistant.audit.caller import Caller, on_behalf_of
from assistant.errors import PlantUnavailable
from assistant.observe.logs import fields
from assistant.request_id import request_id

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.access.desk import Access

logger = logging.getLogger(__name__)

SIGN_IN: Final = "/sign-in"
PASSWORD: Final = "/password"  # noqa: S105 - an address
_KEY: Final = re.compile(r"\s*bearer\s+(\S+)\s*", re.IGNORECASE)
_OURS: Final = "smk_"
"""What our keys begin with; any other word is what clients send where no key is asked for."""
_KEY_ID: Final = re.compile(rf"{_OURS}([0-9a-f]{{16}})_")
"""The part of a key that is no secret."""
_OPEN: Final = re.compile(
    r"/healthz|/sign-in(/openid(/back)?)?|/sign-in\.css|/manifest\.json|/sw\.js|/favicon\.ico"
    r"|/robots\.txt"
    r"|/ui/icons/[a-z0-9-]+\.(png|svg)"
)
"""What needs no sign-in. A browser asks for the manifest without its cookie."""
_SIGNED: Final = re.compile(r"/v1/tickets/[^/]+/events")
"""Nor does this: what other systems tell of their tickets carries a signature of its own."""
_FOR_PROGRAMS: Final = re.compile(
    r"/v1/.*|/mcp(/.*)?|/handover|/metrics|/docs(/.*)?|/static-offline-docs/.*|/openapi\.json"
)
"""The rest is the page, which no key opens: its scopes do not tell what it might do there."""
_CHOOSING: Final = re.compile(r"/password|/sign-out|/v1/me")
"""What somebody may who has to choose a password first, beside what needs no sign-in."""
_AT_ONCE: Final = 8
"""Sessions and keys looked up; the threads of the routes may all be busy with answers."""


class SignedIn:
    """Puts a Principal into ``scope["state"]["principal"]``, or answers in the service's place.

    None stands there on what is open to all where nobody is known.
    """

    def __init__(
        self,
        app: ASGIApp,
        entrance: Entrance,
        access: "Callable[[], Access]",
        strangers: Strangers,
    ) -> None:
        self._app = app
        self._entrance = entrance
        self._access = access
        self._strangers = strangers
        self._threads = CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request through in somebody's name."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            found = await self._who(scope, dict(scope["headers"]))
        except PlantUnavailable as exc:
            found = problem(503, str(exc))
        if isinstance(found, Response):
            await found(scope, receive, send)
            return
        scope.setdefault("state", {})["principal"] = found
        if found is None:
            await self._app(scope, receive, send)
            return
        with on_behalf_of(Caller(found.id, found.kind, found.name, request_id.get())):
            await self._app(scope, receive, send)

    async def _who(self, scope: Scope, headers: Headers) -> Principal | Response | None:
        key = _key_in(headers)
        if key is not None and (self._entrance.demands_sign_in or key.startswith(_OURS)):
            return await self._program(key, scope)
        token = session_in(text_of(headers, b"cookie"), scope["scheme"])
        person = await self._person(token) if token else None
        if person is not None and person.has_to_choose:
            return person if _is_choosing(scope["path"]) else _choose_first(scope, headers)
        if person is not None:
            return person
        if not self._entrance.demands_sign_in:
            return Principal.console()
        if _OPEN.fullmatch(scope["path"]):
            return None
        is_signed = _SIGNED.fullmatch(scope["path"])
        return self._strangers.refusal(scope) or (
            None if is_signed else _sign_in_first(scope, headers)
        )

    async def _program(self, key: str, scope: Scope) -> Principal | Response:
        program = await to_thread.run_sync(
            lambda: self._access().keys.principal_of(key), limiter=self._threads
        )
        if program is None:
            return self._strangers.refusal(scope) or _unknown_key(key, scope)
        if any(those.fullmatch(scope["path"]) for those in (_FOR_PROGRAMS, _OPEN)):
            return program
        return problem(403, "The page is for people who sign in. Programs call /v1, see /docs.")

    async def _person(self, token: str) -> Principal | None:
        return await to_thread.run_sync(
            lambda: self._access().sessions.principal_of(token), limiter=self._threads
        )


def _key_in(headers: Headers) -> str | None:
    if told := text_of(headers, b"x-api-key"):
        return told
    found = _KEY.fullmatch(text_of(headers, b"authorization"))
    return found[1] if found else None


def _unknown_key(key: str, scope: Scope) -> Response:
    address, _ = scope.get("client") or ("", 0)
    shown = fields(address=address, key=named[1] if (named := _KEY_ID.match(key)) else "")
    logger.warning("A key that is none of ours, or not any more", extra=shown)
    return problem(
        401,
        "This key is none of ours, or not any more. `shiftmate keys create` makes one.",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def _sign_in_first(scope: Scope, headers: Headers) -> Response:
    """To the sign-in page for who looks at pages; words for a person for Gradio's calls."""
    path = scope["path"]
    if wants_a_page(scope, headers):
        return _led_to(SIGN_IN, scope)
    if _FOR_PROGRAMS.fullmatch(path):
        return problem(
            401,
            "Sign in at /sign-in, or send a key: Authorization: Bearer smk_…",
            headers={"WWW-Authenticate": "Bearer"},
        )
    sentence = say("signed_out", language_of(text_of(headers, b"accept-language")))
    told = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": sentence}
    # Gradio's page shows what is called error.
    return JSONResponse({**told, "error": sentence}, 401, media_type="application/problem+json")


def _is_choosing(path: str) -> bool:
    return any(those.fullmatch(path) for those in (_CHOOSING, _OPEN))


def _choose_first(scope: Scope, headers: Headers) -> Response:
    if wants_a_page(scope, headers):
        return _led_to(PASSWORD, scope)
    return problem(403, "This password was made for you. Choose one of your own first: /password.")


def _led_to(page: str, scope: Scope) -> Response:
    query = scope.get("query_string", b"").decode("latin-1")
    back = quote(f"{scope['path']}?{query}" if query else scope["path"], safe="")
    return RedirectResponse(f"{page}?next={back}", 303)


def wants_a_page(scope: Scope, headers: Headers) -> bool:
    """Whether somebody opens it in a browser, and no module of a page asks."""
    return (
        scope.get("method") in ("GET", "HEAD")
        and "text/html" in text_of(headers, b"accept")
        and text_of(headers, b"sec-fetch-mode") in ("", "navigate")
    )
