"""The parts of the chat page and where they stand; what they do is wired in ui.page.

Gradio is imported inside functions: it costs seconds, and only the service needs it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.documents import opener_html, panel_html
from ui.history import opener_html as history_opener
from ui.safe import both
from ui.underway import Underway
from ui.viewer import empty_html

if TYPE_CHECKING:
    import gradio as gr

IDLE_SECONDS = 4 * 3600
"""A conversation left alone is forgotten within half a shift."""

HEADER = """
<div class="brand"><strong>Shiftmate</strong><small>{tagline}</small></div>
<span id="talk-name" class="sr-only">{conversation}</span>
{history}
{opener}
<div class="languages" role="group">
<button type="button" data-language="zh" lang="zh-CN">中文</button>
<button type="button" data-language="en" lang="en">English</button>
</div>
"""

# Taps are heard by ui/static/shiftmate.js, whichever message they land in; only a component can
# call Python, so this one stands by and passes them on, and tells when the library has changed.
BRIDGE = """
document.addEventListener('shiftmate:open', (tap) => trigger('select', {link: tap.detail}));
document.addEventListener('shiftmate:rate', (tap) => trigger('like', {link: tap.detail}));
document.addEventListener('shiftmate:library', () => trigger('apply'));
"""


@dataclass(frozen=True, slots=True)
class Composer:
    """Where a question is written and sent."""

    scope: "gr.HTML"
    chosen: "gr.Textbox"
    box: "gr.Textbox"
    ask: "gr.Button"
    stop: "gr.Button"
    again: "gr.Button"


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that handlers read and write."""

    remembered: "gr.State"
    underway: "gr.State"
    chat: "gr.Chatbot"
    viewer: "gr.HTML"
    welcome: "gr.HTML"
    who: "gr.HTML"
    bridge: "gr.HTML"
    fresh: "gr.Button"
    composer: Composer


def draw(say: "gr.I18n") -> Parts:
    """Puts every part in its place, inside the Blocks that is open.

    Args:
        say: Gradio's translator: the key of a phrase becomes a label in the reader's language.
    """
    import gradio as gr

    remembered = gr.State((), time_to_live=IDLE_SECONDS)
    underway = gr.State(Underway())  # copied for each conversation
    bridge = gr.HTML("", js_on_load=BRIDGE, elem_id="bridge")
    with gr.Row(elem_id="top"):
        gr.HTML(_header(), js_on_load=None)
        fresh = gr.Button(say("new_conversation"), elem_id="fresh")
    who = gr.HTML("", js_on_load=None, elem_id="who")
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            welcome = gr.HTML("", js_on_load=None, elem_id="welcome")
            chat = _chatbot(say)
            composer = _composer(say)
        with gr.Column(elem_id="page-side"):
            viewer = gr.HTML(empty_html(), js_on_load=None, elem_id="viewer")
    gr.HTML(panel_html(), js_on_load=None, elem_id="manuals")
    return Parts(remembered, underway, chat, viewer, welcome, who, bridge, fresh, composer)


def _header() -> str:
    return HEADER.format(
        tagline=both("tagline"),
        conversation=both("conversation"),
        history=history_opener(),
        opener=opener_html(),
    )


def _chatbot(say: "gr.I18n") -> "gr.Chatbot":
    import gradio as gr

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


def _composer(say: "gr.I18n") -> Composer:
    import gradio as gr

    scope = gr.HTML("", js_on_load=None, elem_id="scope")
    # What is chosen there, written by shiftmate.js: only a component's value goes with a question.
    chosen = gr.Textbox(elem_id="chosen", show_label=False, visible="hidden")
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
    return Composer(scope, chosen, box, ask, stop, again)
