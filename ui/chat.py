"""Question in, turns out: the conversation as it grows, without a word of Gradio."""

from collections.abc import AsyncIterator
from concurrent.futures import Executor
from functools import partial

from assistant.errors import NotHere, ShiftmateError, UnknownFilter
from ingest.document import Chunk
from ui.conversation import Turn, Turns, failed, heard, held_up, messages, unanswerable
from ui.links import Place, place_of
from ui.listen import batches
from ui.scope import scoped
from ui.seam import Assistant
from ui.underway import Told
from ui.viewer import figure_html, gone_html, page_html
from vectorstore.library import EVERYTHING


def asked(assistant: Assistant, question: str, choice: object, wait: int = 0) -> Turn:
    """The turn that begins; ended at once where it cannot be answered.

    Args:
        assistant: As they may see it who ask.
        question: Theirs.
        choice: What they chose to search in.
        wait: Seconds that they have to wait, since they ask too often.
    """
    if wait:
        return held_up(Turn(question), wait)
    try:
        turn = Turn(question, within=scoped(assistant, choice))
    except UnknownFilter as error:
        return failed(Turn(question), error)
    holds_none = turn.within is not None and turn.within.filters.document_ids == frozenset()
    return unanswerable(turn) if holds_none else turn


async def growing(
    assistant: Assistant, room: Executor, turns: Turns, turn: Turn, told: Told
) -> AsyncIterator[Turns]:
    """The conversation with a new turn, again and again until the turn has ended.

    Leaving early stops the model, and so does an ending that the turn is told: what becomes of the
    conversation then is the last piece. Faults of the assistant end the turn, never the page.
    """
    filters = turn.within.filters if turn.within else EVERYTHING
    ask = partial(assistant.answer, messages(turns, turn.question), filters=filters)
    turns = (*turns, turn)
    yield turns
    if turn.state != "running":
        return
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
    return _page(assistant, chunk, chunk.page)


def _open(assistant: Assistant, place: Place) -> str:
    chunk = assistant.chunk(place.chunk_id)
    if place.figure is not None:
        figures = assistant.figures(chunk.document_id)
        if place.figure <= len(figures):
            return figure_html(chunk, figures, place.figure)
    return _page(assistant, chunk, chunk.page and (place.page or chunk.page))


def _page(assistant: Assistant, chunk: Chunk, page: int | None) -> str:
    try:
        count = assistant.document(chunk.document_id).page_count
        figures = assistant.figures(chunk.document_id) if page else ()
    except NotHere:
        count, figures = 0, ()
    if page and chunk.page:
        page = min(page, max(count, chunk.page))
    return page_html(chunk, page, count, figures)
