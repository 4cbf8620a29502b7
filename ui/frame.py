"""The frame of the plain pages, which Gradio does not draw: bar, who is here, main, modules.

A page is a router of its own, in a file of its own, named in ``ui.web.ROOMS`` and, if menus are to
lead there, in ``ui.places``::

    router = APIRouter()

    @router.get("/machines", include_in_schema=False, dependencies=[needs("docs:read")])
    def machines(principal: PrincipalOf) -> HTMLResponse:
        main = f'<div id="machines" data-tags="{text(tags)}"></div>'
        return framed(principal, "place_machines", main, styles=["machines.css"],
                      modules=["machines.js"])

Its words are phrases (``both`` here, ``say`` of say.js in a module), so the page has both languages
and switches without being asked for again. Its modules import the others by relative address::

    import { say, make, button, put, keep } from "./say.js";   // words and nodes, never markup
    import { ask, Problem } from "./api.js";                   // fetch, with refusals as words
    import { whose, may } from "./whose.js";                   // who is here, what they may
    import { add } from "./outbox.js";                         // what must be sent, sooner or later
    import { keepDraft } from "./keep.js";                     // what is being typed
    import { pack } from "./packs.js";                         // what is kept to be read offline

Colours and sizes come from tokens.css alone; common parts (``.card``, ``.primary``, ``.deeds``,
``.field``, ``.trouble`` …) from frame.css.
"""

from collections.abc import Sequence

from fastapi.responses import HTMLResponse

from assistant.access.model import Principal
from ui.head import head_html
from ui.header import brand_html, links_html, tools_html
from ui.phrases import PHRASES
from ui.places import open_to
from ui.safe import both, text
from ui.who import who_html


def framed(
    principal: Principal | None,
    title: str,
    main: str,
    *,
    here: str = "",
    styles: Sequence[str] = (),
    modules: Sequence[str] = (),
) -> HTMLResponse:
    """A page of the house.

    Args:
        principal: Whose page it is; None for one that is nobody's.
        title: Key of the phrase that names it, in the tab and as the heading.
        main: HTML below the heading, made with ``ui.safe``.
        here: The path of its place; the menu marks it.
        styles: Files of ``ui/static``.
        modules: The same.
    """
    en, zh = (text(f"{words} · Shiftmate") for words in PHRASES[title])
    places = open_to(principal)
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title data-en="{en}" data-zh="{zh}">{en}</title>'
        '<link rel="manifest" href="/manifest.json">'
        f"{head_html(principal, ('frame.css', *styles), modules)}</head>"
        f'<body class="plain"><a class="skip" href="#main">{both("skip")}</a>'
        f'<header id="top">{brand_html()}'
        f'<nav class="places" aria-label="Shiftmate">{links_html(places, here)}</nav>'
        f"{tools_html(places)}</header>"
        f'<aside id="who" aria-label="Shiftmate">{who_html(principal)}</aside>'
        f'<main id="main" tabindex="-1"><h1>{both(title)}</h1>{main}</main></body></html>'
    )
