"""The panel of manuals: what is in the library, what is on its way in. Pure.

It is drawn here once, empty. ui/static/manuals.js fills it with what /v1/jobs and /v1/documents
tell, node by node, so that nothing jumps under a finger while numbers change.
"""

import json

from ingest.readers import SUFFIXES
from ui.phrases import PANEL_PHRASES, PHRASES
from ui.reasons import reasons
from ui.safe import both, text

_SPELLINGS = {".htm", ".markdown", ".pptm", ".xlsm", ".tsv", ".jpeg", ".tiff"}
"""Second names of formats that are named by their first."""


def opener_html() -> str:
    """The button in the bar on top that opens the panel."""
    return (
        '<button type="button" id="manuals-open" aria-expanded="false"'
        f' aria-controls="manuals">{both("manuals")}</button>'
    )


def panel_html() -> str:
    """The panel, and every phrase that its script may need, in both languages."""
    formats = ", ".join(sorted(suffix[1:].upper() for suffix in SUFFIXES - _SPELLINGS))
    return (
        f'<section class="panel" data-phrases="{text(_phrases())}" aria-labelledby="manuals-name">'
        f'<div class="bar"><h2 id="manuals-name" tabindex="-1">{both("manuals")}</h2>'
        f'<button type="button" class="close">{both("close")}</button></div>'
        '<div class="scroll">'
        '<div class="drop"><input type="file" multiple hidden>'
        f'<button type="button" class="add">{both("add_manuals")}</button>'
        f"<p>{both('add_hint', formats=formats)}</p></div>"
        '<p class="status" role="status"></p>'
        f'<div class="jobs" hidden><h3>{both("on_their_way")}</h3><ul></ul></div>'
        '<div class="documents"><h3></h3><ul></ul></div>'
        "</div></section>"
    )


def _phrases() -> str:
    words = {key: {"en": PHRASES[key].en, "zh": PHRASES[key].zh} for key in PANEL_PHRASES}
    return json.dumps({"words": words, "reasons": reasons()}, ensure_ascii=False)
