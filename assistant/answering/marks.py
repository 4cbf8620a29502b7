"""The marks in an answer that is being written: made right, and added where a sentence has none.

A small model is not asked for marks: told to write them, it wrote little else. Code adds them.
"""

import re
from collections.abc import Collection, Sequence

from assistant.answering.cite import overlap
from ingest.document import Chunk
from prompts.phrases import MARK
from vectorstore.tokens import query_words, segment

_LONGEST = 24
"""Characters between the brackets of anything taken for a mark; bounds what is held back."""

# What small models write when they mean [1]: [1, 2], [ 1 ], 【1】, ［1］, [^1], [passage 1].
_LOOSE = re.compile(
    rf"[ \t]*[\[【［](?=[^\]】］\n]{{1,{_LONGEST}}}[\]】］])"
    r"\s*\^?(?:passages?|段落)?\s*(\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】］]",
    re.IGNORECASE,
)
_HALF_MARK = re.compile(rf"[ \t]*[\[【［][^\]】］\n]{{0,{_LONGEST}}}\Z|[ \t]+\Z")

_STOPS = "。！？；"
_LATIN_STOPS = ".!?"
"""These end a sentence only before white space: 4.5 and e.g.x do not."""
SUPPORTED = 0.5
"""Share of a sentence's words that its passage must hold to be given as its source."""
_FEWEST_WORDS = 3
_LISTED = re.compile(r"(?:^|[:：;；,，])\s*\d{1,2}\Z")
"""A list's number, whose stop ends nothing: ``the causes: 1. …``."""


class MarkFilter:
    """Lets an answer through piece by piece, its marks made right.

    Loose marks come out as ``[n]``, marks outside 1..passages not at all. A piece is held back
    while it may be half a mark, so how the text was cut never changes what comes out.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._held = ""

    def feed(self, piece: str) -> str:
        """Takes the next piece; returns what can be shown now, perhaps nothing."""
        text = self._held + piece
        half = _HALF_MARK.search(text)
        cut = half.start() if half else len(text)
        self._held = text[cut:]
        return _LOOSE.sub(self._rewrite, text[:cut])

    def flush(self) -> str:
        """What was still held when the text ended."""
        held, self._held = self._held, ""
        return _LOOSE.sub(self._rewrite, held)

    def _rewrite(self, match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        marks = "".join(f"[{number}]" for number in numbers if 1 <= number <= self._passages)
        space = match[0][: len(match[0]) - len(match[0].lstrip(" \t"))]
        return space + marks if marks else ""


class Attribution:
    """Adds to each finished sentence the mark of the passage that shares most words with it.

    Sentences that bear a mark already keep it; those that no passage supports get none. Like the
    filter it gives the same text however the stream was cut.

    Args:
        passages: That the model was shown.
        own: Ids of the documents that the answer quotes: whoever asks about one machine is shown no
            other's page for likeness of words alone, as where they speak another language.
    """

    def __init__(self, passages: Sequence[Chunk], own: Collection[str]) -> None:
        self._words = [
            segment(chunk.searchable) if chunk.document_id in own else [] for chunk in passages
        ]
        self._all = ""
        self._sentence = ""
        self._stop = ""

    def feed(self, text: str) -> str:
        """Takes more of the answer; a full stop is held until what follows it is known."""
        return "".join(map(self._take, text))

    def flush(self) -> str:
        """What was held, and the mark of the last sentence or else of the whole answer."""
        rest = self._end() if self._stop or self._sentence.strip() else ""
        if MARK.search(self._all) or not self._words:
            return rest
        mark = self._supporting(query_words(self._all))
        return f"{rest} {mark}" if mark else rest

    def _take(self, letter: str) -> str:
        if self._stop:
            if letter.isspace() and not (self._stop == "." and _LISTED.search(self._sentence)):
                return self._end() + self._passed(letter)
            stop, self._stop = self._stop, ""
            return self._passed(stop) + self._take(letter)
        if letter in _LATIN_STOPS or letter in _STOPS:
            self._stop = letter
            return self._end() if letter in _STOPS else ""
        if letter == "\n":
            return self._end() + self._passed(letter)
        return self._passed(letter)

    def _passed(self, text: str) -> str:
        self._sentence += text
        self._all += text
        return text

    def _end(self) -> str:
        mark, stop = self._mark(), self._stop
        space = " " if mark and self._sentence[-1:].isascii() else ""
        self._all += space + mark + stop
        self._sentence, self._stop = "", ""
        return space + mark + stop

    def _mark(self) -> str:
        words = query_words(self._sentence)
        if MARK.search(self._sentence) or len(words) < _FEWEST_WORDS or not self._words:
            return ""
        return self._supporting(words)

    def _supporting(self, words: Sequence[str]) -> str:
        shared = [overlap(words, passage) for passage in self._words]
        best = max(range(len(shared)), key=shared.__getitem__)
        return f"[{best + 1}]" if words and shared[best] >= SUPPORTED * len(words) else ""
