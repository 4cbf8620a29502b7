"""The panel of manuals: what is in the library, what is on its way in. Pure.

It is drawn here once, empty. ui/static/manuals.js fills it with what /v1/jobs and /v1/documents
tell, node by node, so that nothing jumps under a finger while numbers change.
"""

import json

from ingest.readers import SUFFIXES
from ui.phrases import PHRASES
from ui.reasons import reasons
from ui.safe import both, text

_SPELLINGS = {".htm", ".markdown", ".pptm", ".xlsm", ".tsv", ".jpeg", ".tiff"}
"""Second names of formats that are named by their first."""
_SAID = (
    "library", "files", "more_files", "from_command", "uploading", "job_queued", "job_running",
    "job_stopping", "job_done", "job_partly", "job_failed", "job_cancelled", "put_off",
    "file_waiting", "file_running", "file_reading", "file_reading_any", "file_embedding",
    "file_added", "file_added_plain", "file_unchanged", "file_failed", "file_cancelled",
    "unreadable", "unreadable_why", "cancel", "retry", "dismiss", "remove", "remove_sure",
    "remove_yes", "remove_no", "no_manuals", "no_service", "upload_too_large", "upload_no_room",
    "upload_failed", "in_english", "newer_revision", "older_revision",
    "what_changed", "hide_changes", "changes_since", "no_changes", "more_changes", "changed_page",
    "changed_pages", "safety_added", "safety_removed", "fault_added", "fault_removed",
)  # fmt: skip
"""Said by ui/static/manuals.js, which draws what /v1 tells."""


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
    words = {key: {"en": PHRASES[key].en, "zh": PHRASES[key].zh} for key in _SAID}
    return json.dumps({"words": words, "reasons": reasons()}, ensure_ascii=False)
