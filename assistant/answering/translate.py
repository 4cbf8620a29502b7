"""The question in the other language, word by word out of the glossary: no model, no wait."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from assistant.answering.glossary import Atom, Glossary, atoms
from assistant.answering.language import language_of
from ingest.document import Language
from ingest.units import SYMBOL

MOST_VARIANTS = 4
"""Written variants of one term for the keyword arm; more of them would outweigh rarer terms."""

_ASKING = re.compile(r"(?:how|what|which)\b")
_WORD = re.compile(r"\w")
_CODE = re.compile(r"\d|[^\W\d_].*[A-Z]|^[^\W\d_AaIi]$")
_NUMBER = re.compile(r"[±+-]?\d[\d.,]*")
_UNIT = re.compile(SYMBOL)


@dataclass(frozen=True, slots=True)
class Translation:
    """A question in the other language."""

    question: str
    language: Language
    """Of `text`, not of the question."""
    text: str
    """One variant of each term, in the question's order: to be read and embedded."""
    words: str
    """Several variants of each term: for the keyword arm."""
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    """What the glossary knew: each term as asked, and its variants in the other language."""
    codes: tuple[str, ...]
    """Codes, numbers and names that stay as they are."""
    leftover: tuple[str, ...]
    """What the glossary did not know."""
    untranslated: float
    """Share of `leftover` in what was to be translated, 0..1: of characters in Chinese, of words
    in English. What needs no word in the other language counts on neither side."""


class _Span(NamedTuple):
    """Neighbouring atoms of the question, and what becomes of them."""

    atoms: Sequence[Atom]
    fate: tuple[str, ...] | None
    """Variants in the other language, none where it needs no word; None: no term of ours."""
    is_code: bool = False

    @property
    def is_gap(self) -> bool:
        return self.fate is None and not self.is_code

    @property
    def text(self) -> str:
        return _joined(atom.text for atom in self.atoms)


class _Way(NamedTuple):
    """The best way to cut the question from some atom on; sorts by cost."""

    gaps: int
    spans: int
    first: _Span | None


def translate(question: str, glossary: Glossary) -> Translation:
    """Term by term in the question's order; the fewest, longest terms that leave the least over.

    A Chinese question's leftover characters would find nothing in an English page and are left
    out; an English one's leftover words may name a menu or a product, and stay.
    """
    language = language_of(question)
    spans = _cover(atoms(question), language, glossary)
    gaps = [span for span in spans if span.is_gap]
    translated = sum(len(span.atoms) for span in spans if span.fate)
    return Translation(
        question,
        "en" if language == "zh" else "zh",
        text=_joined(word for span in spans for word in _written(span)[:1]),
        words=" ".join(word for span in spans for word in _variants(span)),
        terms=tuple(dict.fromkeys((span.text, span.fate) for span in spans if span.fate)),
        codes=tuple(dict.fromkeys(s.text for s in spans if s.is_code and s.fate is None)),
        leftover=tuple(_runs(spans)),
        untranslated=len(gaps) / (len(gaps) + translated) if gaps else 0.0,
    )


def _cover(cut: Sequence[Atom], language: Language, glossary: Glossary) -> list[_Span]:
    """The cut with the fewest gaps, and of such cuts the one of the fewest spans.

    Built from the end, where the best way on from each atom is known before it is needed.
    """
    ways = [_Way(0, 0, None)] * (len(cut) + 1)
    for start in reversed(range(len(cut))):
        on = [(s, ways[start + len(s.atoms)]) for s in _spans_at(cut, start, language, glossary)]
        ways[start] = min(
            (_Way(way.gaps + span.is_gap, way.spans + 1, span) for span, way in on),
            key=lambda way: way[:2],
        )
    spans: list[_Span] = []
    at = 0
    while span := ways[at].first:
        spans.append(span)
        at += len(span.atoms)
    return spans


def _spans_at(
    cut: Sequence[Atom], start: int, language: Language, glossary: Glossary
) -> Iterator[_Span]:
    """The spans that can begin at an atom, longest first; the atom alone is always one."""
    before = cut[start - 1].text if start else ""
    alone = _alone(cut[start], before, language)
    if not _is_unit(cut[start].text, before):
        for end in range(min(start + glossary.longest, len(cut)), start, -1):
            fate = glossary.counterparts(cut[start:end], language)
            code = alone.is_code and end == start + 1
            if fate or (fate is not None and not code):  # a CAN bus is more than "can"
                yield _Span(cut[start:end], fate, code)
    yield alone


def _alone(atom: Atom, before: str, language: Language) -> _Span:
    """An atom that is part of no term: a sign, a code or a gap."""
    if not _WORD.search(atom.text):
        return _Span([atom], ())
    if language == "zh":
        return _Span([atom], None, is_code=language_of(atom.text) == "en")
    is_name = bool(before) and len(atom.text) > 1 and atom.text[0].isupper()
    is_code = is_name or bool(_CODE.search(atom.text)) or _is_unit(atom.text, before)
    return _Span([atom], None, is_code)


def _is_unit(text: str, before: str) -> bool:
    """Of the number before it: 24 V stays so in both languages."""
    return bool(_NUMBER.fullmatch(before) and _UNIT.fullmatch(text))


def _written(span: _Span) -> Sequence[str]:
    """A span in the other language, preferred variant first."""
    if span.fate is not None:
        return span.fate
    return [] if span.is_gap and language_of(span.text) == "zh" else [span.text]


def _variants(span: _Span) -> Iterator[str]:
    """What a page may say: no question words; acronyms and makers' names as they are, too."""
    if span.fate and span.is_code:
        yield span.text
    yield from [word for word in _written(span) if not _ASKING.match(word)][:MOST_VARIANTS]


def _runs(spans: Iterable[_Span]) -> Iterator[str]:
    """Neighbouring gaps joined, each run once."""
    runs = (list(run) for is_gap, run in groupby(spans, lambda span: span.is_gap) if is_gap)
    return iter(dict.fromkeys(_joined(span.text for span in run) for run in runs))


def _joined(words: Iterable[str]) -> str:
    """With a space wherever two words meet that are not Chinese."""
    text = ""
    for before, word in pairwise(["", *words]):
        apart = before and language_of(before[-1]) == language_of(word[0]) == "en"
        text += f" {word}" if apart else word
    return text
