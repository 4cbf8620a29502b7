"""The note that answers a ticket: warnings first, then what the manuals say, and where. Pure."""

from collections.abc import Iterator
from typing import Final

from assistant.answering.reply import Answer
from assistant.tickets.marks import mark_of
from assistant.tickets.words import (
    DRAFTED,
    FOUND,
    NOT_DRAFTED,
    PAGE,
    SOUGHT,
    SOURCES,
    Tongue,
)
from ingest.document import Chunk

_LONGEST: Final = 6000
"""Characters of the answer in a note; its sources and its mark are never cut."""


def note_of(answer: Answer, drafted: str | None, errand_id: str, tongue: Tongue) -> str:
    """What is written to the ticket.

    Args:
        answer: Of the manuals; a refusal says itself that it is one.
        drafted: The number of the report that was drafted, if one was.
        errand_id: What it is known by afterwards.
        tongue: The ticket's language.
    """
    warned = "\n".join(f"⚠ {block.text} ({_place(block, tongue)})" for block in answer.safety)
    ending = DRAFTED[tongue].format(number=drafted) if drafted else NOT_DRAFTED[tongue]
    said = "\n\n".join(filter(None, (warned, answer.text.strip())))
    parts = (
        (SOUGHT if answer.refused else FOUND)[tongue],
        said[:_LONGEST],
        "\n".join(_sources(answer, tongue)),
        ending,
        mark_of(errand_id),
    )
    return "\n\n".join(filter(None, parts))


def _sources(answer: Answer, tongue: Tongue) -> Iterator[str]:
    if answer.citations:
        yield SOURCES[tongue]
    for one in answer.citations:
        yield f"[{one.marker}] {_place(one.chunk, tongue)}"


def _place(chunk: Chunk, tongue: Tongue) -> str:
    if chunk.page is None:
        return chunk.file_name
    return PAGE[tongue].format(file=chunk.file_name, page=chunk.page)
