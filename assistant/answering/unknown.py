"""Codes and names that a question asks about and no manual knows.

A page about other codes is as like such a question as can be: likeness never tells them apart, and
an answer made from it would be another fault's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.codes import asked_codes, is_beside_alarm_word, meant_codes
from assistant.answering.reply import Evidence
from assistant.answering.understand import Query
from ingest.identifiers import code_candidates, identifiers
from vectorstore.assets import folded
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import is_stop_word, segment

_CAPITALS = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:[A-Z]{2,}|(?<=[A-Za-z0-9,] )[A-Z][a-z]{2,})(?![A-Za-z0-9_-])"
)
"""``PROFINET`` anywhere, ``Danfoss`` behind another word."""
_PLAIN = frozenset(["ok", "asap", "fyi", "pls", "am", "pm", "sos", "etc", "on", "off", "ce", "not"])
"""In capitals by habit."""
_JOINT = re.compile(r"[-._/ ]")
_NEAR = 3
"""Real codes shown beside an unknown one."""


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """A code that stands in no manual."""

    code: str
    """As it was typed."""
    near: tuple[str, ...]
    """Codes that have fault records and look like it, the likest first."""


def unknown_code(
    library: Library, question: str, evidence: Sequence[Evidence], filters: Filters = EVERYTHING
) -> UnknownCode | None:
    """The first code whose alarm is asked about, where the library knows none of those asked about.

    Known is a code with a fault record, one that any chunk mentions, and a number that the
    evidence has beside a word for alarms: numbers alone stand everywhere.
    """
    codes = _alarms_asked(library, question)
    if not codes or library.exact(codes, 1, filters):
        return None
    if any(_is_mentioned(library, code, evidence) for code in codes):
        return None
    return UnknownCode(codes[0], tuple(library.codes_like(codes[0], _NEAR)))


def unknown_names(library: Library, query: Query, evidence: Sequence[Evidence]) -> list[str]:
    """Models, parts, makers and abbreviations of the question, as typed, that no manual mentions.

    Of a name like ``HX-210-A`` all pieces suffice: manuals list what their models are made up of.
    A word is a name where it is written with a capital, here or in the glossary; the first word of
    a sentence is none for that alone. An abbreviation that is a common word otherwise, as CAN, is
    mentioned where the evidence has it in capitals: the library has the word anyway.
    """
    coded = [name for name in code_candidates(query.question) if identifiers(name)]
    words = [
        name for name in _capitals(query.question) if not _in_other_words(library, query, name)
    ]
    spoken = [term for term, variants in query.translation.terms if _names(term, variants)]
    spoken = [term for term in spoken if not _in_other_words(library, query, term)]
    named = dict.fromkeys([*coded, *words, *spoken])
    machines = {name for name, _ in library.assets.names}
    mentioned = (found.chunk.searchable for found in evidence)
    shouted = set(_CAPITALS.findall("\n".join(mentioned)))
    return [
        name
        for name in named
        if folded(name) not in machines
        if not (name in shouted if _is_common_word(name) else _is_known(library, name))
    ]


def _capitals(question: str) -> list[str]:
    found = [word[0] for word in _CAPITALS.finditer(question)]
    # Who types all in capitals names nothing by it.
    return [] if question.isupper() else [word for word in found if word.casefold() not in _PLAIN]


def _names(term: str, variants: Sequence[str]) -> bool:
    """Whether the glossary's every word for a Chinese term is a name: 发那科, FANUC."""
    return not term.isascii() and bool(variants) and all(one[:1].isupper() for one in variants)


def _in_other_words(library: Library, query: Query, name: str) -> bool:
    """Whether the library has the glossary's word for it in the other language."""
    others = (variants for term, variants in query.translation.terms if name in term)
    return any(library.knows(one) for variants in others for one in variants)


def _is_common_word(name: str) -> bool:
    return name.isupper() and is_stop_word(name.casefold())


def _is_known(library: Library, name: str) -> bool:
    pieces = _JOINT.split(name)
    return library.knows(name) or (len(pieces) > 1 and all(map(library.knows, pieces)))


def _alarms_asked(library: Library, question: str) -> list[str]:
    """Those beside an alarm word, else those that the question is about; never a machine's name."""
    machines = {name for name, _ in library.assets.names}
    asked = [
        code
        for code in asked_codes(question)
        if folded(code) not in machines and not library.is_model(code)
    ]
    meant = meant_codes(question, dict.fromkeys(asked, ""))
    beside = [code for code in asked if is_beside_alarm_word(code.split()[-1], question)]
    # A small word by itself may be no code at all: "and at the top?"
    codes = beside or [code for code in asked if code in meant and not _is_word(code)]
    # "alarm 12" may be typed for ALARM12, and is 12 as well: the shorter one stands for both.
    return [code for code in codes if " " not in code or code.split()[-1] not in codes]


def _is_word(code: str) -> bool:
    return code.isalpha() and code.islower()


def _is_mentioned(library: Library, code: str, evidence: Sequence[Evidence]) -> bool:
    if code.isdigit():
        return any(is_beside_alarm_word(code, found.chunk.searchable) for found in evidence)
    return library.says(segment(code.replace(" ", ""))[:1])
