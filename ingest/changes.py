"""What differs between two revisions of a document: values, warnings, fault records. Pure.

Lines that say the same but for their numbers are laid side by side. A sentence that was written
anew is not among them: its numbers belong to another sentence.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from ingest.document import Chunk
from ingest.identifiers import identifiers, normal
from ingest.letters import squeeze
from ingest.units import AFTER_NUMBER

ChangeKind = Literal["value", "safety_added", "safety_removed", "fault_added", "fault_removed"]

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])[-+±−]?\d+(?:[.,]\d+)*")
_UNIT = re.compile(rf"\s?{AFTER_NUMBER}")
_GRADE = re.compile(r"(?:VG|NLGI|SAE|DN|PN|IP|CAT|Class)\s?$", re.IGNORECASE)
"""Words that make a number a value by standing before it: ``ISO VG 46``, ``IP 54``."""
_LEADER = re.compile(r"\.{4}|…{2}|(?:\. ){4}")
"""Of a table of contents, where numbers are pages."""
_ONE_GAP = 250_000
"""Lines of one gap times lines of the other that are compared each with each: a tenth of a
second's work. Larger gaps hold another text altogether."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. What only one revision has leaves the other's fields empty."""

    kind: ChangeKind
    page_old: int | None = None
    page_new: int | None = None
    line_old: str = ""
    line_new: str = ""
    value_old: str = ""
    """``45 N·m``; of a fault record its code, of a safety block its signal word."""
    value_new: str = ""


class Edition(NamedTuple):
    """One revision, as far as it is compared."""

    pages: Sequence[tuple[int | None, str]]
    """Number and text of each."""
    chunks: Sequence[Chunk]


class _Line(NamedTuple):
    page: int | None
    text: str
    words: str
    """Without white space and numbers."""


def changes(old: Edition, new: Edition) -> list[Change]:
    """What the new revision says otherwise: values in its reading order, then warnings and codes.

    A value is a number with a unit, or any number of a line that begins with an identifier (a
    parameter's default has its unit in the table's head).
    """
    return [*_values(old, new), *_warnings(old.chunks, new.chunks), *_codes(old.chunks, new.chunks)]


def shared(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of the shorter text's lines that the other has too, 0..1; each line counts once."""
    lines, others = _distinct(old), _distinct(new)
    fewer = min(len(lines), len(others))
    return len(lines & others) / fewer if fewer else 0.0


def _distinct(pages: Sequence[str]) -> set[str]:
    return {squeeze(line) for page in pages for line in page.splitlines()} - {""}


def _values(old: Edition, new: Edition) -> Iterator[Change]:
    olds, news = list(_lines(old)), list(_lines(new))
    same = _aligned([line.text for line in olds], [line.text for line in news])
    for above, below in pairwise([(-1, -1), *same, (len(olds), len(news))]):
        some, others = olds[above[0] + 1 : below[0]], news[above[1] + 1 : below[1]]
        if some and others:
            words = [line.words for line in some], [line.words for line in others]
            for mine, yours in _aligned(*words):
                yield from _compared(some[mine], others[yours])


def _lines(edition: Edition) -> Iterator[_Line]:
    for number, text in edition.pages:
        for line in text.splitlines():
            plain = " ".join(unicodedata.normalize("NFKC", line).split())
            if plain and not _LEADER.search(plain):
                yield _Line(number, plain, squeeze(_NUMBER.sub("#", plain)))


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Places of equal lines, both ascending: first what stands once in each, then between."""
    anchors = _ascending(_unique(old, new))
    pairs: list[tuple[int, int]] = []
    for above, below in pairwise([(-1, -1), *anchors, (len(old), len(new))]):
        mine, yours = old[above[0] + 1 : below[0]], new[above[1] + 1 : below[1]]
        if 0 < len(mine) * len(yours) <= _ONE_GAP:
            for at, beside, size in SequenceMatcher(None, mine, yours, False).get_matching_blocks():
                first, second = above[0] + 1 + at, above[1] + 1 + beside
                pairs.extend((first + step, second + step) for step in range(size))
        if below[0] < len(old):
            pairs.append(below)
    return pairs


def _unique(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    counts, others = Counter(old), Counter(new)
    places = {line: place for place, line in enumerate(new) if others[line] == 1}
    return [
        (place, places[line])
        for place, line in enumerate(old)
        if counts[line] == 1 and line in places
    ]


def _ascending(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of these pairs whose second numbers ascend as the first do (patience sorting)."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for place, (_, second) in enumerate(pairs):
        pile = bisect_left(ends, second)
        before.append(tops[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [second]
        tops[pile : pile + 1] = [place]
    chosen: list[tuple[int, int]] = []
    place = tops[-1] if tops else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]


def _compared(old: _Line, new: _Line) -> Iterator[Change]:
    for mine, yours in zip(_NUMBER.finditer(old.text), _NUMBER.finditer(new.text), strict=False):
        if mine[0] != yours[0] and (value := _value(old.text, mine)):
            told = value, _value(new.text, yours) or yours[0]
            yield Change("value", old.page, new.page, old.text, new.text, *told)


def _value(line: str, number: re.Match[str]) -> str:
    """The number as a value, with its unit; empty if it is none."""
    if unit := _UNIT.match(line, number.end()):
        return number[0] + unit[0]
    if grade := _GRADE.search(line[: number.start()]):
        return grade[0] + number[0]
    return number[0] if identifiers(line.split(maxsplit=1)[0]) else ""


def _warnings(old: Sequence[Chunk], new: Sequence[Chunk]) -> Iterator[Change]:
    olds, news = _blocks(old), _blocks(new)
    for words, block in olds.items():
        if words not in news:
            yield Change("safety_removed", block.page, None, block.text, "", block.signal_word)
    for words, block in news.items():
        if words not in olds:
            yield Change("safety_added", None, block.page, "", block.text, "", block.signal_word)


def _blocks(chunks: Sequence[Chunk]) -> dict[str, Chunk]:
    """Safety blocks by their words; a number that changed is told as a value."""
    return {
        squeeze(_NUMBER.sub("#", unicodedata.normalize("NFKC", chunk.text))): chunk
        for chunk in chunks
        if chunk.kind == "safety"
    }


def _codes(old: Sequence[Chunk], new: Sequence[Chunk]) -> Iterator[Change]:
    olds, news = _faults(old), _faults(new)
    for code, (record, printed) in olds.items():
        if code not in news:
            yield Change("fault_removed", record.page, None, record.text, "", printed)
    for code, (record, printed) in news.items():
        if code not in olds:
            yield Change("fault_added", None, record.page, "", record.text, "", printed)


def _faults(chunks: Sequence[Chunk]) -> dict[str, tuple[Chunk, str]]:
    """Fault records by each of their codes, and the code as printed."""
    return {
        normal(code): (chunk, code)
        for chunk in chunks
        if chunk.fault is not None
        for code in chunk.fault.codes
    }
