"""Marks in an answer become citations; a mark that points to nothing is removed. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.answering.reply import Citation
from ingest.document import Chunk
from prompts.phrases import MARK
from vectorstore.tokens import segment

_LONGEST = 24
"""Characters between the brackets of anything taken for a mark; bounds what is held back."""

# What small models write when they mean [1]: [1, 2], [ 1 ], 【1】, ［1］, [^1], [passage 1].
_LOOSE = re.compile(
    rf"[ \t]*[\[【［](?=[^\]】］\n]{{1,{_LONGEST}}}[\]】］])"
    r"\s*\^?(?:passages?|段落)?\s*(\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*)\s*[\]】］]",
    re.IGNORECASE,
)
_HALF_MARK = re.compile(rf"[ \t]*[\[【［][^\]】］\n]{{0,{_LONGEST}}}\Z|[ \t]+\Z")
_MARK_AFTER_STOP = re.compile(r"([。！？!?；.])((?:\s*\[\d{1,3}\])+)")
"""A mark after the full stop still belongs to the sentence before it."""
_SENTENCE_END = re.compile(r"(?<=[。！？!?；\n])|(?<=\.)(?=\s)")


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


def missing_mark(text: str, passages: Sequence[Chunk]) -> str:
    """The mark to add to an answer that bears none: of the passage that shares most words with it.

    Empty when the text has a mark already, or shares no word with any passage.
    """
    if not passages or MARK.search(text):
        return ""
    shared = [_overlap(segment(text), segment(chunk.text)) for chunk in passages]
    best = max(range(len(shared)), key=shared.__getitem__)
    return f" [{best + 1}]" if shared[best] else ""


def citations(text: str, passages: Sequence[Chunk]) -> tuple[Citation, ...]:
    """What the marks of a filtered answer point to, in the order they first appear."""
    statements: dict[int, list[str]] = {}
    for sentence in _sentences(_MARK_AFTER_STOP.sub(r"\2\1", text)):
        for mark in MARK.findall(sentence):
            statements.setdefault(int(mark), []).append(MARK.sub("", sentence))
    return tuple(
        Citation(marker, passages[marker - 1], quote(" ".join(said), passages[marker - 1].text))
        for marker, said in statements.items()
        if 1 <= marker <= len(passages)
    )


def quote(statement: str, passage: str) -> str:
    """The sentence or line of the passage that shares most words with the statement, verbatim."""
    sentences = list(_sentences(passage))
    if not sentences:
        return passage.strip()
    words = segment(statement)
    return max(sentences, key=lambda sentence: _overlap(words, segment(sentence))).strip()


def _sentences(text: str) -> Iterator[str]:
    return (part for part in _SENTENCE_END.split(text) if part.strip())


def _overlap(left: list[str], right: list[str]) -> int:
    return sum((Counter(left) & Counter(right)).values())
