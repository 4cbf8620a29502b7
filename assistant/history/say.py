"""What a query found, in sentences: figures as plain digits, n, what was meant, and the source."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from assistant.history.digits import amount
from assistant.history.queries.columns import BUCKETS
from assistant.history.queries.crossed import Crossed
from assistant.history.queries.figures import (
    Count,
    CountDistinct,
    Figure,
    Grouped,
    ParetoOf,
)
from assistant.history.queries.orders import Extreme, Latest, Listing
from assistant.history.queries.outcome import Outcome, Query
from assistant.history.queries.per_group import PerGroup
from assistant.history.queries.ratio import Periods, Rate, Ratio, Shares
from assistant.history.queries.reliability import PmCompliance
from assistant.history.queries.scope import Scope
from assistant.history.say_against import against
from assistant.history.terms import term
from prompts.formulas import BASES, ON_TIME
from prompts.formulas import FORMULAS as KPI_FORMULAS
from prompts.history import ANSWERS, BASIS, CATEGORIES, FORMULAS, NOTES, REASONS, SCOPES
from vectorstore.assets import folded

_MOST_LISTED: Final = 12
_MOST_ORDERS: Final = 5
_ORDER: Final = ("opened_on", "external_id", "asset", "item", "text", "action", "work_type")
"""What a sentence tells of an order."""


def formula(query: Query, language: str) -> str:
    """In words."""
    if query.name in FORMULAS:
        return FORMULAS[query.name][language]
    said = {"days": "30", "rule": ON_TIME["next_day"][language]}
    return KPI_FORMULAS[query.name][language].format(**said)


def sentences(
    query: Query,
    outcome: Outcome,
    sources: Sequence[str],
    zone: ZoneInfo,
    notes: Sequence[str],
    language: str,
    standing: Sequence[str] = (),
) -> str:
    """The answer, and below it what it rests on.

    Args:
        query: What was asked.
        outcome: What it found.
        sources: Of the orders.
        zone: The site's.
        notes: Keys of `prompts.history.NOTES`.
        language: ``zh`` or ``en``.
        standing: Machines that stand now, whose hours are not in it.
    """
    lines = [_figure(query, outcome, language)]
    if scope := list(_scope(query, language)):
        separator = "；" if language == "zh" else "; "
        lines.append(BASIS["meant"][language].format(scope=separator.join(scope)))
    lines += [NOTES[one][language] for one in notes]
    lines += [standing_still(standing, language)] if standing else []
    lines.append(_basis(query, outcome, sources, zone, language))
    return "\n".join(lines)


def standing_still(machines: Sequence[str], language: str) -> str:
    """Which machines a sum of downtime does not have, since they still stand."""
    named = ("、" if language == "zh" else ", ").join(machines[:_MOST_LISTED])
    if len(machines) > _MOST_LISTED:
        named += " " + term("more", language).format(count=len(machines) - _MOST_LISTED)
    return NOTES["standing"][language].format(machines=named)


def _figure(query: Query, outcome: Outcome, language: str) -> str:
    if outcome.value is None or (outcome.reason and not outcome.n):
        reason = REASONS[outcome.reason or "no_orders"][language]
        said = ANSWERS["none"][language].format(reason=reason)
        return f"{said} {_interval(outcome, language)}".strip()
    name, values = _words(query, outcome, language)
    return ANSWERS[name][language].format(**values)


def _words(query: Query, outcome: Outcome, language: str) -> tuple[str, dict[str, str]]:
    """Which sentence, and what stands in its holes."""
    if isinstance(query, Ratio | Shares | Periods | Rate | Crossed):
        return against(query, outcome, language)
    if isinstance(query, Grouped | ParetoOf):
        return _grouped(query, outcome, language)
    if isinstance(query, Extreme | Latest | Listing):
        return _single(query, outcome, language)
    if isinstance(query, Count | CountDistinct | Figure):
        return _one(query, outcome, language)
    return _kpi(query, outcome, language)


def _one(
    query: Count | CountDistinct | Figure, outcome: Outcome, language: str
) -> tuple[str, dict[str, str]]:
    value = amount(outcome.value, outcome.unit, language)
    if isinstance(query, Count):
        return "count", {"value": value}
    if isinstance(query, CountDistinct):
        return "count_distinct", {"value": value, "listed": _listed(outcome, language)}
    told = {"statistic": term(query.statistic, language), "value": value}
    return "figure", told | {"measure": term(query.measure, language)}


def _single(
    query: Extreme | Latest | Listing, outcome: Outcome, language: str
) -> tuple[str, dict[str, str]]:
    listed = _orders(query, outcome, language) or "–"
    if isinstance(query, Extreme):
        told = {"order": term(query.name, language), "measure": term(query.measure, language)}
        return "order", told | {"listed": listed}
    return query.name, {"value": str(outcome.value), "listed": listed}


def _grouped(
    query: Grouped | ParetoOf, outcome: Outcome, language: str
) -> tuple[str, dict[str, str]]:
    what = term(query.of, language)
    told = {"by": term(query.by, language), "what": what}
    if isinstance(query, ParetoOf):
        told["listed"] = _listed(outcome, language, len(outcome.value))
        return "pareto", told
    if query.of != "count":
        space = "" if language == "zh" else " "
        told["what"] = f"{term(query.statistic, language)}{space}{what}"
    elif language == "en":
        told["what"] = what.capitalize()
    told["listed"] = _listed(outcome, language)
    if query.limit is None:
        comma = "，" if language == "zh" else ", "
        told["listed"] = comma.join((told["listed"], *_silent(query, outcome)))
        return "grouped", told
    return "best", told | {"order": term("least" if query.ascending else "greatest", language)}


def _silent(query: Grouped, outcome: Outcome) -> Iterator[str]:
    """Those that the question names and no row tells of: to compare two means to speak of both."""
    if len(outcome.rows) > _MOST_LISTED or query.more_than is not None:
        return
    found = {folded(str(row[0])) for row in outcome.rows}
    for one in query.scope.conditions:
        if one.column == query.by and not one.negated:
            for value in one.values[:_MOST_LISTED]:
                if folded(value) not in found:
                    yield f"{value}: {0 if query.of == 'count' else '–'}"


def _kpi(query: Query, outcome: Outcome, language: str) -> tuple[str, dict[str, str]]:
    """With its interval; or each group's with its n, and where there is none the bound alone."""
    if not isinstance(query, PerGroup) or query.by is None:
        value = amount(outcome.value, outcome.unit, language)
        value = f"{value} {_interval(outcome, language)}".strip()
        return "kpi", {"name": term(query.name, language), "value": value.rstrip("。.")}
    shown = []
    for name, n, value, low, _ in outcome.rows[:_MOST_LISTED]:
        told = "–" if value is None else amount(value, outcome.unit, language)
        if value is None and low is not None:
            told = f"≥ {amount(low, outcome.unit, language)}"
        shown.append(f"{name}: {told} (n = {n})")
    if len(outcome.rows) > _MOST_LISTED:
        shown.append(term("more", language).format(count=len(outcome.rows) - _MOST_LISTED))
    return "grouped", {
        "what": term(query.name, language),
        "by": term(query.by, language),
        "listed": ("，" if language == "zh" else ", ").join(shown),
    }


def _listed(outcome: Outcome, language: str, most: int = _MOST_LISTED) -> str:
    """The first groups with their figures."""
    unit = outcome.unit if outcome.unit != "1" else ""
    figure = 1 if outcome.unit == "1" or len(outcome.columns) == 2 else -1
    if outcome.unit == "1" and outcome.columns[2] != "share":
        figure = 2
    shown = [f"{row[0]}: {amount(row[figure], unit, language)}" for row in outcome.rows[:most]]
    if len(outcome.rows) > most and outcome.unit != "1":
        shown.append(term("more", language).format(count=len(outcome.rows) - most))
    return ("，" if language == "zh" else ", ").join(shown)


def _orders(query: Query, outcome: Outcome, language: str) -> str:
    """The first orders: when, which machine, what was reported and done, and what was asked for."""
    names = list(_ORDER)
    if isinstance(query, Extreme):
        measures = {"cost": "cost", "downtime": "downtime_minutes", "labour": "labour_minutes"}
        names.append(measures[query.measure])
    elif isinstance(query, Latest):
        names += ["parts", "downtime_minutes", "cost"]
    names += [one for one in getattr(query, "columns", ()) if one not in names]
    places = [(name, outcome.columns.index(name)) for name in names if name in outcome.columns]
    shown = [
        ", ".join(_cell(name, row[place], language) for name, place in places
                  if row[place] is not None)
        for row in outcome.rows[:_MOST_ORDERS]
    ]  # fmt: skip
    if len(outcome.rows) > _MOST_ORDERS:
        shown.append(term("more", language).format(count=len(outcome.rows) - _MOST_ORDERS))
    return ("；" if language == "zh" else "; ").join(shown)


def _cell(name: str, value: object, language: str) -> str:
    units = {"cost": "money", "downtime_minutes": "min", "labour_minutes": "min"}
    if name in units:
        measure = name.removesuffix("_minutes")
        return f"{term(measure, language)} {amount(value, units[name], language)}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _interval(outcome: Outcome, language: str) -> str:
    if outcome.low is None or outcome.confidence is None:
        return ""
    low = amount(outcome.low, outcome.unit, language)
    said = {"confidence": f"{100 * outcome.confidence:g}", "low": low}
    if outcome.high is None:
        return ANSWERS["bound"][language].format(**said)
    high = amount(outcome.high, outcome.unit, language)
    return f"({ANSWERS['interval'][language].format(**said, high=high).rstrip('。.')})"


def _scope(query: Query, language: str) -> Iterator[str]:
    yield from meant(query.scope, language, "due" if isinstance(query, PmCompliance) else "")
    if isinstance(query, Ratio):
        whole = SCOPES["also"][language].join(meant(query.whole, language))
        yield SCOPES["whole"][language].format(scope=whole or SCOPES["all"][language])
    if isinstance(query, Grouped | CountDistinct) and query.more_than is not None:
        yield SCOPES["more_than"][language].format(count=query.more_than)


def meant(scope: Scope, language: str, day: str = "") -> Iterator[str]:
    """Which orders, one condition at a time.

    Args:
        scope: The conditions.
        language: ``zh`` or ``en``.
        day: What the days are of, where it is none of the scope's own: ``due``.
    """
    either = SCOPES["or"][language]
    for one in scope.conditions:
        way = "is_not" if one.negated else "is"
        values = either.join(
            _value(one.column, value, language) for value in one.values[:_MOST_LISTED]
        )
        yield SCOPES[way][language].format(column=term(one.column, language), values=values)
    for mention in scope.mentions:
        way = "mentions_not" if mention.negated else "mentions"
        columns = either.join(term(one, language) for one in mention.columns)
        terms = either.join(f"'{one}'" for one in mention.terms)
        yield SCOPES[way][language].format(columns=columns, terms=terms)
    for blank in scope.blanks:
        yield SCOPES["blank"][language].format(column=term(blank.column, language))
    for bound in scope.bounds:
        unit = "money" if bound.measure == "cost" else "min"
        low = amount(bound.amount, unit, language)
        high = "" if bound.upper is None else f" – {amount(bound.upper, unit, language)}"
        sign = "" if bound.operator == "between" else f"{bound.operator} "
        yield f"{term(bound.measure, language)} {sign}{low}{high}"
    yield from _days(scope, language, day or scope.day)


def _value(name: str, value: str, language: str) -> str:
    """Categories are our own words; what a file says stays as it is."""
    known = CATEGORIES.get(value) if name == "category" else None
    return known[language] if known else value


def _days(scope: Scope, language: str, day: str) -> Iterator[str]:
    said = {"day": SCOPES[day][language], "first": scope.first, "last": scope.last}
    way = "between" if scope.first and scope.last else "since" if scope.first else "until"
    if scope.first or scope.last:
        yield SCOPES[way][language].format(**said)


def _basis(
    query: Query, outcome: Outcome, sources: Sequence[str], zone: ZoneInfo, language: str
) -> str:
    told = [BASIS["n"][language].format(n=outcome.n)]
    told += [
        BASIS[reason][language].format(count=count)
        for reason, count in outcome.left_out.items()
        if reason in BASIS
    ]
    if outcome.window:
        first, last = outcome.window
        told.append(BASIS["window"][language].format(first=first, last=last))
    if outcome.basis:
        told.append(BASES[outcome.basis][language])
    groups = {getattr(query, one, "") for one in ("by", "across")}
    is_timed = query.scope.first or query.scope.last or groups & set(BUCKETS)
    if is_timed:
        told.append(BASIS["days"][language].format(zone=zone.key))
    told.append(BASIS["source"][language].format(sources=", ".join(sources)))
    end = "。" if language == "zh" else "."
    return ("；" if language == "zh" else "; ").join(told) + end
