"""One stretch of days by its name: 5 March 2010, Q2, 去年, the last 30 days. Pure.

A date that could be two days is none.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from assistant.history.ask.calendar import (
    DECEMBER,
    QUARTER,
    Days,
    last_day_of,
    latest_year,
    months_back,
    one_day,
    one_month,
    one_year,
)

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


Reader = Callable[[re.Match[str], date], Days | None]


def _iso(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return one_day(int(match["year"]), int(match["m"]), int(match["d"]))


def _parted(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    """03/04/2010 is two days to the world; 23/04/2010 is one."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if a > DECEMBER or a == b:
        return one_day(year, b, a)
    return one_day(year, a, b) if b > DECEMBER else None


def _named_day(match: re.Match[str], today: date) -> Days | None:
    month = _SHORT[match["month"][:3]]
    year = match["year"] if match["year"] else None
    return one_day(int(year) if year else latest_year(month, today), month, int(match["d"]))


def _named_month(match: re.Match[str], today: date) -> Days | None:
    month = _SHORT[match["month"][:3]]
    return one_month(int(match["year"]) if match["year"] else latest_year(month, today), month)


def _chinese(match: re.Match[str], today: date) -> Days | None:
    """2010年3月5日, 去年3月, 3月."""
    told = match.groupdict()
    relative = {"去年": 1, "前年": 2, "今年": 0}
    month = int(told["m"]) if told["m"] else None
    if told["year"]:
        year = int(told["year"])
    elif told["ago"]:
        year = today.year - relative[told["ago"]]
    elif month and 1 <= month <= DECEMBER:
        year = latest_year(month, today)
    else:
        return None
    if month is None:
        return one_year(year)
    return one_day(year, month, int(told["d"])) if told["d"] else one_month(year, month)


def _iso_month(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return one_month(int(match["year"]), int(match["m"]))


def _bare_year(match: re.Match[str], today: date) -> Days | None:  # noqa: ARG001
    return one_year(int(match["year"]))


def _quarter(match: re.Match[str], today: date) -> Days | None:
    number = _QUARTERS[match["q"]]
    year = int(match["year"]) if match["year"] else today.year
    first = one_month(year, QUARTER * number - 2)
    last = one_month(year, QUARTER * number)
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
        return one_month(*months_back(today, back))
    if unit in ("quarter", "季度", "个季度"):
        year, month = months_back(today, QUARTER * back)
        begin = QUARTER * ((month - 1) // QUARTER) + 1
        first, last = one_month(year, begin), one_month(year, begin + 2)
        return Days(first.first, last.last) if first and last else None
    return one_year(today.year - back)


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
    months = count * (1 if "月" in unit or unit == "month" or told == "半" else DECEMBER)
    if months > today.year * DECEMBER - DECEMBER:
        return None
    year, month = months_back(today, months)
    day = min(today.day, last_day_of(year, month).day)
    return Days(date(year, month, day) + timedelta(days=1), today)


def _numeral(text: str) -> int:
    """To ninety-nine."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERALS[text] if len(text) == 1 else 0
    known = all(len(one) <= 1 for one in (tens, ones))
    return (_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)) if known else 0


EDGE, END = r"(?<![\w.\-/])", r"(?![\w\-/]|\.\d)"
_H, _HE = r"(?<![0-9.\-/])", r"(?![0-9]|\.\d|[\-/]\d)"
SINGLES: Final[tuple[tuple[re.Pattern[str], Reader], ...]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_H}{_YEAR}[\-/.](?P<m>\d\d?)[\-/.](?P<d>\d\d?){_HE}", _iso),
        (rf"{_H}(?P<a>\d\d?)[\-/.](?P<b>\d\d?)[\-/.]{_YEAR}{_HE}", _parted),
        (
            rf"{EDGE}(?:the )?(?P<d>\d\d?){_ORDINAL} (?:of )?{_MONTH}(?:,? {_YEAR})?{END}",
            _named_day,
        ),
        (rf"{EDGE}{_MONTH} (?P<d>\d\d?){_ORDINAL}(?:,? {_YEAR})?{END}", _named_day),
        (rf"{EDGE}{_MONTH},? (?:of )?{_YEAR}{END}", _named_month),
        (rf"{EDGE}(?!may\b){_MONTH}(?P<year>){END}", _named_month),
        (rf"(?<=\bin )(?P<month>may)(?P<year>){END}", _named_month),
        (
            rf"(?:{_H}{_YEAR}\s*年|(?P<ago>去年|今年|前年))\s*(?:的)?\s*(?:(?P<m>\d\d?)\s*月份?\s*"
            r"(?:(?P<d>\d\d?)\s*[日号])?)?(?!代|\s*[上下]半年|\s*第?[一二三四1-4]季)",
            _chinese,
        ),
        (rf"{_H}(?P<year>)(?P<ago>)(?P<m>\d\d?)月份?(?:(?P<d>\d\d?)[日号])?", _chinese),
        (rf"{_H}{_YEAR}[\-/](?P<m>\d\d?){_HE}", _iso_month),
        (rf"{EDGE}(?:q(?P<q>[1-4]))(?:(?: of)? ?{_YEAR})?{END}", _quarter),
        (
            rf"{EDGE}(?:the )?(?P<q>first|second|third|fourth|last) quarter of {_YEAR}{END}",
            _quarter,
        ),
        (rf"{EDGE}{_YEAR} q(?P<q>[1-4]){END}", _quarter),
        (rf"(?:{_YEAR}年?)?第?(?P<q>[一二三四1-4])季度", _quarter),
        (rf"{EDGE}(?:the )?(?P<h>first|second) half of {_YEAR}{END}", _half),
        (rf"(?:{_YEAR}年?)?(?P<h>[上下])半年", _half),
        (
            rf"{EDGE}(?:the )?(?P<which>this|current|last|previous) "
            rf"(?P<unit>week|month|quarter|year){END}",
            _relative,
        ),
        (r"(?<!上)(?P<which>本|这个?|当|上个?)(?P<unit>周|星期|月|季度)(?!份?\d)", _relative),
        (rf"{EDGE}(?:today|yesterday){END}|今[天日]|昨[天日]|前天", _day_word),
        (rf"{EDGE}(?:the )?(?:last|past|previous) {_COUNT} {_UNIT}{END}", _rolling),
        (rf"(?:最近|过去|近)的?{_COUNT}{_UNIT}内?", _rolling),
        (rf"{EDGE}{_YEAR}{END}", _bare_year),
    )
)
