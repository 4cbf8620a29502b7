"""A machine -> its pack: what who asks may read of its manuals and of the plant's records."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.answering.answer import answer
from assistant.answering.limits import Limits
from assistant.answering.reply import Finished
from assistant.answering.workbench import Workbench
from assistant.errors import NotHere
from assistant.machines.manuals import ManualsOf
from assistant.machines.pack import OfRecords, Pack
from assistant.models.generator import Message
from assistant.noting import Notes
from vectorstore.assets import Asset
from vectorstore.records import Filters

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.repairs.find import Finder
    from assistant.reports.store import ReportStore


@dataclass(frozen=True, slots=True)
class Packs:
    """For one person."""

    bench: Workbench
    """With the library as they may read it."""
    limits: Limits
    notes: Notes
    manuals: ManualsOf
    finder: "Callable[[], Finder | None]"
    """Remembers what they may read; None where nothing is kept."""
    reports: "Callable[[], ReportStore]"
    """That they may read; asked where the finder is not None."""

    def of(self, tag: str, *, records: bool = True) -> Pack:
        """What is worth having at a machine; without records, of its manuals alone.

        Raises:
            NotHere: There is no such machine.
        """
        library = self.bench.library
        machine = library.assets.find(tag)
        if machine is None:
            raise NotHere(f"There is no machine {tag[:80]}. GET /v1/assets lists them.")
        documents = library.assets.shelf().manuals(machine)
        manuals = self.manuals.gathered(library, documents, self.answers)
        self.notes.read(documents)
        return Pack(machine, manuals, self._records_of(machine) if records else None)

    def answers(self, question: str, documents: frozenset[str]) -> bool:
        """Whether these documents answer by their own words; no model is asked, nothing noted."""
        limits = replace(self.limits, writes=False)
        told = answer(self.bench, limits, [Message("user", question)], Filters(documents))
        return not next(event.answer for event in told if isinstance(event, Finished)).refused

    def _records_of(self, machine: Asset) -> OfRecords:
        from assistant.machines.gather import records_of

        finder = self.finder()
        return records_of(machine, self.reports(), finder) if finder else OfRecords()
