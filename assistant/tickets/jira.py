"""Jira Service Management, Cloud and Data Center.

An event: "Webhooks" of the Jira platform (``X-Hub-Signature: sha256=`` HMAC-SHA256 of the body,
WebSub's form; five tries again, so that no age is too great). The rest: the service desk's REST API
``/rest/servicedeskapi/request``.
"""

import base64
import re
from collections.abc import Iterable
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import document_text, plain
from assistant.tickets.proof import require_hex
from assistant.tickets.told import made, object_of, part, rows, text_in
from assistant.webhooks.wire import Exchange

_REQUESTS = "/rest/servicedeskapi/request"
_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,30}-[0-9]{1,12}")
_PAGES = 20
"""Of fifty notes each."""


class Jira:
    """``fields`` names serviceDeskId and requestTypeId, and what requestFieldValues adds."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ("serviceDeskId", "requestTypeId")

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        token = connection.key("token")
        if connection.told.user:  # Cloud: the mail address and an API token
            pair = base64.b64encode(f"{connection.told.user}:{token}".encode()).decode()
            headers = {"authorization": f"Basic {pair}"}
        else:  # Data Center: a personal access token
            headers = {"authorization": f"Bearer {token}"}
        self._peer = Peer(exchange, connection.told.url, headers)

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """``jira:issue_created``; see `TicketSystem`."""
        given = incoming.headers.get("x-hub-signature", "")
        require_hex("sha256", self._connection.key("hook"), incoming.body, given, "sha256=")
        told = object_of(incoming.body)
        key = text_in(told, "issue", "key")
        if told.get("webhookEvent") != "jira:issue_created" or not _KEY.fullmatch(key):
            return None
        fields = part(told, "issue", "fields")
        return TicketEvent(
            f"created:{key}",
            self._ref(key),
            plain(text_in(fields, "summary")),
            plain(document_text(fields.get("description"))),
            text_in(fields, "reporter", "displayName") or None,
        )

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Events carry everything."""
        return event

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``POST /request``."""
        more = dict(ticket.fields)
        asked = more.pop("requestFieldValues", {})
        values = {"summary": ticket.title, "description": ticket.body, **asked}
        return {**more, "requestFieldValues": values}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", _REQUESTS, self.payload(ticket))
        return self._ref(made(text_in(told, "issueKey")))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the number in the summary, then by the mark in the description."""
        query = {"searchTerm": ticket.number, "limit": "20"}
        told = self._peer.ask("GET", _REQUESTS, query=query)
        for row in rows(part(told).get("values")):
            values = rows(row.get("requestFieldValues"))
            if any(ticket.mark in document_text(one.get("value")) for one in values):
                return self._ref(text_in(row, "issueKey"))
        return None

    def comment(self, ticket_id: str, note: str) -> None:
        """See `TicketSystem`."""
        told = {"body": note, "public": False}
        self._peer.ask("POST", f"{_REQUESTS}/{ticket_id}/comment", told)

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        start = 0
        for _ in range(_PAGES):
            query = {"public": "false", "internal": "true", "start": str(start), "limit": "50"}
            told = part(self._peer.ask("GET", f"{_REQUESTS}/{ticket_id}/comment", query=query))
            page = rows(told.get("values"))
            yield from (text_in(row, "body") for row in page)
            start += len(page)
            if told.get("isLastPage", True) or not page:
                return

    def _ref(self, key: str) -> TicketRef:
        return TicketRef(key, f"{self._connection.web}/browse/{key}")
