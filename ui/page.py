"""The chat page, wired: which handler each part calls. No handler is an endpoint of the API."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from assistant.access.model import Principal
from ui.asker import asking
from ui.chat import asked, evidence_page, growing, page_at
from ui.conversation import Turns, broken, forgotten, interrupted, stopped
from ui.doorway import owner_of
from ui.history_place import draw_history, wire_history
from ui.kept import Kept
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

_NAME = "() => [sessionStorage.getItem('shiftmate.talk') ?? '']"
"""Of the conversation that this window had before a reload; as ui/static/talk.js keeps it."""

Pace = Callable[[Principal | None], int]
"""Seconds that somebody has to wait before the next question; 0 where they may ask."""

Step = tuple[object, ...]
"""What a handler writes: the chat, the turns, the viewer, the question box."""


def build_page(
    assistant: Assistant, room: ThreadPoolExecutor, kept: Kept, say: "gr.I18n", pace: Pace
) -> "gr.Blocks":
    """The page, wired to the assistant.

    Args:
        assistant: Answers the questions.
        room: Its threads run the answers.
        kept: Keeps the conversations for a reload.
        say: Gradio's translator.
        pace: How often somebody may ask.
    """
    import gradio as gr

    page = gr.Blocks(title="Shiftmate", fill_width=True, fill_height=True, analytics_enabled=False)
    with page:
        parts = draw(say)
        wire_history(draw_history(say), assistant)
        _wire_questions(parts, kept, _asker(assistant, room, kept, pace))
        # A tap counts though the one before it is still under way: Gradio drops it unless told.
        last, each = QUIET | {"trigger_mode": "always_last"}, QUIET | {"trigger_mode": "multiple"}
        parts.bridge.select(_opener(assistant), None, [parts.viewer], **last)
        parts.bridge.like(_rater(assistant), [parts.remembered], None, **each)
        page.load(_who(), None, [parts.who], **QUIET)
        shown = [parts.chat, parts.remembered, parts.viewer]
        page.load(_resume(assistant, kept), [parts.talk], shown, js=_NAME, **QUIET)
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


def _wire_questions(parts: Parts, kept: Kept, ask: "Ask") -> None:
    import gradio as gr

    desk, ended = parts.composer, [parts.chat, parts.remembered]
    written = [*ended, parts.viewer, desk.box]
    known = [desk.chosen, parts.talk, parts.remembered, parts.underway]
    # A question at the very end of an answer counts too; `Underway` drops one in its midst.
    many: dict[str, Any] = QUIET | {"concurrency_limit": SESSIONS, "trigger_mode": "multiple"}
    questions = [
        gr.on([desk.ask.click, desk.box.submit], ask, [desk.box, *known], written, **many),
        desk.again.click(_again(ask), known, written, **many),
    ]
    for event in questions:
        event.failure(_ending(broken), [parts.remembered], ended, **QUIET)
    # Past the queue: Stop must work even when it is full.
    desk.stop.click(_stop, [parts.underway], None, queue=False, **QUIET)
    known = [parts.talk, parts.underway]
    parts.fresh.click(_beginning(kept), known, written, queue=False, **QUIET)


Ask = Callable[[str, str, str, Turns, Underway, "gr.Request"], AsyncIterator[Step]]


def _asker(assistant: Assistant, room: ThreadPoolExecutor, kept: Kept, pace: Pace) -> Ask:
    import gradio as gr

    async def ask(
        question: str,
        choice: str,
        talk: str,
        turns: Turns,
        underway: Underway,
        request: gr.Request,
    ) -> AsyncIterator[Step]:
        """Writes the turn as it grows; the box is emptied first, the page opened once."""
        if not question.strip():
            return
        theirs = asking(assistant, request)
        await underway.free()
        with underway.turn() as told:
            if told is None:
                return
            box: object = ""
            shown = False
            principal = request.state.principal
            wait = pace(principal)
            turn = await asyncio.to_thread(asked, theirs, question.strip(), choice, wait)
            async for grown in growing(theirs, room, turns, turn, told):
                kept.keep(owner_of(principal), talk, grown, principal)
                page = None if shown or not grown else evidence_page(theirs, grown[-1])
                shown = shown or page is not None
                told.is_shown = not grown or grown[-1].state != "running"
                yield (chat_messages(grown), grown, page or gr.skip(), box) if grown else BLANK
                box = gr.skip()

    return ask


def _again(ask: Ask) -> Callable[..., AsyncIterator[Step]]:
    import gradio as gr

    async def again(
        choice: str, talk: str, turns: Turns, underway: Underway, request: gr.Request
    ) -> AsyncIterator[Step]:
        if turns:
            last = turns[-1].question
            async for step in ask(last, choice, talk, turns[:-1], underway, request):
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


def _beginning(kept: Kept) -> Callable[..., Awaitable[object]]:
    import gradio as gr

    async def begin_anew(talk: str, underway: Underway, request: gr.Request) -> object:
        kept.forget(owner_of(request.state.principal), talk)
        return gr.skip() if underway.end(forgotten) else BLANK

    return begin_anew


def _resume(assistant: Assistant, kept: Kept) -> Callable[..., Step]:
    import gradio as gr

    def resume(talk: str, request: gr.Request) -> Step:
        """The conversation that was on screen before the page was loaded anew."""
        theirs = asking(assistant, request)
        turns = interrupted(kept.find(owner_of(request.state.principal), talk, theirs))
        if not turns:
            return gr.skip(), (), gr.skip()
        page = evidence_page(theirs, turns[-1])
        return chat_messages(turns), turns, page or gr.skip()

    return resume


BLANK: Step = ([], (), empty_html(), "")


def _shelves(assistant: Assistant) -> Callable[..., tuple[str, str]]:
    import gradio as gr

    def shelves(request: gr.Request) -> tuple[str, str]:
        theirs = asking(assistant, request)
        manuals = theirs.documents()
        return welcome_html(manuals, theirs.example_code()), scope_html(theirs.machines(), manuals)

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
