"""What was said, and places in it that can be pointed at. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from ingest.document import Language
from ingest.letters import storable

_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_QUOTES = {"’": "'", "‘": "'", "“": '"', "”": '"', "「": '"', "」": '"', "『": '"', "』": '"'}
_SIGNS = {**_DASHES, **_QUOTES, "、": "、", "～": "~"}


class Span(NamedTuple):
    """Characters of a note, from ``start`` up to and without ``end``."""

    start: int
    end: int

    def holds(self, other: "Span") -> bool:
        """Whether the other lies inside."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether they share a character."""
        return self.start < other.end and other.start < self.end


class Place(NamedTuple):
    """A span in the message that it belongs to."""

    message: int
    start: int
    end: int


@dataclass(frozen=True)
class Note:
    """One text out of one or several messages; its words are never changed."""

    messages: tuple[str, ...]
    numbers: tuple[int, ...] = (0,)
    """Of each message in the conversation it was taken from."""

    @cached_property
    def text(self) -> str:
        """As said; messages are lines of it. What no database can hold is a sign for it."""
        return storable("\n".join(self.messages)).replace("\0", "\N{REPLACEMENT CHARACTER}")

    @cached_property
    def plain(self) -> str:
        """The text with one spelling of signs, character for character, so that places agree."""
        return "".join(map(_plain, self.text))

    @cached_property
    def language(self) -> Language:
        """Chinese as soon as it holds a Chinese character."""
        return "zh" if _HAN.search(self.text) else "en"

    def words(self, span: Span) -> str:
        """What was said there, as it was said."""
        return self.text[span.start : span.end]

    def place(self, span: Span) -> Place:
        """The same span counted from the beginning of its message."""
        starts = [0, *accumulate(len(message) + 1 for message in self.messages)]
        at = max(n for n, start in enumerate(starts[:-1]) if start <= span.start)
        return Place(self.numbers[at], span.start - starts[at], span.end - starts[at])

    def trimmed(self, start: int, end: int, outside: str = ' \t\r\n,.;:-。；，：!?！？、"') -> Span:
        """The span without white space and stops at its ends."""
        while start < end and (self.text[start] in outside or self.text[start].isspace()):
            start += 1
        while end > start and (self.text[end - 1] in outside or self.text[end - 1].isspace()):
            end -= 1
        return Span(start, end)

    def found(self, pattern: re.Pattern[str], inside: Span | None = None) -> Iterator[Span]:
        """Where a pattern stands in the plain text."""
        start, end = inside or (0, len(self.plain))
        for match in pattern.finditer(self.plain, start, end):
            yield Span(*match.span())


def conversation(turns: Sequence[tuple[str, str]]) -> Note:
    """What people said in (role, text) turns; what an assistant said is nobody's observation."""
    said = [(n, text) for n, (role, text) in enumerate(turns) if role == "user"]
    return Note(tuple(text for _, text in said) or ("",), tuple(n for n, _ in said) or (0,))


def _plain(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
