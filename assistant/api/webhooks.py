"""``/v1/webhooks``: which systems are told what happens to reports, and how that went."""

from datetime import timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, model_validator

from assistant.api.actor import Acting, ActorOf
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId, ShownOnce
from assistant.api.ids import RecordId
from assistant.api.paging import CursorOf, cursor_of, number_of
from assistant.api.rights import needs
from assistant.gaps.rights import require_supervisor
from assistant.reports.model import Actor
from assistant.reports.values import Id, Moment
from assistant.webhooks.model import Delivery, Endpoint, NewEndpoint

router = APIRouter(tags=["webhooks"], route_class=Once)


class NewEndpointRequest(NewEndpoint, Acting):
    """``POST /v1/webhooks``."""


class NewEndpointReply(ShownOnce):
    """The one reply that holds the secret."""

    endpoint: Endpoint
    secret: str
    """``whsec_…``, for the receiver to check signatures with."""


class Switch(Acting):
    """``PATCH /v1/webhooks/{id}``."""

    enabled: Annotated[bool, Field(strict=True)]


class Rotation(Acting):
    """``POST /v1/webhooks/{id}/rotate``."""

    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24
    """In which the old secret signs too."""


class Replay(Acting):
    """``POST /v1/webhooks/{id}/replay``: one message, or all that failed since a moment."""

    event_id: Id | None = None
    since: Moment | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.event_id is None) == (self.since is None):
            raise ValueError("give either event_id or since")
        return self


class EndpointList(BaseModel):
    """In the order in which they were added."""

    endpoints: list[Endpoint]


class SecretReply(ShownOnce):
    """Shown once."""

    secret: str


class DeliveryList(BaseModel):
    """The latest first."""

    deliveries: list[Delivery]
    next_cursor: str | None


class ReplayReply(BaseModel):
    """How many messages are in line again."""

    replayed: int


@router.get("/v1/webhooks", dependencies=[needs("webhooks:manage")])
def list_endpoints(actor: ActorOf, assistant: AssistantOf) -> EndpointList:
    """Every endpoint, with what waits for it."""
    _require(actor)
    return EndpointList(endpoints=assistant.webhooks.all())


@router.post("/v1/webhooks", status_code=201, dependencies=[needs("webhooks:manage")])
def add_endpoint(
    new: NewEndpointRequest, actor: ActorOf, reserved: ReservedId, assistant: AssistantOf
) -> NewEndpointReply:
    """Tells an endpoint what happens from now on. 422: the operator has not listed its host."""
    _require(actor)
    wanted = NewEndpoint.model_validate(new.model_dump(exclude={"actor"}))
    endpoint, secret = assistant.webhooks.add(wanted, reserved)
    return NewEndpointReply(endpoint=endpoint, secret=secret)


@router.patch("/v1/webhooks/{endpoint_id}", dependencies=[needs("webhooks:manage")])
def switch_endpoint(
    endpoint_id: RecordId, wanted: Switch, actor: ActorOf, assistant: AssistantOf
) -> Endpoint:
    """Switches it off, or on again after it was disabled; what waited goes at once then."""
    _require(actor)
    return assistant.webhooks.switch(endpoint_id, enabled=wanted.enabled)


@router.delete(
    "/v1/webhooks/{endpoint_id}", status_code=204, dependencies=[needs("webhooks:manage")]
)
def remove_endpoint(endpoint_id: RecordId, actor: ActorOf, assistant: AssistantOf) -> Response:
    """Forgets it, what waits for it and its log."""
    _require(actor)
    assistant.webhooks.remove(endpoint_id)
    return Response(status_code=204)


@router.post("/v1/webhooks/{endpoint_id}/rotate", dependencies=[needs("webhooks:manage")])
def rotate_secret(
    endpoint_id: RecordId, wanted: Rotation, actor: ActorOf, assistant: AssistantOf
) -> SecretReply:
    """A new secret; the old one signs beside it until the overlap is over."""
    _require(actor)
    overlap = timedelta(hours=wanted.overlap_hours)
    return SecretReply(secret=assistant.webhooks.rotate(endpoint_id, overlap))


@router.get("/v1/webhooks/{endpoint_id}/deliveries", dependencies=[needs("webhooks:manage")])
def list_deliveries(
    endpoint_id: RecordId,
    actor: ActorOf,
    assistant: AssistantOf,
    updated_since: Annotated[
        Moment | None, Query(description="nothing that happened before; RFC 3339")
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveryList:
    """Every message to it and every try, of the last thirty days."""
    _require(actor)
    before = number_of(cursor) if cursor else None
    desk = assistant.webhooks
    found = desk.deliveries(endpoint_id, before=before, since=updated_since, limit=limit + 1)
    more = cursor_of((found[limit - 1].seq,)) if len(found) > limit else None
    return DeliveryList(deliveries=found[:limit], next_cursor=more)


@router.post(
    "/v1/webhooks/{endpoint_id}/replay", status_code=202, dependencies=[needs("webhooks:manage")]
)
def replay_deliveries(
    endpoint_id: RecordId, wanted: Replay, actor: ActorOf, assistant: AssistantOf
) -> ReplayReply:
    """Puts messages in line again, under the ids that they had."""
    _require(actor)
    count = assistant.webhooks.replay(endpoint_id, wanted.event_id, wanted.since)
    return ReplayReply(replayed=count)


def _require(actor: Actor) -> None:
    require_supervisor(actor, "manage webhooks")
