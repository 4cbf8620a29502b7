"""The chat page in Gradio: its parts, and which handler each one calls.

Gradio is imported inside functions: it costs seconds, and only the service needs it.
"""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.chat import evidence_page, growing, page_at
from ui.conversation import Turns, broken, stopped
from ui.phrases import COMPONENT_PHRASES, PHRASES
from ui.render import chat_messages
from ui.safe import both
from ui.seam import Assistant
from ui.viewer import empty_html
from ui.welcome import welcome_html

if TYPE_CHECKING:
    import gradio as gr

SESSIONS = 20
"""Answers that may stream at once; the model's own queue decides who is served first."""

IDLE_SECONDS = 4 * 3600
"""A conversation left alone is forgotten within half a shift."""

HEADER = """
<div class="brand"><strong>Shiftmate</strong><small>{tagline}</small></div>
<span id="talk-name" class="sr-only">{conversation}</span>
<div class="languages" role="group">
<button type="button" data-language="zh" lang="zh-CN">中文</button>
<button type="button" data-language="en" lang="en">English</button>
</div>
"""

# Taps are heard by ui/static/shiftmate.js, whichever message they land in; only a component can
# call Python, so this one stands by and passes them on.
BRIDGE = """
document.addEventListener('shiftmate:open', (tap) => trigger('select', {link: tap.detail}));
"""


Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that handlers read and write."""

    remembered: Any
    chat: Any
    viewer: Any
    welcome: Any
    bridge: Any
    box: Any
    ask: Any
    stop: Any
    again: Any
    fresh: Any


def build_page(assistant: Assistant, room: ThreadPoolExecutor, say: Say) -> "gr.Blocks":
    """The page, wired to the assistant.

    Args:
        assistant: Answers the questions.
        room: Its threads run the answers.
        say: Gradio's translator: the key of a phrase becomes a label in the reader's language.
    """
    import gradio as gr

    with gr.Blocks(
        title="Shiftmate", fill_width=True, fill_height=True, analytics_enabled=False
    ) as page:
        parts = _draw(gr, say)
        _wire(gr, page, parts, assistant, room)
    return page.queue(default_concurrency_limit=SESSIONS, max_size=10 * SESSIONS)


def translations() -> dict[str, dict[str, str]]:
    """Gradio's table for the words its own components say."""
    return {
        "en": {key: PHRASES[key].en for key in COMPONENT_PHRASES},
        "zh-CN": {key: PHRASES[key].zh for key in COMPONENT_PHRASES},
    }


# Drawing


def _draw(gr: Any, say: Say) -> Parts:
    remembered = gr.State((), time_to_live=IDLE_SECONDS)
    bridge = gr.HTML("", js_on_load=BRIDGE, elem_id="bridge")
    with gr.Row(elem_id="top"):
        gr.HTML(_header(), js_on_load=None)
        fresh = gr.Button(say("new_conversation"), elem_id="fresh")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            welcome = gr.HTML("", js_on_load=None, elem_id="welcome")
            chat = _chatbot(gr, say)
            box, ask, stop, again = _composer(gr, say)
        with gr.Column(elem_id="page-side"):
            viewer = gr.HTML(empty_html(), js_on_load=None, elem_id="viewer")
    return Parts(remembered, chat, viewer, welcome, bridge, box, ask, stop, again, fresh)


def _header() -> str:
    return HEADER.format(tagline=both("tagline"), conversation=both("conversation"))


def _chatbot(gr: Any, say: Say) -> Any:
    return gr.Chatbot(
        elem_id="chat",
        label=say("conversation"),
        show_label=False,
        container=False,
        height=None,
        autoscroll=False,  # it drags a reader back down; shiftmate.js follows more politely
        sanitize_html=True,
        latex_delimiters=[],
        allow_tags=False,
        buttons=[],
        layout="panel",
    )


def _composer(gr: Any, say: Say) -> tuple[Any, Any, Any, Any]:
    with gr.Row(elem_id="composer"):
        box = gr.Textbox(
            elem_id="question",
            label=say("question_label"),
            placeholder=say("question_hint"),
            show_label=False,
            container=False,
            lines=1,
            max_lines=4,
            max_length=4000,
            autofocus=False,  # on a tablet it would open the keyboard over the page
            scale=1,
        )
        ask = gr.Button(say("ask"), elem_id="ask", variant="primary")
        stop = gr.Button(say("stop"), elem_id="stop", variant="stop")
        again = gr.Button(say("ask_again"), elem_id="again")
    return box, ask, stop, again


# Wiring


def _wire(gr: Any, page: Any, parts: Parts, assistant: Assistant, room: ThreadPoolExecutor) -> None:
    ask, again = _askers(gr, assistant, room)
    quiet = {"show_progress": "hidden", "api_visibility": "private"}
    written = [parts.chat, parts.remembered, parts.viewer, parts.box]
    ended = [parts.chat, parts.remembered]

    asking = [
        gr.on(
            [parts.ask.click, parts.box.submit],
            ask,
            [parts.box, parts.remembered],
            written,
            concurrency_limit=SESSIONS,
            **quiet,
        ),
        parts.again.click(
            again, [parts.remembered], written, concurrency_limit=SESSIONS, **quiet
        ),
    ]
    for event in asking:
        event.failure(_ending(broken), [parts.remembered], ended, **quiet)
    parts.stop.click(None, None, None, cancels=asking).then(
        _ending(stopped), [parts.remembered], ended, **quiet
    )
    parts.fresh.click(None, None, None, cancels=asking).then(
        _blank_slate, None, written, **quiet
    )
    parts.bridge.select(_opener(assistant), None, [parts.viewer], **quiet)
    page.load(lambda: welcome_html(assistant.documents()), None, [parts.welcome], **quiet)


def _askers(
    gr: Any, assistant: Assistant, room: ThreadPoolExecutor
) -> tuple[Callable[..., Any], Callable[..., Any]]:
    async def ask(question: str, turns: Turns) -> AsyncIterator[tuple[Any, ...]]:
        if not question.strip():
            return
        shown = False
        async for grown in growing(assistant, room, turns, question.strip()):
            page = None if shown else evidence_page(assistant, grown[-1])
            shown = shown or page is not None
            first = grown[-1].evidence is None
            yield chat_messages(grown), grown, page or gr.skip(), "" if first else gr.skip()

    async def again(turns: Turns) -> AsyncIterator[tuple[Any, ...]]:
        if not turns:
            return
        async for step in ask(turns[-1].question, turns[:-1]):
            yield step

    return ask, again


def _ending(end: Callable[[Turns], Turns]) -> Callable[[Turns], tuple[Any, Turns]]:
    def finish(turns: Turns) -> tuple[Any, Turns]:
        turns = end(turns)
        return chat_messages(turns), turns

    return finish


def _blank_slate() -> tuple[Any, Turns, str, str]:
    return [], (), empty_html(), ""


def _opener(assistant: Assistant) -> Callable[..., Any]:
    import gradio as gr

    def open_page(tap: gr.EventData) -> Any:
        page = page_at(assistant, tap._data.get("link"))
        return gr.skip() if page is None else page

    return open_page
