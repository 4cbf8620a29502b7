"""A ticket that was opened elsewhere: a draft is made of it here, and a note answers it there."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.language import language_of
from assistant.answering.reply import Answer
from assistant.errors import BadQuestion, NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.drafting.draft import Draft
from assistant.reports.drafting.report import as_report
from assistant.reports.model import Actor, ExternalRef, FaultReport, Report
from assistant.reports.store import ReportStore
from assistant.reports.tables import ExternalRow
from assistant.tickets.marks import OURS, mark_of, quotes_us
from assistant.tickets.model import TicketEvent, TicketRef
from assistant.tickets.note import note_of
from assistant.tickets.plain import plain
from assistant.tickets.system import TicketSystem
from assistant.tickets.tables import ErrandRow, LinkRow

_NAME, _TITLE = 200, 120
"""Characters that a report has for a name and for its title."""
_EMPTY = "It says nothing."


class Responder:
    """Answers tickets out of the manuals. What a ticket says is data: no model reads it."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase],
        store: Callable[[], ReportStore],
        ask: Callable[[str], Answer],
        draft: Callable[[str, datetime], Draft],
    ) -> None:
        """Of one site.

        Args:
            plant: Gives the database.
            store: Gives the reports.
            ask: The manuals' own words for a question.
            draft: What a note says, by rules alone.
        """
        self._plant, self._store, self._ask, self._draft = plant, store, ask, draft

    def __call__(self, system: TicketSystem, errand: ErrandRow) -> str | None:
        """See `assistant.tickets.clerk.Do`."""
        event = system.complete(_event(errand))
        if not event.said:
            return _EMPTY
        if mark_of(errand.id) in event.said:  # where notes stand among the ticket's own words
            return None
        with self._plant().reading() as session:
            if quotes_us(session, errand.site, event):
                return OURS
        drafted = self._drafted(event, errand)
        if any(mark_of(errand.id) in note for note in system.notes(event.ticket.id)):
            return None
        try:
            answer = self._ask(event.said)
        except BadQuestion:
            return _EMPTY
        note = note_of(answer, drafted, errand.id, language_of(event.said))
        system.comment(event.ticket.id, note)
        return None

    def _drafted(self, event: TicketEvent, errand: ErrandRow) -> str | None:
        """The number of the report that the ticket is here; None where there is none to tell of."""
        report = self._there_already(errand) or self._made(event, errand)
        if report is None:
            return None
        with self._plant().writing() as session:
            link(session, errand, report.id, event.ticket)
        return report.number if report.is_for_all else None

    def _there_already(self, errand: ErrandRow) -> Report | None:
        """Of an earlier try, or one that somebody has named after the ticket."""
        named = select(ExternalRow.report_id).where(
            ExternalRow.system == errand.connection, ExternalRow.external_id == errand.ticket_id
        )
        with self._plant().reading() as session:
            report_id = session.scalar(named)
        try:
            return self._store().get(report_id or errand.id)
        except NotHere:
            return None

    def _made(self, event: TicketEvent, errand: ErrandRow) -> Report | None:
        draft = self._draft(event.said, errand.at)
        if draft.nothing_reported:
            return None
        fault = _fault(draft, event, errand.connection)
        by = Actor(name=errand.connection, role="service")
        return self._store().create(fault, by, errand.id)[0]


def link(session: Session, errand: ErrandRow, report_id: str, ticket: TicketRef) -> None:
    """Remembers which ticket is which report."""
    key = (errand.site, errand.connection, report_id)
    if session.get(LinkRow, key) is None:
        site, connection, _ = key
        row = LinkRow(site=site, connection=connection, report_id=report_id)
        row.ticket_id, row.url = ticket
        session.add(row)


def _event(errand: ErrandRow) -> TicketEvent:
    told = errand.told
    return TicketEvent(
        errand.id,
        TicketRef(errand.ticket_id or "", told.get("url")),
        told["title"],
        told["text"],
        told.get("requester"),
    )


def _fault(draft: Draft, event: TicketEvent, system: str) -> FaultReport:
    """What the rules found, and what the ticket says of itself."""
    ref = ExternalRef(system=system, id=event.ticket.id, url=event.ticket.url)
    told = as_report(draft).model_dump()
    title = (event.title or event.text).strip().splitlines()[0]
    told |= {"source": "api", "title": title[:_TITLE], "external_refs": [ref]}
    told["reporter"] = told["reporter"] or plain(event.requester or "")[:_NAME].strip() or None
    return FaultReport.model_validate(told)
