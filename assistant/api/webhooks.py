"""``/v1/webhooks``: which systems are told what happens to reports, and how that went."""

from datetime import timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId, ShownOnce
from assistant.api.ids import RecordId
from assistant.api.paging import CursorOf, cursor_of, number_of, page_of
from assistant.api.rights import needs
from assistant.api.versions import MarkOf, marked_tag
from assistant.reports.values import Id, Moment
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Delivery, Endpoint, NewEndpoint
from assistant.webhooks.post import Postman

router = APIRouter(tags=["webhooks"], route_class=Once)


class NewEndpointReply(ShownOnce):
    """The one reply that holds the secret."""

    endpoint: Endpoint
    secret: str
    """``whsec_…``, for the receiver to check signatures with."""


class Switch(BaseModel):
    """``PATCH /v1/webhooks/{id}``."""

    model_config = ConfigDict(extra="forbid")
    enabled: Annotated[bool, Field(strict=True)]


class Rotation(BaseModel):
    """``POST /v1/webhooks/{id}/rotate``."""

    model_config = ConfigDict(extra="forbid")
    overlap_hours: Annotated[int, Field(ge=0, le=168)] = 24
    """In which the old secret signs too."""


class Replay(BaseModel):
    """``POST /v1/webhooks/{id}/replay``: one message, or all that failed since a moment."""

    model_config = ConfigDict(extra="forbid")
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
    next_cursor: str | None


class SecretReply(ShownOnce):
    """Shown once."""

    secret: str


class TrialReply(BaseModel):
    """One message that was sent at once."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={"examples": [{"status": 503, "error": "HTTP 503", "milliseconds": 41}]},
    )
    status: int | None
    """Of the reply; null where none came."""
    error: str | None
    """Why it does not count; null where it got through."""
    milliseconds: int


class DeliveryList(BaseModel):
    """The latest first."""

    deliveries: list[Delivery]
    next_cursor: str | None


class ReplayReply(BaseModel):
    """How many messages are in line again."""

    replayed: int


@router.get("/v1/webhooks", dependencies=[needs("webhooks:manage")])
def list_endpoints(
    assistant: AssistantOf,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 1000,
) -> EndpointList:
    """Every endpoint, with what waits for it."""
    here, more = page_of(assistant.webhooks.all(), lambda one: (one.id,), (str,), cursor, limit)
    return EndpointList(endpoints=here, next_cursor=more)


@router.post("/v1/webhooks", status_code=201, dependencies=[needs("webhooks:manage")])
def add_endpoint(
    new: NewEndpoint,
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
) -> NewEndpointReply:
    """Tells an endpoint what happens from now on. 422: the operator has not listed its host."""
    endpoint, secret = assistant.webhooks.add(new, reserved)
    response.headers["Location"] = f"/v1/webhooks/{endpoint.id}"
    return NewEndpointReply(endpoint=_tagged(endpoint, response), secret=secret)


@router.get("/v1/webhooks/{endpoint_id}", dependencies=[needs("webhooks:manage")])
def get_endpoint(endpoint_id: RecordId, assistant: AssistantOf, response: Response) -> Endpoint:
    """One endpoint, with what waits for it."""
    return _tagged(assistant.webhooks.get(endpoint_id), response)


@router.patch("/v1/webhooks/{endpoint_id}", dependencies=[needs("webhooks:manage")])
def switch_endpoint(
    endpoint_id: RecordId,
    wanted: Switch,
    version: MarkOf,
    assistant: AssistantOf,
    response: Response,
) -> Endpoint:
    """Switches it off, or on again after it was disabled; what waited goes at once then."""
    desk = assistant.webhooks
    return _tagged(desk.switch(endpoint_id, enabled=wanted.enabled, version=version), response)


@router.delete(
    "/v1/webhooks/{endpoint_id}", status_code=204, dependencies=[needs("webhooks:manage")]
)
def remove_endpoint(endpoint_id: RecordId, assistant: AssistantOf) -> Response:
    """Forgets it, what waits for it and its log."""
    assistant.webhooks.remove(endpoint_id)
    return Response(status_code=204)


@router.post("/v1/webhooks/{endpoint_id}/rotate", dependencies=[needs("webhooks:manage")])
def rotate_secret(endpoint_id: RecordId, wanted: Rotation, assistant: AssistantOf) -> SecretReply:
    """A new secret; the old one signs beside it until the overlap is over."""
    overlap = timedelta(hours=wanted.overlap_hours)
    return SecretReply(secret=assistant.webhooks.rotate(endpoint_id, overlap))


@router.post("/v1/webhooks/{endpoint_id}/test", dependencies=[needs("webhooks:manage")])
def try_endpoint(endpoint_id: RecordId, assistant: AssistantOf) -> TrialReply:
    """Sends ``webhook.test`` at once, and tells how that went."""
    postman = Postman(AllowedHosts(assistant.settings.webhook_hosts))
    return TrialReply.model_validate(assistant.webhooks.try_out(endpoint_id, postman))


@router.get("/v1/webhooks/{endpoint_id}/deliveries", dependencies=[needs("webhooks:manage")])
def list_deliveries(
    endpoint_id: RecordId,
    assistant: AssistantOf,
    updated_since: Annotated[
        Moment | None, Query(description="nothing that happened before; RFC 3339")
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveryList:
    """Every message to it and every try, of the last thirty days."""
    before = number_of(cursor) if cursor else None
    desk = assistant.webhooks
    found = desk.deliveries(endpoint_id, before=before, since=updated_since, limit=limit + 1)
    more = cursor_of((found[limit - 1].seq,)) if len(found) > limit else None
    return DeliveryList(deliveries=found[:limit], next_cursor=more)


@router.post(
    "/v1/webhooks/{endpoint_id}/replay", status_code=202, dependencies=[needs("webhooks:manage")]
)
def replay_deliveries(endpoint_id: RecordId, wanted: Replay, assistant: AssistantOf) -> ReplayReply:
    """Puts messages in line again, under the ids that they had."""
    count = assistant.webhooks.replay(endpoint_id, wanted.event_id, wanted.since)
    return ReplayReply(replayed=count)


def _tagged(endpoint: Endpoint, response: Response) -> Endpoint:
    response.headers["ETag"] = marked_tag(endpoint.version, endpoint)
    return endpoint
