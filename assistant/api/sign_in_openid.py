"""``/sign-in/openid``: out to the site's provider and, at ``/back``, in again.

The way out is a link and no form: browsers hold ``form-action`` against every step that follows a
form, and the provider is another site. So is the way out at signing out, which a page leads on.
"""

import logging
from functools import partial
from typing import Final

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from assistant.access.errors import AccessError, TooManyTries
from assistant.access.openid.errors import NotLetIn, WayLost
from assistant.api.cookies import drop_way, keep_session, keep_way, way_in
from assistant.api.rights import needs
from assistant.api.sign_in_page import leaving_page, local, sign_in_form
from assistant.api.signed_in import SIGN_IN
from assistant.api.visitor import (
    Accepted,
    Back,
    Tongue,
    address_of,
    device_of,
    house,
    openid,
    sealed,
    shown,
    token_in,
)
from assistant.api.words import language_of, say
from assistant.errors import PlantUnavailable
from ingest.document import Language

logger = logging.getLogger(__name__)
router = APIRouter(tags=["access"])

OUT: Final = "/sign-in/openid"
BACK: Final = "/sign-in/openid/back"
_AT_ONCE: Final = CapacityLimiter(4)
"""Who waits for a provider that does not answer keeps nobody from signing in by name."""
_STATUS: Final = {"provider_down": 503, "way_lost": 400, "no_role": 403, "disabled": 403}


@router.get(OUT, include_in_schema=False, dependencies=[needs("nothing")])
async def go_out(
    request: Request, back: Back = "/", language: Tongue = None, accept_language: Accepted = ""
) -> Response:
    """Sends the browser to the provider, with a cookie to know it again by."""
    provider = openid(request)
    if provider is None:
        raise HTTPException(404)
    begin = partial(provider.begin, _here(request, BACK), local(back))
    try:
        url, cookie = await to_thread.run_sync(begin, limiter=_AT_ONCE)
    except AccessError as exc:
        return _refused(request, exc, language or language_of(accept_language), local(back))
    response = RedirectResponse(url, 303)
    keep_way(response, cookie, request.url.scheme)
    return response


@router.get(BACK, include_in_schema=False, dependencies=[needs("nothing")])
async def come_back(request: Request, accept_language: Accepted = "") -> Response:
    """Opens a session for who comes back from there, and leads on; else the sign-in page again."""
    provider = openid(request)
    if provider is None:
        raise HTTPException(404)
    cookie, before = (
        way_in(request.headers.get("cookie", ""), request.url.scheme),
        token_in(request),
    )

    def enter() -> tuple[str, str]:
        told, device = request.query_params, device_of(request)
        arrived = provider.finish(cookie or "", told, device, address_of(request))
        if before:  # somebody else's, on a shared tablet
            house(request).access.sessions.sign_out(before)
        return arrived

    try:
        token, back = await to_thread.run_sync(enter, limiter=_AT_ONCE)
    except (AccessError, PlantUnavailable) as exc:
        refused = _refused(request, exc, language_of(accept_language))
        drop_way(refused, request.url.scheme)
        return refused
    response = RedirectResponse(back, 303)
    drop_way(response, request.url.scheme)
    keep_session(response, token, request.url.scheme)
    return response


def way_out(request: Request, token: str) -> Response | None:
    """The page that leads on to sign out of the provider; None where there is nothing to do."""
    provider = openid(request)
    url = provider.way_out(token, _here(request, SIGN_IN)) if provider else None
    if provider is None or url is None:
        return None
    language = language_of(request.headers.get("accept-language", ""))
    return sealed(leaving_page(url, provider.name, language))


def _here(request: Request, path: str) -> str:
    """As the provider and the browser know it."""
    return f"{request.url.scheme}://{request.url.netloc}{path}"


def _refused(
    request: Request, exc: AccessError | PlantUnavailable, language: Language, back: str = "/"
) -> Response:
    """The sign-in page, which says what the person can do."""
    status, headers = 503, {}
    match exc:
        case TooManyTries():
            wait = str(exc.retry_after)
            status, headers = 429, {"Retry-After": wait}
            trouble = say("wait", language, seconds=wait)
        case NotLetIn():
            provider, status = openid(request), _STATUS.get(exc.reason, 401)
            trouble = say(exc.reason, language, name=provider.name if provider else "")
        case _:
            trouble = say("unavailable", language)
    if not isinstance(exc, WayLost):  # which is anybody's to make
        logger.warning("nobody is signed in by the provider: %s", exc)
    return shown(request, sign_in_form(back, trouble=trouble), language, status, headers)
