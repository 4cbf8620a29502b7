"""A question becomes ranked evidence from both arms of the library."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.reply import Evidence
from assistant.models.generator import Message
from vectorstore.fuse import fuse
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import query_words, segment

DEPTH = 50
"""Candidates from each arm; page@5 did not change between 30 and 100 on the questions measured."""


LONGEST_BEFORE = 500
"""Characters of the earlier question; a longer one says no more about the machine."""
COVERING = 5
"""Evidence in which the question's words are looked for: about what a prompt holds."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, and how far to trust it."""

    evidence: tuple[Evidence, ...]
    likeness: float
    """Cosine of the question and the nearest chunk; 0 when nothing was found."""
    coverage: float
    """Share of the question's words that the first evidence holds, stop words left out."""


def retrieve(
    library: Library,
    question: str,
    history: Sequence[Message] = (),
    limit: int = 10,
    filters: Filters = EVERYTHING,
) -> Findings:
    """Best evidence first. Dense and lexical hits are fused by rank, never by score or by AND."""
    asked = in_context(question, history)
    dense = library.dense(asked, DEPTH, filters)
    lexical = library.lexical(asked, DEPTH, filters)
    chunks = {hit.chunk.chunk_id: hit.chunk for hit in (*dense, *lexical)}
    fused = fuse([[hit.chunk.chunk_id for hit in hits] for hits in (dense, lexical)])
    evidence = tuple(Evidence(chunks[key], score) for key, score in fused[:limit])
    return Findings(
        evidence,
        likeness=dense[0].score if dense else 0.0,
        coverage=_coverage(query_words(asked), evidence[:COVERING]),
    )


def asked_before(history: Sequence[Message]) -> str:
    """The last question of a conversation, cut to the length of one; empty where there is none."""
    questions = [message.content for message in history if message.role == "user"]
    return questions[-1].strip()[:LONGEST_BEFORE] if questions else ""


def in_context(question: str, history: Sequence[Message]) -> str:
    """A follow-up carries the question before it, which names the machine and the code."""
    return f"{asked_before(history)}\n{question}".strip()


def _coverage(words: Sequence[str], evidence: Sequence[Evidence]) -> float:
    held = {word for found in evidence for word in segment(found.chunk.searchable)}
    return sum(word in held for word in words) / len(words) if words else 0.0
