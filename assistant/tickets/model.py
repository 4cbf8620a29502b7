"""What is said of tickets between this house and the systems that keep them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel

from assistant.reports.values import Moment
from assistant.webhooks.model import Attempt

MARK = "shiftmate:"
"""What begins a mark: an id of ours follows."""
Kind = Literal["answer", "report"]
State = Literal["waiting", "done", "skipped", "failed"]


class Incoming(NamedTuple):
    """A request as it came: nothing of it is believed yet."""

    headers: Mapping[str, str]
    """Their names in lower case."""
    body: bytes
    token: str = ""
    """Of the address, for systems that can sign nothing."""


class TicketRef(NamedTuple):
    """What a system calls a ticket, and where people see it."""

    id: str
    url: str | None = None


class TicketEvent(NamedTuple):
    """Somebody opened a ticket."""

    event_id: str
    """Made of what is signed: a header that is not could make one event many."""
    ticket: TicketRef
    title: str = ""
    text: str = ""
    """Plain. Empty where the event does not carry it; the system is asked then."""
    requester: str | None = None

    @property
    def said(self) -> str:
        """Title and text."""
        return "\n".join(filter(None, (self.title.strip(), self.text.strip())))


class NewTicket(NamedTuple):
    """A report as a ticket-to-be."""

    mark: str
    """In the body, or in a field of its own: the ticket is found by it again."""
    number: str
    """The report's, in the title too."""
    title: str
    body: str
    """Plain, with the mark."""
    fields: Mapping[str, Any]
    """Of the mapping: sent as they are, over what the system's adapter would say."""


class Errand(BaseModel):
    """One thing to do with a ticket, and how that went."""

    id: str
    connection: str
    kind: Kind
    ticket_id: str | None
    report_id: str | None
    event: str | None
    """Of a report: what happened to it."""
    at: Moment
    state: State
    outcome: str | None
    next_at: datetime | None
    """When it is tried next; null where it is over."""
    attempts: tuple[Attempt, ...]
