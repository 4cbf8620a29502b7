"""The chat page, wired: which handler each part calls. No handler is an endpoint of the API."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ui.asker import asking
from ui.chat import asked, evidence_page, growing, page_at
from ui.conversation import Turns, broken, forgotten, stopped
from ui.history_place import draw_history, wire_history
from ui.layout import Parts, draw
from ui.phrases import PHRASES
from ui.rating import rated
from ui.render import ChatMessage, chat_messages
from ui.scope import scope_html
from ui.seam import Assistant
from ui.underway import Underway
from ui.viewer import empty_html
from ui.welcome import welcome_html
from ui.who import who_html

if TYPE_CHECKING:
    import gradio as gr

SESSIONS = 20
"""Answers that may stream at once; the model's own queue decides who is served first."""

_COMPONENTS_SAY = (
    "new_conversation",
    "question_label",
    "question_hint",
    "ask",
    "stop",
    "ask_again",
    "conversation",
    "history_label",
    "history_hint",
)
"""Said by Gradio's own components, so handed to its translation table."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}

Step = tuple[object, ...]
"""What a handler writes: the chat, the turns, the viewer, the question box."""


def build_page(assistant: Assistant, room: ThreadPoolExecutor, say: "gr.I18n") -> "gr.Blocks":
    """The page, wired to the assistant.

    Args:
        assistant: Answers the questions.
        room: Its threads run the answers.
        say: Gradio's translator.
    """
    import gradio as gr

    page = gr.Blocks(title="Shiftmate", fill_width=True, fill_height=True, analytics_enabled=False)
    with page:
        parts = draw(say)
        wire_history(draw_history(say), assistant)
        _wire_questions(parts, assistant, room)
        parts.bridge.select(_opener(assistant), None, [parts.viewer], **QUIET)
        parts.bridge.like(_rater(assistant), [parts.remembered], None, **QUIET)
        page.load(_who(), None, [parts.who], **QUIET)
        for changed in (page.load, parts.bridge.apply):
            changed(_shelves(assistant), None, [parts.welcome, parts.composer.scope], **QUIET)
    page.queue(default_concurrency_limit=SESSIONS, max_size=10 * SESSIONS)
    return page


def translations() -> dict[str, dict[str, str]]:
    """Gradio's table for the words its own components say."""
    return {
        "en": {key: PHRASES[key].en for key in _COMPONENTS_SAY},
        "zh-CN": {key: PHRASES[key].zh for key in _COMPONENTS_SAY},
    }


def _wire_questions(parts: Parts, assistant: Assistant, room: ThreadPoolExecutor) -> None:
    import gradio as gr

    desk, ended = parts.composer, [parts.chat, parts.remembered]
    written = [*ended, parts.viewer, desk.box]
    known = [desk.chosen, parts.remembered, parts.underway]
    many: dict[str, Any] = QUIET | {"concurrency_limit": SESSIONS}
    ask = _asker(assistant, room)
    questions = [
        gr.on([desk.ask.click, desk.box.submit], ask, [desk.box, *known], written, **many),
        desk.again.click(_again(ask), known, written, **many),
    ]
    for event in questions:
        event.failure(_ending(broken), [parts.remembered], ended, **QUIET)
    # Past the queue: Stop must work even when it is full.
    desk.stop.click(_stop, [parts.underway], None, queue=False, **QUIET)
    parts.fresh.click(_begin_anew, [parts.underway], written, queue=False, **QUIET)


Ask = Callable[[str, str, Turns, Underway, "gr.Request"], AsyncIterator[Step]]


def _asker(assistant: Assistant, room: ThreadPoolExecutor) -> Ask:
    import gradio as gr

    async def ask(
        question: str, choice: str, turns: Turns, underway: Underway, request: gr.Request
    ) -> AsyncIterator[Step]:
        """Writes the turn as it grows; the box is emptied first, the page opened once."""
        if not question.strip():
            return
        theirs = asking(assistant, request)
        with underway.turn() as told:
            if told is None:
                return
            box: object = ""
            shown = False
            turn = await asyncio.to_thread(asked, theirs, question.strip(), choice)
            async for grown in growing(theirs, room, turns, turn, told):
                page = None if shown or not grown else evidence_page(theirs, grown[-1])
                shown = shown or page is not None
                yield (chat_messages(grown), grown, page or gr.skip(), box) if grown else BLANK
                box = gr.skip()

    return ask


def _again(ask: Ask) -> Callable[..., AsyncIterator[Step]]:
    import gradio as gr

    async def again(
        choice: str, turns: Turns, underway: Underway, request: gr.Request
    ) -> AsyncIterator[Step]:
        if turns:
            async for step in ask(turns[-1].question, choice, turns[:-1], underway, request):
                yield step

    return again


def _ending(end: Callable[[Turns], Turns]) -> Callable[[Turns], tuple[list[ChatMessage], Turns]]:
    def finish(turns: Turns) -> tuple[list[ChatMessage], Turns]:
        turns = end(turns)
        return chat_messages(turns), turns

    return finish


# Both on the event loop, where the turn under way lives, and not on a thread beside it.
async def _stop(underway: Underway) -> None:
    underway.end(stopped)


async def _begin_anew(underway: Underway) -> object:
    import gradio as gr

    return gr.skip() if underway.end(forgotten) else BLANK


BLANK: Step = ([], (), empty_html(), "")


def _shelves(assistant: Assistant) -> Callable[..., tuple[str, str]]:
    import gradio as gr

    def shelves(request: gr.Request) -> tuple[str, str]:
        theirs = asking(assistant, request)
        manuals = theirs.documents()
        return welcome_html(manuals), scope_html(theirs.machines(), manuals)

    return shelves


def _who() -> Callable[..., str]:
    import gradio as gr

    def who(request: gr.Request) -> str:
        return who_html(request.state.principal)

    return who


def _opener(assistant: Assistant) -> Callable[..., object]:
    import gradio as gr

    def open_page(tap: gr.EventData, request: gr.Request) -> object:
        return page_at(asking(assistant, request), tap._data.get("link")) or gr.skip()

    return open_page


def _rater(assistant: Assistant) -> Callable[..., None]:
    import gradio as gr

    def rate(turns: Turns, tap: gr.EventData, request: gr.Request) -> None:
        rated(asking(assistant, request), turns, tap._data.get("link"))

    return rate
