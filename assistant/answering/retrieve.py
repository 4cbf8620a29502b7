"""A question becomes ranked evidence from both arms of the library."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.reply import Evidence
from assistant.models.generator import Message
from vectorstore.fuse import fuse
from vectorstore.library import Filters, Hit, Library

DEPTH = 50
"""Candidates from each arm; page@5 did not change between 30 and 100 on the questions measured."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, and how far to trust it."""

    evidence: tuple[Evidence, ...]
    likeness: float
    """Cosine of the question and the nearest chunk; 0 when nothing was found."""
    nearest: tuple[Hit, ...] = ()


def retrieve(
    library: Library,
    question: str,
    history: Sequence[Message] = (),
    limit: int = 10,
    filters: Filters | None = None,
) -> Findings:
    """Best evidence first. Dense and lexical hits are fused by rank, never by score or by AND."""
    asked = in_context(question, history)
    dense = library.dense(asked, DEPTH, filters)
    lexical = library.lexical(asked, DEPTH, filters)
    chunks = {hit.chunk.chunk_id: hit.chunk for hit in (*dense, *lexical)}
    fused = fuse([[hit.chunk.chunk_id for hit in hits] for hits in (dense, lexical)])
    return Findings(
        evidence=tuple(Evidence(chunks[key], score) for key, score in fused[:limit]),
        likeness=dense[0].score if dense else 0.0,
    )


def in_context(question: str, history: Sequence[Message]) -> str:
    """A follow-up carries the question before it, which names the machine and the code."""
    before = [message.content for message in history if message.role == "user"]
    return f"{before[-1]}\n{question}" if before else question
