"""What a statement measures: its quantities as ranges, by unit, and what it says besides. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from assistant.answering.guard.claims import Code, claims_in
from assistant.answering.guard.fold import fold
from assistant.answering.guard.numerals import DIGITS, decimal
from assistant.answering.guard.units import lone_units, unit_at
from vectorstore.tokens import query_words

_NUMBER = rf"(?<![A-Za-z0-9.])(?P<sign>-?)(?P<low>{DIGITS})"
_RANGE = re.compile(rf"{_NUMBER}(?:\s?(?P<joint>[-~±]|to|至|到)\s?(?P<high>{DIGITS}))?")
_ITEM = re.compile(r"^\s*(?:\d{1,2}[.、)）]|[(（]\d{1,2}[)）]|[-•])\s")
_ANCHOR = "anchor"
"""Beside another word a stop word is dropped, which it is not when it is alone."""


@dataclass(frozen=True, slots=True)
class Range:
    """From the least to the greatest number that was given, in the base of the unit."""

    low: Fraction
    high: Fraction
    printed: str

    def meets(self, other: "Range") -> bool:
        """Whether one number could be within both."""
        return self.low <= other.high and other.low <= self.high

    def joined(self, other: "Range") -> "Range":
        """What both span."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Range(low, high, f"{self.printed}, {other.printed}")


@dataclass(frozen=True, slots=True)
class Measured:
    """A statement, read."""

    ranges: Mapping[str, Range]
    """By the name of the base unit; several values of one unit are one wide range."""
    codes: frozenset[str]
    """Every spelling of the codes that it names."""
    counts: frozenset[Fraction]
    """Numbers that stand alone."""
    words: tuple[str, ...]
    """Of the rest, in reading order, without stop words, numbers and units."""


def measured(text: str) -> Measured:
    """Reads a sentence, or a row as ``Title: cell | Title: cell``, whose titles may hold units."""
    plain = _ITEM.sub("", fold(text))
    ranges: dict[str, Range] = {}
    rest = []
    for cell in plain.split(" | "):
        found = list(_ranges(cell))
        for _, _, unit, span in found:
            ranges[unit] = ranges[unit].joined(span) if unit in ranges else span
        rest.append(_without(cell, found))
    left = " | ".join(rest)
    said = claims_in(left)
    codes = (claim.spellings for claim in said if isinstance(claim, Code))
    return Measured(
        ranges,
        frozenset(chain.from_iterable(codes)),
        frozenset(claim.number for claim in said if not isinstance(claim, Code)),
        words_in(left),
    )


def words_in(text: str) -> tuple[str, ...]:
    """Search words in reading order, without stop words and whatever holds a digit."""
    words = query_words(f"{_ANCHOR} {text}")[1:]
    return tuple(
        word
        for word in words
        if not any(map(str.isdigit, word)) and (len(word) > 1 or not word.isascii())
    )


_Spot = tuple[int, int, str, Range]
"""Start, end, unit and range."""


def _ranges(cell: str) -> Iterator[_Spot]:
    title, _, _ = cell.rpartition(": ")
    titled = lone_units(title)[:1]
    for number in _RANGE.finditer(cell, len(title)):
        if found := unit_at(cell, number.end()):
            unit, end = found
            yield number.start(), end, unit.name, _range(number, unit.factor, cell, end)
        elif titled:
            unit = titled[0]
            span = _range(number, unit.factor, cell, number.end())
            printed = f"{span.printed} ({title})"
            yield number.start(), number.end(), unit.name, Range(span.low, span.high, printed)


def _range(number: re.Match[str], factor: Fraction, cell: str, end: int) -> Range:
    low = decimal(number["low"]) * (-1 if number["sign"] else 1)
    high = decimal(number["high"]) if number["high"] else low
    if number["joint"] == "±":
        low, high = low - high, low + high
    printed = cell[number.start() : end].strip()
    return Range(min(low, high) * factor, max(low, high) * factor, printed)


def _without(cell: str, spots: list[_Spot]) -> str:
    for start, end, _, _ in reversed(spots):
        cell = f"{cell[:start]} {cell[end:]}"
    return cell
