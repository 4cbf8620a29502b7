"""Numbers of a question: more than 1000, over 2 hours, top 3. Pure."""

from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import SKIPPED, NotUnderstood, Slots
from assistant.history.queries.columns import Measure
from assistant.history.queries.scope import Bound

_TIME_UNITS: Final = frozenset({"1", "60"})
_TO: Final = frozenset({"到", "至", "to", "-", "–", "~"})


def read_comparisons(slots: Slots) -> None:
    """Bounds of a measure, or of how many orders there are."""
    _read_ranges(slots)
    for place, token in enumerate(slots.tokens):
        if token.kind != w.COMPARE or token.is_used:
            continue
        number = _number_at(slots, place)
        if number is None:
            continue
        _compare(slots, place, token, number)


def _read_ranges(slots: Slots) -> None:
    """在1000到5000之间: two numbers around a "to"."""
    for place, token in enumerate(slots.tokens[:-2]):
        to, upper = slots.tokens[place + 1 : place + 3]
        if token.kind == upper.kind == lx.NUMBER and to.shown in _TO and not token.is_used:
            unit = _unit_after(slots, place + 2)
            measure = _measure_compared(slots, place, unit)
            if measure is None:
                continue
            factor = float(unit.value) if unit and unit.value in _TIME_UNITS else 1.0
            low, high = token.value * factor, upper.value * factor
            slots.bounds.append(Bound(measure=measure, operator="between", amount=low, upper=high))
            for one in (token, to, upper, unit):
                if one:
                    one.is_used = True


def _number_at(slots: Slots, place: int) -> int | None:
    """Place of the number compared with; 以上 stands behind it."""
    is_behind = slots.tokens[place].shown in ("以上", "以下", "以内")
    places = range(place - 1, -1, -1) if is_behind else range(place + 1, len(slots.tokens))
    for one in places:
        kind = slots.tokens[one].kind
        if kind == lx.NUMBER:
            return one
        if kind not in (w.FILLER, w.UNIT, lx.STOP):
            return None
    return None


def _compare(slots: Slots, place: int, token: Token, number: int) -> None:
    told = slots.tokens[number]
    unit = _unit_after(slots, number)
    upper = None
    if token.value == "between":
        upper = next((one for one in slots.tokens[number + 1 :] if one.kind == lx.NUMBER), None)
        if upper is None:
            return
        unit = unit or _unit_after(slots, slots.tokens.index(upper))
    measure = None if _counts_orders(slots, place, unit) else _measure_compared(slots, place, unit)
    if measure is None:
        follows = slots.after(number)
        if token.value != ">" or not follows or follows.kind != w.ROW:
            return
        slots.more_than = int(told.value)
    else:
        factor = float(unit.value) if unit and unit.value in _TIME_UNITS else 1.0
        high = upper.value * factor if upper else None
        amount = told.value * factor
        slots.bounds.append(Bound(measure=measure, operator=token.value, amount=amount, upper=high))
    for one in (token, told, upper, unit):
        if one:
            one.is_used = True


def _counts_orders(slots: Slots, place: int, unit: Token | None) -> bool:
    """``more than 30 orders``."""
    follows = [one.kind for one in slots.tokens[place + 1 :] if one.kind not in SKIPPED]
    return unit is None and follows[1:2] == [w.ROW]


def _unit_after(slots: Slots, number: int) -> Token | None:
    beside = slots.tokens[number + 1 : number + 2]
    return beside[0] if beside and beside[0].kind == w.UNIT else None


def _measure_compared(slots: Slots, place: int, unit: Token | None) -> Measure | None:
    """The one named nearest before; else what the unit tells."""
    around = [one for one in reversed(slots.tokens[:place]) if one.kind == w.MEASURE]
    around += [one for one in slots.tokens[place:] if one.kind == w.MEASURE]
    fitting = (one for one in around if not one.is_used and _fits(one.value, unit))
    named = next(fitting, None)
    if named:
        named.is_used = True
        measure: Measure = named.value
        return measure
    if unit is None:
        return None
    return _time_measured(slots, unit.shown) if unit.value in _TIME_UNITS else "cost"


def _fits(measure: str, unit: Token | None) -> bool:
    return unit is None or (unit.value in _TIME_UNITS) == (measure != "cost")


def _time_measured(slots: Slots, shown: str) -> Measure:
    """Downtime or labour: where the orders tell both or neither, the question must say which."""
    told = slots.vocabulary.titles.values()
    if ("labour_minutes" in told) == ("downtime_minutes" in told):
        raise NotUnderstood("which_time", [shown])
    return "labour" if "labour_minutes" in told else "downtime"


def read_limits(slots: Slots) -> None:
    """Top 3; the 3 most expensive; the last 5."""
    for place, token in enumerate(slots.tokens):
        if token.kind != lx.NUMBER or token.is_used:
            continue
        cue, follows = slots.before(place), slots.after(place)
        is_top = cue is not None and cue.kind in (w.TOP, w.LAST, w.FIRST)
        is_superlative = follows is not None and follows.kind == w.ORDER
        if (is_top or is_superlative) and token.value == int(token.value) > 0:
            slots.limit = int(token.value)
            token.is_used = True
            if is_top and cue and cue.kind == w.TOP:
                cue.is_used = True
