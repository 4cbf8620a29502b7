"""What is ours in a ticket is known by its mark: it is not written twice, and never answered."""

import re
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.tickets.model import MARK, TicketEvent
from assistant.tickets.tables import ErrandRow, LinkRow

OURS: Final = "It is ours: a report's ticket, or words of a note."
_MARKS: Final = re.compile(MARK + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def mark_of(our_id: str) -> str:
    """What a ticket or a note of ours ends with."""
    return f"{MARK}{our_id}"


def quotes_us(session: Session, site: str, event: TicketEvent) -> bool:
    """Whether its words bear a mark of ours: answering them would go round for ever.

    A mark that names nothing of ours is anybody's invention and counts for nothing.
    """
    marks = set(_MARKS.findall(event.said))
    named = or_(ErrandRow.id.in_(marks), ErrandRow.report_id.in_(marks))
    found = select(ErrandRow.seq).where(ErrandRow.site == site, named)
    return bool(marks) and session.scalar(found.limit(1)) is not None


def is_ours(session: Session, site: str, connection: str, event: TicketEvent) -> bool:
    """Whether we opened the ticket, or it quotes us."""
    opened = select(LinkRow.report_id).where(
        LinkRow.site == site,
        LinkRow.connection == connection,
        LinkRow.ticket_id == event.ticket.id,
    )
    return quotes_us(session, site, event) or session.scalar(opened.limit(1)) is not None
