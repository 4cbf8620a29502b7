"""Question in, turns out: the conversation as it grows, without a word of Gradio."""

from collections.abc import AsyncIterator
from concurrent.futures import Executor
from functools import partial

from assistant.errors import NotHere, ShiftmateError
from ingest.document import Chunk
from ui.conversation import Turn, Turns, failed, heard, messages
from ui.links import Place, place_of
from ui.listen import batches
from ui.seam import Assistant
from ui.underway import Told
from ui.viewer import gone_html, page_html


async def growing(
    assistant: Assistant, room: Executor, turns: Turns, turn: Turn, told: Told
) -> AsyncIterator[Turns]:
    """The conversation with a new turn, again and again until the turn has ended.

    Leaving early stops the model, and so does an ending that the turn is told: what becomes of the
    conversation then is the last piece. Faults of the assistant end the turn, never the page.
    """
    ask = partial(assistant.answer, messages(turns, turn.question))
    turns = (*turns, turn)
    yield turns
    try:
        async for events in batches(ask, room, told.leave):
            turns = (*turns[:-1], heard(turns[-1], events))
            yield turns
    except ShiftmateError as error:
        turns = (*turns[:-1], failed(turns[-1], error))
        yield turns
    for ending in told.endings():
        turns = ending(turns)
        yield turns


def page_at(assistant: Assistant, link: object) -> str | None:
    """What the viewer shows for a tapped link; None when this page wrote no such link."""
    place = place_of(link)
    if place is None:
        return None
    try:
        return _open(assistant, place)
    except NotHere:
        return gone_html()


def evidence_page(assistant: Assistant, turn: Turn) -> str | None:
    """The page of the best passage, shown before anyone has asked for it."""
    if not turn.evidence:
        return None
    chunk = turn.evidence[0].chunk
    return page_html(chunk, chunk.page, _page_count(assistant, chunk))


def _open(assistant: Assistant, place: Place) -> str:
    chunk = assistant.chunk(place.chunk_id)
    count = _page_count(assistant, chunk)
    if chunk.page is None or place.page is None:
        return page_html(chunk, chunk.page, count)
    return page_html(chunk, min(place.page, max(count, chunk.page)), count)


def _page_count(assistant: Assistant, chunk: Chunk) -> int:
    try:
        return assistant.document(chunk.document_id).page_count
    except NotHere:
        return 0
