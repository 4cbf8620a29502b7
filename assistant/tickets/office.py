"""All that is done with tickets at one site, joined: connections, desk, clerk and outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assistant.answering.reply import Answer
from assistant.plant.database import PlantDatabase
from assistant.reports.drafting.draft import Draft
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.reports.values import Status
from assistant.tickets.clerk import Clerk, Do
from assistant.tickets.connections import Connection
from assistant.tickets.desk import TicketDesk
from assistant.tickets.outbox import enqueue
from assistant.tickets.respond import Responder
from assistant.tickets.systems import open_system
from assistant.tickets.tell import Teller
from assistant.webhooks.wire import Exchange


class TicketOffice:
    """The systems that a site's tickets come from and go to."""

    def __init__(
        self,
        connections: Mapping[str, Connection],
        exchange: Exchange,
        site: str,
        plant: Callable[[], PlantDatabase],
    ) -> None:
        """Nothing is asked yet.

        Args:
            connections: Of tickets.toml.
            exchange: Asks other hosts.
            site: Whose they are.
            plant: Gives the database.

        Raises:
            BadTickets: A connection lacks a key.
        """
        self._connections, self._site, self._plant = connections, site, plant
        self._systems = {
            name: open_system(connection, exchange) for name, connection in connections.items()
        }
        self._tellers = [name for name, one in connections.items() if one.told.reports]
        self.desk = TicketDesk(plant, connections, self._systems, site)

    def enqueue(self, session: Session, report: Report, before: Status | None, action: str) -> None:
        """Puts a report's step in line, in its transaction."""
        enqueue(session, report, before, action, self._tellers)

    def clerk(
        self,
        plant: Callable[[], PlantDatabase | None],
        store: Callable[[], ReportStore],
        ask: Callable[[str], Answer],
        draft: Callable[[str, datetime], Draft],
    ) -> Clerk | None:
        """What does what is in line; not started. None where there are no connections.

        Args:
            plant: Gives the database, or None while there is none.
            store: Gives the reports.
            ask: The manuals' own words for a question.
            draft: What a note says, by rules alone.
        """
        if not self._systems:
            return None
        do: Mapping[str, Do] = {
            "answer": Responder(self._plant, store, ask, draft),
            "report": Teller(self._plant, store, self._connections),
        }
        return Clerk(plant, self._systems, self._site, do)
