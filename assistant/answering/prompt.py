"""Evidence and question become the one prompt of a turn."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.answering.language import language_of
from assistant.models.generator import Message
from ingest.document import Chunk
from prompts import SHIPPED, render


class _Passage(NamedTuple):
    heading: str
    text: str


def prompt(
    question: str, passages: Sequence[Chunk], before: str = "", forms: Path = SHIPPED
) -> list[Message]:
    """System and user message in the question's language; passages are numbered from 1.

    Args:
        question: As asked.
        passages: What the model may rely on.
        before: The question that this one follows up, if any: it names the machine.
        forms: The folder with the wording.
    """
    language = language_of(question)
    filled = render(
        f"answer.{language}",
        forms,
        question=question,
        before=before,
        passages=list(_with_headings(passages)),
    )
    return [Message("system", render(f"system.{language}", forms)), Message("user", filled)]


def _with_headings(passages: Sequence[Chunk]) -> Iterator[_Passage]:
    """Says title and section once for neighbours: what a prompt repeats, somebody waits for."""
    title, section = "", ""
    for chunk in passages:
        same_title = chunk.title == title
        same_section = same_title and chunk.section_path == section
        title, section = chunk.title, chunk.section_path
        page = f"p. {chunk.page}" if chunk.page else ""
        new = ("" if same_title else title, "" if same_section else section, page)
        yield _Passage(" | ".join(filter(None, new)) or title, chunk.text)
