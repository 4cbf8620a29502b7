"""Which named query answers what a question says. Pure.

The rules are tried in order. A query is given only if everything the question says went into it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.against import against, crossed, each, rate, ratio, share
from assistant.history.ask.kpis import kpi
from assistant.history.ask.single import extreme, latest, listing
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.ask.sums import count, distinct, figure, grouped, pareto
from assistant.history.ask.wanted import Wanted, wanted_of
from assistant.history.queries.crossed import Crossed
from assistant.history.queries.figures import CountDistinct, Grouped, ParetoOf
from assistant.history.queries.orders import Extreme, Latest, Listing
from assistant.history.queries.outcome import Query
from assistant.history.queries.per_group import PerGroup
from assistant.history.queries.ratio import Periods, Rate

_GROUPED: Final = Grouped | ParetoOf | PerGroup | Crossed | Rate
_SINGLE: Final = Extreme | Latest | Listing
"""They tell each order's machine: which one it was, but not one order of each."""


def choose(slots: Slots, now: datetime) -> Query:
    """The query.

    Raises:
        NotUnderstood: There is none, or it would leave out a part of the question.
    """
    unknown = [one.shown for one in slots.free(lx.UNKNOWN)]
    unknown += [one.shown for one in slots.free(lx.KIND)]
    if unknown:
        raise NotUnderstood("words", unknown)
    _no_absence(slots)
    wanted = wanted_of(slots)
    for rule in _RULES:
        query = rule(slots, wanted, now)
        if query is not None:
            break
    else:
        raise NotUnderstood("two_periods" if slots.periods else "no_question",
                            [one.shown for one in slots.periods])  # fmt: skip
    if slots.periods and not isinstance(query, Periods):
        raise NotUnderstood("two_periods", [one.shown for one in slots.periods])
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
    is_single = isinstance(query, _SINGLE) and not slots.is_for_each
    if slots.group and not is_single and not isinstance(query, _GROUPED):
        dropped.append(slots.group_word or slots.group)
    return dropped


def _no_absence(slots: Slots) -> None:
    """``which machines had no leak``: that no order of theirs is so, which no filter can say."""
    is_asked = slots.counted or (slots.group and not slots.is_for_each)
    if not is_asked or slots.has(w.ORDER, w.TOP) or slots.limit:
        return
    if shown := [one.shown for one in slots.tokens if one.kind == w.NOT]:
        raise NotUnderstood("left_over", shown)
    if slots.bounds:  # "which machines had more than 10 h": of each order, or of all together?
        raise NotUnderstood(
            "each_or_all", [one.shown for one in slots.tokens if one.kind == w.COMPARE]
        )


_RULES: Final[tuple[Callable[[Slots, Wanted, datetime], Query | None], ...]] = (
    kpi,
    pareto,
    share,
    ratio,
    against,
    each,
    crossed,
    rate,
    distinct,
    latest,
    extreme,
    grouped,
    figure,
    listing,
    count,
)
