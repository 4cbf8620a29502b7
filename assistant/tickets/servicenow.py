"""ServiceNow: the Table API; ``correlation_id`` is what incidents have for another system's id.

It has no webhooks of its own. A business rule on insert sends ``{"type": "incident.created",
"data": {"sys_id", "short_description", "description", "opened_by"}}``, signed after Standard
Webhooks: ``GlideCertificateEncryption.generateMac(key, "HmacSHA256", text)``, where the key is
the secret without its ``whsec_`` and the text is id, timestamp and body with a dot between.
"""

import base64
import re
import time
from collections.abc import Iterable
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import plain
from assistant.tickets.proof import require_standard, require_standard_secret
from assistant.tickets.told import made, object_of, part, rows, text_in
from assistant.webhooks.wire import Exchange

_INCIDENTS = "/table/incident"
_SYS_ID = re.compile("[0-9a-f]{32}")


class ServiceNow:
    """By user and password, or by a bearer token."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        if connection.has("hook"):
            require_standard_secret(connection.key("hook"))
        if connection.has("token"):
            proof = f"Bearer {connection.key('token')}"
        else:
            pair = f"{connection.text('user')}:{connection.key('password')}"
            proof = f"Basic {base64.b64encode(pair.encode()).decode()}"
        self._peer = Peer(exchange, f"{connection.told.url}/api/now", {"authorization": proof})

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """``incident.created``; see `TicketSystem`."""
        hook = self._connection.key("hook")
        require_standard(hook, incoming.headers, incoming.body, time.time())
        told = object_of(incoming.body)
        incident = part(told, "data")
        sys_id = text_in(incident, "sys_id")
        if told.get("type") != "incident.created" or not _SYS_ID.fullmatch(sys_id):
            return None
        return TicketEvent(
            f"created:{sys_id}",
            self._ref(sys_id),
            plain(text_in(incident, "short_description")),
            plain(text_in(incident, "description")),
            text_in(incident, "opened_by") or None,
        )

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Events carry everything."""
        return event

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``POST /table/incident``."""
        own = {"short_description": ticket.title, "description": ticket.body}
        return {**own, **ticket.fields, "correlation_id": ticket.mark}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", _INCIDENTS, self.payload(ticket))
        return self._ref(made(text_in(told, "result", "sys_id")))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the mark."""
        found = self._rows(_INCIDENTS, f"correlation_id={ticket.mark}", "sys_id")
        return self._ref(text_in(found[0], "sys_id")) if found else None

    def comment(self, ticket_id: str, note: str) -> None:
        """See `TicketSystem`."""
        self._peer.ask("PATCH", f"{_INCIDENTS}/{ticket_id}", {"work_notes": note})

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        asked = f"element_id={ticket_id}^element=work_notes"
        found = self._rows("/table/sys_journal_field", asked, "value")
        return [text_in(row, "value") for row in found]

    def _rows(self, path: str, asked: str, field: str) -> list[dict[str, Any]]:
        query = {"sysparm_query": asked, "sysparm_fields": field, "sysparm_limit": "1000"}
        return rows(part(self._peer.ask("GET", path, query=query)).get("result"))

    def _ref(self, sys_id: str) -> TicketRef:
        return TicketRef(
            sys_id, f"{self._connection.web}/nav_to.do?uri=incident.do?sys_id={sys_id}"
        )
