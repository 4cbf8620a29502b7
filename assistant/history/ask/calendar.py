"""Days, months and years as stretches of days. Pure."""

from datetime import date, timedelta
from typing import Final, NamedTuple

DECEMBER: Final = 12
QUARTER: Final = 3
"""Months."""


class Days(NamedTuple):
    """From a day to another one; None is open."""

    first: date | None
    last: date | None


def one_day(year: int, month: int, day: int) -> Days | None:
    """Itself, or None where no calendar has it."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return Days(found, found)


def one_month(year: int, month: int) -> Days | None:
    """From its first day to its last; None where there is no such month."""
    if not 1 <= month <= DECEMBER:
        return None
    return Days(date(year, month, 1), last_day_of(year, month))


def one_year(year: int) -> Days:
    """From January to December."""
    return Days(date(year, 1, 1), date(year, 12, 31))


def last_day_of(year: int, month: int) -> date:
    """The last day of a month."""
    after = date(year + month // DECEMBER, month % DECEMBER + 1, 1)
    return after - timedelta(days=1)


def months_back(today: date, count: int) -> tuple[int, int]:
    """Year and month so many months before a day's."""
    place = today.year * DECEMBER + today.month - 1 - count
    return place // DECEMBER, place % DECEMBER + 1


def latest_year(month: int, today: date) -> int:
    """Of the last such month that has begun."""
    return today.year if month <= today.month else today.year - 1
