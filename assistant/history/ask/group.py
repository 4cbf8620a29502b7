"""By what a question asks for figures: which machine, per month, top 3 codes. Pure."""

from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import SKIPPED, NotUnderstood, Slots, column_of
from assistant.history.ask.words import phrases

_GROUPS: Final = frozenset({w.ENTITY, w.COLUMN, w.BUCKET, lx.KIND, lx.SOURCE})
_UNGROUPED: Final = frozenset({"opened_on", "text", "action", "parts", "external_id"})
"""Of which each order has its own, or several in one."""
_ADVERBS: Final = (
    frozenset(
        [
            "daily",
            "monthly",
            "yearly",
            "annual",
            "annually",
            "每日",
            "每天",
            "按天",
            "按日",
            "每月",
            "每个月",
            "各月",
            "按月",
            "逐月",
            "各个月",
            "各月份",
            "哪个月",
            "每年",
            "各年",
            "按年",
            "逐年",
            "哪年",
            "哪一年",
            "各年度",
            "月度",
            "年度",
        ]
    )
    | {"by day", "by month", "month by month", "by year", "year by year"}
    | {one for one in phrases(w.BUCKET) if one[0] in "每各按逐哪" or one in ("weekly", "quarterly")}
)


_ONE: Final = frozenset({"a", "an", "one", "single", "一张", "单张", "一次", "单次"})
_REPORTING: Final = frozenset(
    {"raised", "opened", "created", "reported", "registered", "logged", "entered", "issued"}
)
"""Who did so is nobody that the orders tell: the technician is who repaired."""


def read_groups(slots: Slots) -> None:
    """One column or stretch of time, or a column whose values are counted."""
    found: dict[str, Token] = {}
    for place, token in enumerate(slots.tokens):
        name = _group_of(token)
        if name is None or (token.kind == w.COLUMN and token.is_used):
            continue
        cue = slots.before(place, {w.FILLER, w.IN, w.ORDER})
        if cue and cue.kind in (w.COUNT, w.DISTINCT) and not _is_row_next(slots, place):
            slots.counted, token.is_used = name, True
            slots.claim(w.DISTINCT)
        elif _asks_by(slots, place, name, token) or (found and _is_added(slots, place, found)):
            found[name] = token
    _claim_by(slots)
    if len(found) > 1:
        _cross(slots, found)
        return
    if not found and any(one.kind == w.WHICH and one.value == "who" for one in slots.tokens):
        slots.group = "technician"
    for name, token in found.items():
        slots.group, slots.group_word, token.is_used = name, token.shown, True


def _asks_by(slots: Slots, place: int, name: str, token: Token) -> bool:
    """Whether there is to be a figure for each of them: which, per, top 3."""
    if token.kind == w.BUCKET and token.shown in _ADVERBS:
        return True
    if token.kind == w.COLUMN and slots.has(w.PARETO):
        return True
    cue = slots.before(place, {*SKIPPED, w.ORDER})
    if cue is None:
        return False
    if cue.kind == w.WHICH and cue.value == "who":
        return name == "technician"
    is_top = cue.kind == lx.NUMBER and cue.is_used and slots.limit is not None
    if cue.kind == w.BY:
        slots.is_for_each = cue.is_used = True
    return is_top or cue.kind in (w.BY, w.WHICH, w.TOP)


def _is_added(slots: Slots, place: int, found: dict[str, Token]) -> bool:
    """``by area and month``: what follows a group behind an "and" or a comma is another one."""
    cue = slots.before(place, {w.FILLER})
    if cue is None or cue.kind not in (w.AND, lx.STOP) or not slots.is_for_each:
        return False
    return slots.before(slots.tokens.index(cue), {w.FILLER}) in found.values()


def _cross(slots: Slots, found: dict[str, Token]) -> None:
    """Two groups can be crossed where each value of both is asked for."""
    shown = [one.shown for one in found.values()]
    if len(found) > 2 or not slots.is_for_each or slots.has(w.WHICH, w.TOP, w.ORDER):
        raise NotUnderstood("two_groups", shown)
    slots.group, slots.across = found
    for token in found.values():
        token.is_used = True


def _speaks_of_one(slots: Slots, place: int) -> bool:
    """``what does a work order cost``: one for all of them."""
    follows = slots.tokens[place + 1 : place + 2]
    is_one = slots.tokens[place].shown.lower() in _ONE
    return is_one and bool(follows) and follows[0].kind == w.ROW and slots.has(w.MEASURE)


def _claim_by(slots: Slots) -> None:
    """What "by" can stand before: an order, a person, or what is ranked by."""
    for place, token in enumerate(slots.tokens):
        slots.is_per_order |= _speaks_of_one(slots, place)
        if token.kind != w.BY or token.is_used:
            continue
        follows = slots.after(place, {*SKIPPED, w.STATISTIC})
        if follows is None:
            continue
        if follows.kind == w.ROW:
            slots.is_per_order = token.is_used = True
        elif follows.kind in (w.MEASURE, w.COUNT):
            token.is_used = True
        elif follows.kind == lx.VALUE and follows.value[0] == "technician":
            before = slots.tokens[place - 1].shown.lower() if place else ""
            token.is_used = before not in _REPORTING


def _group_of(token: Token) -> str | None:
    if token.kind not in _GROUPS:
        return None
    if token.kind == w.COLUMN and token.value in _UNGROUPED:
        return None
    if token.kind == w.BUCKET:
        return str(token.value)
    return column_of(token)


def _is_row_next(slots: Slots, place: int) -> bool:
    """``how many machine records``: the records are counted."""
    follows = slots.tokens[place + 1 : place + 2]
    return bool(follows) and follows[0].kind == w.ROW
