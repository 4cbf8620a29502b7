"""What a query found as a description of a chart; what draws it is another room's matter. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from assistant.history.buckets import STEPS, Days, along
from assistant.history.queries.figures import MOST_GROUPS, Grouped, ParetoOf
from assistant.history.queries.outcome import Outcome, Query
from assistant.history.terms import measure_term, term
from prompts.history import CHARTS

_FEWEST: Final = 2
_MOST_BARS: Final = 20
_MOST_POINTS: Final = 4000
_HOUR: Final = 60
_SHARE: Final = "1"


@dataclass(frozen=True, slots=True)
class Axis:
    """What is told along one side."""

    title: str
    """In the question's language, with the unit."""
    kind: Literal["category", "time", "amount"]
    unit: str = ""
    """``money``, ``min``, ``h``, ``d``, ``1`` for a share; empty for a count or no amount."""


@dataclass(frozen=True, slots=True)
class Series:
    """One amount for each label."""

    name: str
    values: tuple[float | None, ...]
    """Null: nobody said, which is not zero; a line has a gap there."""
    low: tuple[float | None, ...] = ()
    """Of the confidence interval; empty: there is none. Without a value it is a lower bound."""
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, without colours or sizes."""

    kind: Literal["bar", "line", "pareto", "interval"]
    title: str
    labels: tuple[str, ...]
    """As they are written; of a line, periods such as ``2024-03``, none of them missing."""
    label_axis: Axis
    amount_axis: Axis
    series: tuple[Series, ...]
    """Of a pareto two: amounts, and the cumulative shares that belong to ``share_axis``."""
    groups: int
    """How many there are; where there are more than labels, the first of them are drawn."""
    share_axis: Axis | None = None


def chart_of(
    query: Query, outcome: Outcome, covered: Days | None, today: date, language: str
) -> Chart | None:
    """A chart where it shows what a number does not; None of a single value, or of nothing.

    Args:
        query: What was asked.
        outcome: What it found.
        covered: First and last day that any order tells of; a period within without an order had
            none, of one outside nobody knows.
        today: By the site's calendar; nothing is drawn beyond.
        language: ``zh`` or ``en``.
    """
    if outcome.value is None or not outcome.n:
        return None
    if isinstance(query, ParetoOf):
        return _pareto(query, outcome, language)
    if isinstance(query, Grouped):
        is_trend = query.name == "trend" and query.by in STEPS and query.more_than is None
        if is_trend:
            return _line(query, outcome, covered, today, language)
        return _bars(query.by, outcome, outcome.columns[-1], language)
    if query.name in outcome.columns:
        return _figures(query, outcome, language)
    return _single(query, outcome, language)


def _bars(by: str, outcome: Outcome, figure: str, language: str) -> Chart | None:
    """Of the first groups, in their order."""
    place = outcome.columns.index(figure)
    rows = [row for row in outcome.rows if row[place] is not None]
    if len(rows) < _FEWEST:
        return None
    shown = rows[:_MOST_BARS]
    amounts, unit = _in_unit([_number(row[place]) for row in shown], outcome.unit)
    what = measure_term(figure, language)
    return Chart(
        "bar",
        _title("grouped", what, by, language),
        tuple(str(row[0]) for row in shown),
        Axis(term(by, language), "category"),
        _amounts(what, unit, language),
        (Series(what, amounts),),
        len(rows),
    )


def _figures(query: Query, outcome: Outcome, language: str) -> Chart | None:
    """A KPI of each group; with intervals where it has them."""
    if not {"low", "high"} <= set(outcome.columns):
        return _bars(outcome.columns[0], outcome, query.name, language)
    places = [outcome.columns.index(name) for name in (query.name, "low", "high")]
    rows = [[row[0], *(_number(row[place]) for place in places)] for row in outcome.rows]
    told = [row for row in rows if row[1:3] != [None, None]]
    if len(told) < _FEWEST:
        return None
    labels, values, low, high = zip(*told[:_MOST_BARS], strict=True)
    by, what = outcome.columns[0], measure_term(query.name, language)
    return Chart(
        "interval",
        _title("grouped", what, by, language),
        tuple(map(str, labels)),
        Axis(term(by, language), "category"),
        _amounts(what, outcome.unit, language),
        (Series(what, values, low, high),),
        len(told),
    )


def _single(query: Query, outcome: Outcome, language: str) -> Chart | None:
    """One value says itself; how sure it is, is seen better."""
    if outcome.low is None or outcome.high is None:
        return None
    name = measure_term(query.name, language)
    percent = f"{(outcome.confidence or 0) * 100:g}"
    ends = (_number(outcome.low),), (_number(outcome.high),)
    return Chart(
        "interval",
        CHARTS["interval"][language].format(what=name, confidence=percent),
        (name,),
        Axis("", "category"),
        _amounts(name, outcome.unit, language),
        (Series(name, (_number(outcome.value),), *ends),),
        1,
    )


def _pareto(query: ParetoOf, outcome: Outcome, language: str) -> Chart | None:
    """Bars that fall, and the share that they make up together."""
    figure = outcome.columns[-3]
    place = outcome.columns.index(figure)
    amounts = [_number(row[place]) for row in outcome.rows]
    if len(amounts) < _FEWEST or any(one is None or one < 0 for one in amounts):
        return None
    rows = outcome.rows[:_MOST_BARS]
    unit = "" if query.of == "count" else {"cost": "money"}.get(query.of, "min")
    told, unit = _in_unit(amounts[:_MOST_BARS], unit)
    what = measure_term(figure, language)
    share = measure_term("cumulative", language)
    return Chart(
        "pareto",
        _title("pareto", what, query.by, language),
        tuple(str(row[0]) for row in rows),
        Axis(term(query.by, language), "category"),
        _amounts(what, unit, language),
        (Series(what, told), Series(share, tuple(_number(row[-1]) for row in rows))),
        len(outcome.rows),
        _amounts(share, _SHARE, language),
    )


def _line(
    query: Grouped, outcome: Outcome, covered: Days | None, today: date, language: str
) -> Chart | None:
    """Every period: one without orders counts none and has no mean.

    It has a sum, zero, where every order tells the measure: else nobody knows.
    """
    told = {str(row[0]): _number(row[-1]) for row in outcome.rows}
    if len(told) < _FEWEST or len(told) >= MOST_GROUPS:
        return None
    days = _drawn(query, told, today)
    labels = tuple(along(query.by, days, _MOST_POINTS + 1))
    if len(labels) > _MOST_POINTS:
        return None
    first, last = map(STEPS[query.by].name_of, covered or _days_of(query, told))
    has_zero = query.of == "count" or (query.statistic == "sum" and not outcome.left_out)
    values = [
        told.get(label, 0.0 if has_zero and first <= label <= last else None) for label in labels
    ]
    amounts, unit = _in_unit(values, outcome.unit)
    what = measure_term(outcome.columns[-1], language)
    return Chart(
        "line",
        _title("grouped", what, query.by, language),
        labels,
        Axis(term(query.by, language), "time"),
        _amounts(what, unit, language),
        (Series(what, amounts),),
        len(labels),
    )


def cut_periods(query: Query, today: date) -> tuple[str, ...]:
    """Periods of a trend of which a part alone is meant: a short month looks like a good one.

    Args:
        query: What was asked.
        today: By the site's calendar; the rest of its period is to come.
    """
    if not isinstance(query, Grouped) or query.name != "trend" or query.by not in STEPS:
        return ()
    step, scope = STEPS[query.by], query.scope
    last = min(scope.last or today, today)
    first, end = scope.first or last, step.name_of(last)
    begins_late = step.first_day(step.name_of(first)) < first
    ends_early = step.next(step.first_day(end)) - timedelta(days=1) > last
    cut = [step.name_of(first)] * begins_late + [end] * ends_early
    return tuple(dict.fromkeys(cut)) if scope.day == "opened_at" else ()


def _drawn(query: Grouped, periods: Iterable[str], today: date) -> Days:
    """The days asked for, not beyond today; else from the first period to the last."""
    first, last = _days_of(query, periods)
    scope = query.scope
    if scope.day != "opened_at":
        return first, last
    until = min(scope.last, today) if scope.last else last
    return min(scope.first or first, first), max(until, last)


def _days_of(query: Grouped, periods: Iterable[str]) -> Days:
    first, *_, last = (STEPS[query.by].first_day(one) for one in sorted(periods))
    return first, last


def _in_unit(amounts: Sequence[float | None], unit: str) -> tuple[tuple[float | None, ...], str]:
    """Minutes as hours where that is easier to read."""
    if unit != "min" or max((one for one in amounts if one is not None), default=0) < _HOUR:
        return tuple(amounts), unit
    return tuple(None if one is None else round(one / _HOUR, 4) for one in amounts), "h"


def _amounts(what: str, unit: str, language: str) -> Axis:
    names = {"min": "min_unit", "h": "h", "d": "d"}
    if unit == _SHARE:
        return Axis(CHARTS["unit"][language].format(what=what, unit="%"), "amount", unit)
    if unit not in names:
        return Axis(what, "amount", unit)
    told = CHARTS["unit"][language].format(what=what, unit=term(names[unit], language))
    return Axis(told, "amount", unit)


def _title(name: str, what: str, by: str, language: str) -> str:
    return CHARTS[name][language].format(what=what, by=term(by, language))


def _number(value: Any) -> float | None:  # noqa: ANN401  # a cell
    return round(float(value), 4) if isinstance(value, int | float | Decimal) else None
