"""Who is asking. Until there is sign-in they say so themselves; then this is the place it enters.

In the body, ``"actor": {"name": "陈工", "role": "supervisor"}``; or the headers ``X-Actor-Name``
(percent-encoded UTF-8) and ``X-Actor-Role``; or nobody in particular, a technician.
"""

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.reports.model import Actor


async def _actor(request: Request) -> Actor:
    told = await _in_body(request) or {
        field: unquote(value)
        for field in ("name", "role")
        if (value := request.headers.get(f"x-actor-{field}"))
    }
    try:
        return Actor.model_validate(told)
    except ValidationError as exc:
        errors = [{**error, "loc": ("body", "actor", *error["loc"])} for error in exc.errors()]
        raise RequestValidationError(errors) from exc


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
    """Who asks, until there is sign-in."""


ActorOf = Annotated[Actor, Depends(_actor)]
