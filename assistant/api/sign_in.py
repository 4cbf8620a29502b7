"""``/sign-in``, ``/sign-out``, ``/password`` for people; ``/v1/me`` tells anyone who they are."""

from functools import partial
from typing import Final, Literal
from urllib.parse import parse_qs

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from assistant.access.errors import AccessError, PinLocked, TooManyTries, UnfitPerson
from assistant.access.model import Principal
from assistant.access.rights import Right, Role
from assistant.api.actor import PrincipalOf
from assistant.api.cookies import drop_session, keep_session
from assistant.api.rights import needs
from assistant.api.sign_in_openid import way_out
from assistant.api.sign_in_page import local, password_form, sign_in_form, style
from assistant.api.signed_in import PASSWORD, SIGN_IN
from assistant.api.visitor import (
    Accepted,
    Back,
    Tongue,
    address_of,
    device_of,
    house,
    shown,
    token_in,
)
from assistant.api.words import language_of, say
from assistant.errors import PlantUnavailable
from ingest.document import Language

router = APIRouter(tags=["access"])

_LONGEST: Final = 8192
"""Bytes of a filled form; names, secrets and addresses come nowhere near."""
_AT_ONCE: Final = CapacityLimiter(4)
"""Who signs in waits for others who do, and nobody else has to."""


class Me(BaseModel):
    """Who asks, as the service knows them."""

    kind: Literal["person", "program", "console"]
    """``console``: at the machine itself, where nobody signs in."""
    name: str
    role: Role
    rights: list[Right]
    sites: list[str]
    """Whose documents and reports they may read; empty for all."""


@router.get("/v1/me", dependencies=[needs("sign-in")])
def who_am_i(principal: PrincipalOf) -> Me:
    """Name, role and rights of who asks."""
    return Me(
        kind=principal.kind,
        name=principal.name,
        role=principal.role,
        rights=sorted(principal.rights),
        sites=sorted(principal.sites),
    )


@router.get(SIGN_IN, include_in_schema=False, dependencies=[needs("nothing")])
def show_sign_in(
    request: Request,
    back: Back = "/",
    language: Tongue = None,
    accept_language: Accepted = "",
) -> HTMLResponse:
    """The page to sign in on."""
    return shown(request, sign_in_form(local(back)), language or language_of(accept_language))


@router.get("/sign-in.css", include_in_schema=False, dependencies=[needs("nothing")])
def sign_in_style() -> Response:
    """Its style; its address changes with its content."""
    kept = {"Cache-Control": "public, max-age=604800"}
    return Response(style(), media_type="text/css", headers=kept)


@router.post(SIGN_IN, include_in_schema=False, dependencies=[needs("nothing")])
async def sign_in(
    request: Request,
    language: Tongue = None,
    accept_language: Accepted = "",
) -> Response:
    """Opens a session and leads on; else the page again, which does not tell what was wrong."""
    form = await _form(request)
    name, back = form.get("name", ""), local(form.get("next", ""))
    device, address = device_of(request), address_of(request)
    access, before = house(request).access, token_in(request)

    def enter() -> str:
        token = access.sign_in(name, form.get("secret", ""), device, address)[1]
        if before:  # somebody else's, on a shared tablet
            access.sessions.sign_out(before)
        return token

    try:
        token = await to_thread.run_sync(enter, limiter=_AT_ONCE)
    except (AccessError, PlantUnavailable) as exc:
        tongue = language or language_of(accept_language)
        status, trouble, headers = _refused(exc, tongue)
        return shown(request, sign_in_form(back, name, trouble), tongue, status, headers)
    response = RedirectResponse(back, 303)
    keep_session(response, token, request.url.scheme)
    return response


@router.get(PASSWORD, include_in_schema=False, dependencies=[needs("sign-in")])
def show_password(
    request: Request,
    principal: PrincipalOf,
    back: Back = "/",
    language: Tongue = None,
    accept_language: Accepted = "",
) -> HTMLResponse:
    """The page to change one's password on."""
    _require_person(principal)
    tongue = language or language_of(accept_language)
    trouble = say("password_made", tongue) if principal.has_to_choose else ""
    return shown(request, password_form(local(back), trouble), tongue)


@router.post(PASSWORD, include_in_schema=False, dependencies=[needs("sign-in")])
async def change_password(
    request: Request,
    principal: PrincipalOf,
    language: Tongue = None,
    accept_language: Accepted = "",
) -> Response:
    """Changes it, signs out everywhere and in again here; else the page again."""
    _require_person(principal)
    form = await _form(request)
    back, told = local(form.get("next", "")), (form.get("old", ""), form.get("new", ""))
    change = partial(
        house(request).access.sign_in.change_password,
        principal,
        token_in(request),
        *told,
        address_of(request),
    )
    try:
        token = await to_thread.run_sync(change, limiter=_AT_ONCE)
    except (AccessError, PlantUnavailable) as exc:
        tongue = language or language_of(accept_language)
        status, trouble, headers = _refused(exc, tongue, "password_wrong")
        return shown(request, password_form(back, trouble), tongue, status, headers)
    response = RedirectResponse(back, 303)
    keep_session(response, token, request.url.scheme)
    return response


@router.post("/sign-out", include_in_schema=False, dependencies=[needs("nothing")])
async def sign_out(request: Request) -> Response:
    """Ends the session here; the browser's cookie goes whether it held one or not."""
    response: Response = RedirectResponse(SIGN_IN, 303)
    if token := token_in(request):
        onward = await to_thread.run_sync(way_out, request, token, limiter=_AT_ONCE)
        end = partial(house(request).access.sessions.sign_out, token)
        await to_thread.run_sync(end, limiter=_AT_ONCE)
        response = onward or response
    drop_session(response, request.url.scheme)
    return response


async def _form(request: Request) -> dict[str, str]:
    """A form's fields; raises HTTPException 413, 422."""
    sent = bytearray()
    async for piece in request.stream():
        sent += piece
        if len(sent) > _LONGEST:
            raise HTTPException(413, f"The form may have {_LONGEST} bytes.")
    try:
        fields = parse_qs(sent.decode(), keep_blank_values=True, max_num_fields=8, errors="strict")
    except ValueError as exc:
        raise HTTPException(422, "That is no filled form. Sign in at /sign-in.") from exc
    return {field: values[0] for field, values in fields.items()}


def _require_person(principal: Principal) -> None:
    if principal.kind != "person":
        raise HTTPException(403, "Passwords are for people who sign in.")


def _refused(
    exc: AccessError | PlantUnavailable, language: Language, wrong: str = "wrong"
) -> tuple[int, str, dict[str, str]]:
    match exc:
        case TooManyTries():
            wait = str(exc.retry_after)
            return 429, say("wait", language, seconds=wait), {"Retry-After": wait}
        case PinLocked():
            return 403, say("pin_locked", language), {}
        case PlantUnavailable():
            return 503, say("unavailable", language), {}
        case UnfitPerson():
            return 422, say("password_unfit", language), {}
    return 401, say(wrong, language), {}
