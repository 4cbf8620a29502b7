"""The chat page, wired: which handler each part calls. No handler is an endpoint of the API."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from ui.chat import evidence_page, growing, page_at
from ui.conversation import Turns, broken, stopped
from ui.layout import Parts, draw
from ui.phrases import COMPONENT_PHRASES, PHRASES
from ui.render import ChatMessage, chat_messages
from ui.seam import Assistant
from ui.viewer import empty_html
from ui.welcome import welcome_html

if TYPE_CHECKING:
    import gradio as gr

SESSIONS = 20
"""Answers that may stream at once; the model's own queue decides who is served first."""

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
        _wire_questions(parts, assistant, room)
        parts.bridge.select(_opener(assistant), None, [parts.viewer], **QUIET)
        for changed in (page.load, parts.bridge.apply):
            changed(lambda: welcome_html(assistant.documents()), None, [parts.welcome], **QUIET)
    page.queue(default_concurrency_limit=SESSIONS, max_size=10 * SESSIONS)
    return page


def translations() -> dict[str, dict[str, str]]:
    """Gradio's table for the words its own components say."""
    return {
        "en": {key: PHRASES[key].en for key in COMPONENT_PHRASES},
        "zh-CN": {key: PHRASES[key].zh for key in COMPONENT_PHRASES},
    }


def _wire_questions(parts: Parts, assistant: Assistant, room: ThreadPoolExecutor) -> None:
    import gradio as gr

    desk, ended = parts.composer, [parts.chat, parts.remembered]
    written = [*ended, parts.viewer, desk.box]
    many: dict[str, Any] = QUIET | {"concurrency_limit": SESSIONS}
    ask = _asker(assistant, room)
    asking = [
        gr.on(
            [desk.ask.click, desk.box.submit], ask, [desk.box, parts.remembered], written, **many
        ),
        desk.again.click(_again(ask), [parts.remembered], written, **many),
    ]
    for event in asking:
        event.failure(_ending(broken), [parts.remembered], ended, **QUIET)
    desk.stop.click(None, None, None, cancels=asking).then(
        _ending(stopped), [parts.remembered], ended, **QUIET
    )
    parts.fresh.click(None, None, None, cancels=asking).then(_blank_slate, None, written, **QUIET)


Ask = Callable[[str, Turns], AsyncIterator[Step]]


def _asker(assistant: Assistant, room: ThreadPoolExecutor) -> Ask:
    import gradio as gr

    async def ask(question: str, turns: Turns) -> AsyncIterator[Step]:
        """Writes the turn as it grows; the box is emptied first, the page opened once."""
        if not question.strip():
            return
        box: object = ""
        shown = False
        async for grown in growing(assistant, room, turns, question.strip()):
            page = None if shown else evidence_page(assistant, grown[-1])
            shown = shown or page is not None
            yield chat_messages(grown), grown, page or gr.skip(), box
            box = gr.skip()

    return ask


def _again(ask: Ask) -> Callable[[Turns], AsyncIterator[Step]]:
    async def again(turns: Turns) -> AsyncIterator[Step]:
        if turns:
            async for step in ask(turns[-1].question, turns[:-1]):
                yield step

    return again


def _ending(end: Callable[[Turns], Turns]) -> Callable[[Turns], tuple[list[ChatMessage], Turns]]:
    def finish(turns: Turns) -> tuple[list[ChatMessage], Turns]:
        turns = end(turns)
        return chat_messages(turns), turns

    return finish


def _blank_slate() -> Step:
    return [], (), empty_html(), ""


def _opener(assistant: Assistant) -> Callable[..., object]:
    import gradio as gr

    def open_page(tap: gr.EventData) -> object:
        return page_at(assistant, tap._data.get("link")) or gr.skip()

    return open_page
