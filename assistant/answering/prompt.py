"""Evidence and question become the one prompt of a turn."""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.language import language_of
from assistant.answering.reply import Evidence
from assistant.models.generator import Message
from ingest.document import Chunk
from prompts import render


class _Passage(NamedTuple):
    heading: str
    text: str


def within(evidence: Sequence[Evidence], passages: int, characters: int) -> tuple[Chunk, ...]:
    """The best chunks that fit: at most so many, their text within so many characters.

    A Chinese character counts double, since it costs about as many tokens as two Latin ones.
    The first chunk always fits, cut by nothing: an answer without its passage is worth less than
    a prompt that is slow.
    """
    chosen: list[Chunk] = []
    spent = 0
    for found in evidence[:passages]:
        spent += _width(found.chunk.text)
        if chosen and spent > characters:
            break
        chosen.append(found.chunk)
    return tuple(chosen)


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


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
