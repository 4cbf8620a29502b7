"""Mounts the page at ``/`` of the service. Called last: Gradio answers whatever is left over."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Mount

from assistant.api.nowhere import Nowhere
from assistant.api.problems import handle_mounted
from assistant.api.rights import require_declared
from ui import admin, handed, install, machines, outbox_page, report
from ui.board import approvals as board_approvals
from ui.board import ask as board_ask
from ui.board import gaps as board_gaps
from ui.board import page as board_page
from ui.doorway import Doorway
from ui.head import WithHead
from ui.kept import Kept
from ui.page import SESSIONS, build_page, translations
from ui.refused import word_refusals
from ui.release import mount_files
from ui.seam import Assistant

if TYPE_CHECKING:
    import gradio as gr

ROOMS = (
    install,
    outbox_page,
    report,
    machines,
    handed,
    board_page,
    board_ask,
    board_approvals,
    board_gaps,
    admin,
)
"""Pages and files beside Gradio's: a module with a ``router``, each route of it with ``needs``."""
STYLES = ("shiftmate.css", "viewer.css", "ask.css", "manuals.css", "history.css")
MODULES = (
    "shiftmate.js",
    "taps.js",
    "viewer.js",
    "steps.js",
    "aloud.js",
    "reporting.js",
    "speak.js",
    "photo.js",
    "manuals.js",
    "history.js",
    "chat-outbox.js",
    "asked.js",
)
FONTS = ["system-ui", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
MONO = ["ui-monospace", "DejaVu Sans Mono", "monospace"]
"""All of them the device's own: nothing is fetched, and Chinese is never missing."""


def mount(app: FastAPI, assistant: Assistant) -> None:
    """Adds the page and its own files to the service.

    Args:
        app: Every other route must be there already: later ones would not be reached.
        assistant: Answers the questions.
    """
    # Before the import, which looks for a newer release on the internet otherwise.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    mount_rooms(app)
    room = ThreadPoolExecutor(max_workers=SESSIONS, thread_name_prefix="answer")
    app.state.kept = kept = Kept()
    words = gr.I18n(**translations())
    gr.mount_gradio_app(
        app,
        build_page(assistant, room, kept, words, app.state.answers.hold_up),
        path="/",
        footer_links=[],
        run_history=False,  # it would keep every question on the shared tablet
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        show_error=False,
        max_file_size="1kb",  # the page takes no files; /v1/documents does
        i18n=words,
        theme=_theme(),
    )
    page = app.router.routes[-1]
    if not isinstance(page, Mount) or not isinstance(page.app, FastAPI):
        raise TypeError(f"Gradio mounted {page!r}: its door and its head would be left out")
    handle_mounted(page.app)
    page.app = Doorway(WithHead(page.app, STYLES, MODULES), Nowhere(app))


def mount_rooms(app: FastAPI) -> None:
    """Adds all that is not Gradio's."""
    mount_files(app)
    word_refusals(app)
    for place in ROOMS:
        require_declared(place.router.routes)
        app.include_router(place.router)


def _theme() -> "gr.themes.Base":
    import gradio as gr

    return gr.themes.Base(
        font=FONTS,
        font_mono=MONO,
        text_size=gr.themes.sizes.text_lg,
        spacing_size=gr.themes.sizes.spacing_lg,
        radius_size=gr.themes.sizes.radius_sm,
    )
