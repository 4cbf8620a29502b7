"""Zammad, as its sources have it.

An event: `app/jobs/trigger_webhook_job.rb` (payload, four tries again) and `lib/user_agent.rb`
(``X-Hub-Signature: sha1=`` HMAC-SHA1 of the body; ``X-Zammad-Delivery`` is not signed). The rest:
docs.zammad.org, "REST API", tickets and ticket articles. Search may lag behind by seconds.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import plain
from assistant.tickets.proof import require_hex
from assistant.tickets.told import made, object_of, part, rows, text_in, whole
from assistant.webhooks.wire import Exchange


class Zammad:
    """Group and customer of new tickets come from the mapping: ``fields.group``."""

    only_creates: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ("group", "customer")

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        headers = {"authorization": f"Token token={connection.key('token')}"}
        self._peer = Peer(exchange, f"{connection.told.url}/api/v1", headers)

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """The first article of a ticket; see `TicketSystem`."""
        given = incoming.headers.get("x-hub-signature", "")
        require_hex("sha1", self._connection.key("hook"), incoming.body, given, "sha1=")
        told = object_of(incoming.body)
        ticket, article = part(told, "ticket"), part(told, "article")
        ticket_id = whole(ticket.get("id"))
        if ticket_id is None or not _is_first(article.get("id"), ticket.get("article_ids")):
            return None
        names = (text_in(ticket, "customer", "firstname"), text_in(ticket, "customer", "lastname"))
        return TicketEvent(
            f"created:{ticket_id}",
            self._ref(ticket_id),
            plain(text_in(ticket, "title")),
            plain(text_in(article, "body")),
            " ".join(filter(None, names)) or None,
        )

    def complete(self, event: TicketEvent) -> TicketEvent:
        """Events carry everything."""
        return event

    def payload(self, ticket: NewTicket) -> dict[str, Any]:
        """``POST /tickets``."""
        article = {
            "subject": ticket.title,
            "body": ticket.body,
            "type": "note",
            "content_type": "text/plain",
            "internal": False,
        }
        return {"title": ticket.title, "article": article, **ticket.fields}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", "/tickets", self.payload(ticket))
        return self._ref(made(whole(part(told).get("id"))))

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """By the number in the title, then by the mark in an article."""
        query = {"query": f'"{ticket.number}"', "limit": "20", "expand": "true"}
        for row in rows(self._peer.ask("GET", "/tickets/search", query=query)):
            ticket_id = whole(row.get("id"))
            if ticket_id and any(ticket.mark in note for note in self.notes(ticket_id)):
                return self._ref(ticket_id)
        return None

    def comment(self, ticket_id: str, note: str) -> None:
        """See `TicketSystem`."""
        article = {
            "ticket_id": int(ticket_id),
            "body": note,
            "type": "note",
            "content_type": "text/plain",
            "internal": True,
        }
        self._peer.ask("POST", "/ticket_articles", article)

    def notes(self, ticket_id: str) -> Iterable[str]:
        """See `TicketSystem`."""
        told = self._peer.ask("GET", f"/ticket_articles/by_ticket/{ticket_id}")
        return [text_in(row, "body") for row in rows(told)]

    def _ref(self, ticket_id: str) -> TicketRef:
        return TicketRef(ticket_id, f"{self._connection.web}/#ticket/zoom/{ticket_id}")


def _is_first(article_id: object, all_of_them: object) -> bool:
    """Whether it is the article that the ticket was opened with."""
    first, others = whole(article_id), all_of_them if isinstance(all_of_them, list) else []
    numbers = [int(number) for number in map(whole, others) if number]
    return first is not None and int(first) == min(numbers, default=int(first))
