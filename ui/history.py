"""An answer out of the history as the page shows it: words, rows, how it came about. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from assistant.history.answer import HistoryAnswer
from assistant.history.terms import heading
from ui.cells import cell, kind_of
from ui.phrases import PHRASES
from ui.safe import both, path_part, text

EXAMPLES: Final = (
    "history_trend", "history_pareto", "history_top", "history_mtbf", "history_longest",
    "history_last",
)  # fmt: skip
MOST_ROWS: Final = 50
"""In the table; the file has all."""
_SHORT: Final = 60
"""Letters of an answer that is told in large ones."""
_LANGUAGES: Final = {"en": "en", "zh": "zh-CN"}


def opener_html() -> str:
    """The button in the bar on top that opens the history."""
    return (
        '<button type="button" id="history-open" class="bar-button" aria-expanded="false"'
        f' aria-controls="history">{both("history")}</button>'
    )


def head_html() -> str:
    """Name of the place, and the way back."""
    return (
        f'<div class="bar"><h2 id="history-name" tabindex="-1">{both("history_title")}</h2>'
        f'<button type="button" class="close">{both("close")}</button></div>'
    )


def start_html() -> str:
    """Before the first question."""
    return f'<p class="how">{both("history_how")}</p>'


def running_html() -> str:
    """While the work orders are looked through."""
    return f'<p class="progress" role="status">{both("reckoning")}</p>'


def trouble_html(phrase: str) -> str:
    """Why there is no answer at all."""
    return f'<div class="trouble" role="alert">{both("trouble")}<p>{both(phrase)}</p></div>'


def answer_html(question: str, answer: HistoryAnswer) -> str:
    """The answer in words; below it the name of its chart."""
    lines = answer.answer.split("\n")
    kind = "answered" if answer.query else "refused"
    size = "figure short" if len(lines[0]) <= _SHORT else "figure"
    heading = "" if answer.query else f'<p class="heading">{both("not_from_history")}</p>'
    basis = "".join(f'<p class="basis">{text(line)}</p>' for line in lines[1:] if line)
    return (
        f'<p class="asked">{text(question)}</p>'
        f'<div class="{kind}" role="status"{_lang(answer)}>{heading}'
        f'<p class="{size}">{text(lines[0])}</p>{basis}</div>{_chart_name(answer)}'
    )


def behind_html(question: str, answer: HistoryAnswer) -> str:
    """Formula, query and rows; then what else can be asked."""
    return f"{worked_out_html(answer)}{_rows(question, answer)}{examples_html()}"


def examples_html() -> str:
    """Questions that can be answered; a tap asks them."""
    buttons = "".join(
        f'<button type="button" class="example">{both(key)}</button>' for key in EXAMPLES
    )
    return f'<p class="heading">{both("history_examples")}</p><div class="examples">{buttons}</div>'


def _chart_name(answer: HistoryAnswer) -> str:
    chart = answer.chart
    if chart is None:
        return ""
    shown = len(chart.labels)
    cut = both("first_of_groups", shown=shown, count=chart.groups) if chart.groups > shown else ""
    note = f'<p class="note">{cut}</p>' if cut else ""
    return f'<h3 class="chart-name"{_lang(answer)}>{text(chart.title)}</h3>{note}'


def _rows(question: str, answer: HistoryAnswer) -> str:
    if not answer.rows:
        return ""
    count, shown = len(answer.rows), answer.rows[:MOST_ROWS]
    key = "rows_first" if count > MOST_ROWS else "rows"
    address = f"/v1/history/rows.csv?question={path_part(question)}"
    return (
        f'<div class="line"><h3>{both(key, shown=len(shown), count=count)}</h3>'
        f'<a class="download" href="{address}" download>{both("download_rows")}</a></div>'
        f'<div class="table" tabindex="0" role="group" aria-label="{_label("rows_label")}">'
        f"<table{_lang(answer)}>{_table(answer, shown)}</table></div>"
    )


def _table(answer: HistoryAnswer, rows: Sequence[Sequence[Any]]) -> str:
    """Without the columns that tell nothing."""
    columns = [
        (name, [row[place] for row in rows])
        for place, name in enumerate(answer.columns)
        if any(row[place] is not None for row in rows)
    ]
    kinds = [f' class="{kind_of(cells)}"' for _, cells in columns]
    head = "".join(
        f'<th scope="col"{kind}>{text(heading(name, answer.language))}</th>'
        for (name, _), kind in zip(columns, kinds, strict=True)
    )
    told = [
        [f"<td{kind}>{text(cell(name, one))}</td>" for one in cells]
        for (name, cells), kind in zip(columns, kinds, strict=True)
    ]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*told, strict=True))
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def worked_out_html(answer: HistoryAnswer) -> str:
    """Formula, n, and the named query with its parameters; empty where there is none."""
    query = answer.query
    if query is None:
        return ""
    told = query.parameters
    told |= told.pop("scope", {})
    parameters = "".join(
        f"<li><code>{text(key)} {text(_value(value))}</code></li>" for key, value in told.items()
    )
    return (
        f'<section class="worked-out"><h3>{both("worked_out")}</h3><dl>'
        f"<dt>{both('formula')}</dt><dd{_lang(answer)}>{text(answer.formula)}</dd>"
        f"<dt>{both('orders_behind')}</dt><dd>{answer.n}</dd>"
        f"<dt>{both('query')}</dt><dd><code>{text(query.name)}</code>"
        f'<ul class="parameters">{parameters}</ul></dd></dl></section>'
    )


def _value(value: object) -> str:
    """Of a parameter, in words."""
    if isinstance(value, dict):
        return " ".join(f"{key} {_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _lang(answer: HistoryAnswer) -> str:
    return f' lang="{_LANGUAGES[answer.language]}"'


def _label(key: str) -> str:
    return text(f"{PHRASES[key].en} / {PHRASES[key].zh}")
