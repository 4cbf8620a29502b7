"""A drafted fault report: every value with the words it came from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from assistant.reports.drafting.moments import Moment
from assistant.reports.drafting.note import Note, Span

FIELDS = (
    "equipment", "equipment_id", "location", "reported_at", "reporter", "symptom", "fault_codes",
    "suspected_cause", "actions_taken", "parts_used", "parts_needed", "downtime_minutes",
    "severity", "status", "follow_up",
)  # fmt: skip
"""What the eye checks first, in this order; null is "nobody said"."""

Value = str | int | tuple[str, ...]
Rule = Literal[
    "words", "register", "duration", "clock_difference", "standing", "resolved_time", "stopped"
]
"""How a value came about: ``words`` are the note's own, all others are worked out from them."""


@dataclass(frozen=True, slots=True)
class Found:
    """A value and the words that say it."""

    value: Value
    spans: tuple[Span, ...]
    rule: Rule = "words"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a message, and what was made of them."""

    text: str
    message: int
    start: int
    end: int
    rule: Rule


@dataclass(frozen=True)
class Draft:
    """What a note says, field by field."""

    note: Note
    found: Mapping[str, Found]
    occurred: Moment | None = None
    either: tuple[Moment, ...] = ()
    """Where ``occurred`` is open between morning and evening: both, the earlier first."""
    ended: Moment | None = None
    """When the machine ran again."""
    impact: Found | None = None
    """Of the failure: critical where the words say that something stopped."""
    also_mentioned: tuple[Span, ...] = ()
    """Words about another fault, which this draft leaves to a report of its own."""
    questions: tuple[str, ...] = ()
    written_by: str = "rules"
    """``rules``, or the model that told clauses apart where rules could not."""
    masked: tuple[tuple[str, int], ...] = ()
    """Kinds of values that an engine elsewhere was not told, and how many of each."""
    open_clauses: tuple[Span, ...] = field(default=(), repr=False)
    """What no rule could place."""

    @property
    def nothing_reported(self) -> bool:
        """The note tells of no fault and of no work."""
        told = ("symptom", "fault_codes", "suspected_cause", "actions_taken", "parts_needed")
        return not any(name in self.found for name in told)

    def value(self, name: str) -> Value | None:
        """A field's value; None is "nobody said"."""
        found = self.found.get(name)
        return found.value if found else None

    def flat(self) -> dict[str, str | int | list[str] | None]:
        """Every field and its value."""
        values = {name: self.value(name) for name in FIELDS}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    def evidence(self) -> dict[str, list[Evidence]]:
        """The words behind each field that has a value."""
        return {name: self._words(found) for name, found in self.told.items()}

    @property
    def told(self) -> dict[str, Found]:
        """The fields with a value, and the failure's impact."""
        impact = {"failure_impact": self.impact} if self.impact else {}
        return {**self.found, **impact}

    def _words(self, found: Found) -> list[Evidence]:
        return [
            Evidence(self.note.words(span), *self.note.place(span), found.rule)
            for span in found.spans
        ]


def words(note: Note, *spans: Span) -> Found | None:
    """One value out of the note's own words, or several."""
    kept = tuple(span for span in spans if span.start < span.end)
    return Found(note.words(kept[0]), kept[:1]) if kept else None


def listed(note: Note, spans: list[Span]) -> Found | None:
    """A list of the note's own words, each once."""
    told = {note.words(span): span for span in reversed(spans) if span.start < span.end}
    kept = tuple(reversed(told.values()))
    return Found(tuple(map(note.words, kept)), kept) if kept else None
