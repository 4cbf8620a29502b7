"""Who is at the page: every handler asks the assistant as they may see it."""

from typing import TYPE_CHECKING

from ui.seam import Assistant

if TYPE_CHECKING:
    import gradio as gr


def asking(assistant: Assistant, request: "gr.Request") -> Assistant:
    """The assistant as the one who sent the request may see it.

    The service's door has put them there; Gradio keeps an event's request while it waits.
    """
    return assistant.as_asked_by(request.state.principal)
