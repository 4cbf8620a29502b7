"""Delivers what is in line, each endpoint in a thread of its own.

A message is settled after its try: who is killed in between leaves it in line, and it goes again
under the same id.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete

from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.webhooks import line
from assistant.webhooks.model import Letter, Outcome
from assistant.webhooks.post import Postman
from assistant.webhooks.rounds import POLL_SECONDS, Rounds
from assistant.webhooks.tables import DeliveryRow

logger = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""What is over, and what waits for an endpoint that nobody enables, is forgotten after that."""


class Courier:
    """Brings a site's messages to their endpoints."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase | None],
        postman: Postman,
        site: str,
        *,
        delays: Sequence[float] = line.DELAYS,
        poll_seconds: float = POLL_SECONDS,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Not started yet.

        Args:
            plant: Gives the database, or None while there is none.
            postman: Makes the tries.
            site: Whose messages these are.
            delays: Seconds before each try of a message; there are no more tries than these.
            poll_seconds: Between two looks.
            now: The clock.
        """
        self._plant, self._postman, self._site = plant, postman, site
        self._delays, self._now = delays, now
        self._id = str(uuid4())
        self._rounds = Rounds("webhooks", self._due, self.serve, self._tidy, poll_seconds)

    def start(self) -> None:
        """Begins with what was left over."""
        self._rounds.start()

    def close(self) -> None:
        """Ends with the tries under way, if they end soon."""
        self._rounds.close()

    def serve(self, endpoint_id: str) -> int:
        """Delivers to one endpoint until nothing is due; how many tries that took."""
        plant = self._plant()
        if plant is None:
            return 0
        with plant.writing() as session:
            if not line.take(session, endpoint_id, self._id, self._now()):
                return 0
        tries = 0
        while not self._rounds.is_over and self._step(plant, endpoint_id):
            tries += 1
        with plant.writing() as session:
            line.leave(session, endpoint_id, self._id)
        return tries

    def _step(self, plant: PlantDatabase, endpoint_id: str) -> bool:
        """One try; False where there is none to make."""
        with plant.reading() as session:
            found = line.next_letter(session, endpoint_id, self._id, self._now())
        if found is None:
            return False
        seq, letter = found
        outcome = self._posted(letter)
        with plant.writing() as session:
            return line.settle(
                session, endpoint_id, seq, self._id, outcome, self._now(), self._delays
            )

    def _posted(self, letter: Letter) -> Outcome:
        try:
            return self._postman.post(letter)
        except Exception as exc:  # whatever it is, the message is settled, and ends
            logger.exception("message %s is tried again, or given up", letter.event_id)
            return Outcome(None, f"Our own trouble: {type(exc).__name__}.", 0)

    def _due(self) -> list[str]:
        """The endpoints that have something due and that nobody else serves."""
        plant = self._plant()
        if plant is None:
            return []
        with plant.reading() as session:
            return line.due_endpoints(session, self._site, self._id, self._now())

    def _tidy(self) -> None:
        plant = self._plant()
        if plant is not None:
            with plant.writing() as session:
                old = DeliveryRow.at < self._now() - KEPT
                session.execute(delete(DeliveryRow).where(old))
