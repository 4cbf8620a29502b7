"""Dates and times as people and spreadsheets write them. Pure.

Days and months written as numbers can be read two ways: a whole column is looked at, and where it
does not tell, nobody guesses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from assistant.history.blanks import is_never

EARLIEST, LATEST = 1950, 2100
"""Years; others are typing slips, or "never" as some systems write it."""
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T,\s]*(.*))"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T\s]*(\d\d:?\d\d.*))?")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d\d)(?:[T,\s]+(.*))?")
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/.\s]*([a-z]{3,9})\.?[-/.,\s]*(\d{4})(?:[T,\s]+(.*))?"
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[T,\s]+(.*))?")
_CLOCK = re.compile(
    r"(?P<before>上午|下午|am|pm)?\s*(?P<hour>\d{1,2})(?:[:时点h](?P<minute>\d\d))?"
    r"(?:[:分](?P<second>\d\d))?(?:[.,](?P<fraction>\d+))?[分秒时点]?"
    r"\s*(?P<after>am|pm|a\.m\.|p\.m\.)?\s*(?P<offset>z|utc|[+-]\d\d:?\d\d)?"
)
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "oct": 10, "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "april": 4, "june": 6,
    "july": 7, "august": 8, "sept": 9, "september": 9, "october": 10, "november": 11,
    "december": 12,
}  # fmt: skip
_NOON = 12
_MOST_DAYS = 31
_DATE = len("2026-03-01")
_PLAIN = (_DATE, len("2026-03-01 07:30"), len("2026-03-01 07:30:00"))
_JOINTS = ("", " ", "T")
_PIVOT = 69
"""Two digits from here on are 19xx, as POSIX has it."""


class Moment(NamedTuple):
    """What a cell tells."""

    at: datetime
    """UTC."""
    on: date
    """The day in the plant."""
    is_timed: bool


class _Written(NamedTuple):
    """A date taken apart: year, month, day, or three numbers in the order of the cell."""

    numbers: tuple[int, int, int]
    is_open: bool
    """Whether the order has to be known."""
    is_short: bool
    """Whether the year has two digits."""
    clock: str

    @property
    def is_possible(self) -> bool:
        """Whether there is such a month and day, in some order."""
        first, second, third = self.numbers
        if self.is_open:
            return min(first, second) <= _NOON and max(first, second, 1) <= _MOST_DAYS
        return EARLIEST <= first <= LATEST and 1 <= second <= _NOON and 1 <= third <= _MOST_DAYS


@dataclass(slots=True)
class DateEvidence:
    """What a column's cells tell of the order its numbers stand in."""

    read: int = 0
    failed: int = 0
    open: int = 0
    first_over_12: int = 0
    second_over_12: int = 0
    short: int = 0
    timed: int = 0
    """With a time of day that is not midnight."""
    example: str = ""

    def see(self, cell: str) -> None:
        """One more cell of the column."""
        if (plain := _plain(cell)) is not None:
            self.read += 1
            self.timed += plain.time() != time()
            return
        if is_never(cell):
            return
        written = _taken_apart(cell)
        if written is None or not written.is_possible:
            self.failed += 1
            return
        self.read += 1
        self.timed += written.clock.strip("0: .") != ""
        if written.is_open:
            self.open += 1
            self.example = self.example or cell
            self.short += written.is_short
            self.first_over_12 += written.numbers[0] > _NOON
            self.second_over_12 += written.numbers[1] > _NOON

    @property
    def share(self) -> float:
        """Of the cells that hold anything, those that are dates."""
        return self.read / ((self.read + self.failed) or 1)

    @property
    def is_settled(self) -> bool:
        """Whether no order has to be known."""
        return not self.open

    @property
    def order(self) -> str:
        """``dmy`` or ``mdy``; empty where the column does not tell, or tells both."""
        if self.short or bool(self.first_over_12) == bool(self.second_over_12):
            return ""
        return "dmy" if self.first_over_12 else "mdy"


def moment_reader(order: str, zone: tzinfo) -> Callable[[str], Moment | None]:
    """How a column's cells are read; None for a blank one.

    Args:
        order: ``dmy``, ``mdy`` or ``ymd``; empty where the column needs none.
        zone: Of times without an offset.

    The function raises ValueError, with the reason, for what is no such date.
    """

    def read(cell: str) -> Moment | None:
        if (plain := _plain(cell)) is not None:
            at = plain.replace(tzinfo=zone).astimezone(UTC)
            return Moment(at, plain.date(), len(cell) > _DATE)
        if is_never(cell):
            return None
        written = _taken_apart(cell)
        if written is None:
            raise ValueError(f"{cell!r} is no date")
        return _moment(cell, written, order, zone)

    return read


def _plain(cell: str) -> datetime | None:
    """What most exports write, and Python reads fast: 2026-03-01, 2026-03-01 07:30[:00]."""
    if len(cell) not in _PLAIN or cell[4] != "-" or cell[7] != "-" or cell[10:11] not in _JOINTS:
        return None
    try:
        plain = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return plain if EARLIEST <= plain.year <= LATEST and plain.tzinfo is None else None


def _moment(cell: str, written: _Written, order: str, zone: tzinfo) -> Moment:
    year, month, day = written.numbers
    if written.is_open:
        if not order:
            raise ValueError(f"{cell!r} is not written like the other dates; declare [dates]")
        by_letter = dict(zip(order, written.numbers, strict=True))
        year, month, day = by_letter["y"], by_letter["m"], by_letter["d"]
        if written.is_short:
            year += 1900 if year >= _PIVOT else 2000
    if not EARLIEST <= year <= LATEST:
        raise ValueError(f"{cell!r} is not between {EARLIEST} and {LATEST}")
    try:
        clock, days, offset = _clock(written.clock)
        local = datetime.combine(date(year, month, day), clock) + timedelta(days=days)
    except ValueError as exc:
        raise ValueError(f"{cell!r} is no date ({exc})") from exc
    aware = local.replace(tzinfo=offset or zone)
    at = aware.astimezone(UTC)
    return Moment(at, at.astimezone(zone).date(), bool(written.clock))


@lru_cache(maxsize=1 << 14)
def _taken_apart(cell: str) -> _Written | None:
    text = cell.strip().lower()
    if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        numbers = (int(found[1]), int(found[2]), int(found[3]))
        return _written(numbers, found[4], is_open=False)
    if found := _NUMBERS.fullmatch(text):
        numbers = (int(found[1]), int(found[2]), int(found[3]))
        return _written(numbers, found[4], is_open=True, is_short=len(found[3]) == len("05"))
    if found := _DAY_MONTH.fullmatch(text):
        day, name, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.fullmatch(text):
        name, day, year = found[1], found[2], found[3]
    else:
        return None
    if not (month := _MONTHS.get(name)):
        return None
    return _written((int(year), month, int(day)), found[4], is_open=False)


def _written(
    numbers: tuple[int, int, int], clock: str | None, *, is_open: bool, is_short: bool = False
) -> _Written | None:
    clock = (clock or "").strip()
    if clock and not _CLOCK.fullmatch(clock):
        return None
    return _Written(numbers, is_open, is_short, clock)


def _clock(text: str) -> tuple[time, int, tzinfo | None]:
    """Time of day, whole days over it (24:00) and offset."""
    if not text:
        return time(), 0, None
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is no time of day")
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["before"] or found["after"] or "").replace(".", "")
    if half:
        if not 1 <= hour <= _NOON and half in ("am", "pm"):
            raise ValueError(f"there is no {hour} o'clock {half}")
        if half in ("pm", "下午"):
            hour += _NOON if hour < _NOON else 0
        elif hour == _NOON:
            hour = 0
    days = int((hour, minute, second) == (24, 0, 0))
    return time(hour % 24 if days else hour, minute, second), days, _offset(found["offset"])


def _offset(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text in ("z", "utc"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
