"""``/board``: the plant at a glance. Each figure is asked for by itself, once the page is there.

A page of the frame and no Gradio route: filters stand in the address, figures come in parallel as
the database tells them, and paper gets the same page.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse

from assistant.access.model import Principal
from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.rights import needs, require
from assistant.build import Assistant
from assistant.errors import NotHere
from assistant.history.answer import Told
from ui.board.figures import FIGURES, Asked
from ui.board.filters import filters_html, pareto_html
from ui.board.library import library
from ui.board.now import down_html, of_waiting, waiting_html
from ui.board.question import question_html
from ui.board.queue import waiting
from ui.board.repeats import repeats_html
from ui.board.tile import charts_of, tile_html
from ui.board.told import told_html, unknown_html
from ui.board.wanted import Wanted, values_of, wanted_of
from ui.frame import framed
from ui.phrases import PHRASES
from ui.safe import both, text
from vectorstore.assets import folded

router = APIRouter()

BOARD: Final = "/board"
_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "now": ("down", "waiting"),
    "reliability": ("mtbf", "mttr", "availability", "compliance"),
    "over_time": ("trend", "stood"),
    "matters": ("pareto", "worst", "repeats"),
}
Part = dict[str, Any]


def _wanted(request: Request) -> Wanted:
    return wanted_of(request.query_params)


WantedOf = Annotated[Wanted, Depends(_wanted)]


@router.get(BOARD, include_in_schema=False, dependencies=[needs("kpi:read")])
def board(principal: PrincipalOf, assistant: AssistantOf, wanted: WantedOf) -> HTMLResponse:
    """The filters and a place for each figure."""
    asked = asked_of(assistant, wanted)
    machines, areas, named = (values_of(asked.words, one) for one in ("asset", "area", "site"))
    own = assistant.settings.site
    sites = [*named, *([own] if named and own not in named else [])]
    form = filters_html(wanted, machines, areas, sites, asked.covered)
    top = told_html(asked, own) + unknown_html(wanted.unknown(asked.words, [own]))
    is_known = folded(wanted.site) in map(folded, sites or [own])
    handed = f"&#38;{text(urlencode({'site': wanted.site}))}" if is_known else ""
    sections = "".join(_section(name, figures, asked) for name, figures in _SECTIONS.items())
    main = (
        f'<div id="board" data-asked="{text(wanted.address)}" data-plotly="{text(library())}">'
        f"{form}{top}{question_html()}{_deeds(wanted, handed)}{sections}</div>"
    )
    return framed(principal, "board", main, here=BOARD, styles=["board.css"], modules=["board.js"])


@router.get(f"{BOARD}/parts/{{name}}", include_in_schema=False, dependencies=[needs("kpi:read")])
def part(
    name: Annotated[str, Path(max_length=20)],
    principal: PrincipalOf,
    assistant: AssistantOf,
    wanted: WantedOf,
) -> Part:
    """One figure: ``html``, and ``charts`` by language."""
    if name == "waiting":
        require(principal, "reports:read")
        found = of_waiting(waiting(assistant.reports), wanted)
        may_decide = principal.may("reports:approve")
        shown = waiting_html(found, datetime.now(UTC), may_decide=may_decide)
        return {"html": shown, "charts": {}}
    if name not in FIGURES:
        raise NotHere(f"The board has no figure {name!r}. It has: {', '.join(FIGURES)}.")
    asked = asked_of(assistant, wanted)
    told = assistant.history.run(FIGURES[name](asked), asked.now, assistant.library.assets.names)
    return {"html": _shown(name, told, asked, principal, assistant), "charts": charts_of(told)}


def _shown(name: str, told: Told, asked: Asked, principal: Principal, assistant: Assistant) -> str:
    if name == "down" and principal.may("reports:read"):
        found = of_waiting(waiting(assistant.reports), asked.wanted)
        return down_html(told, found, asked.now, asked.zone)
    if name == "repeats":
        return repeats_html(assistant, told, asked.now)
    return tile_html(told)


def asked_of(assistant: Assistant, wanted: Wanted) -> Asked:
    """What the figures are made of, as things stand."""
    history, names = assistant.history, assistant.library.assets.names
    zone = assistant.settings.zone
    return Asked(wanted, history.words(names), datetime.now(UTC), zone, history.covered())


def _deeds(wanted: Wanted, handed: str) -> str:
    """Handover, file and paper."""
    links = "".join(
        f'<a class="button {language}" lang="{tag}" href="/handover?lang={language}{handed}">'
        f"{text(getattr(PHRASES['handover'], language))}</a>"
        f'<a class="button {language}" lang="{tag}" download'
        f' href="{BOARD}/figures.csv?lang={language}&#38;{text(wanted.address)}">'
        f"{text(getattr(PHRASES['figures_csv'], language))}</a>"
        for language, tag in (("en", "en"), ("zh", "zh-CN"))
    )
    paper = f'<button type="button" data-print>{both("print")}</button>'
    return f'<p class="deeds outer">{links}{paper}</p>'


def _section(name: str, figures: tuple[str, ...], asked: Asked) -> str:
    tiles = "".join(_place(one, asked) for one in figures)
    return (
        f'<section class="figures {name}" aria-labelledby="of-{name}"><h2 id="of-{name}">'
        f'{both(f"section_{name}")}</h2><div class="tiles">{tiles}</div></section>'
    )


def _place(name: str, asked: Asked) -> str:
    columns = set(asked.words.titles.values())
    by = pareto_html(asked.wanted, columns) if name == "pareto" else ""
    key = "trend_all" if name == "trend" and not asked.knows_failures else name
    return (
        f'<article class="card tile" id="fig-{name}" data-part="{name}" aria-busy="true">'
        f'<h3>{both(f"figure_{key}")}</h3>{by}<div class="body"><p class="progress">'
        f"{both('reckoning')}</p></div></article>"
    )
