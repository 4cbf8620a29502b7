"""The parts of the chat page and where they stand; what they do is wired in ui.page.

Gradio is imported inside functions: it costs seconds, and only the service needs it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.documents import opener_html, panel_html
from ui.header import brand_html, tools_html
from ui.history import opener_html as history_opener
from ui.kept import IDLE_SECONDS
from ui.safe import both
from ui.underway import Underway
from ui.viewer import empty_html

if TYPE_CHECKING:
    import gradio as gr

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
    talk: "gr.Textbox"
    """What the browser calls this conversation; see ui.kept and ui/static/talk.js."""
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
    talk = gr.Textbox(elem_id="talk-id", show_label=False, visible="hidden")
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
    return Parts(remembered, talk, underway, chat, viewer, welcome, who, bridge, fresh, composer)


def _header() -> str:
    heading = f'<h1 id="talk-name" class="sr-only">{both("conversation")}</h1>'
    words = both("report_short")
    report = f'<button type="button" class="bar-button" id="report-open">{words}</button>'
    words = both("place_machines")
    machines = f'<a class="bar-button" data-right="docs:read" href="/machines">{words}</a>'
    words = both("place_board")  # the menu has it for whoever decides nothing
    board = f'<a class="bar-button" data-right="reports:approve" href="/board">{words}</a>'
    bar = f"{brand_html()}{heading}{board}{machines}{report}{history_opener()}{opener_html()}"
    return f"{bar}{tools_html(more=_in_menu())}"


def _in_menu() -> str:
    """What the bar has no room for on a phone: the same buttons, which the menu presses."""
    pressed = {"report": "write_report", "history": "history", "manuals": "manuals"}
    buttons = (
        f'<button type="button" class="link" data-opens="{name}-open">{both(words)}</button>'
        for name, words in pressed.items()
    )
    return f'<div class="of-the-bar">{"".join(buttons)}</div>'


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

    # What is chosen there, written by shiftmate.js: only a component's value goes with a question.
    chosen = gr.Textbox(elem_id="chosen", show_label=False, visible="hidden")
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="writing"):
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
        with gr.Row(elem_id="sending"):
            scope = gr.HTML("", js_on_load=None, elem_id="scope")
            again = gr.Button(say("ask_again"), elem_id="again")
            ask = gr.Button(say("ask"), elem_id="ask", variant="primary")
            stop = gr.Button(say("stop"), elem_id="stop", variant="stop")
    return Composer(scope, chosen, box, ask, stop, again)
