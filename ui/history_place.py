"""The place on the page where the history is asked: its parts, and what they do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import ShiftmateError
from ui.asker import asking
from ui.history import (
    answer_html,
    behind_html,
    examples_html,
    head_html,
    running_html,
    start_html,
    trouble_html,
)
from ui.plot import plotly
from ui.seam import Assistant
from ui.trouble import trouble_phrase

if TYPE_CHECKING:
    import gradio as gr

_AT_ONCE: Final = 8
"""Questions; each takes a thread, and the database a second at most."""
Shown = tuple[object, object, object]
"""What a handler writes: the answer, the chart, what is behind it."""


@dataclass(frozen=True, slots=True)
class HistoryParts:
    """The components that the handler reads and writes."""

    box: "gr.Textbox"
    ask: "gr.Button"
    answer: "gr.HTML"
    chart: "gr.Plot"
    behind: "gr.HTML"


def draw_history(say: "gr.I18n") -> HistoryParts:
    """Puts the place over the desk, inside the Blocks that is open; ui/static/history.js opens it.

    Args:
        say: Gradio's translator.
    """
    import gradio as gr

    with gr.Column(elem_id="history"):
        gr.HTML(head_html(), js_on_load=None, elem_id="history-head")
        with gr.Row(elem_id="history-composer"):
            box = gr.Textbox(
                elem_id="history-question",
                label=say("history_label"),
                placeholder=say("history_hint"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=3,
                max_length=2000,
                autofocus=False,
                scale=1,
            )
            ask = gr.Button(say("ask"), elem_id="history-ask", variant="primary")
        answer = gr.HTML(start_html(), js_on_load=None, elem_id="history-answer")
        chart = gr.Plot(
            elem_id="history-chart", show_label=False, container=False, visible=False, buttons=[]
        )
        behind = gr.HTML(examples_html(), js_on_load=None, elem_id="history-behind")
    return HistoryParts(box, ask, answer, chart, behind)


def wire_history(parts: HistoryParts, assistant: Assistant) -> None:
    """A question goes to the assistant, by the button or by Enter."""
    import gradio as gr

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    gr.on(
        [parts.ask.click, parts.box.submit],
        _asker(assistant),
        [parts.box],
        [parts.answer, parts.chart, parts.behind],
        concurrency_limit=_AT_ONCE,
        trigger_mode="always_last",
        **quiet,
    )


def _asker(assistant: Assistant) -> Callable[..., Iterator[Shown]]:
    import gradio as gr
    from gradio.components.plot import PlotData

    hidden = gr.update(value=None, visible=False)

    def ask(question: str, request: gr.Request) -> Iterator[Shown]:
        question = question.strip()
        if not question:
            return
        yield running_html(), hidden, ""
        try:
            answer = asking(assistant, request).ask_history(question)
        except ShiftmateError as error:
            yield trouble_html(trouble_phrase(error)), hidden, examples_html()
            return
        drawn = PlotData(type="plotly", plot=plotly(answer.chart)) if answer.chart else None
        chart = gr.update(value=drawn, visible=True) if drawn else hidden
        yield answer_html(question, answer), chart, behind_html(question, answer)

    return ask
