"""What fixed it here before; nothing before the first report or work order."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.answering.glossary import Glossary
from assistant.answering.repair import Repair
from assistant.answering.safety.terms import Rules
from assistant.repairs.likeness import Likeness
from vectorstore.assets import Asset
from vectorstore.library import Library

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.plant.database import PlantDatabase
    from assistant.repairs.find import Finder, Repairs


@dataclass(frozen=True, slots=True)
class PlantMemory:
    """Of one reader; implements `assistant.answering.repair.Memory`. Safe to use from many threads.

    For another reader, replace plant and library.
    """

    plant: "Callable[[], PlantDatabase | None]"
    """Reports and work orders that they may read; None where there is nothing to remember."""
    library: Library
    """As they may read it."""
    glossary: Glossary
    likeness: Likeness
    """Shared by all: it knows what texts mean."""
    site: str
    zone: ZoneInfo
    rules: Rules

    def finder(self) -> "Finder | None":
        """None until there is something to remember."""
        plant = self.plant()
        if plant is None:
            return None
        from assistant.repairs.find import Finder

        return Finder(
            plant,
            self.library,
            self.glossary,
            self.likeness,
            site=self.site,
            zone=self.zone,
            rules=self.rules,
        )

    def find(self, machine: str, symptom: str, limit: int = 5) -> "Repairs":
        """What fixed such a fault before; raises BadQuestion, UnknownFilter."""
        from assistant.repairs.find import Repairs

        finder = self.finder()
        return finder.find(machine, symptom, limit) if finder else Repairs(())

    def recall(
        self, asked: str, machines: Sequence[Asset], documents: Collection[str]
    ) -> Sequence[Repair]:
        """The same for an answer; see `assistant.answering.repair.Memory`."""
        finder = self.finder()
        return finder.recall(asked, machines, documents) if finder else ()
