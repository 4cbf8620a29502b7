"""A past fault of this plant and what was done about it, and the seam to whoever remembers them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from vectorstore.assets import Asset

Match = Literal["code", "close", "loose"]
"""How a past fault was found: it bears the very code; it is told in much the same words; or only in
like ones, too weak a likeness to stand in an answer."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One of them, as its own record tells it; None and empty is "nobody said"."""

    kind: Literal["report", "order"]
    """A report that a supervisor approved, or an order that another system had."""
    id: str
    """Of the report, or of the order's row."""
    number: str
    """What people call it: ``FR-2026-000123``, or its number in the other system."""
    machine: str
    """Tag, or as it was written."""
    day: date | None
    """By the site's calendar."""
    symptom: str
    done: str
    parts: tuple[str, ...]
    """As written, with their amounts."""
    downtime_minutes: float | None
    labour_minutes: float | None
    cause: str | None
    """A cause code that a person chose and a supervisor approved; of orders always None."""
    codes: tuple[str, ...]
    """Fault codes, as written."""
    match: Match = "loose"
    likeness: float = 0.0
    """0 to 1, of what was seen then to what is asked now; 1 where the code is the same."""
    same_machine: bool = True
    """Else it is another machine of the same model, or of the same manual."""


class Memory(Protocol):
    """Whoever remembers what fixed it here."""

    def recall(
        self, asked: str, machines: Sequence[Asset], documents: Collection[str]
    ) -> Sequence[Repair]:
        """Past repairs that are like enough to be told, best first.

        Args:
            asked: The question, under what it carries of the one before.
            machines: That it names.
            documents: Ids of the manuals that are quoted: whose machines are meant where it names
                none.
        """
