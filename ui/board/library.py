"""Where the chart library is: Plotly, as Gradio ships it, so that there is no second copy."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def library() -> str:
    """The address of Gradio's module; to import it puts Plotly at ``window.Plotly``.

    Raises:
        LookupError: This release of Gradio has none.
    """
    found = find_spec("gradio")
    folder = Path(found.origin or "").parent / "templates/frontend/assets" if found else Path()
    for file in folder.glob("PlotlyPlot-*.js"):
        return f"/assets/{file.name}"
    raise LookupError("Gradio has no PlotlyPlot-*.js: look where its release keeps Plotly now.")
