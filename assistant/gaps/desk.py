"""The gap list as the rest of the house sees it; the plant's database is opened when it must be."""

import logging
import threading
from collections.abc import Callable
from copy import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine, machine_in
from assistant.answering.reply import Why
from assistant.answering.safety.terms import Rules
from assistant.answering.understand import Query
from assistant.answering.verified import Verified
from assistant.errors import PlantUnavailable
from assistant.gaps.model import Feedback, Gap
from ingest.document import Language
from vectorstore.library import Library
from vectorstore.records import Filters

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.gaps.questions import Recorder
    from assistant.gaps.shelf import VerifiedShelf
    from assistant.gaps.store import VerifiedStore
    from assistant.plant.database import PlantDatabase

logger = logging.getLogger(__name__)


class GapDesk:
    """Implements `assistant.answering.verified.GapList`. Safe to use from many threads."""

    def __init__(
        self,
        plant: "Callable[[], PlantDatabase]",
        plant_if_made: "Callable[[], PlantDatabase | None]",
        library: Library,
        glossary: Glossary,
        *,
        site: str,
        zone: ZoneInfo,
        rules: Rules,
        embedder: str,
        keeps: timedelta | None,
    ) -> None:
        """Opens nothing yet.

        Args:
            plant: The database, made if it must be.
            plant_if_made: The same, or None as long as nothing was ever kept in it.
            library: Pages, machines and vectors.
            glossary: Of the trade.
            site: Whose questions and answers these are.
            zone: The site's.
            rules: What no answer may advise.
            embedder: Names the library's vectors.
            keeps: How long refused and rated questions are kept; None: not at all.
        """
        self._plant, self._plant_if_made = plant, plant_if_made
        self._library, self._glossary = library, glossary
        self._site, self._zone, self._rules = site, zone, rules
        self._embedder, self._keeps = embedder, keeps
        self._lock = threading.Lock()
        self._shelf: VerifiedShelf | None = None
        self._recorder: Recorder | None = None
        self._house = self

    def as_read_by(
        self,
        library: Library,
        plant: "Callable[[], PlantDatabase]",
        plant_if_made: "Callable[[], PlantDatabase | None]",
    ) -> Self:
        """The same desk for somebody: answers that rest on pages kept from them are not there.

        Args:
            library: As they may see it.
            plant: The database; raises where none of it is for them.
            plant_if_made: The same, or None.
        """
        theirs = copy(self)
        theirs._library = library
        theirs._plant, theirs._plant_if_made = plant, plant_if_made
        return theirs

    def verified(self, query: Query, machine: Machine | None, filters: Filters) -> Verified | None:
        """The verified answer to this very question; None where there is any doubt."""
        try:
            if self._plant_if_made() is None:
                return None
            shelf = self._house._opened_shelf()
            return shelf.verified(query, machine, filters, self._library)
        except PlantUnavailable as exc:
            logger.warning("no verified answer was looked for: %s", exc)
            return None

    def refused(self, question: str, language: Language, machine: Machine | None, why: Why) -> None:
        """Notes that a question was not answered."""
        if recorder := self._house._opened_recorder():
            recorder.refused(question, language, _only_tag(machine), why)

    def rate(self, told: Feedback) -> bool:
        """Keeps what somebody thought of an answer; False where nothing is kept."""
        recorder = self._house._opened_recorder()
        if recorder is None:
            return False
        machine = machine_in(self._library, self._glossary, told.question)
        return recorder.rated(told, _only_tag(machine))

    def gaps(
        self,
        machine: str | None = None,
        limit: int = 100,
        *,
        skip: int = 0,
        since: datetime | None = None,
    ) -> list[Gap]:
        """What was refused or rated down, one gap for questions that are one."""
        from assistant.gaps.group import gaps

        shelf = self._house._opened_shelf()
        served = shelf.serves
        return gaps(self._plant(), self._site, served, machine, limit, skip=skip, since=since)

    @property
    def answers(self) -> "VerifiedStore":
        """The verified answers."""
        from assistant.gaps.store import VerifiedStore

        return VerifiedStore(self._plant(), self._library, site=self._site, rules=self._rules)

    def close(self) -> None:
        """Waits until what was noted is written."""
        if self._recorder is not None:
            self._recorder.close()

    def _opened_shelf(self) -> "VerifiedShelf":
        from assistant.gaps.shelf import VerifiedShelf

        with self._lock:
            if self._shelf is None:
                self._shelf = VerifiedShelf(self.answers, self._library, self._glossary, self._zone)
            return self._shelf

    def _opened_recorder(self) -> "Recorder | None":
        from assistant.gaps.questions import Recorder

        if self._keeps is None:
            return None
        with self._lock:
            if self._recorder is None:
                self._recorder = Recorder(
                    self._plant,
                    site=self._site,
                    keeps=self._keeps,
                    embedder=self._embedder,
                    embed=self._library.embed,
                )
            return self._recorder


def _only_tag(machine: Machine | None) -> str | None:
    return machine.assets[0].tag if machine and len(machine.assets) == 1 else None
