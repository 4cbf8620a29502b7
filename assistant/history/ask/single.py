"""Questions for orders themselves: the last, the costliest, a list. Pure."""

from datetime import datetime
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.ask.wanted import ASKS, WORK, Wanted
from assistant.history.queries.orders import Extreme, Latest, Listing
from assistant.history.queries.outcome import MOST_IDS, Query
from assistant.history.queries.scope import Scope

_AMOUNTS: Final = frozenset({"most", "least", "fewest", "最多", "最少"})
"""Superlatives of what is added up: one order alone has not the most of it."""


def latest(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """The last orders, or the first."""
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


def extreme(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """One order: the superlative is of a measure, and no group is meant but by its order."""
    if wanted.measure is None or wanted.descending is None or wanted.statistic:
        return None
    if slots.group and not _is_of_an_order(slots):
        return None
    if any(one.shown.lower() in _AMOUNTS for one in slots.free(w.ORDER)):
        return None
    slots.claim(w.MEASURE, w.ORDER, w.TOP, *ASKS)
    limit = min(slots.limit or 1, MOST_IDS)
    return Extreme(
        scope=slots.scope,
        measure=wanted.measure,
        smallest=not wanted.descending,
        limit=limit,
        columns=_displayed(slots),
    )


def listing(slots: Slots, wanted: Wanted, now: datetime) -> Query | None:  # noqa: ARG001
    """The orders themselves."""
    is_bare = slots.has(w.ROW) and not slots.has(*ASKS) and slots.scope != Scope()
    asks = slots.has(w.LIST) or _which_orders(slots) or is_bare or _ends_on_which(slots)
    if wanted.measure or not asks or slots.has(w.COUNT, w.AMOUNT, w.STATISTIC, w.ORDER):
        return None
    slots.claim(w.LIST, w.WHICH, w.WHEN)
    limit = min(slots.limit or 50, MOST_IDS)
    return Listing(scope=slots.scope, columns=_displayed(slots), limit=limit)


def _is_of_an_order(slots: Slots) -> bool:
    """``the most expensive work order``: the superlative tells its measure and an order follows."""
    for place, token in enumerate(slots.tokens):
        if token.kind == w.ORDER and token.value[1:]:
            follows = slots.after(place)
            if follows and follows.kind in WORK:
                return True
    return False


def _ends_on_which(slots: Slots) -> bool:
    """停机超过8小时的有哪些."""
    said = [one for one in slots.tokens if one.kind not in (lx.STOP, w.FILLER)]
    return bool(slots.scope.bounds and said) and said[-1].kind == w.WHICH


def _which_orders(slots: Slots) -> bool:
    """``which work orders``; of an order's kind too: ``which preventive orders``."""
    for place, token in enumerate(slots.tokens):
        follows = slots.after(place, {w.FILLER, lx.VALUE, lx.SOURCE})
        if token.kind == w.WHICH and follows and follows.kind in WORK:
            return True
    return False


def _displayed(slots: Slots) -> tuple[str, ...]:
    """Columns that are to be told of each order."""
    found = slots.free(w.COLUMN)
    slots.claim(w.COLUMN)
    return tuple(dict.fromkeys(str(one.value) for one in found))
