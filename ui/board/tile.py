"""One figure on the board: its value or why there is none, how sure it is, and its picture.

What it means, rests on and leaves out stands behind it; what is common to all, on top of the page.

Pure. Whatever a figure says stands in both languages.
"""

from collections.abc import Sequence
from typing import Any, Final

from assistant.history.answer import HistoryAnswer, Told
from assistant.history.chart import Chart
from assistant.history.digits import amount
from assistant.history.queries.named import written
from assistant.history.queries.outcome import Outcome
from assistant.history.say import standing_still
from ui.board.rows import MOST, table_html
from ui.board.speak import LANGUAGES, each, filled
from ui.history import worked_out_html
from ui.phrases import PHRASES, Phrase
from ui.plot import plotly
from ui.safe import both, path_part, spoken, text

_FEW: Final = 5
"""Cases: a figure of fewer says so."""
_LONG: Final = 100
"""Hours that are told without minutes."""
_FAR: Final = 3
"""Times the value: a limit beyond leaves the picture."""
_WIDE: Final = 96
"""Of a hundred: where the upper limit stands."""


def tile_html(told: Told) -> str:
    """What stands below the figure's name."""
    outcome = told.outcome
    if outcome.value is None:
        why = each(lambda language: _lines(told.answers[language])[0])
        behind = behind_opener(told) if outcome.left_out else ""
        return f'<p class="none"><strong>{both("not_enough")}</strong> {why}</p>{behind}'
    parts = [_value(told), _sure(told), whisker_html(told.outcome), _few(told), _picture(told)]
    if told.standing:
        parts.append(f'<p class="few">{each(lambda one: standing_still(told.standing, one))}</p>')
    return f"{''.join(parts)}{behind_opener(told)}"


def charts_of(told: Told) -> dict[str, str]:
    """Plotly's JSON by language; empty where a chart shows no more than a line of words."""
    return {
        language: plotly(answer.chart)
        for language, answer in told.answers.items()
        if answer.chart is not None and len(answer.chart.labels) > 1
    }


def behind_opener(told: Told) -> str:
    """What opens rows and formula; board.js asks for them when it is opened."""
    address = f"/board/behind?query={path_part(written(told.query))}"
    return (
        f'<details class="behind" data-load="{text(address)}"><summary>{both("behind")}</summary>'
        f'<div class="loaded"><p class="progress">{both("reckoning")}</p></div></details>'
    )


def behind_html(told: Told, orders: Told | None, *, is_tile: bool = True) -> str:
    """Formula, query, the figure's rows, and the orders that it rests on.

    Args:
        told: The figure.
        orders: Of which the outcome has the ids.
        is_tile: Whether the query can be edited elsewhere only.
    """
    outcome, query = told.outcome, path_part(written(told.query))
    worked = "".join(
        f'<div class="{language}">{worked_out_html(told.answers[language])}</div>'
        for language in LANGUAGES
    )
    edit = f'<a class="button" href="/board/ask?query={query}">{both("edit_query")}</a>'
    deeds = f'<p class="deeds">{edit * is_tile}{_downloads(query)}</p>'
    own = table_html(outcome.columns, outcome.rows) if _has_own(told) else ""
    basis = _basis(told) if is_tile else ""
    rows = _headed(own, len(outcome.rows), "rows")
    return f"{basis}{deeds}{worked}{rows}{_orders(told, orders)}"


def _orders(told: Told, orders: Told | None) -> str:
    if orders is None or not orders.outcome.rows:
        return ""
    rows = orders.outcome.rows
    shown = min(len(rows), MOST)
    name = both("orders_shown", shown=shown, count=max(told.outcome.n, len(rows)))
    is_open = "" if _has_own(told) else " open"
    table = table_html(orders.outcome.columns, rows)
    return f"<details{is_open}><summary>{name}</summary>{table}</details>"


def _has_own(told: Told) -> bool:
    """Whether it has rows beside its orders; pairs of numbers tell nobody anything."""
    return bool(told.outcome.rows) and told.outcome.columns[:1] != ("earlier",)


def _headed(table: str, count: int, key: str) -> str:
    if not table:
        return ""
    key = "rows_first" if count > MOST else key
    return f"<h3>{both(key, shown=min(count, MOST), count=count)}</h3>{table}"


def _downloads(query: str) -> str:
    """A file has its headings in one language."""
    return "".join(
        f'<a class="button {language}" lang="{tag}" download'
        f' href="/board/rows.csv?lang={language}&#38;query={query}">'
        f"{text(getattr(PHRASES['rows_csv'], language))}</a>"
        for language, tag in (("en", "en"), ("zh", "zh-CN"))
    )


def _value(told: Told) -> str:
    """One number; figures of groups are their chart and rows."""
    value, unit = told.outcome.value, told.outcome.unit
    if isinstance(value, dict):
        return ""
    return f'<p class="value">{each(lambda language: _large(value, unit, language))}</p>'


def _large(value: Any, unit: str, language: str) -> str:  # noqa: ANN401  # of any figure
    """Of hundreds of hours nobody reads the minutes; the rows have them."""
    is_long = unit == "h" and isinstance(value, float) and value >= _LONG
    return amount(round(value) if is_long else value, unit, language)


def _sure(told: Told) -> str:
    """The interval, and how many cases one number rests on."""
    if isinstance(told.outcome.value, dict):
        return ""
    n = f'<span class="n">n = {told.outcome.n}</span>'
    said = [one for one in (_interval(told), n) if one]
    return f'<p class="interval">{" · ".join(said)}</p>'


def whisker_html(outcome: Outcome) -> str:
    """Where the value stands between its limits, from zero on; a picture of the line above it."""
    value, low, high = outcome.value, outcome.low, outcome.high
    if low is None or high is None or isinstance(value, dict) or not value:
        return ""
    edge = min(high, _FAR * value)
    at = {name: f"{_WIDE * one / edge:.1f}%" for name, one in
          (("low", low), ("high", edge), ("value", value))}  # fmt: skip
    cap = f'<line x1="{at["high"]}" x2="{at["high"]}" y1="6" y2="22"/>' * (edge == high)
    return (
        '<svg class="whisker" aria-hidden="true" height="28" width="100%">'
        '<line class="track" x1="0" x2="100%" y1="14" y2="14"/>'
        f'<line x1="{at["low"]}" x2="{at["high"] if cap else "100%"}" y1="14" y2="14"/>'
        f'<line x1="{at["low"]}" x2="{at["low"]}" y1="6" y2="22"/>{cap}'
        f'<circle cx="{at["value"]}" cy="14" r="7"/></svg>'
    )


def _interval(told: Told) -> str:
    outcome = told.outcome
    if outcome.low is None or outcome.confidence is None or isinstance(outcome.value, dict):
        return ""
    percent = f"{100 * outcome.confidence:g}"
    ends = {"low": outcome.low, "high": outcome.high}
    key = "bound_told" if outcome.high is None else "interval_told"

    def values(language: str) -> dict[str, str]:
        told = {name: _large(end, outcome.unit, language) for name, end in ends.items()}
        return told | {"confidence": percent}

    return filled(key, values)


def _few(told: Told) -> str:
    n = told.outcome.n
    is_figure = told.outcome.confidence is not None and not isinstance(told.outcome.value, dict)
    return f'<p class="few">{both("few_cases", n=n)}</p>' if is_figure and n < _FEW else ""


def _picture(told: Told) -> str:
    """A chart's name, and the place where board.js draws it; of groups without one, the rows."""
    charts = {language: told.answers[language].chart for language in LANGUAGES}
    if charts_of(told):
        name = each(lambda language: _title(charts[language]))
        cut = both("periods_cut", names=", ".join(told.cut))
        note = f'<p class="basis">{cut}</p>' * bool(told.cut)
        return f'<p class="chart-name">{name}</p><div class="chart"></div>{note}'
    is_groups = isinstance(told.outcome.value, dict)
    return table_html(told.outcome.columns, told.outcome.rows) if is_groups else ""


def _title(chart: Chart | None) -> str:
    return chart.title if chart else ""


def _basis(told: Told) -> str:
    """What is meant, n, period, what was left out, the source."""
    return "".join(
        f'<p class="basis">{spoken(Phrase(en, zh))}</p>'
        for en, zh in zip(*(_lines(told.answers[one])[1:] for one in LANGUAGES), strict=True)
    )


def _lines(answer: HistoryAnswer) -> Sequence[str]:
    return [line for line in answer.answer.split("\n") if line]
