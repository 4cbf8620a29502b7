"""Where people are signed in, and to end that: themselves (``/v1/me/sessions``), and others."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request
from pydantic import BaseModel

from assistant.access.model import Principal, SignedIn
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.cookies import session_in
from assistant.api.ids import RecordId
from assistant.api.rights import needs
from assistant.build import Assistant

router = APIRouter(tags=["access"])

SessionId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class OwnSession(SignedIn):
    """One browser."""

    is_current: bool
    """The one that asks."""


class OwnSessions(BaseModel):
    """The latest first."""

    sessions: list[OwnSession]


class SessionList(BaseModel):
    """The latest first."""

    sessions: list[SignedIn]


class EndedReply(BaseModel):
    """How many sessions ended."""

    ended: int


@router.get("/v1/me/sessions", dependencies=[needs("sign-in")])
def list_sessions(request: Request, principal: PrincipalOf, assistant: AssistantOf) -> OwnSessions:
    """Where who asks is signed in now."""
    sessions = assistant.access.sessions
    found, mine = sessions.of(principal.id), sessions.id_of(_token(request, principal))
    return OwnSessions(
        sessions=[OwnSession(**one.model_dump(), is_current=one.id == mine) for one in found]
    )


@router.delete("/v1/me/sessions", dependencies=[needs("sign-in")])
def end_other_sessions(
    request: Request, principal: PrincipalOf, assistant: AssistantOf
) -> EndedReply:
    """Signs who asks out everywhere else."""
    token = _token(request, principal)
    _require_password(assistant, principal, token)
    return EndedReply(ended=assistant.access.sessions.sign_out_elsewhere(principal, token))


@router.delete("/v1/me/sessions/{session_id}", status_code=204, dependencies=[needs("sign-in")])
def end_session(
    session_id: SessionId, request: Request, principal: PrincipalOf, assistant: AssistantOf
) -> None:
    """Ends one of them; the one that asks too."""
    token = _token(request, principal)
    if session_id != assistant.access.sessions.id_of(token):
        _require_password(assistant, principal, token)
    assistant.access.sessions.sign_out_one(principal, session_id)


@router.get("/v1/people/{person_id}/sessions", dependencies=[needs("people:manage")])
def list_person_sessions(
    person_id: RecordId, principal: PrincipalOf, assistant: AssistantOf
) -> SessionList:
    """Where somebody is signed in now."""
    return SessionList(sessions=assistant.access.presence.of(person_id, by=principal))


@router.delete("/v1/people/{person_id}/sessions", dependencies=[needs("people:manage")])
def sign_person_out(
    person_id: RecordId, principal: PrincipalOf, assistant: AssistantOf
) -> EndedReply:
    """Ends somebody's sessions, wherever they are signed in."""
    return EndedReply(ended=assistant.access.presence.end(person_id, by=principal))


@router.delete(
    "/v1/people/{person_id}/sessions/{session_id}",
    status_code=204,
    dependencies=[needs("people:manage")],
)
def end_person_session(
    person_id: RecordId, session_id: SessionId, principal: PrincipalOf, assistant: AssistantOf
) -> None:
    """Ends one of them."""
    assistant.access.presence.end_one(person_id, session_id, by=principal)


def _require_password(assistant: Assistant, principal: Principal, token: str) -> None:
    """Raises HTTPException 403: a PIN was seen over a shoulder sooner than a password."""
    sessions = assistant.access.sessions
    mine = sessions.id_of(token)
    if any(one.id == mine and one.via == "pin" for one in sessions.of(principal.id)):
        raise HTTPException(403, "A PIN ends no other session. Sign in with the password for it.")


def _token(request: Request, principal: Principal) -> str:
    """Of the session that asks; raises HTTPException 403 where nobody signed in."""
    if principal.kind != "person":
        raise HTTPException(403, "Sessions are for people who sign in.")
    return session_in(request.headers.get("cookie", ""), request.url.scheme) or ""
