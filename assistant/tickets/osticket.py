"""osTicket: opens tickets and can do nothing else (docs.osticket.com, "API", "Tickets").

``POST /api/tickets.json``; the key belongs to one address, and the reply is the ticket's number as
text. Nothing can be looked up, so a ticket whose opening was not acknowledged is left to a person.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from assistant.tickets.connections import Connection
from assistant.tickets.errors import Forged, PeerTrouble
from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef
from assistant.tickets.peer import Peer
from assistant.tickets.plain import plain
from assistant.tickets.told import made
from assistant.webhooks.wire import Exchange


class OsTicket:
    """``fields`` names who asks: name and email, perhaps topicId."""

    only_creates: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("name", "email")

    def __init__(self, connection: Connection, exchange: Exchange) -> None:
        self._connection = connection
        headers = {"x-api-key": connection.key("token")}
        self._peer = Peer(exchange, f"{connection.told.url}/api", headers)

    def read(self, incoming: Incoming) -> TicketEvent | None:  # noqa: ARG002
        """See `TicketSystem`."""
        raise Forged("osTicket tells of nothing, so this comes from somebody else.")

    def complete(self, event: TicketEvent) -> TicketEvent:
        """See `TicketSystem`."""
        return event

    def payload(self, ticket: NewTicket) -> Mapping[str, Any]:
        """``POST /tickets.json``."""
        own = {"subject": ticket.title, "message": ticket.body, "source": "API"}
        return {**own, "autorespond": False, **ticket.fields}

    def create(self, ticket: NewTicket) -> TicketRef:
        """See `TicketSystem`."""
        told = self._peer.ask("POST", "/tickets.json", self.payload(ticket), as_text=True)
        return TicketRef(made(plain(str(told))[:200]))

    def find(self, ticket: NewTicket) -> TicketRef | None:  # noqa: ARG002
        """Never: nothing can be asked."""
        return None

    def comment(self, ticket_id: str, note: str) -> None:  # noqa: ARG002
        """See `TicketSystem`."""
        raise PeerTrouble("osTicket takes no notes.", 405)

    def notes(self, ticket_id: str) -> Iterable[str]:  # noqa: ARG002
        """None can be read."""
        return ()
