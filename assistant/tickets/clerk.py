"""Does what is in line, each system in a thread of its own.

Before a note or a ticket is written the system is asked whether an earlier try has written it after
all: whoever is killed in between, and whatever reply is lost, nothing is there twice.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import uuid4

from sqlalchemy import delete

from assistant.audit.caller import Caller, on_behalf_of
from assistant.errors import ShiftmateError
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.tickets import line
from assistant.tickets.errors import PeerTrouble
from assistant.tickets.system import TicketSystem
from assistant.tickets.tables import ErrandRow
from assistant.webhooks.line import DELAYS
from assistant.webhooks.model import Outcome
from assistant.webhooks.rounds import POLL_SECONDS, Rounds

KEPT: Final = timedelta(days=90)
"""What is over, and what waits for a connection that is no more, is forgotten after that."""
PROMISED: Final = 30.0
"""Seconds from a ticket's event to its note, where both sides are there and nobody else asks."""
ANSWERING: Final = 20.0
"""Seconds of those for the answer itself; the rest is for looking, asking back and writing."""
_DONE_HERE: Final = 200
"""Status of an errand that asked nobody, or whom it asked said yes."""
_OWN_TROUBLE: Final = 500
"""Status of a try that this house was the hindrance of: nothing was sent."""

logger = logging.getLogger(__name__)

Do = Callable[[TicketSystem, ErrandRow], str | None]
"""Does an errand; why there was nothing to do, if there was not. Raises PeerTrouble."""


class _Tried(NamedTuple):
    outcome: Outcome
    skipped: str | None = None
    final: bool = False


class Clerk:
    """Brings a site's errands to the systems that keep tickets."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase | None],
        systems: Mapping[str, TicketSystem],
        site: str,
        do: Mapping[str, Do],
        *,
        delays: Sequence[float] = DELAYS,
        poll_seconds: float = POLL_SECONDS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Not started yet.

        Args:
            plant: Gives the database, or None while there is none.
            systems: The adapters, by the connections' names.
            site: Whose errands these are.
            do: What does each kind of errand.
            delays: Seconds before each try of an errand; there are no more tries than these.
            poll_seconds: Between two looks.
            now: The clock.
        """
        self._plant, self._systems, self._site, self._do = plant, systems, site, do
        self._delays, self._now = delays, now
        self._id = str(uuid4())
        self._rounds = Rounds("tickets", self._due, self.serve, self._tidy, poll_seconds)

    def start(self) -> None:
        """Begins with what was left over."""
        self._rounds.start()

    def close(self) -> None:
        """Ends with the tries under way, if they end soon."""
        self._rounds.close()

    def serve(self, connection: str) -> int:
        """Does one system's errands until nothing is due; how many tries that took."""
        plant, tries = self._plant(), 0
        while plant is not None and not self._rounds.is_over and self._step(plant, connection):
            tries += 1
        return tries

    def _step(self, plant: PlantDatabase, connection: str) -> bool:
        """One try; False where there is none to make."""
        with plant.writing() as session:
            row = line.take(
                session, self._site, connection, self._id, self._now(), most=len(self._delays)
            )
        if row is None:
            return False
        tried = self._try(row)
        with plant.writing() as session:
            line.settle(
                session,
                row.seq,
                self._id,
                tried.outcome,
                self._now(),
                skipped=tried.skipped,
                final=tried.final,
                delays=self._delays,
            )
        return True

    def _try(self, row: ErrandRow) -> _Tried:
        begun = time.monotonic()

        def outcome(status: int | None, error: str | None, wait: float = 0.0) -> Outcome:
            return Outcome(status, error, round(1000 * (time.monotonic() - begun)), wait)

        try:
            with on_behalf_of(Caller(f"tickets:{row.connection}", "program", row.connection)):
                skipped = self._do[row.kind](self._systems[row.connection], row)
        except PeerTrouble as exc:
            return _Tried(outcome(exc.status, str(exc), exc.wait), final=exc.is_final)
        except ShiftmateError as exc:
            return _Tried(outcome(_OWN_TROUBLE, str(exc)[:300]))
        except Exception as exc:  # whatever it is, the errand is settled, and ends
            logger.exception("an errand for %s is tried again, or given up", row.connection)
            return _Tried(outcome(_OWN_TROUBLE, f"Our own trouble: {type(exc).__name__}."))
        return _Tried(outcome(_DONE_HERE, None), skipped)

    def _due(self) -> list[str]:
        """The systems that have something due."""
        plant = self._plant()
        if plant is None:
            return []
        with plant.reading() as session:
            return line.due_connections(session, self._site, self._systems, self._now())

    def _tidy(self) -> None:
        plant = self._plant()
        if plant is not None:
            with plant.writing() as session:
                old = ErrandRow.at < self._now() - KEPT
                session.execute(delete(ErrandRow).where(old))
