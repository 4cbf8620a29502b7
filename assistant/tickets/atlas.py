"""Atlas CMMS (Grashjs/cmms), as its sources have it.

An event: `WebhookDispatchService.java` (``X-Webhook-Signature``, hex HMAC-SHA256 of the body; the
timestamp is unsigned, the id new at every try, and there is no second try) and
`RequestService.java` (``NEW_REQUEST``: requestId, newRequest or null). The rest:
`RequestController.java`, `CommentController.java`: only a work order has comments, so the note on a
request that nobody has approved yet stands in its description, whose PATCH wants every field.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from assistant.tickets.connections import Connection
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import plain
from assistant.tickets.proof import require_hex
from assistant.tickets.told import made, object_of, part, rows, text_in, whole
from assistant.webhooks.wire import Exchange

_LONGEST: Final = 10_000
"""Characters of a description (`WorkOrderBase.java`)."""
_KEPT: Final = (
    "title", "description", "priority", "dueDate", "estimatedDuration", "estimatedStartDate",
    "requiredSignature", "category", "location", "asset", "team", "primaryUser", "assignedTo",
    "customers", "files", "image", "cancelled", "audioDescription",
)  # fmt: skip
"""What `RequestPatchDTO.java` has: a field that is not sent becomes null there."""


class Atlas:
    """Requests; ``url`` is the API's, ``web`` the page's."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        headers = {"x-api-key": connection.key("token")}
        self._peer = Peer(exchange, connection.told.url, headers)

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """``NEW_REQUEST``, by what its body alone has; see `TicketSystem`."""
        given = incoming.headers.get("x-webhook-signature", "")
        require_hex("sha256", self._connection.key("hook"), incoming.body, given)
        told = object_of(incoming.body)
        request_id = whole(told.get("requestId"))
        if request_id is None or "newRequest" not in told:
            return None
        event = TicketEvent(f"created:{request_id}", self._ref(request_id))
        return self._with_words(event, told["newRequest"])

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Asks for the request, where the endpoint is not told to serialize it."""
        return event if event.said else self._with_words(event, self._request(event.ticket.id))

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``POST /requests``."""
        own = {"title": ticket.title, "description": ticket.body[-_LONGEST:]}
        return {**own, **ticket.fields}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", "/requests", self.payload(ticket))
        return self._ref(made(whole(part(told).get("id"))))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the number in the title, then by the mark in the description."""
        named = {"field": "title", "operation": "cn", "value": ticket.number, "values": []}
        asked = {"filterFields": [named], "pageSize": 20, "pageNum": 0, "direction": "DESC"}
        told = self._peer.ask("POST", "/requests/search", asked)
        for row in rows(part(told).get("content")):
            request_id = whole(row.get("id"))
            if request_id and ticket.mark in text_in(row, "description"):
                return self._ref(request_id)
        return None

    def comment(self, ticket_id: str, note: str) -> None:
        """On the work order, once there is one; else in the request."""
        request = self._request(ticket_id)
        if order := whole(part(request, "workOrder").get("id")):
            told = {"workOrder": {"id": int(order)}, "content": note}
            self._peer.ask("POST", "/comments", told)
            return
        kept = {name: _by_id(request.get(name)) for name in _KEPT if name in request}
        before = text_in(request, "description")
        kept["description"] = f"{before[: _LONGEST - len(note) - 2]}\n\n{note}".strip()[:_LONGEST]
        self._peer.ask("PATCH", f"/requests/{ticket_id}", kept)

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        request = self._request(ticket_id)
        yield text_in(request, "description")
        if order := whole(part(request, "workOrder").get("id")):
            told = self._peer.ask("POST", f"/comments/search/{order}")
            yield from (text_in(row, "content") for row in rows(told))

    def _request(self, request_id: str) -> dict[str, Any]:
        return part(self._peer.ask("GET", f"/requests/{request_id}"))

    def _with_words(self, event: TicketEvent, request: object) -> TicketEvent:
        title, text = text_in(request, "title"), text_in(request, "description")
        return event._replace(title=plain(title), text=plain(text))

    def _ref(self, request_id: str) -> TicketRef:
        return TicketRef(request_id, f"{self._connection.web}/app/requests/{request_id}")


def _by_id(told: Any) -> Any:  # noqa: ANN401 (as JSON has it)
    """Others are sent as their ids, as the request's own form has them."""
    if isinstance(told, list):
        return [_by_id(one) for one in told]
    return {"id": told["id"]} if isinstance(told, dict) and "id" in told else told
