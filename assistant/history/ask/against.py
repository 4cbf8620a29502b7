"""Questions for one figure against another: shares, ratios, comparisons, rates, tables. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.fill import fill
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.ask.wanted import WORK, Wanted
from assistant.history.queries.columns import BUCKETS
from assistant.history.queries.crossed import Crossed
from assistant.history.queries.figures import Grouped, Statistic
from assistant.history.queries.outcome import Query
from assistant.history.queries.ratio import Periods, Rate, Ratio, Shares
from assistant.history.queries.scope import Condition, Scope

_VERBS: Final = frozenset(
    {"is", "are", "was", "were", "did", "do", "does", "had", "have", "has", "went", "come", "came"}
)
"""Behind them stands which ones are meant of those before."""
_DATED: Final = re.compile(
    r"\d{4}|[去今前]年|last|this|previous|day|[上本昨今近]个?[周月天日季星]|过去"
)
"""Days that tell their year; beside one that does, one that does not may mean the same year."""
_BETWEEN_TWO: Final = (w.VERSUS, w.MORE, w.HOW, w.COUNT, w.WHICH, w.MEASURE, w.AMOUNT)


def share(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """What part some orders are of others, or each value of a column of all."""
    if not slots.has(w.SHARE):
        return None
    _no_statistic(slots, wanted)
    slots.claim(w.SHARE, w.MEASURE, w.COUNT, w.WHICH, w.AMOUNT, w.LIST, w.HOW)
    of = wanted.measure or "count"
    if slots.group:
        if _narrowings(slots.scope) and not _stands_before_share(slots):
            raise NotUnderstood("which_whole", [slots.group_word])
        return Shares(scope=slots.scope, by=slots.group, of=of)
    part, whole = _parted(slots)
    if part == whole:
        raise NotUnderstood("no_question")
    return Ratio(scope=part, whole=whole, of=of)


def ratio(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """One value of a column against another one."""
    if not slots.has(w.RATIO):
        return None
    name, told = _values(slots)
    if len(told) != 2 or slots.group:  # a ratio has two sides
        raise NotUnderstood("no_question")
    _no_statistic(slots, wanted)
    slots.claim(w.RATIO, w.MEASURE, w.COUNT, w.WHICH, w.AMOUNT)
    above, below = (_only(slots.scope, name, values) for values in told)
    return Ratio(scope=above, whole=below, of=wanted.measure or "count", is_share=False)


def against(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """Two periods, or two values of a column, side by side."""
    bare = [one for one in slots.free(w.COMPARE) if one.value in (">", "<")]
    if not (slots.has(w.VERSUS, w.MORE) or bare):
        return None
    of, statistic = wanted.measure or "count", wanted.statistic or _usual(slots)
    _no_open_measure(slots, wanted)
    if slots.periods:
        days = _days(slots.periods)
        if slots.group or not days:
            return None
        query: Query = Periods(scope=slots.scope, periods=days, of=of, statistic=statistic)
    else:
        name, told = _values(slots)
        if len(told) < 2 or slots.group not in (None, name):
            return None
        query = Grouped(scope=slots.scope, by=name, of=of, statistic=statistic)
    if of == "count" and wanted.statistic not in (None, "sum"):
        raise NotUnderstood("left_over", [str(wanted.statistic)])
    slots.claim(*_BETWEEN_TWO, w.STATISTIC)
    for token in (*bare, *slots.periods):
        token.is_used = True
    return query


def _no_open_measure(slots: Slots, wanted: Wanted) -> None:
    """Longer in what, higher in what?"""
    times = [one.shown for one in slots.free(w.MORE) if one.value == "time"]
    if times and wanted.measure not in ("downtime", "labour"):
        raise NotUnderstood("which_time", times)
    counts = any(one.kind in (*WORK, w.COUNT, w.CATEGORY) for one in slots.tokens)
    if wanted.measure is None and not counts:
        raise NotUnderstood("no_question")


def each(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """``on A and B respectively``: a figure for each of them."""
    if not slots.has(w.EACH):
        return None
    name, told = _values(slots)
    if len(told) < 2 or slots.group:
        return None
    slots.claim(w.EACH, w.COUNT, w.AMOUNT, w.MEASURE, w.STATISTIC, w.WHICH)
    of, statistic = wanted.measure or "count", wanted.statistic or _usual(slots)
    return Grouped(scope=slots.scope, by=name, of=of, statistic=statistic)


def crossed(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """By two things at once."""
    if slots.group is None or slots.across is None:
        return None
    if wanted.statistic == "median":
        raise NotUnderstood("left_over", ["median"])
    slots.claim(w.COUNT, w.MEASURE, w.LIST, w.AMOUNT)
    if wanted.measure or wanted.statistic == "sum":
        slots.claim(w.STATISTIC)
    return Crossed(
        scope=slots.scope,
        by=slots.group,
        across=slots.across,
        of=wanted.measure or "count",
        statistic=wanted.statistic or _usual(slots),
    )


def rate(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:
    """Orders per week on average. An amount per month could be of the months or of their orders."""
    if slots.group not in BUCKETS or wanted.statistic != "mean" or slots.across:
        return None
    if wanted.descending is not None or slots.limit or slots.more_than is not None:
        return None
    if wanted.measure is not None:
        if any(one.shown.lower().startswith(("by", "按")) for one in slots.tokens):
            return None
        raise NotUnderstood("per_order", [one.shown for one in slots.free(w.MEASURE)])
    slots.claim(w.STATISTIC, w.COUNT, w.HOW, w.TREND)
    scope = slots.scope
    if scope.last is None or scope.last > now.date():  # what is still to come has no orders
        scope = scope.model_copy(update={"last": now.date()}) if scope.first else scope
    return Rate(scope=scope, per=slots.group)


def _usual(slots: Slots) -> Statistic:
    return "mean" if slots.is_per_order else "sum"


def _no_statistic(slots: Slots, wanted: Wanted) -> None:
    """Of a total alone a part can be told."""
    if wanted.statistic not in (None, "sum") or wanted.descending is not None:
        raise NotUnderstood("no_question")
    slots.claim(w.STATISTIC)


def _days(periods: Sequence[Token]) -> tuple[tuple[date, date], ...]:
    """Both ends of each; none where one is open, or they are days of closing."""
    if len({one.more for one in periods}) > 1 or periods[0].more != "opened_at":
        return ()
    found = [one.value for one in periods]
    if len({bool(_DATED.search(one.shown.lower())) for one in periods}) > 1 or _are_same(found):
        return ()
    if any(first is None or last is None for first, last in found):
        return ()
    return tuple(sorted((first, last) for first, last in found))


def _are_same(found: Sequence[object]) -> bool:
    return len(set(found)) < len(found)


def _values(slots: Slots) -> tuple[str, list[tuple[str, ...]]]:
    """The one column of which several values are named, and these in their order."""
    by_column: dict[str, list[tuple[str, ...]]] = {}
    for token in slots.tokens:
        if token.kind == lx.VALUE:
            name, written = token.value
            by_column.setdefault(name, []).append(written)
        elif token.kind == w.CATEGORY:
            by_column.setdefault("category", []).append((str(token.value),))
    several = [(name, told) for name, told in by_column.items() if len(told) > 1]
    negated = {one.column for one in slots.conditions if one.negated}
    if len(several) != 1 or several[0][0] in negated or slots.blanks:
        return "", []
    return several[0]


def _only(scope: Scope, name: str, values: tuple[str, ...]) -> Scope:
    """The same with one value of a column."""
    kept = tuple(one for one in scope.conditions if one.column != name)
    own = Condition(column=name, values=values)
    return scope.model_copy(update={"conditions": (*kept, own)})


def _parted(slots: Slots) -> tuple[Scope, Scope]:
    """The orders whose share is asked for, and those that they are a share of."""
    pivot = _pivot(slots.asked)
    if pivot is None:
        whole = _bare(slots.scope)
        if _narrowings(slots.scope) > 1:
            raise NotUnderstood("which_whole", [one.shown for one in slots.asked if _says(one)])
        return slots.scope, whole
    place, is_part_first = pivot
    sides = [slots.asked[:place], slots.asked[place + 1 :]]
    first, second = (fill([replace(one) for one in side], slots.vocabulary).scope for side in sides)
    part, whole = (first, second) if is_part_first else (second, first)
    return _joined(part, whole)


def _pivot(tokens: Sequence[Token]) -> tuple[int, bool] | None:
    """Where the part and the whole meet, and whether the part stands first.

    ``what share of the orders were missed``; 夜班的工单占多少; 工单中夜班占多少.
    """
    for place, token in enumerate(tokens):
        if token.kind == w.SHARE and token.value == "of":
            inside = [n for n, one in enumerate(tokens[:place]) if one.shown in ("中", "里", "内")]
            return (inside[-1], False) if inside else (place, True)
    begun = next(n for n, one in enumerate(tokens) if one.kind == w.SHARE)
    for place, token in enumerate(tokens[begun:], begun):
        is_said = any(_says(one) for one in tokens[place:])
        if token.shown.lower() in _VERBS and is_said:
            return place, False
    return None


def _says(token: Token) -> bool:
    return token.kind in (lx.VALUE, lx.WEAK, lx.QUOTE, w.CATEGORY, w.FAILURE, lx.KIND, w.COMPARE)


def _stands_before_share(slots: Slots) -> bool:
    """``each machine's share of leaks``; a share of leaks by machine may be of its own orders."""
    shown = [one.shown if one.kind != w.SHARE else "" for one in slots.tokens]
    return shown.index(slots.group_word) < shown.index("")


def _bare(scope: Scope) -> Scope:
    """Of the same files and days, and no more."""
    if not _narrowings(scope):
        return Scope(sources=scope.sources)
    return Scope(sources=scope.sources, day=scope.day, first=scope.first, last=scope.last)


def _narrowings(scope: Scope) -> int:
    return sum(map(len, (scope.conditions, scope.mentions, scope.bounds, scope.blanks)))


def _joined(part: Scope, whole: Scope) -> tuple[Scope, Scope]:
    """What is said of the whole holds for its part; days that are not the part itself for both."""
    if (part.first or part.last) and not (whole.first or whole.last) and _narrowings(part):
        told = {"day": part.day, "first": part.first, "last": part.last}
        whole = whole.model_copy(update=told)
    sources = part.sources or whole.sources
    timed = part if part.first or part.last else whole
    both = part.model_copy(
        update={
            "sources": sources,
            "conditions": (*whole.conditions, *part.conditions),
            "mentions": (*whole.mentions, *part.mentions),
            "bounds": (*whole.bounds, *part.bounds),
            "blanks": (*whole.blanks, *part.blanks),
            "day": timed.day,
            "first": timed.first,
            "last": timed.last,
        }
    )
    return both, whole.model_copy(update={"sources": sources})
