"""A report's step, told to the system that keeps its ticket: the first opens it."""

from collections.abc import Callable, Mapping

from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.reports.tables import ExternalRow
from assistant.tickets.connections import Connection
from assistant.tickets.errors import PeerTrouble
from assistant.tickets.fields import new_ticket
from assistant.tickets.marks import mark_of
from assistant.tickets.model import TicketRef
from assistant.tickets.outbox import FOR_FEW
from assistant.tickets.respond import link
from assistant.tickets.system import TicketSystem
from assistant.tickets.tables import ErrandRow, LinkRow
from assistant.tickets.words import HAPPENED

_OPENS = "report.submitted"
_NO_TICKET = "The report has no ticket there: none was opened when it was submitted."
_NO_NOTES = "This system takes no notes."
_PERHAPS = (
    "A try was not acknowledged, and this system cannot be asked whether it opened the ticket. "
    "Look there; if there is none, `shiftmate tickets replay` this errand."
)
_NO_REPORT = "The report is not here any more."


class Teller:
    """Opens tickets for reports, and says in them what happens next."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase],
        store: Callable[[], ReportStore],
        connections: Mapping[str, Connection],
    ) -> None:
        """Of one site.

        Args:
            plant: Gives the database.
            store: Gives the reports.
            connections: By name.
        """
        self._plant, self._store, self._connections = plant, store, connections

    def __call__(self, system: TicketSystem, errand: ErrandRow) -> str | None:
        """See `assistant.tickets.clerk.Do`."""
        try:
            report = self._store().get(errand.report_id or "")
        except NotHere:
            return _NO_REPORT
        if not report.is_for_all:
            return FOR_FEW
        with self._plant().reading() as session:
            known = session.get(LinkRow, (errand.site, errand.connection, report.id))
        if known is not None:
            return self._comment(system, known.ticket_id, report, errand)
        if errand.told["event"] != _OPENS:
            return _NO_TICKET
        if system.only_creates and errand.tries > 1 and errand.attempts[-1]["status"] is None:
            raise PeerTrouble(_PERHAPS, 409, final=True)
        ticket = new_ticket(self._connections[errand.connection], report)
        self._remember(errand, report.id, system.find(ticket) or system.create(ticket))
        return None

    def _comment(
        self, system: TicketSystem, ticket_id: str, report: Report, errand: ErrandRow
    ) -> str | None:
        if system.only_creates:
            return _NO_NOTES
        mark = mark_of(errand.id)
        if any(mark in note for note in system.notes(ticket_id)):
            return None
        tongue = self._connections[errand.connection].language(report.language)
        told = HAPPENED[errand.told["event"]][tongue]
        said = told.format(number=report.number, reason=errand.told["reason"]).strip()
        system.comment(ticket_id, f"{said}\n\n{mark}")
        return None

    def _remember(self, errand: ErrandRow, report_id: str, ticket: TicketRef) -> None:
        """Also beside the report, where people see what other systems call it."""
        with self._plant().writing() as session:
            link(session, errand, report_id, ticket)
            if session.get(ExternalRow, (errand.connection, ticket.id)) is None:
                row = ExternalRow(system=errand.connection, external_id=ticket.id)
                row.report_id, row.url = report_id, ticket.url
                session.add(row)
