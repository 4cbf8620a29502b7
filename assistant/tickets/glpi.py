"""GLPI 11, as its sources have it.

An event: `src/Webhook.php` (``X-GLPI-signature`` is the HMAC-SHA256 of body and timestamp, body
``{event, item}``) and `src/QueuedWebhook.php`: the queue sends what was
signed hours before, so that no age is too great. The rest: the high-level API,
`src/Glpi/Api/HL/Controller/ITILController.php`; its token by the password grant.
"""

import time
from collections.abc import Iterable
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.errors import PeerTrouble
from assistant.tickets.model import MARK, Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import as_html, plain
from assistant.tickets.proof import require_hex
from assistant.tickets.told import made, object_of, part, rows, text_in, whole
from assistant.webhooks.wire import Exchange

_TICKETS = "/v2/Assistance/Ticket"
_EARLY = 60.0
"""Seconds before its end that a token is renewed."""


class Glpi:
    """The mark stands in the ticket's ``external_id``."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        self._grant = {
            "grant_type": "password",
            "client_id": connection.text("client_id"),
            "client_secret": connection.key("client_secret"),
            "username": connection.text("user"),
            "password": connection.key("password"),
            "scope": "api",
        }
        self._peer = Peer(exchange, f"{connection.told.url}/api.php", {})
        self._token, self._until = "", 0.0

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """An item that is new and has a name: follow-ups have none; see `TicketSystem`."""
        signed = incoming.body + incoming.headers.get("x-glpi-timestamp", "").encode()
        given = incoming.headers.get("x-glpi-signature", "")
        require_hex("sha256", self._connection.key("hook"), signed, given)
        told = object_of(incoming.body)
        item = part(told, "item")
        ticket_id = whole(item.get("id"))
        if told.get("event") != "new" or ticket_id is None or "name" not in item:
            return None
        title, said = plain(text_in(item, "name")), plain(text_in(item, "content"))
        if (mark := text_in(item, "external_id")).startswith(MARK):
            said += f"\n{mark}"
        return TicketEvent(f"created:{ticket_id}", self._ref(ticket_id), title, said)

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Events carry everything."""
        return event

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``POST /Assistance/Ticket``."""
        own = {"name": ticket.title, "content": as_html(ticket.body), "external_id": ticket.mark}
        return {**own, "type": 1, **ticket.fields}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._ask("POST", _TICKETS, self.payload(ticket))
        return self._ref(made(whole(part(told).get("id"))))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the mark."""
        query = {"filter": f'external_id=="{ticket.mark}"', "limit": "1"}
        for row in rows(self._ask("GET", _TICKETS, query=query)):
            if ticket_id := whole(row.get("id")):
                return self._ref(ticket_id)
        return None

    def comment(self, ticket_id: str, note: str) -> None:
        """See `TicketSystem`."""
        told = {"content": as_html(note), "is_private": True}
        self._ask("POST", f"{_TICKETS}/{ticket_id}/Timeline/Followup", told)

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        path = f"{_TICKETS}/{ticket_id}/Timeline/Followup"
        told = rows(self._ask("GET", path, query={"limit": "1000"}))
        return [text_in(row.get("item", row), "content") for row in told]

    def _ask(
        self, method: str, path: str, body: object = None, query: dict[str, str] | None = None
    ) -> Any:  # noqa: ANN401 (as JSON has it)
        if time.monotonic() > self._until:
            told = self._peer.ask("POST", "/token", self._grant)
            self._token = f"Bearer {text_in(told, 'access_token')}"
            seconds = int(whole(part(told).get("expires_in")) or 0)
            self._until = time.monotonic() + seconds - _EARLY
        try:
            return self._peer.ask(
                method, path, body, query=query, headers={"authorization": self._token}
            )
        except PeerTrouble as exc:
            if exc.status == 401:
                self._until = 0.0  # it was taken back; the next try asks for another
            raise

    def _ref(self, ticket_id: str) -> TicketRef:
        url = f"{self._connection.web}/front/ticket.form.php?id={ticket_id}"
        return TicketRef(ticket_id, url)
