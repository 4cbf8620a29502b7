"""``/board/ask``: the history asked in words or by form; and what is behind any figure.

A query stands in the address whole, so a page that somebody is sent shows what was asked.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from assistant.api.actor import PrincipalOf
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.build import Assistant
from assistant.errors import BadQuestion
from assistant.history.answer import Told
from assistant.history.queries.named import LONGEST, read
from assistant.history.queries.orders import These
from assistant.history.terms import heading
from assistant.spreadsheet import csv_of
from ui.board.figures import FIGURES
from ui.board.figures_csv import headings_of, lines_of
from ui.board.form import edited, form_html
from ui.board.library import library
from ui.board.page import BOARD, WantedOf, asked_of
from ui.board.question import question_html
from ui.board.speak import LANGUAGES
from ui.board.tile import behind_html, charts_of
from ui.frame import framed
from ui.history import EXAMPLES, answer_html
from ui.phrases import PHRASES, Phrase
from ui.safe import both, path_part, spoken, text

router = APIRouter()

_CSV: Final = "text/csv; charset=utf-8"
QueryOf = Annotated[str, Query(max_length=LONGEST)]
Tongue = Annotated[Literal["en", "zh"], Query(alias="lang")]


@router.get(f"{BOARD}/ask", include_in_schema=False, dependencies=[needs("kpi:read")])
def ask(request: Request, principal: PrincipalOf, assistant: AssistantOf) -> HTMLResponse:
    """``question`` in words; or ``query``, changed by the form's fields where ``edited`` is set."""
    told = request.query_params
    question = told.get("question", "").strip()[:2000]
    try:
        body = _answered(assistant, question, dict(told)) if told else _examples()
    except BadQuestion as error:
        body = f'<p class="trouble" role="alert">{both("bad_query")} {text(str(error))}</p>'
    main = (
        f'<div id="answered" data-plotly="{text(library())}"><p><a class="back" href="/board">'
        f"← {both('board')}</a></p>{question_html(question)}{body}</div>"
    )
    return framed(
        principal, "history_title", main, here=BOARD, styles=["board.css"], modules=["board.js"]
    )


@router.get(f"{BOARD}/behind", include_in_schema=False, dependencies=[needs("kpi:read")])
def behind(query: QueryOf, assistant: AssistantOf) -> dict[str, str]:
    """Formula, query, rows and orders of a figure, as HTML."""
    told = _run(assistant, read(query))
    orders = _run(assistant, These(ids=told.outcome.ids)) if told.outcome.ids else None
    return {"html": behind_html(told, orders)}


@router.get(f"{BOARD}/rows.csv", include_in_schema=False, dependencies=[needs("kpi:read")])
def rows(query: QueryOf, assistant: AssistantOf, language: Tongue = "en") -> Response:
    """A figure's rows, or the first of the orders behind it where it has none of its own."""
    told = _run(assistant, read(query))
    if not told.outcome.rows and told.outcome.ids:
        told = _run(assistant, These(ids=told.outcome.ids))
    answer = told.answers[language]
    headings = [heading(name, language) for name in answer.columns]
    return _file(csv_of(headings, answer.rows), "rows.csv")


@router.get(f"{BOARD}/figures.csv", include_in_schema=False, dependencies=[needs("kpi:read")])
def figures(assistant: AssistantOf, wanted: WantedOf, language: Tongue = "en") -> Response:
    """Every figure of the board, each group of it on a line of its own."""
    asked = asked_of(assistant, wanted)
    lines = [
        line
        for name, query in FIGURES.items()
        for line in lines_of(name, _run(assistant, query(asked)), language)
    ]
    return _file(csv_of(headings_of(language), lines), "figures.csv")


def _answered(assistant: Assistant, question: str, told: dict[str, Any]) -> str:
    history, names = assistant.history, assistant.library.assets.names
    words = history.words(names)
    if question:
        answer = assistant.ask_history(question)
        if answer.query is None:
            return answer_html(question, answer) + _examples()
        query = answer.query
    else:
        query = (
            edited(told, words, datetime.now(UTC))
            if "edited" in told
            else read(told.get("query", ""))
        )
    found = _run(assistant, query)
    orders = _run(assistant, These(ids=found.outcome.ids)) if found.outcome.ids else None
    return (
        f"{_said(question, found)}{_chart(found)}"
        f'<details class="edit" open><summary><h2>{both("edit_query")}</h2></summary>'
        f"{form_html(query, words)}</details>{behind_html(found, orders, is_tile=False)}"
    )


def _run(assistant: Assistant, query: Any) -> Told:  # noqa: ANN401  # of the library
    return assistant.history.run(query, datetime.now(UTC), assistant.library.assets.names)


def _said(question: str, told: Told) -> str:
    """The answer's first line, and below it what it rests on."""
    asked = f'<p class="asked">{text(question)}</p>' if question else ""
    first, *rest = zip(*(told.answers[one].answer.split("\n") for one in LANGUAGES), strict=True)
    basis = "".join(f'<p class="basis">{spoken(Phrase(*line))}</p>' for line in rest)
    return (
        f'{asked}<div class="card answered" role="status"><p class="figure">'
        f"{spoken(Phrase(*first))}</p>{basis}</div>"
    )


def _chart(told: Told) -> str:
    charts = charts_of(told)
    if not charts:
        return ""
    data = "".join(f' data-{language}="{text(chart)}"' for language, chart in charts.items())
    return f'<div class="card tile"><div class="chart"{data}></div></div>'


def _examples() -> str:
    """Questions that can be answered, in the reader's language."""
    links = "".join(
        f'<li class="{language}"><a class="button" lang="{tag}"'
        f' href="/board/ask?question={path_part(getattr(PHRASES[key], language))}">'
        f"{text(getattr(PHRASES[key], language))}</a></li>"
        for key in EXAMPLES
        for language, tag in (("en", "en"), ("zh", "zh-CN"))
    )
    return f'<h2>{both("history_examples")}</h2><ul class="examples">{links}</ul>'


def _file(content: str, name: str) -> Response:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_CSV, headers=told)
