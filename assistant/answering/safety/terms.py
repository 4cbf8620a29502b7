"""Terms of a kind in a text, whatever their written form: jumpers, jumpered; 短接, 短 接.

A plant adds its own in a file of its own. It can only add refusals: what the shipped terms refuse
alone is refused whatever else that file says (see danger.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from assistant.answering.glossary import atoms
from assistant.errors import BadSafetyTerms
from assistant.word_list import numbered_entries, read_list

GAP = "…"
"""In a term: a few words may stand here."""
_BETWEEN = 5
"""Words, or Chinese characters, that may."""
_BARE = re.compile(r"\w")
_BLANK = "\x00"
"""Stands for a word that says nothing of a safeguard."""
_ADDABLE = ("guard", "part", "defeat", "trick", "disable", "remove", "open", "wire", "pretext")
"""Kinds that a plant's file may hold: what is protected, what defeats it, what such a wish is
dressed in. The others tell harmless questions from dangerous ones."""
_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|(?<=[。？！；\n])")


class Hit(NamedTuple):
    """A term as it was written; start and end count words, one Chinese character being a word."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of each kind as one pattern, to be found in words with a space between them."""

    patterns: dict[str, re.Pattern[str]]

    @classmethod
    def parse(cls, text: str) -> "Terms":
        """A line is a kind, a tab and its terms, separated by |; kinds may take several lines."""
        terms: dict[str, list[str]] = defaultdict(list)
        for _, line in numbered_entries(text):
            kind, _, variants = line.partition("\t")
            terms[kind] += variants.split("|")
        return cls({kind: _pattern(variants) for kind, variants in terms.items()})

    @classmethod
    @cache
    def shipped(cls) -> "Terms":
        """Read once: thousands of words are stemmed for it."""
        return cls.parse(_shipped_text())

    def find(self, text: str) -> list[Hit]:
        """All hits of all kinds in a sentence, without the words of kind ``other``."""
        words = [(atom.key, atom.text) for atom in atoms(text)]
        for blank in self._hits("other", words):
            words[blank.start : blank.end] = [(_BLANK, "")] * (blank.end - blank.start)
        kinds = (kind for kind in self.patterns if kind != "other")
        return [hit for kind in kinds for hit in self._hits(kind, words)]

    def _hits(self, kind: str, words: Sequence[tuple[str, str]]) -> list[Hit]:
        line = f" {' '.join(key for key, _ in words)} "
        found = []
        for match in self.patterns[kind].finditer(line):
            start = line.count(" ", 0, match.start()) - 1
            end = start + match[0].count(" ") + 1
            found.append(Hit(kind, _joined(text for _, text in words[start:end]), start, end))
        return found


Rules = tuple[Terms, ...]
"""Each judges by itself, and each may refuse."""


def rules_of(extra: Path) -> Rules:
    """The shipped terms; and where the plant's own file exists, the same with its terms added.

    Raises:
        BadSafetyTerms: The file cannot be read, or a line of it is no kind with its terms.
    """
    if not extra.exists():
        return (Terms.shipped(),)
    own = read_list(extra, "A list of safety terms", BadSafetyTerms)
    for number, line in numbered_entries(own):
        _check(line, f"{extra}, line {number}")
    return Terms.shipped(), Terms.parse(f"{_shipped_text()}\n{own}")


def _check(line: str, place: str) -> None:
    """A term without a word would be found in every sentence."""
    kind, tab, variants = line.partition("\t")
    pieces = [piece for variant in variants.split("|") for piece in variant.split(GAP)]
    if not tab or "\t" in variants or not all(_BARE.search(piece) for piece in pieces):
        raise BadSafetyTerms(
            f"{place}: {line[:80]!r} is no kind with its terms. Write a kind, one tab, its terms "
            "with | between them; none of them empty."
        )
    if kind not in _ADDABLE:
        raise BadSafetyTerms(
            f"{place}: there is no kind {kind[:40]!r} that a plant can add to. Take one of "
            f"{', '.join(_ADDABLE)}."
        )


def _shipped_text() -> str:
    return files(__package__).joinpath("terms.tsv").read_text("utf-8")


def sentences(text: str) -> list[str]:
    """The sentences of a message; a comma ends none."""
    return [part for part in map(str.strip, _SENTENCE_END.split(text)) if part]


def _pattern(variants: Sequence[str]) -> re.Pattern[str]:
    """Longest first, so that "jump out" is not a mere "jump"."""
    ordered = sorted((_regex(variant) for variant in variants), key=len, reverse=True)
    return re.compile(rf"(?<= )(?:{'|'.join(ordered)})(?= )")


def _regex(variant: str) -> str:
    pieces = [" ".join(atom.key for atom in atoms(piece)) for piece in variant.split(GAP)]
    return rf"(?: \S+){{0,{_BETWEEN}}}? ".join(map(re.escape, pieces))


def _joined(words: Iterable[str]) -> str:
    """Words as they are written: a space between English ones alone."""
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", " ".join(words))
