"""A code becomes a card: cause, remedy, warnings and page. No model of any kind is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from assistant.answering.codes import asked_codes
from assistant.answering.warnings import warnings_of
from ingest.document import Chunk, FaultRecord
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import segment

_LOOKED_AT = 200
"""Records of one code; a plant with that many machines names the machine."""


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """What one manual says of one code."""

    fault: FaultRecord
    record: Chunk
    safety: tuple[Chunk, ...]
    """Warnings of the record's page and section, verbatim."""


def alarm_cards(
    library: Library,
    code: str,
    machine: str = "",
    limit: int = 5,
    filters: Filters = EVERYTHING,
) -> list[AlarmCard]:
    """Cards for a code in any spelling, or for the codes a sentence names.

    Cards of the machine named come first; empty where no manual has a record of the code.
    """
    named = library.exact(asked_codes(code) or [code], _LOOKED_AT, filters)
    surest = [hit.chunk for hit in named if hit.is_code] or [hit.chunk for hit in named]
    records = [(chunk, chunk.fault) for chunk in surest if chunk.fault is not None]
    words = frozenset(segment(machine or code))
    records.sort(key=lambda pair: -_names(pair[0], words))
    return [
        AlarmCard(fault, chunk, warnings_of(library, [chunk])) for chunk, fault in records[:limit]
    ]


def _names(chunk: Chunk, words: frozenset[str]) -> int:
    """How many of the words stand in what its document is called."""
    called: Sequence[str] = segment(f"{chunk.title} {PurePath(chunk.file_name).stem}")
    return len(words & frozenset(called))
