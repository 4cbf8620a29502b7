"""A code becomes a card: cause, remedy, warnings and page. No model of any kind is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.codes import asked_codes
from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine, machine_called, machine_in, title_words
from assistant.answering.warnings import warnings_of
from ingest.document import Chunk, FaultRecord
from prompts.notices import MACHINE_NOTICES
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import segment

_LOOKED_AT = 200
"""Records of one code; a plant with that many machines names the machine."""

Notice = Literal["unknown_machine", "unlisted_machine", "no_manual", "no_record"]


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """What one manual says of one code."""

    fault: FaultRecord
    record: Chunk
    safety: tuple[Chunk, ...]
    """Warnings of the record's page and section, verbatim."""
    elsewhere: bool = False
    """A machine was named, and this manual is none of its."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the manuals say of a code, those of the machine named first."""

    asked: str
    """The code as typed, or the sentence that names it."""
    cards: tuple[AlarmCard, ...]
    """Empty where no manual has a record of the code."""
    machine: Machine | None = None
    """The one that was named."""

    @property
    def notice(self) -> Notice | None:
        """What whoever named the machine must know before reading a card."""
        machine = self.machine
        if machine is None:
            return None
        if machine.is_unknown:
            return "unknown_machine"
        if not machine.documents:
            return "no_manual"
        if all(card.elsewhere for card in self.cards):
            return "no_record"
        return None if machine.assets or machine.is_register_empty else "unlisted_machine"

    def told(self, language: str) -> str:
        """The notice as a sentence or two; empty where there is none."""
        if self.notice is None or self.machine is None:
            return ""
        told = MACHINE_NOTICES[self.notice][language]
        return told.format(machine=self.machine.name, code=self._code)

    @property
    def _code(self) -> str:
        """As typed; of a sentence, as the first card has it."""
        is_sentence = len(asked_codes(self.asked)) > 1 and self.cards
        return self.cards[0].fault.codes[0] if is_sentence else self.asked


def look_up(
    library: Library,
    glossary: Glossary,
    code: str,
    machine: str = "",
    limit: int = 5,
    filters: Filters = EVERYTHING,
) -> Alarm:
    """Cards for a code in any spelling, or for the codes a sentence names.

    Args:
        library: With the manuals and the register of machines.
        glossary: Puts a machine's name into the other language.
        code: As the panel shows it, or a sentence about it, which may name the machine.
        machine: Tag, alias, name or model. Its manuals' cards come first.
        limit: Cards at most.
        filters: What may be found.
    """
    codes = asked_codes(code) or [code]
    named = (
        machine_called(library, glossary, machine, superseded=filters.superseded)
        if machine.strip()
        else machine_in(library, glossary, code, superseded=filters.superseded)
    )
    mine = named.documents if named else frozenset[str]()
    own = _records(library, codes, _narrowed(filters, mine)) if mine else []
    others = [it for it in _records(library, codes, filters) if it[0].document_id not in mine]
    words = frozenset(segment(machine or code))
    for records in (own, others):
        records.sort(key=lambda it: -len(words & title_words(it[0].title, it[0].file_name)))
    found = [*own, *others][:limit]
    cards = [
        AlarmCard(
            fault,
            chunk,
            warnings_of(library, [chunk]),
            elsewhere=named is not None and chunk.document_id not in mine,
        )
        for chunk, fault in found
    ]
    return Alarm(code, tuple(cards), named)


def _records(
    library: Library, codes: Sequence[str], filters: Filters
) -> list[tuple[Chunk, FaultRecord]]:
    """Records of the codes; where one is a code in full, no others."""
    named = library.exact(codes, _LOOKED_AT, filters)
    surest = [hit.chunk for hit in named if hit.is_code] or [hit.chunk for hit in named]
    return [(chunk, chunk.fault) for chunk in surest if chunk.fault is not None]


def _narrowed(filters: Filters, documents: frozenset[str]) -> Filters:
    chosen = filters.document_ids
    return replace(filters, document_ids=documents if chosen is None else documents & chosen)
