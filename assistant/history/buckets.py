"""Days, months and years by their names, and all of them between two days. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Final

Days = tuple[date, date]
"""First and last, both included."""
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of period."""

    digits: int
    """Of ``2010-09-20`` that name it."""
    next: Callable[[date], date]
    """The first day of the period after the one that begins on this day."""

    def name_of(self, day: date) -> str:
        """Of the period that the day is in; names sort as time goes."""
        return day.isoformat()[: self.digits]

    def first_day(self, name: str) -> date:
        """Of ``2010``, the first of January."""
        return date.fromisoformat(name + "0001-01-01"[len(name) :])


def _next_month(day: date) -> date:
    if day.month == _DECEMBER:
        return date(day.year + 1, 1, 1)
    return date(day.year, day.month + 1, 1)


STEPS: Final[dict[str, Step]] = {
    "day": Step(10, lambda day: day + timedelta(days=1)),
    "month": Step(7, _next_month),
    "year": Step(4, lambda day: date(day.year + 1, 1, 1)),
}


def along(kind: str, days: Days, most: int) -> Iterator[str]:
    """Names of all periods that hold one of the days, in order; no more than so many."""
    return islice(_along(STEPS[kind], days), most)


def _along(step: Step, days: Days) -> Iterator[str]:
    first, last = map(step.name_of, days)
    while first < last:
        yield first
        first = step.name_of(step.next(step.first_day(first)))
    if first == last:
        yield last
