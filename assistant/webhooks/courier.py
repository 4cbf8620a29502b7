"""Delivers what is in line: a thread that looks, and one for each endpoint that has something due.

So an endpoint that hangs keeps no other waiting. A message is settled after its try: who is killed
in between leaves it in line, and it goes again under the same id.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import ShiftmateError
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.webhooks import line
from assistant.webhooks.post import Postman
from assistant.webhooks.tables import DeliveryRow

POLL_SECONDS = 1.0
RETRY_SECONDS = 30.0
STOP_SECONDS = 5.0
"""What a shutdown waits for tries under way; one that is cut off is made again."""
KEPT = timedelta(days=30)
"""What is over, and what waits for an endpoint that nobody enables, is forgotten after that."""
_TROUBLE = (ShiftmateError, SQLAlchemyError, OSError)
logger = logging.getLogger(__name__)


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
        self._delays, self._poll_seconds, self._now = delays, poll_seconds, now
        self._id = str(uuid4())
        self._stop = threading.Event()
        self._looking: threading.Thread | None = None
        self._serving: dict[str, threading.Thread] = {}

    def start(self) -> None:
        """Begins with what was left over."""
        self._looking = threading.Thread(target=self._look, name="webhooks", daemon=True)
        self._looking.start()

    def close(self) -> None:
        """Ends with the tries under way, if they end soon."""
        self._stop.set()
        last = time.monotonic() + STOP_SECONDS
        for thread in filter(None, (self._looking, *self._serving.values())):
            thread.join(max(0.0, last - time.monotonic()))

    def serve(self, endpoint_id: str) -> int:
        """Delivers to one endpoint until nothing is due; how many tries that took."""
        plant = self._plant()
        if plant is None:
            return 0
        with plant.writing() as session:
            if not line.take(session, endpoint_id, self._id, self._now()):
                return 0
        tries = 0
        while not self._stop.is_set() and self._step(plant, endpoint_id):
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
        outcome = self._postman.post(letter)
        with plant.writing() as session:
            return line.settle(
                session, endpoint_id, seq, self._id, outcome, self._now(), self._delays
            )

    def _look(self) -> None:
        tidied = 0.0
        while not self._stop.is_set():
            wait = self._poll_seconds
            try:
                self._send_out()
                if time.monotonic() - tidied > 3600:
                    self._tidy()
                    tidied = time.monotonic()
            except _TROUBLE:
                logger.exception("webhooks go on in %g s", RETRY_SECONDS)
                wait = RETRY_SECONDS
            self._stop.wait(wait)

    def _send_out(self) -> None:
        """Starts a thread for each endpoint that has something due and none yet."""
        plant = self._plant()
        if plant is None:
            return
        with plant.reading() as session:
            due = line.due_endpoints(session, self._site, self._id, self._now())
        self._serving = {name: one for name, one in self._serving.items() if one.is_alive()}
        for endpoint_id in due:
            if endpoint_id not in self._serving:
                thread = threading.Thread(
                    target=self._serve, args=(endpoint_id,), name="webhook", daemon=True
                )
                self._serving[endpoint_id] = thread
                thread.start()

    def _serve(self, endpoint_id: str) -> None:
        try:
            self.serve(endpoint_id)
        except _TROUBLE:
            logger.exception("the endpoint %s is told in a while", endpoint_id)
            self._stop.wait(RETRY_SECONDS)

    def _tidy(self) -> None:
        plant = self._plant()
        if plant is not None:
            with plant.writing() as session:
                old = DeliveryRow.at < self._now() - KEPT
                session.execute(delete(DeliveryRow).where(old))
