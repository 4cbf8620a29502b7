"""Mounts the page at ``/`` of the service. Called last: Gradio answers whatever is left over."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from ui.page import SESSIONS, build_page, translations
from ui.seam import Assistant

if TYPE_CHECKING:
    import gradio as gr

STYLES = ["shiftmate.css", "manuals.css", "history.css", "who.css"]
SCRIPTS = ["shiftmate.js", "manuals.js", "history.js"]
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

    app.mount("/ui", StaticFiles(packages=[("ui", "static")]), name="ui")
    room = ThreadPoolExecutor(max_workers=SESSIONS, thread_name_prefix="answer")
    words = gr.I18n(**translations())
    gr.mount_gradio_app(
        app,
        build_page(assistant, room, words),
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
        head=_head(),
    )


def _theme() -> "gr.themes.Base":
    import gradio as gr

    return gr.themes.Base(
        font=FONTS,
        font_mono=MONO,
        text_size=gr.themes.sizes.text_lg,
        spacing_size=gr.themes.sizes.spacing_lg,
        radius_size=gr.themes.sizes.radius_sm,
    )


def _head() -> str:
    """Links to the page's own files, named by content so that no release meets an old copy."""
    styles = (f'<link rel="stylesheet" href="{_address(name)}">' for name in STYLES)
    scripts = (f'<script src="{_address(name)}"></script>' for name in SCRIPTS)
    return "".join(['<meta name="color-scheme" content="light">', *styles, *scripts])


def _address(name: str) -> str:
    content = files("ui").joinpath("static", name).read_bytes()
    return f"/ui/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
