"""``/v1/tickets``: where other systems tell of their tickets; a signature is what lets them in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.tickets.model import Incoming

router = APIRouter(tags=["tickets"])
_ANY_OBJECT = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
ConnectionName = Annotated[str, Path(max_length=40, description="of tickets.toml")]


class TakenReply(BaseModel):
    """What became of an event."""

    state: Literal["queued", "known", "ignored"]
    """``known``: it was told before. ``ignored``: there is nothing to answer in it."""
    event_id: str | None
    """What it is known by, the same however often it is told."""


@router.post(
    "/v1/tickets/{name}/events",
    status_code=202,
    dependencies=[needs("nothing")],
    openapi_extra=_ANY_OBJECT,
    responses={
        401: {"description": "It is not signed with this connection's secret."},
        404: {"description": "No such connection."},
    },
)
async def take_ticket_event(
    name: ConnectionName,
    request: Request,
    assistant: AssistantOf,
    token: Annotated[str, Query(max_length=200, description="for who cannot sign")] = "",
) -> TakenReply:
    """Keeps what happened to a ticket, then acknowledges it; it is answered after that."""
    # Before anything that a stranger sends is read.
    await run_in_threadpool(lambda: assistant.tickets.desk.require(name))
    headers = {key.lower(): value for key, value in request.headers.items()}
    incoming = Incoming(headers, await request.body(), token)
    taken = await run_in_threadpool(lambda: assistant.tickets.desk.take(name, incoming))
    return TakenReply(state=taken.state, event_id=taken.event_id)


@router.get(
    "/v1/tickets/{name}/events",
    dependencies=[needs("nothing")],
    response_class=PlainTextResponse,
    responses={404: {"description": "No such connection, or none that asks."}},
)
def answer_challenge(
    name: ConnectionName,
    crc_token: Annotated[str, Query(min_length=1, max_length=200)],
    assistant: AssistantOf,
) -> PlainTextResponse:
    """GLPI's question whether this address knows the secret, before it tells anything."""
    return PlainTextResponse(assistant.tickets.desk.challenge(name, crc_token))
