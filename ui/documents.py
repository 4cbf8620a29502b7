"""The panel of manuals: what is in the library, what is on its way in. Pure.

It is drawn here once, empty. ui/static/manuals.js fills it with what /v1/jobs and /v1/documents
tell, node by node, so that nothing jumps under a finger while numbers change.
"""

import json

from ingest.readers import SUFFIXES
from ui.reasons import reasons
from ui.safe import both, text
from vectorstore.readers import AUDIENCES

_SPELLINGS = {".htm", ".markdown", ".pptm", ".xlsm", ".tsv", ".jpeg", ".tiff"}
"""Second names of formats that are named by their first."""


def opener_html() -> str:
    """The button in the bar on top that opens the panel."""
    return (
        '<button type="button" id="manuals-open" class="bar-button" aria-expanded="false"'
        f' aria-controls="manuals">{both("manuals")}</button>'
    )


def panel_html() -> str:
    """The panel, and Chinese for the reasons that its script may hear."""
    formats = ", ".join(sorted(suffix[1:].upper() for suffix in SUFFIXES - _SPELLINGS))
    return (
        f'<section class="panel" data-reasons="{text(json.dumps(reasons(), ensure_ascii=False))}"'
        f' data-suffixes="{text(" ".join(sorted(SUFFIXES)))}" aria-labelledby="manuals-name">'
        f'<div class="bar"><h2 id="manuals-name" tabindex="-1">{both("manuals")}</h2>'
        f'<button type="button" class="close">{both("close")}</button></div>'
        '<div class="scroll">'
        '<div class="drop"><input type="file" multiple hidden>'
        '<input type="file" multiple webkitdirectory hidden>'
        f'<button type="button" class="add">{both("add_manuals")}</button>'
        f'<button type="button" class="add add-folder">{both("add_folder")}</button>'
        f"<p>{both('add_hint', formats=formats)}</p>{_whom_html()}</div>"
        '<p class="status" role="status"></p>'
        f'<div class="jobs" hidden><h3>{both("on_their_way")}</h3><ul></ul></div>'
        '<div class="documents"><h3></h3><ul></ul></div>'
        "</div></section>"
    )


def _whom_html() -> str:
    """Whom the next files are for. Options hold one language: manuals.js writes them."""
    options = "".join(f'<option value="{one}">{one}</option>' for one in AUDIENCES)
    return (
        f'<div class="new-for"><label><span>{both("new_for")}</span>'
        f"<select data-audiences>{options}</select></label>"
        f'<label><span>{both("document_site")}</span> <span class="hint">{both("site_hint")}</span>'
        '<input type="text" class="site" maxlength="80" autocomplete="off"></label></div>'
    )
