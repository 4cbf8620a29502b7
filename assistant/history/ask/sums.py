"""Questions for counts and sums, one or one for each of a group. Pure."""

from datetime import datetime

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.ask.wanted import WORK, Wanted
from assistant.history.queries.columns import BUCKETS, Measure
from assistant.history.queries.figures import (
    Count,
    CountDistinct,
    Figure,
    Grouped,
    ParetoOf,
    Statistic,
)
from assistant.history.queries.outcome import Query


def pareto(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """What makes most of it."""
    if not slots.has(w.PARETO):
        return None
    slots.claim(w.PARETO, w.COUNT, w.MEASURE, w.LIST, w.WHICH)
    fields = slots.vocabulary.titles.values()
    usual = "failure_code" if "failure_code" in fields else "asset"
    return ParetoOf(scope=slots.scope, by=slots.group or usual, of=wanted.measure or "count")


def distinct(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """How many machines, codes, types."""
    if slots.counted is None or wanted.measure or slots.group:
        return None
    slots.claim(w.COUNT)
    if slots.counted in BUCKETS:
        raise NotUnderstood("no_question")
    if slots.more_than is None:
        return CountDistinct(scope=slots.scope, column=slots.counted)
    return CountDistinct(scope=slots.scope, column=slots.counted, more_than=slots.more_than)


def grouped(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """A figure of each machine, code, month."""
    by = slots.group or ("month" if slots.has(w.TREND) else None)
    if by is None:
        return None
    statistic = _shared_out(slots, wanted) or wanted.statistic
    if statistic == "median" or slots.across:
        return None
    if wanted.measure is None and statistic == "sum":
        slots.claim(w.STATISTIC)
    if wanted.measure is not None:
        _no_two_figures(slots)
        slots.claim(w.MEASURE, w.STATISTIC, w.AMOUNT)
        _claim_units(slots, wanted.measure)
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


def figure(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """One amount."""
    if wanted.measure is None or slots.more_than is not None:
        return None
    statistic = _shared_out(slots, wanted) or wanted.statistic
    if not (statistic or slots.has(w.AMOUNT, w.COUNT, w.WHICH) or _is_bare(slots)):
        return None
    _no_two_figures(slots)
    slots.claim(w.MEASURE, w.STATISTIC, w.AMOUNT, w.COUNT, w.WHICH, w.LIST)
    _claim_units(slots, wanted.measure)
    return Figure(scope=slots.scope, measure=wanted.measure, statistic=statistic or "sum")


def count(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """How many orders."""
    if not slots.has(w.COUNT) and wanted.statistic != "sum":
        return None
    is_named = any(one.kind in WORK for one in slots.tokens)
    if not is_named and not (slots.has(w.COUNT) and slots.scope.conditions):
        return None
    if wanted.statistic == "sum":
        slots.claim(w.STATISTIC)
    slots.claim(w.COUNT)
    return Count(scope=slots.scope)


def _no_two_figures(slots: Slots) -> None:
    """``how many work orders`` beside a measure asks for two things, or means a condition."""
    for place, token in enumerate(slots.tokens):
        follows = slots.after(place, {w.FILLER, lx.VALUE, lx.SOURCE, w.CATEGORY})
        is_count = token.kind == w.COUNT and token.shown not in ("多少", "几", "次数")
        if is_count and follows and follows.kind in WORK:
            raise NotUnderstood("two_measures", [token.shown, *_shown(slots, w.MEASURE)])


def _claim_units(slots: Slots, measure: Measure) -> None:
    """``in hours`` of a time, ``in dollars`` of money; both are told anyway."""
    for token in slots.free(w.UNIT):
        token.is_used = (token.value == "0") == (measure == "cost")


def _is_bare(slots: Slots) -> bool:
    """``downtime of CV-202 in 2025``: the total; "orders with downtime" are something else."""
    return not slots.has(w.NOT, w.MENTION) and all(one.kind != w.ROW for one in slots.tokens)


def _shared_out(slots: Slots, wanted: Wanted) -> Statistic | None:
    """The cost per order is their mean; a count per order is none."""
    if not slots.is_per_order:
        return None
    if wanted.measure is None or wanted.statistic == "sum":
        raise NotUnderstood("no_question")
    return wanted.statistic or "mean"


def _shown(slots: Slots, kind: str) -> list[str]:
    return [one.shown for one in slots.free(kind)]
