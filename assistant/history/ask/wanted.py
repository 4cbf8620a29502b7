"""What of a question's words is heeded by more than one rule. Pure."""

from typing import Final, NamedTuple

from assistant.history.ask import kinds as w
from assistant.history.ask.slots import NotUnderstood, Slots
from assistant.history.queries.columns import Measure
from assistant.history.queries.figures import Statistic

_DOUBTFUL: Final = frozenset({"longest", "longest lasting", "shortest", "最长", "最久", "最短"})
_SPENT: Final = frozenset({"spend", "spent", "花", "花了", "花费"})
ASKS: Final = (w.COUNT, w.AMOUNT, w.WHICH, w.WHEN, w.LIST)
WORK: Final = (w.ROW, w.FAILURE, w.REPAIR, w.CATEGORY)


class Wanted(NamedTuple):
    """What of the words is heeded by more than one rule."""

    measure: Measure | None
    statistic: Statistic | None
    descending: bool | None
    """By the superlative; None: there is none."""


def wanted_of(slots: Slots) -> Wanted:
    """Measure, statistic and superlative; raises NotUnderstood where there are several."""
    measures = _measures(slots)
    orders = {one.value for one in slots.free(w.ORDER)}
    implied = {one[1:] for one in orders if one[1:]}
    if implied == {"downtime"} and not measures:
        _no_doubtful_time(slots)
    if implied and measures and measures != implied:  # "the longest repair time" is of labour
        implied = set() if implied == {"downtime"} else implied
    if any(one.value == "cost" for one in slots.free(w.MORE)):
        measures.add("cost")
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


def _no_doubtful_time(slots: Slots) -> None:
    """The longest order stood longest, or took most labour: where both are told, who knows."""
    told = slots.vocabulary.titles.values()
    doubtful = [one.shown for one in slots.free(w.ORDER) if one.shown in _DOUBTFUL]
    if doubtful and {"labour_minutes", "downtime_minutes"} <= set(told):
        raise NotUnderstood("which_time", doubtful)
