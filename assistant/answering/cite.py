"""What the marks of an answer point to. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.reply import Citation
from ingest.document import Chunk
from prompts.phrases import MARK
from vectorstore.tokens import segment

_MARK_AFTER_STOP = re.compile(r"([。！？!?；.])((?:\s*\[\d{1,3}\])+)")
"""A mark after the full stop still belongs to the sentence before it."""
_SENTENCE_END = re.compile(r"(?<=[。！？!?；\n])|(?<=\.)(?=\s)")


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
    return max(sentences, key=lambda sentence: overlap(words, segment(sentence))).strip()


def _sentences(text: str) -> Iterator[str]:
    return (part for part in _SENTENCE_END.split(text) if part.strip())


def overlap(left: Iterable[str], right: Iterable[str]) -> int:
    """How many words two texts share, repeated ones as often as both have them."""
    return sum((Counter(left) & Counter(right)).values())
