"""The board's figures as lines of a file that a spreadsheet reckons with. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from assistant.history.answer import Told
from assistant.history.queries.named import written
from ui.phrases import PHRASES

_COLUMNS: Final = (
    "figure", "group", "value", "unit", "low", "high", "n", "told", "formula", "query",
)  # fmt: skip
_NAMED: Final = ("n", "count", "low", "high")
"""Columns of an outcome's rows that have a place of their own, or are no figure."""
_BESIDE: Final = (*_NAMED, "share", "cumulative")
Line = Sequence[Any]


def headings_of(language: str) -> list[str]:
    """Above the columns."""
    return [getattr(PHRASES[f"csv_{name}"], language) for name in _COLUMNS]


def lines_of(name: str, told: Told, language: str) -> Iterator[Line]:
    """A figure, or each of its groups: value, interval, n, formula, and the query as JSON."""
    outcome, answer = told.outcome, told.answers[language]
    figure = getattr(PHRASES[f"figure_{name}"], language)
    behind = (answer.answer, answer.formula, written(told.query))
    if not isinstance(outcome.value, dict):
        ends = (outcome.low, outcome.high, outcome.n)
        yield (figure, None, answer.value, outcome.unit, *ends, *behind)
        return
    for row in answer.rows:
        cells = dict(zip(answer.columns[1:], row[1:], strict=True))
        value = next((one for key, one in cells.items() if key not in _BESIDE), cells.get("count"))
        unit = "min" if "sum_downtime" in cells else "" if "share" in cells else outcome.unit
        n = cells.get("n", cells.get("count"))
        yield (figure, row[0], value, unit, cells.get("low"), cells.get("high"), n, *behind)
