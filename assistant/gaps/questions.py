"""Questions that were refused or rated are kept, in the background: no answer waits for the disk.

Nobody's name is kept unless it was given.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import delete

from assistant.answering.language import language_of
from assistant.answering.reply import Why
from assistant.gaps.model import Feedback
from assistant.gaps.tables import QuestionRow
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.identity import new_id
from ingest.document import Language
from ingest.letters import storable
from vectorstore.embedder import Vectors

logger = logging.getLogger(__name__)

_MOST_WAITING = 1000
"""Questions; a database that stays away for longer than that loses them, and the log says so."""
_LONGEST = 2000
"""Characters of a question."""

Embed = Callable[[str], Vectors]


class Recorder:
    """Writes one question after the other."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase],
        *,
        site: str,
        keeps: timedelta,
        embedder: str,
        embed: Embed,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Opens nothing yet.

        Args:
            plant: The database; opened with the first question that is kept.
            site: Whose questions these are.
            keeps: After that a question is deleted, when the next one comes.
            embedder: Names the vectors, so that others are never compared with them.
            embed: A question's vector, (d,).
            now: The clock.
        """
        self._plant, self._site, self._keeps = plant, site, keeps
        self._embedder, self._embed = embedder, embed
        self._now = now
        self._writer = ThreadPoolExecutor(1, "keep-question")
        self._room = threading.Semaphore(_MOST_WAITING)

    def refused(self, question: str, language: Language, machine: str | None, why: Why) -> None:
        """Keeps a question that had no answer."""
        self._later(QuestionRow(question=question, language=language, machine=machine, refused=why))

    def rated(self, told: Feedback, machine: str | None) -> bool:
        """Keeps what somebody thought of an answer; False where it cannot be."""
        row = QuestionRow(
            question=told.question,
            language=language_of(told.question),
            machine=machine,
            rating=told.rating,
            reason=told.reason,
            comment=told.comment,
            who=told.who,
            answer=told.answer,
            citations=[one.model_dump() for one in told.citations],
        )
        return self._later(row)

    def close(self) -> None:
        """Waits until all is written."""
        self._writer.shutdown()

    def _later(self, row: QuestionRow) -> bool:
        if not self._room.acquire(blocking=False):
            logger.error("a question is not kept: %d are waiting to be written", _MOST_WAITING)
            return False
        row.asked_at, row.site = self._now(), self._site
        row.id = new_id(row.asked_at)
        row.question = storable(row.question[:_LONGEST]).replace("\0", " ")
        self._writer.submit(self._write, row).add_done_callback(self._written)
        return True

    def _written(self, done: Future[None]) -> None:
        self._room.release()
        if error := done.exception():
            logger.error("a question is not kept: %s", error)

    def _write(self, row: QuestionRow) -> None:
        row.vector = self._embed(row.question).astype(np.float16).tobytes()
        row.embedder = self._embedder
        stale = QuestionRow.asked_at < self._now() - self._keeps
        with self._plant().writing() as session:
            session.add(row)
            session.execute(delete(QuestionRow).where(QuestionRow.site == self._site, stale))
