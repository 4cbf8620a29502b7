"""A question, read for what must be the same in another one for both to have one answer. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from assistant.answering.glossary import Glossary
from assistant.answering.guard.claims import Value, claims_in
from assistant.answering.guard.fold import fold
from assistant.answering.guard.units import unit_at
from assistant.answering.language import language_of
from assistant.answering.translate import translate
from assistant.answering.yes_no import wants_yes_or_no
from assistant.gaps.asking import without_asking
from ingest.document import Language
from ingest.identifiers import normal
from vectorstore.tokens import query_words, segment

_OWNER = re.compile(r"(?<=[A-Za-z])['’]s\b")
_MARKED = re.compile(
    r"(?:(?<![A-Za-z0-9'])(?P<word>[A-Za-z]{1,6})[ -])?"
    r"(?P<mark>(?:[A-Za-z0-9]+[-._/:])*[A-Za-z]*\d[A-Za-z0-9]*(?:[-._/:][A-Za-z0-9]+)*)"
)
"""Whatever holds a digit, with the short word before it: ``E 07`` is E07."""
_PLAIN_WORDS = """a the of to at by in on is are for from than with and or not no nr number code
error alarm fault alarms errors faults value set above below over under about after before every up
machine line step does what why if when via into per last first next"""
_NO_PART = frozenset(_PLAIN_WORDS.split())
"""Before a number, these are no part of a code."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ASKS_BY_NOT = re.compile(r"(?P<verb>[㐀-䶿一-鿿]{1,2})不(?P=verb)|有没有|[是能可会要]不")
"""能不能 asks, and denies nothing."""
_DENIES = re.compile(
    r"\b(?:no|not|never|without|cannot|neither|nor|non|prevent|avoid|refrain)\b|n['’]t\b"
    r"|\bkeep\b.{0,20}\bfrom\b|[不没未无非别勿禁]|防止|避免|杜绝",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"(?<!\d)[,.:](?!\d)|[,.:](?!\d)|[,，。;；!！?？、：\"'“”‘’`*]")
_BESIDE_HAN = re.compile(r"\s*([㐀-䶿一-鿿])\s*")
_ORDERED = re.compile(
    r"\b(?:from|before|after|then|instead|until|into|onto|to|towards?)\b|[从由先后前再到]|改[成为]|换成",
    re.IGNORECASE,
)
"""What makes the order of things part of the question."""
_SIDES = re.compile(
    r"\b(?:up|down|off|out|away|over|under|inside|outside|above|below)\b"
    r"|(?<![A-Za-z])[B-HJ-Z](?![A-Za-z'’])|(?<![A-Za-z])A(?! [a-z]|[A-Za-z'’])"
    r"|[上下左右前后内外里进出高低大小甲乙丙]"
)
"""Small words and letters that no term holds, and that turn a question into another."""
_ANCHOR = "anchor"
"""Beside another word a stop word is dropped, which it is not when it is alone."""

Measure = tuple[Fraction, str, str, str]
"""Number in the base of its unit, unit, sign, current."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a question speaks of."""

    key: str
    """As said, in search words."""
    others: frozenset[str]
    """What the glossary calls it in the other language."""

    def is_made_of(self, others: Sequence["Term"]) -> bool:
        """``alarm reset`` is, where the others are ``reset`` and ``alarm``; so is 报警复位."""
        keys = [other.key for other in others]
        if " " in self.key:
            return set(self.key.split()) <= {word for key in keys for word in key.split()}
        return any(f"{one}{other}" == self.key for one, other in permutations(keys, 2))

    def is_one_with(self, other: "Term") -> bool:
        """Both are called so, in one language or across two."""
        if self.key == other.key or self.key in other.others or other.key in self.others:
            return True
        return not self.others.isdisjoint(other.others)


@dataclass(frozen=True, slots=True)
class Reading:
    """One question."""

    text: str
    """Without what its machine is called, and without 能不能."""
    language: Language
    kind: str
    """What is wanted: how, why, when; empty where no word tells."""
    marks: tuple[str, ...]
    """All that holds a digit, codes in their normal spelling, in order."""
    measures: frozenset[tuple[Measure, int]]
    """Numbers with their units, and how often each is said."""
    denials: int
    sides: tuple[str, ...]
    """Upper and lower, in and out, axis A and B; sorted."""
    is_ordered: bool
    terms: tuple[Term, ...]


def plain(question: str) -> str:
    """One spelling of the same words: no case, width, spacing and punctuation beside words."""
    text = _PUNCTUATION.sub(" ", fold(question).casefold())
    return " ".join(_BESIDE_HAN.sub(r"\1", text).split())


def read(question: str, glossary: Glossary) -> Reading:
    """Reads a question, its machine's names already taken out."""
    text = _OWNER.sub("", fold(question))
    language = language_of(text)
    kind, rest = without_asking(text, is_yes_or_no=wants_yes_or_no(question))
    stated = _ASKS_BY_NOT.sub(" ", text)
    values = [one for one in claims_in(text) if isinstance(one, Value)]
    counted = Counter((one.number, one.unit, one.sign, one.current) for one in values)
    return Reading(
        stated,
        language,
        kind,
        marks_in(text),
        frozenset(counted.items()),
        len(_DENIES.findall(stated)),
        tuple(sorted(_SIDES.findall(_unmarked(rest)))),
        _ORDERED.search(rest) is not None,
        _terms(rest, language, glossary),
    )


def marks_in(text: str) -> tuple[str, ...]:
    """All that holds a digit; a short word before a number belongs to it, unless it is a plain one.

    Two texts whose marks differ speak of different things, whatever else they say.
    """
    return tuple(mark for mark, _, _ in _marks(text))


def _marks(text: str) -> Iterator[tuple[str, int, int]]:
    """Each mark, and where it stands with the unit behind it; of a quantity, the number."""
    for found in _MARKED.finditer(text):
        word = found["word"]
        is_number = found["mark"][0].isdigit()
        is_part = word is not None and is_number and word.lower() not in _NO_PART
        start = found.start() if is_part else found.start("mark")
        number = _NUMBER.match(text, found.start("mark"))
        unit = unit_at(text, number.end()) if number else None
        if number and unit and unit[1] >= found.end():
            yield normal(number[0]), found.start("mark"), unit[1]
        else:
            yield normal(text[start : found.end()]), start, found.end()


def _unmarked(text: str) -> str:
    for _, start, end in reversed(list(_marks(text))):
        text = f"{text[:start]} {text[end:]}"
    return text


def _terms(text: str, language: Language, glossary: Glossary) -> tuple[Term, ...]:
    found = translate(_unmarked(text), glossary)
    known = {term: frozenset(map(_key, variants)) for term, variants in found.terms}
    named = [Term(_key(term), others) for term, others in known.items()]
    codes = [Term(normal(code).casefold(), frozenset()) for code in found.codes]
    rest = [Term(word, frozenset()) for run in found.leftover for word in _words(run, language)]
    place = text.casefold().find
    return tuple(sorted([*named, *codes, *rest], key=lambda term: place(term.key.split(" ")[0])))


def _words(run: str, language: Language) -> list[str]:
    if language == "zh":
        return [run]
    return query_words(f"{_ANCHOR} {run}")[1:]


def _key(term: str) -> str:
    return term if language_of(term) == "zh" else " ".join(segment(term))
