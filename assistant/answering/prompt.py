"""Evidence and question become the one prompt of a turn."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.language import language_of
from assistant.models.generator import Message
from ingest.document import Chunk
from prompts import render


class _Passage(NamedTuple):
    heading: str
    text: str


def prompt(question: str, passages: Sequence[Chunk], before: str = "") -> list[Message]:
    """System and user message in the question's language; passages are numbered from 1.

    ``before`` is the question that this one follows up, if any: it names the machine.
    """
    language = language_of(question)
    filled = render(
        f"answer.{language}",
        question=question,
        before=before,
        passages=[_Passage(_heading(chunk), chunk.text) for chunk in passages],
    )
    return [Message("system", render(f"system.{language}")), Message("user", filled)]


def _heading(chunk: Chunk) -> str:
    page = f"p. {chunk.page}" if chunk.page else ""
    return " | ".join(part for part in (chunk.title, chunk.section_path, page) if part)
