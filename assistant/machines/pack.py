"""A machine's pack: whatever is worth having at it, small enough for a tablet without network."""

from dataclasses import dataclass
from typing import Literal

from assistant.answering.alarm import AlarmCard
from assistant.answering.repair import Repair
from assistant.reports.model import Report
from ingest.document import Chunk
from vectorstore.assets import Asset
from vectorstore.records import DocumentRecord

Subject = Literal["code", "safety", "maintenance", "other"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that the machine's manuals answer; it is asked of them alone."""

    subject: Subject
    question: str
    language: Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class OfManuals:
    """What a machine's manuals hold."""

    documents: tuple[DocumentRecord, ...] = ()
    cards: tuple[AlarmCard, ...] = ()
    """In the order of the manuals."""
    blocks: tuple[Chunk, ...] = ()
    """Safety blocks, the gravest first."""
    suggestions: tuple[Suggestion, ...] = ()
    """At most three in each language."""
    cards_left: int = 0
    """That would have been too many."""
    blocks_left: int = 0


@dataclass(frozen=True, slots=True)
class OfRecords:
    """What the plant's own records tell of a machine."""

    open: tuple[Report, ...] = ()
    """Reports that nobody has closed, the latest first."""
    repairs: tuple[Repair, ...] = ()
    """Approved reports and work orders, the latest first."""
    repairs_left: int = 0
    withheld: int = 0
    """Not told, since they tell how to defeat a safeguard or promise that it is safe."""


@dataclass(frozen=True, slots=True)
class Pack:
    """All of it."""

    machine: Asset
    manuals: OfManuals
    records: OfRecords | None
    """None: who asks may not read them."""
