"""The seam: what a system that keeps tickets can be asked for, in the words of this house."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol

from assistant.tickets.model import Incoming, NewTicket, TicketEvent, TicketRef


class TicketSystem(Protocol):
    """One connection to one system. What asks over the network raises `PeerTrouble`."""

    only_creates: ClassVar[bool]
    """Nothing can be looked up there, and no note be written."""
    needs: ClassVar[tuple[str, ...]]
    """What the mapping has to give for a new ticket."""

    def read(self, incoming: Incoming) -> TicketEvent | None:
        """A ticket that was opened; None where the event tells of something else.

        Raises:
            Forged: The sender does not know the secret.
        """

    def complete(self, event: TicketEvent) -> TicketEvent:
        """The same with its words, where the event left them out."""

    def payload(self, ticket: NewTicket) -> Mapping[str, Any]:
        """What `create` sends, without asking anybody."""

    def create(self, ticket: NewTicket) -> TicketRef:
        """Opens a ticket."""

    def find(self, ticket: NewTicket) -> TicketRef | None:
        """The ticket of that mark, if an earlier try has opened it after all."""

    def comment(self, ticket_id: str, note: str) -> None:
        """Adds an internal note, which customers do not see."""

    def notes(self, ticket_id: str) -> Iterable[str]:
        """The ticket's notes, marks included: what was written once is not written again."""
