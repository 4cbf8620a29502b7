"""Who is asking, as the door found out, and whose name their deed goes under.

A person who signed in acts in their own name; a program's key in its own, as a service, beside
which it may say for whom: a key ERP that says ``edge-7`` signs as ``ERP / edge-7``. Who sits at the
machine itself, where nobody signs in, says who they are: in the body,
``"actor": {"name": "陈工", "role": "supervisor"}``; or in the headers ``X-Actor-Name``
(percent-encoded UTF-8) and ``X-Actor-Role``; or they are nobody in particular, a technician.
"""

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.access.model import Principal
from assistant.reports.model import Actor

_BESIDE = " / "
"""Between a key's name and whom it says it acts for."""


def principal_of(request: Request) -> Principal:
    """As `assistant.api.signed_in` put it there; raises HTTPException 401 where nobody is known."""
    principal: Principal | None = request.state.principal
    if principal is None:
        raise HTTPException(401, "Sign in at /sign-in, or send a key.")
    return principal


async def _principal(request: Request) -> Principal:
    return principal_of(request)  # no thread for it


PrincipalOf = Annotated[Principal, Depends(_principal)]


async def _actor(request: Request, principal: PrincipalOf) -> Actor:
    told = await _in_body(request) or {
        field: unquote(value)
        for field in ("name", "role")
        if (value := request.headers.get(f"x-actor-{field}"))
    }
    try:
        claimed = Actor.model_validate(told)
    except ValidationError as exc:
        raise _unfit(exc) from exc
    return acting(principal, claimed)


def acting(principal: Principal, claimed: Actor, field: str = "actor") -> Actor:
    """In whose name they act.

    Args:
        principal: Who asks.
        claimed: Who they say they are; what is left out claims nothing.
        field: Where they say it.

    Raises:
        HTTPException: 403, they claim another's.
        RequestValidationError: Both names together are too long.
    """
    if principal.kind == "console":
        return claimed
    own = own_actor(principal)
    said = claimed.model_dump(include=claimed.model_fields_set)
    named = said.pop("name", own.name) if principal.kind == "program" else own.name
    if not said.items() <= own.model_dump().items():
        raise HTTPException(
            403,
            f"{principal.name} acts as {own.name} ({own.role}) here and as nobody else. "
            f"Leave {field} out, or say the same.",
        )
    return own if named == own.name else _beside(own, named, field)


def _beside(own: Actor, named: str, field: str) -> Actor:
    """No name alone that a program gives: it may be a person's, who knows nothing of it."""
    try:
        return Actor(name=f"{own.name}{_BESIDE}{named}", role=own.role)
    except ValidationError as exc:
        raise _unfit(exc, field) from exc


def _unfit(exc: ValidationError, field: str = "actor") -> RequestValidationError:
    errors = [{**error, "loc": ("body", field, *error["loc"])} for error in exc.errors()]
    return RequestValidationError(errors)


def own_actor(principal: Principal) -> Actor:
    """The name and role that reports know them by; an administrator decides like a supervisor."""
    if principal.kind == "program":
        return Actor(name=principal.name, role="service")
    return Actor(
        name=principal.name,
        role="technician" if principal.role == "technician" else "supervisor",
    )


async def _in_body(request: Request) -> Any:  # noqa: ANN401 (as JSON has it)
    if "json" not in request.headers.get("content-type", ""):
        return None
    try:  # read once; the route's own model is made of the same
        body = await request.json() if await request.body() else None
    except ValueError:  # the route says so; one that takes no body does not mind
        return None
    return body.get("actor") if isinstance(body, dict) else None


class Acting(BaseModel):
    """A body that may tell who sends it."""

    model_config = ConfigDict(extra="forbid")
    actor: Actor | None = None
    """Who asks, where nobody signs in; else it may be left out."""


ActorOf = Annotated[Actor, Depends(_actor)]
