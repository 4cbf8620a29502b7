"""Stretches of days that a question names: single ones, between two, since, before. Pure.

Days are the site's calendar; both ends are included.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from assistant.history.ask.calendar import Days
from assistant.history.ask.stretches import EDGE, END, SINGLES, Reader


class Period(NamedTuple):
    """Days, and where the text names them."""

    days: Days
    start: int
    end: int


_WITH_YEAR: Final = re.compile(r"\d{4}|年|last|this|day|月前|上|本")


def periods(text: str, today: date) -> Iterator[Period]:
    """Those that a folded text names, in its order."""
    place = 0
    while place < len(text):
        found = [one for one in (_ranged(text, place, today), _single(text, place, today)) if one]
        if not found:
            return
        best = min(found, key=lambda one: (one.start, -one.end))
        yield best
        place = best.end


def _ranged(text: str, place: int, today: date) -> Period | None:
    """Between and since: the words around single stretches."""
    for pattern, read in _RANGES:
        for match in pattern.finditer(text, place):
            if days := read(match, today):
                return Period(days, *match.span())
    return None


def _single(text: str, place: int, today: date) -> Period | None:
    found = []
    for pattern, read in SINGLES:
        for match in pattern.finditer(text, place):
            if days := read(match, today):
                found.append(Period(days, *match.span()))
                break
    return min(found, key=lambda one: (one.start, -one.end), default=None)


def _one(text: str, today: date) -> Days | None:
    """The stretch that this text is, and nothing more."""
    for pattern, read in SINGLES:
        if (match := pattern.fullmatch(text.strip(" ,"))) and (days := read(match, today)):
            return days
    return None


def _between(match: re.Match[str], today: date) -> Days | None:
    first, last = (_one(match[name], today) for name in ("a", "b"))
    first = _in_year_of(last, match["a"], today) or first
    last = _in_year_of(first, match["b"], today) or last
    if first is None or last is None or first.first is None or last.last is None:
        return None
    return Days(first.first, last.last) if first.first <= last.last else None


def _in_year_of(other: Days | None, text: str, today: date) -> Days | None:
    """A month or day that leaves its year to the other end; None if it tells its own."""
    if other is None or other.first is None or _WITH_YEAR.search(text):
        return None
    bare, year = text.strip(), other.first.year
    return _one(f"{bare} {year}", today) or _one(f"{year}年{bare}", today)


def _open(edge: str) -> Reader:
    def read(match: re.Match[str], today: date) -> Days | None:
        days = _one(match["a"], today)
        if days is None or days.first is None or days.last is None:
            return None
        day = timedelta(days=1)
        return {
            "since": Days(days.first, None),
            "after": Days(days.last + day, None),
            "before": Days(None, days.first - day),
            "until": Days(None, days.last),
        }[edge]

    return read


_DATE: Final = (
    r"(?:\d{4}[\-/.]\d\d?(?:[\-/.]\d\d?)?|\d\d?[\-/.]\d\d?[\-/.]\d{4}|(?:\d\d?(?:st|nd|rd|th)? )?"
    r"(?:of )?[a-z]{3,9}\.?(?: \d\d?(?:st|nd|rd|th)?)?(?:,? \d{4})?|\d{4}"
    r"|(?:last|this) (?:week|month|year)"
    r"|yesterday|today)"
)
_CDATE: Final = (
    r"(?:\d{4}[\-/.]\d\d?(?:[\-/.]\d\d?)?|(?:\d{4}年|去年|今年|前年)(?:\d\d?月(?:\d\d?[日号])?)?"
    r"|\d\d?月(?:\d\d?[日号])?|\d{4}|昨天|今天|上个?月|上周|本月)"
)
_RANGES: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{EDGE}between (?P<a>{_DATE}) and (?P<b>{_DATE}){END}", _between),
        (rf"{EDGE}from (?P<a>{_DATE}) (?:to|until|till|through) (?P<b>{_DATE}){END}", _between),
        (
            rf"{EDGE}(?P<a>{_DATE}) ?(?:to|until|till|through|–|—|~) ?(?P<b>{_DATE}){END}",
            _between,
        ),
        (rf"[从自]?(?P<a>{_CDATE})\s*(?:到|至|~|—|–)\s*(?P<b>{_CDATE})(?:之间|期间)?", _between),
        (rf"{EDGE}(?:since|from|starting) (?P<a>{_DATE})(?: on| onwards?)?{END}", _open("since")),
        (rf"{EDGE}after (?P<a>{_DATE}){END}", _open("after")),
        (rf"{EDGE}before (?P<a>{_DATE}){END}", _open("before")),
        (rf"{EDGE}(?:until|till|up to) (?P<a>{_DATE}){END}", _open("until")),
        (rf"自?从?(?P<a>{_CDATE})(?:以来|起|开始|至今)", _open("since")),
        (rf"(?P<a>{_CDATE})(?:之后|以后)", _open("after")),
        (rf"(?P<a>{_CDATE})(?:之前|以前)", _open("before")),
        (rf"截[至止](?P<a>{_CDATE})", _open("until")),
    )
)
