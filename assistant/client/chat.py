"""A stream's pieces, out of its frames."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.answering.reply import VerifiedBy
from assistant.api.schemas import CitationReply, RepairReply, SafetyReply


class Warnings(BaseModel):
    """The manuals' warnings, before the first word."""

    safety: list[SafetyReply]


class Citations(BaseModel):
    """What the stream's marks point to; its last words have been told."""

    model_config = ConfigDict(extra="ignore")
    citations: list[CitationReply]
    refused: bool
    safety: list[SafetyReply]
    repairs: list[RepairReply]
    verified: VerifiedBy | None


Piece = Warnings | str | Citations
"""In this order: warnings where there are any, words, citations."""


def pieces(frames: Iterable[dict[str, Any]]) -> Iterator[Piece]:
    """Out of the frames that OpenAI's clients read."""
    for frame in frames:
        delta = frame["choices"][0]["delta"] if frame["choices"] else {}
        if delta.get("role") and frame.get("safety"):
            yield Warnings.model_validate(frame)
        if words := delta.get("content"):
            yield str(words)
        if "citations" in frame:
            yield Citations.model_validate(frame)
