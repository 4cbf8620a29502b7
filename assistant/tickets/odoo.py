"""Odoo 19 and later: maintenance requests over the JSON-2 API ("External JSON-2 API").

An event is an automation rule's "Send Webhook Notification" (`addons/base/models/ir_actions.py`:
``_model``, ``_id``, ``_action`` and the chosen fields, unsigned, one second of patience, no second
try). What proves it stands in the address, ``…/events?token=…``, and the request is read from Odoo
itself, so that a forged one could tell nothing. Models: `addons/maintenance/models/maintenance.py`,
`mail.thread.message_post`.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import as_html, plain
from assistant.tickets.proof import require_token
from assistant.tickets.told import made, object_of, rows, text_in, whole
from assistant.webhooks.wire import Exchange

_MODEL = "maintenance.request"
_NAMED = "/maintenance.request"


class Odoo:
    """``database`` where a server has several."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        headers = {"authorization": f"bearer {connection.key('token')}"}
        if connection.told.database:
            headers["x-odoo-database"] = connection.told.database
        self._peer = Peer(exchange, f"{connection.told.url}/json/2", headers)

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """A maintenance request; see `TicketSystem`."""
        require_token(self._connection.key("hook"), incoming.token)
        told = object_of(incoming.body)
        request_id = whole(told.get("_id"))
        if told.get("_model") != _MODEL or request_id is None:
            return None
        return TicketEvent(f"created:{request_id}", self._ref(request_id))

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Asks for the request."""
        told = {"ids": [int(event.ticket.id)], "fields": ["name", "description"]}
        found = rows(self._peer.ask("POST", f"{_NAMED}/read", told))
        row = found[0] if found else {}
        title, text = text_in(row, "name"), text_in(row, "description")
        return event._replace(title=plain(title), text=plain(text))

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``create``."""
        own = {"name": ticket.title, "description": as_html(ticket.body)}
        return {"vals_list": [{**own, **ticket.fields}]}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", f"{_NAMED}/create", self.payload(ticket))
        first = told[0] if isinstance(told, list) and told else None
        return self._ref(made(whole(first)))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the number in the name, then by the mark in the description."""
        domain = [["name", "ilike", ticket.number]]
        asked = {"domain": domain, "fields": ["description"], "limit": 20}
        for row in rows(self._peer.ask("POST", f"{_NAMED}/search_read", asked)):
            request_id = whole(row.get("id"))
            if request_id and ticket.mark in text_in(row, "description"):
                return self._ref(request_id)
        return None

    def comment(self, ticket_id: str, note: str) -> None:
        """A note of the chatter, which followers are not mailed."""
        told = {
            "ids": [int(ticket_id)],
            "body": as_html(note),
            "body_is_html": True,
            "subtype_xmlid": "mail.mt_note",
        }
        self._peer.ask("POST", f"{_NAMED}/message_post", told)

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        domain = [["model", "=", _MODEL], ["res_id", "=", int(ticket_id)]]
        asked = {"domain": domain, "fields": ["body"], "limit": 1000}
        told = self._peer.ask("POST", "/mail.message/search_read", asked)
        return [text_in(row, "body") for row in rows(told)]

    def _ref(self, request_id: str) -> TicketRef:
        return TicketRef(request_id, f"{self._connection.web}/odoo/{_MODEL}/{request_id}")
