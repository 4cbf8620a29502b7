"""Which named query answers what a question says. Pure.

The rules are tried in order. A query is given only if everything the question says went into it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.queries.columns import BUCKETS, Measure
from assistant.history.queries.figures import (
    Count,
    CountDistinct,
    Figure,
    Grouped,
    ParetoOf,
    Statistic,
)
from assistant.history.queries.orders import Extreme, Latest, Listing
from assistant.history.queries.outcome import MOST_IDS, Query
from assistant.history.queries.per_group import PerGroup
from assistant.history.queries.reliability import (
    Acknowledgement,
    BacklogAge,
    PmCompliance,
    Reliability,
    RepeatFailures,
)
from assistant.history.queries.scope import Scope

_ASKS: Final = (w.COUNT, w.AMOUNT, w.WHICH, w.WHEN, w.LIST)
_SPENT: Final = frozenset({"spend", "spent", "花", "花了", "花费"})
_AMOUNTS: Final = frozenset({"most", "least", "fewest", "最多", "最少"})
"""Superlatives of what is added up: one order alone has not the most of it."""
_WORK: Final = (w.ROW, w.FAILURE, w.REPAIR, w.CATEGORY)
_PER_GROUP: Final = frozenset({"mtbf", "mttr", "mtta", "availability_m12"})
_GROUPED: Final = Grouped | ParetoOf | Extreme | Latest | Listing | PerGroup


class Wanted(NamedTuple):
    """What of the words is heeded by more than one rule."""

    measure: Measure | None
    statistic: Statistic | None
    descending: bool | None
    """By the superlative; None: there is none."""


def choose(slots: Slots, now: datetime) -> Query:
    """The query.

    Raises:
        NotUnderstood: There is none, or it would leave out a part of the question.
    """
    unknown = [one.shown for one in slots.free(lx.UNKNOWN)]
    unknown += [one.shown for one in slots.free(lx.KIND)]
    if unknown:
        raise NotUnderstood("words", unknown)
    wanted = _wanted(slots)
    for rule in _RULES:
        query = rule(slots, wanted, now)
        if query is not None:
            break
    else:
        raise NotUnderstood("no_question")
    if left := [*slots.unclaimed(), *_dropped(slots, query)]:
        raise NotUnderstood("left_over", left)
    return query


def _dropped(slots: Slots, query: Query) -> list[str]:
    """What was read and has no place in the query."""
    told = query.model_fields_set
    dropped = [] if slots.limit is None or "limit" in told else [str(slots.limit)]
    if slots.more_than is not None and "more_than" not in told:
        dropped.append(str(slots.more_than))
    if slots.counted and not isinstance(query, CountDistinct | Grouped):
        dropped.append(slots.counted)
    if slots.group and not isinstance(query, _GROUPED):
        dropped.append(slots.group)
    return dropped


def _wanted(slots: Slots) -> Wanted:
    measures = _measures(slots)
    orders = {one.value for one in slots.free(w.ORDER)}
    implied = {one[1:] for one in orders if one[1:]}
    if implied and measures and measures != implied:  # "the longest repair time" is of labour
        implied = set() if implied == {"downtime"} else implied
    measures |= implied
    directions = {one[0] for one in orders}
    statistics = {one.value for one in slots.free(w.STATISTIC)}
    for found in (measures, directions, statistics - {"sum"}):
        if len(found) > 1:
            raise NotUnderstood("two_measures", sorted(str(one) for one in found))
    statistic = next(iter(statistics - {"sum"} or statistics), None)
    return Wanted(
        next(iter(measures), None), statistic, directions == {"+"} if directions else None
    )


def _measures(slots: Slots) -> set[Measure]:
    """Hours are spent as money is, where they are named."""
    found = slots.free(w.MEASURE)
    named = {one.value for one in found if one.shown.lower() not in _SPENT}
    for one in found:
        if named and one.shown.lower() in _SPENT:
            one.is_used = True
    return named or {one.value for one in found}


def _kpi(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:
    names = {one.value for one in slots.free(w.KPI)}
    if not names:
        return None
    name = names.pop()
    if names or (slots.group and (name not in _PER_GROUP or slots.group in BUCKETS)):
        raise NotUnderstood("one_kpi", [one.shown for one in slots.free(w.KPI)])
    slots.claim(w.KPI, w.COUNT, w.AMOUNT, w.WHICH, w.WHEN, w.LIST)
    scope = slots.scope
    if slots.group:
        return _kpi_by(slots, wanted, name, slots.group)
    if name == "repeat_failures":
        values = slots.vocabulary.titles.values()
        return RepeatFailures(scope=scope, kind="item" if "item" in values else "failure_code")
    if name == "backlog":
        return BacklogAge(scope=scope, at=now)
    if name == "pm_compliance":
        return PmCompliance(scope=scope, due=slots.vocabulary.due)
    return Acknowledgement(scope=scope) if name == "mtta" else Reliability(scope=scope, kpi=name)


def _kpi_by(slots: Slots, wanted: Wanted, name: str, by: str) -> Query:
    """Of each machine; the first few by a superlative, which of a KPI tells no measure."""
    slots.claim(w.ORDER, w.TOP)
    limit = slots.limit or (None if wanted.descending is None else 1)
    rises = None if wanted.descending is None else not wanted.descending
    more = {"by": by, "limit": limit, "ascending": rises}
    if name == "mtta":
        return Acknowledgement(scope=slots.scope, **more)
    return Reliability(scope=slots.scope, kpi=name, **more)


def _pareto(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    if not slots.has(w.PARETO):
        return None
    slots.claim(w.PARETO, w.COUNT, w.MEASURE, w.LIST, w.WHICH)
    fields = slots.vocabulary.titles.values()
    usual = "failure_code" if "failure_code" in fields else "asset"
    return ParetoOf(scope=slots.scope, by=slots.group or usual, of=wanted.measure or "count")


def _distinct(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    if slots.counted is None or wanted.measure or slots.group:
        return None
    slots.claim(w.COUNT)
    if slots.more_than is not None:
        return Grouped(scope=slots.scope, by=slots.counted, more_than=slots.more_than)
    if slots.counted in BUCKETS:
        raise NotUnderstood("no_question")
    return CountDistinct(scope=slots.scope, column=slots.counted)


def _latest(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    if not slots.has(w.LAST, w.FIRST):
        return None
    first = slots.has(w.FIRST)
    if first and slots.has(w.LAST):
        raise NotUnderstood("two_measures", ["first", "last"])
    slots.claim(w.LAST, w.FIRST, w.WHICH, w.WHEN, w.LIST)
    shown = _displayed(slots)
    if shown or slots.has(w.MEASURE):  # "… and what did it cost" is told with every order
        slots.claim(w.MEASURE, w.AMOUNT)
    limit = min(slots.limit or 1, MOST_IDS)
    return Latest(scope=slots.scope, first=first, columns=shown, limit=limit)


def _extreme(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """One order: the superlative is of a measure, and no group is meant but by its order."""
    if wanted.measure is None or wanted.descending is None or wanted.statistic:
        return None
    if slots.group and not _is_of_an_order(slots):
        return None
    if any(one.shown.lower() in _AMOUNTS for one in slots.free(w.ORDER)):
        return None
    slots.claim(w.MEASURE, w.ORDER, w.TOP, *_ASKS)
    limit = min(slots.limit or 1, MOST_IDS)
    return Extreme(
        scope=slots.scope,
        measure=wanted.measure,
        smallest=not wanted.descending,
        limit=limit,
        columns=_displayed(slots),
    )


def _is_of_an_order(slots: Slots) -> bool:
    """``the most expensive work order``: the superlative tells its measure and an order follows."""
    for place, token in enumerate(slots.tokens):
        if token.kind == w.ORDER and token.value[1:]:
            follows = slots.after(place)
            if follows and follows.kind in _WORK:
                return True
    return False


def _grouped(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    by = slots.group or ("month" if slots.has(w.TREND) else None)
    if by is None:
        return None
    statistic = wanted.statistic
    if wanted.measure is None and statistic == "sum":
        slots.claim(w.STATISTIC)
    if wanted.measure is not None:
        _no_two_figures(slots)
        slots.claim(w.MEASURE, w.STATISTIC, w.AMOUNT)
        _claim_units(slots)
    slots.claim(w.ORDER, w.TOP, w.TREND, w.COUNT, w.WHICH, w.LIST)
    limit = slots.limit
    if limit is None and wanted.descending is not None:
        limit = 1
    if by == "technician" and slots.has(w.WHEN):
        return None
    return Grouped(
        scope=slots.scope,
        by=by,
        of=wanted.measure or "count",
        statistic=statistic or "sum",
        limit=limit,
        ascending=wanted.descending is False,
        more_than=slots.more_than,
    )


def _figure(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    if wanted.measure is None or slots.more_than is not None:
        return None
    if not (wanted.statistic or slots.has(w.AMOUNT, w.COUNT, w.WHICH)):
        return None
    _no_two_figures(slots)
    slots.claim(w.MEASURE, w.STATISTIC, w.AMOUNT, w.COUNT, w.WHICH, w.LIST)
    _claim_units(slots)
    return Figure(scope=slots.scope, measure=wanted.measure, statistic=wanted.statistic or "sum")


def _listing(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    is_bare = slots.has(w.ROW) and not slots.has(*_ASKS) and slots.scope != Scope()
    asks = slots.has(w.LIST) or _which_orders(slots) or is_bare
    if wanted.measure or not asks or slots.has(w.COUNT, w.AMOUNT, w.STATISTIC, w.ORDER):
        return None
    slots.claim(w.LIST, w.WHICH, w.WHEN)
    limit = min(slots.limit or 50, MOST_IDS)
    return Listing(scope=slots.scope, columns=_displayed(slots), limit=limit)


def _count(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    if not slots.has(w.COUNT) and wanted.statistic != "sum":
        return None
    if not any(one.kind in _WORK for one in slots.tokens) and not slots.scope.conditions:
        return None
    if wanted.statistic == "sum":
        slots.claim(w.STATISTIC)
    slots.claim(w.COUNT)
    return Count(scope=slots.scope)


def _which_orders(slots: Slots) -> bool:
    """``which work orders``; of an order's kind too: ``which preventive orders``."""
    for place, token in enumerate(slots.tokens):
        follows = slots.after(place, {w.FILLER, lx.VALUE, lx.SOURCE})
        if token.kind == w.WHICH and follows and follows.kind in _WORK:
            return True
    return False


def _no_two_figures(slots: Slots) -> None:
    """``how many work orders`` beside a measure asks for two things, or means a condition."""
    for place, token in enumerate(slots.tokens):
        follows = slots.after(place, {w.FILLER, lx.VALUE, lx.SOURCE, w.CATEGORY})
        is_count = token.kind == w.COUNT and token.shown not in ("多少", "几", "次数")
        if is_count and follows and follows.kind in _WORK:
            raise NotUnderstood("two_measures", [token.shown, *_shown(slots, w.MEASURE)])


def _claim_units(slots: Slots) -> None:
    for token in slots.free(w.UNIT):
        token.is_used = True


def _displayed(slots: Slots) -> tuple[str, ...]:
    """Columns that are to be told of each order."""
    found = slots.free(w.COLUMN)
    slots.claim(w.COLUMN)
    return tuple(dict.fromkeys(str(one.value) for one in found))


def _shown(slots: Slots, kind: str) -> list[str]:
    return [one.shown for one in slots.free(kind)]


_RULES: Final[tuple[Callable[[Slots, Wanted, datetime], Query | None], ...]] = (
    _kpi,
    _pareto,
    _distinct,
    _latest,
    _extreme,
    _grouped,
    _figure,
    _listing,
    _count,
)
