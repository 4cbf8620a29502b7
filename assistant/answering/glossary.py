"""The words of the trade in Chinese and English: the shipped file, and a plant's own.

Makers' names are among them: a model renders 东元 by its sound, the glossary says TECO.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from assistant.errors import BadGlossary
from assistant.word_list import numbered_entries, read_list
from ingest.document import Language
from vectorstore.tokens import segment

NOTHING = "-"
"""Stands where the other language has no word: for 的, for "the"."""

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W_{_HAN}]+"
_SIGNS = r"._·'’×+&,"
# A run keeps its joints and signs: E-07, V/F, 1,500, ±0.02, 80%, 45°C. A hyphen or slash before a
# plain word joins nothing: over-current, power/motor.
_RUN = rf"[±+-]?{_LETTERS}(?:[{_SIGNS}]{_LETTERS}|[-/](?=[^\W_]*[A-Z\d]){_LETTERS})*(?:%|°[CF]?)?"
_ATOM = re.compile(rf"[{_HAN}]|(?<![^\W_{_HAN}]){_RUN}|°[CF]\b|[^\s/-]")
_JOINT = re.compile(rf"[{_SIGNS}/-]")
_ENGLISH = re.compile("[a-z]+")


class Atom(NamedTuple):
    """The least piece of a text that can be a term, or part of one: 泵, bearings, E-07, a comma."""

    text: str
    key: str
    """The same for all written forms of a word: ``over-current`` and ``overcurrents`` agree."""


class Entry(NamedTuple):
    """One line: a term's written variants in both languages, the preferred one first."""

    zh: tuple[str, ...]
    en: tuple[str, ...]


_Table = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Looks a term up from either side."""

    tables: Mapping[Language, _Table]
    """By the language of the key. No counterpart: the word says nothing in the other language."""
    longest: int
    """Atoms that the longest term may be written with."""

    @classmethod
    def load(cls, extra: Path | None = None) -> "Glossary":
        """The shipped glossary and, before it, the plant's own where that file exists.

        What the plant's file says of a term takes the place of what the shipped one says.

        Raises:
            BadGlossary: The file cannot be read, or one of its lines is no pair of terms.
        """
        shipped = _shipped()
        if extra is None or not extra.exists():
            return shipped
        own = cls.parse(read_list(extra, "A glossary", BadGlossary), str(extra))
        return cls(
            {
                "zh": {**shipped.tables["zh"], **own.tables["zh"]},
                "en": {**shipped.tables["en"], **own.tables["en"]},
            },
            max(shipped.longest, own.longest),
        )

    @classmethod
    def parse(cls, text: str, name: str) -> "Glossary":
        """The glossary that a file's text makes; the name is for BadGlossary to tell.

        Symbols of one letter are found from Chinese alone: the A of "phase A" is no ampere.
        """
        entries = list(_entries(text, name))
        english = _table((entry.en, entry.zh) for entry in entries)
        terms = (term for entry in entries for side in entry for term in side)
        return cls(
            {
                "zh": _table((entry.zh, entry.en) for entry in entries),
                "en": {key: zh for key, zh in english.items() if len(key) > 1 or not zh},
            },
            longest=max((len(atoms(_JOINT.sub(" ", term))) for term in terms), default=0),
        )

    @property
    def english_words(self) -> frozenset[str]:
        """Each word of the English terms, in lower case."""
        terms = (term for english in self.tables["zh"].values() for term in english)
        return frozenset(word for term in terms for word in _ENGLISH.findall(term.lower()))

    def counterparts(self, atoms: Sequence[Atom], language: Language) -> tuple[str, ...] | None:
        """What these atoms are in the other language; None where they are no term."""
        return self.tables[language].get("".join(atom.key for atom in atoms))


def atoms(text: str) -> list[Atom]:
    """Cuts a text: Chinese into characters, the rest into words, codes, numbers and signs."""
    plain = unicodedata.normalize("NFKC", text)
    return [Atom(found, _key(found)) for found in _ATOM.findall(plain)]


def key_of(text: str) -> str:
    """The key under which a whole term is found, however it is spaced, joined and inflected."""
    return "".join(atom.key for atom in atoms(text))


def _key(text: str) -> str:
    return "".join(map(_stem, _JOINT.split(text.lower()))) or text


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    """Plural, -ing and -ed taken off as the keyword index does it, which has no overlong words."""
    return next(iter(segment(word)), word) if _ENGLISH.fullmatch(word) else word


@cache
def _shipped() -> Glossary:
    """Read once, since thousands of words are stemmed for it: 0.2 s."""
    text = files(__package__).joinpath("glossary.tsv").read_text("utf-8")
    return Glossary.parse(text, "glossary.tsv")


def _table(sides: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, tuple[str, ...]]:
    """Left to right. Where a term stands on several lines, those it comes earlier in go first."""
    found: dict[str, list[tuple[int, Sequence[str]]]] = defaultdict(list)
    for here, there in sides:
        for rank, variant in enumerate(here):
            found[key_of(variant)].append((rank, there))
    return {key: _merged(lines) for key, lines in found.items()}


def _merged(lines: list[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    if not all(there for _, there in lines):
        return ()
    ordered = sorted(lines, key=lambda line: line[0])
    return tuple(dict.fromkeys(variant for _, there in ordered for variant in there))


def _entries(text: str, name: str) -> Iterator[Entry]:
    for number, line in numbered_entries(text):
        yield _entry(line, f"{name}, line {number}")


def _entry(line: str, place: str) -> Entry:
    sides = [[variant.strip() for variant in side.split("|")] for side in line.split("\t")]
    if len(sides) != 2 or not all(variant for side in sides for variant in side):
        raise BadGlossary(
            f"{place}: {line[:80]!r} is no pair of terms. Write Chinese, one tab, English; "
            "variants between |, none of them empty."
        )
    zh, en = (tuple(variant for variant in side if variant != NOTHING) for side in sides)
    return Entry(zh, en)
