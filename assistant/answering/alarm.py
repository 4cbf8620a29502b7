"""A code becomes a card: cause, remedy, warnings and page. No model of any kind is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.codes import asked_codes
from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine, machine_called, machine_in, title_words
from assistant.answering.refuse import no_code
from assistant.answering.unknown import UnknownCode, unknown_code
from assistant.answering.warnings import warnings_of
from ingest.document import Chunk, FaultRecord, Language
from ingest.identifiers import normal
from prompts.notices import LOOK_ALIKES, MACHINE_NOTICES, NO_CARD, OTHER_MACHINE, PRINTED
from vectorstore.found import Named
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import segment

_LOOKED_AT = 200
"""Records of one code; a plant with that many machines names the machine."""

Notice = Literal["unknown_machine", "unlisted_machine", "no_manual", "no_record", "look_alike"]


@dataclass(frozen=True, slots=True)
class AlarmCard:
    """What one manual says of one code."""

    fault: FaultRecord
    record: Chunk
    safety: tuple[Chunk, ...]
    """Warnings that belong to the record, verbatim."""
    elsewhere: bool = False
    """A machine was named, and this manual is none of its."""
    look_alike_of: str = ""
    """The code as typed, where this manual prints another that only looks like it: ``Er.12`` of a
    record of ``E12``."""

    def told(self, language: Language) -> tuple[str, ...]:
        """What must be known before it is read, a sentence each."""
        look_alike = PRINTED[language].format(found=self.fault.codes[0], code=self.look_alike_of)
        return (
            *((OTHER_MACHINE[language],) if self.elsewhere else ()),
            *((look_alike,) if self.look_alike_of else ()),
        )


@dataclass(frozen=True, slots=True)
class Alarm:
    """What the manuals say of a code, those of the machine named first."""

    asked: str
    """The code as typed, or the sentence that names it."""
    cards: tuple[AlarmCard, ...]
    """Empty where no manual has a record of the code."""
    machine: Machine | None = None
    """The one that was named."""
    unknown: UnknownCode | None = None
    """Where no manual even mentions the code."""

    @property
    def notice(self) -> Notice | None:
        """What must be known before reading a card: of the machine, else of the code."""
        return self._of_machine or ("look_alike" if self._are_look_alikes else None)

    @property
    def _of_machine(self) -> Notice | None:
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

    @property
    def _own(self) -> tuple[AlarmCard, ...]:
        """The cards of the machine's manuals; all where it has none."""
        return tuple(card for card in self.cards if not card.elsewhere) or self.cards

    @property
    def _are_look_alikes(self) -> bool:
        return bool(self._own) and all(card.look_alike_of for card in self._own)

    def told(self, language: Language) -> str:
        """The notices as a sentence or two; empty where there is none."""
        said = []
        if self._of_machine and self.machine:
            told = MACHINE_NOTICES[self._of_machine][language]
            said.append(told.format(machine=self.machine.name, code=self._code))
        if self._are_look_alikes:
            said.append(self._looks_like(language))
        return (" " if language == "en" else "").join(said)

    def absent(self, language: Language) -> str:
        """What is said instead of cards."""
        if self.unknown is not None:
            return no_code(self.unknown, language)
        return NO_CARD[language].format(code=self.asked)

    def _looks_like(self, language: Language) -> str:
        printed = dict.fromkeys(card.fault.codes[0] for card in self._own)
        of_machine = self.machine is not None and not self._own[0].elsewhere
        return LOOK_ALIKES["machine" if of_machine else "all"][language].format(
            code=self._own[0].look_alike_of,
            found=("、" if language == "zh" else ", ").join(printed),
            machine=self.machine.name if self.machine else "",
        )

    @property
    def _code(self) -> str:
        """As typed; of a sentence, as the first card has it."""
        is_sentence = len(asked_codes(self.asked)) > 1 and self.cards
        if not is_sentence:
            return self.asked
        return self.cards[0].look_alike_of or self.cards[0].fault.codes[0]


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
    others = [it for it in _records(library, codes, filters) if it.record.document_id not in mine]
    words = frozenset(segment(machine or code))
    for cards in (own, others):
        cards.sort(key=lambda card: _farness(card, words))
    others = [replace(card, elsewhere=named is not None) for card in others]
    found = [
        replace(card, safety=warnings_of(library, [card.record]))
        for card in [*own, *others][:limit]
    ]
    unknown = None if found else _unknown(library, code, filters)
    return Alarm(code, tuple(found), named, unknown)


def _unknown(library: Library, code: str, filters: Filters) -> UnknownCode | None:
    """As the chat has it; ``F 99`` alone is no sentence that names a number, but one code."""
    if code not in asked_codes(code):
        return unknown_code(library, code, (), filters)
    found = unknown_code(library, code.replace(" ", ""), (), filters)
    return found and replace(found, code=code)


def _records(library: Library, codes: Sequence[str], filters: Filters) -> list[AlarmCard]:
    """Records of the codes, their warnings left out; where one is a code in full, no others."""
    named = library.exact(codes, _LOOKED_AT, filters)
    surest = [hit for hit in named if hit.is_code] or named
    typed = frozenset(map(normal, codes))
    return [
        AlarmCard(fault, hit.chunk, (), look_alike_of=_unlike(hit, fault, typed))
        for hit in surest
        if (fault := hit.chunk.fault) is not None
    ]


def _unlike(hit: Named, fault: FaultRecord, typed: frozenset[str]) -> str:
    """The code as typed where the record has it in other letters; a bare number has none."""
    return hit.asked if hit.is_code and typed.isdisjoint(map(normal, fault.codes)) else ""


def _farness(card: AlarmCard, words: frozenset[str]) -> tuple[bool, int]:
    """Exact spelling first, then the manual whose title says most of what was typed."""
    title = title_words(card.record.title, card.record.file_name)
    return bool(card.look_alike_of), -len(words & title)


def _narrowed(filters: Filters, documents: frozenset[str]) -> Filters:
    chosen = filters.document_ids
    return replace(filters, document_ids=documents if chosen is None else documents & chosen)
