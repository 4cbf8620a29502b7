"""Stretches of days that a question names, in English and Chinese. Pure.

Days are the site's calendar; both ends are included. A date that could be two days is none.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT: Final = {name[:3]: number for number, name in enumerate(_MONTHS, 1)} | {"sept": 9}
_NUMERALS: Final = {one: n for n, one in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 6}
_WORDS: Final = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
} | {"twelve": 12}
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)}|sept|{'|'.join(name[:3] for name in _MONTHS)})\.?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_ORDINAL: Final = r"(?:st|nd|rd|th)?"
_QUARTERS: Final = (
    {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
    | {str(n): n for n in range(1, 5)}
    | {one: n for n, one in enumerate("一二三四", 1)}
)
_COUNT: Final = rf"(?P<count>\d{{1,4}}|[{''.join(_NUMERALS)}]+|{'|'.join(_WORDS)})"
_UNIT: Final = r"(?P<unit>day|week|month|year|天|日|周|星期|个?月|年)s?"
_DECEMBER: Final = 12
_QUARTER: Final = 3


class Days(NamedTuple):
    """From a day to another one; None is open."""

    first: date | None
    last: date | None


class Period(NamedTuple):
    """Days, and where the text names them."""

    days: Days
    start: int
    end: int


_WITH_YEAR: Final = re.compile(r"\d{4}|年|last|this|day|月前|上|本")

Reader = Callable[[re.Match[str], date], Days | None]


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
    for pattern, read in _SINGLES:
        for match in pattern.finditer(text, place):
            if days := read(match, today):
                found.append(Period(days, *match.span()))
                break
    return min(found, key=lambda one: (one.start, -one.end), default=None)


def _one(text: str, today: date) -> Days | None:
    """The stretch that this text is, and nothing more."""
    for pattern, read in _SINGLES:
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


def _iso(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return _day(int(match["year"]), int(match["m"]), int(match["d"]))


def _parted(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    """03/04/2010 is two days to the world; 23/04/2010 is one."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a > _DECEMBER or a == b:
        return _day(year, b, a)
    return _day(year, a, b) if b > _DECEMBER else None


def _named_day(match: re.Match[str], today: date) -> Days | None:
    month = _SHORT[match["month"][:3]]
    year = match["year"] if match["year"] else None
    return _day(int(year) if year else _latest_year(month, today), month, int(match["d"]))


def _named_month(match: re.Match[str], today: date) -> Days | None:
    month = _SHORT[match["month"][:3]]
    return _month(int(match["year"]) if match["year"] else _latest_year(month, today), month)


def _chinese(match: re.Match[str], today: date) -> Days | None:
    """2010年3月5日, 去年3月, 3月."""
    told = match.groupdict()
    relative = {"去年": 1, "前年": 2, "今年": 0}
    month = int(told["m"]) if told["m"] else None
    if told["year"]:
        year = int(told["year"])
    elif told["ago"]:
        year = today.year - relative[told["ago"]]
    elif month and 1 <= month <= _DECEMBER:
        year = _latest_year(month, today)
    else:
        return None
    if month is None:
        return _of_year(year)
    return _day(year, month, int(told["d"])) if told["d"] else _month(year, month)


def _iso_month(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return _month(int(match["year"]), int(match["m"]))


def _bare_year(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return _of_year(int(match["year"]))


def _quarter(match: re.Match[str], today: date) -> Days | None:
    number = _QUARTERS[match["q"]]
    year = int(match["year"]) if match["year"] else today.year
    first = _month(year, _QUARTER * number - 2)
    last = _month(year, _QUARTER * number)
    return Days(first.first, last.last) if first and last else None


def _half(match: re.Match[str], today: date) -> Days | None:
    year = int(match["year"]) if match["year"] else today.year
    is_first = match["h"] in ("first", "上")
    return (
        Days(date(year, 1, 1), date(year, 6, 30))
        if is_first
        else Days(date(year, 7, 1), date(year, 12, 31))
    )


def _relative(match: re.Match[str], today: date) -> Days | None:
    """This and last week, month, quarter, year; weeks begin on Monday."""
    which, unit = match["which"], match["unit"]
    back = int(which not in ("this", "current", "本", "这", "这个", "当"))
    if unit in ("week", "周", "星期"):
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return Days(monday, monday + timedelta(days=6))
    if unit in ("month", "月", "个月"):
        return _month(*_months_back(today, back))
    if unit in ("quarter", "季度", "个季度"):
        year, month = _months_back(today, _QUARTER * back)
        begin = _QUARTER * ((month - 1) // _QUARTER) + 1
        first, last = _month(year, begin), _month(year, begin + 2)
        return Days(first.first, last.last) if first and last else None
    return _of_year(today.year - back)


def _day_word(match: re.Match[str], today: date) -> Days | None:
    ago = {"today": 0, "yesterday": 1, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
    day = today - timedelta(days=ago[match[0]])
    return Days(day, day)


def _rolling(match: re.Match[str], today: date) -> Days | None:
    """The last N: up to today, which is one of them."""
    told, unit = match["count"], match["unit"]
    count = int(told) if told.isdigit() else _WORDS.get(told) or _numeral(told)
    if not count:
        return None
    if unit in ("day", "天", "日", "week", "周", "星期"):
        length = count * (7 if unit in ("week", "周", "星期") else 1)
        return Days(today - timedelta(days=length - 1), today)
    if told == "半" and unit != "年":
        return None
    months = count * (1 if "月" in unit or unit == "month" or told == "半" else _DECEMBER)
    if months > today.year * _DECEMBER - _DECEMBER:
        return None
    year, month = _months_back(today, months)
    day = min(today.day, _last_of(year, month).day)
    return Days(date(year, month, day) + timedelta(days=1), today)


def _numeral(text: str) -> int:
    """To ninety-nine."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text] if len(text) == 1 else 0
    known = all(len(one) <= 1 for one in (tens, ones))
    return (_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)) if known else 0


def _day(year: int, month: int, day: int) -> Days | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def _month(year: int, month: int) -> Days | None:
    if not 1 <= month <= _DECEMBER:
        return None
    return Days(date(year, month, 1), _last_of(year, month))


def _of_year(year: int) -> Days:
    return Days(date(year, 1, 1), date(year, 12, 31))


def _last_of(year: int, month: int) -> date:
    after = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return after - timedelta(days=1)


def _months_back(today: date, count: int) -> tuple[int, int]:
    place = today.year * _DECEMBER + today.month - 1 - count
    return place // _DECEMBER, place % _DECEMBER + 1


def _latest_year(month: int, today: date) -> int:
    return today.year if month <= today.month else today.year - 1


_EDGE, _END = r"(?<![\w.\-/])", r"(?![\w\-/]|\.\d)"
_H, _HE = r"(?<![0-9.\-/])", r"(?![0-9]|\.\d|[\-/]\d)"
_SINGLES: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_H}{_YEAR}[\-/.](?P<m>\d\d?)[\-/.](?P<d>\d\d?){_HE}", _iso),
        (rf"{_H}(?P<a>\d\d?)[\-/.](?P<b>\d\d?)[\-/.]{_YEAR}{_HE}", _parted),
        (
            rf"{_EDGE}(?:the )?(?P<d>\d\d?){_ORDINAL} (?:of )?{_MONTH}(?:,? {_YEAR})?{_END}",
            _named_day,
        ),
        (rf"{_EDGE}{_MONTH} (?P<d>\d\d?){_ORDINAL}(?:,? {_YEAR})?{_END}", _named_day),
        (rf"{_EDGE}{_MONTH},? (?:of )?{_YEAR}{_END}", _named_month),
        (rf"{_EDGE}(?!may\b){_MONTH}(?P<year>){_END}", _named_month),
        (rf"(?<=\bin )(?P<month>may)(?P<year>){_END}", _named_month),
        (
            rf"{_H}(?:{_YEAR}\s*年|(?P<ago>去年|今年|前年))\s*(?:的)?\s*(?:(?P<m>\d\d?)\s*月份?\s*"
            r"(?:(?P<d>\d\d?)\s*[日号])?)?(?!代|\s*[上下]半年|\s*第?[一二三四1-4]季)",
            _chinese,
        ),
        (rf"{_H}(?P<year>)(?P<ago>)(?P<m>\d\d?)月份?(?:(?P<d>\d\d?)[日号])?", _chinese),
        (rf"{_H}{_YEAR}[\-/](?P<m>\d\d?){_HE}", _iso_month),
        (rf"{_EDGE}(?:q(?P<q>[1-4]))(?:(?: of)? ?{_YEAR})?{_END}", _quarter),
        (
            rf"{_EDGE}(?:the )?(?P<q>first|second|third|fourth|last) quarter of {_YEAR}{_END}",
            _quarter,
        ),
        (rf"{_EDGE}{_YEAR} q(?P<q>[1-4]){_END}", _quarter),
        (rf"(?:{_YEAR}年?)?第?(?P<q>[一二三四1-4])季度", _quarter),
        (rf"{_EDGE}(?:the )?(?P<h>first|second) half of {_YEAR}{_END}", _half),
        (rf"(?:{_YEAR}年?)?(?P<h>[上下])半年", _half),
        (
            rf"{_EDGE}(?:the )?(?P<which>this|current|last|previous) "
            rf"(?P<unit>week|month|quarter|year){_END}",
            _relative,
        ),
        (r"(?P<which>本|这个?|当|上个?)(?P<unit>周|星期|月|季度)(?!份?\d)", _relative),
        (rf"{_EDGE}(?:today|yesterday){_END}|今[天日]|昨[天日]|前天", _day_word),
        (rf"{_EDGE}(?:the )?(?:last|past|previous) {_COUNT} {_UNIT}{_END}", _rolling),
        (rf"(?:最近|过去|近)的?{_COUNT}{_UNIT}内?", _rolling),
        (rf"{_EDGE}{_YEAR}{_END}", _bare_year),
    )
)
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
        (rf"{_EDGE}between (?P<a>{_DATE}) and (?P<b>{_DATE}){_END}", _between),
        (rf"{_EDGE}from (?P<a>{_DATE}) (?:to|until|till|through) (?P<b>{_DATE}){_END}", _between),
        (
            rf"{_EDGE}(?P<a>{_DATE}) ?(?:to|until|till|through|–|—|~) ?(?P<b>{_DATE}){_END}",
            _between,
        ),
        (rf"[从自]?(?P<a>{_CDATE})\s*(?:到|至|~|—|–)\s*(?P<b>{_CDATE})(?:之间|期间)?", _between),
        (rf"{_EDGE}(?:since|from|starting) (?P<a>{_DATE})(?: on| onwards?)?{_END}", _open("since")),
        (rf"{_EDGE}after (?P<a>{_DATE}){_END}", _open("after")),
        (rf"{_EDGE}before (?P<a>{_DATE}){_END}", _open("before")),
        (rf"{_EDGE}(?:until|till|up to) (?P<a>{_DATE}){_END}", _open("until")),
        (rf"自?从?(?P<a>{_CDATE})(?:以来|起|开始|至今)", _open("since")),
        (rf"(?P<a>{_CDATE})(?:之后|以后)", _open("after")),
        (rf"(?P<a>{_CDATE})(?:之前|以前)", _open("before")),
        (rf"截[至止](?P<a>{_CDATE})", _open("until")),
    )
)
