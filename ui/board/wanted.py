"""What the board is narrowed to, as its address has it: period, site, machine, area. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from assistant.history.ask.vocabulary import Vocabulary
from assistant.history.queries.scope import Condition, Scope
from vectorstore.assets import folded

PERIODS: Final = ("30d", "90d", "12m", "year", "last_year", "all", "own")
GROUPS: Final = ("asset", "failure_code", "item", "area")
AMOUNTS: Final = ("downtime", "count", "cost")
_USUAL: Final = "12m"
_DAYS: Final = {"30d": 30, "90d": 90, "12m": 365}
_LONGEST: Final = 200
_YEARS: Final = range(1900, 2200)
_SHORT, _LONG = 70, 5 * 366
"""Days: a shorter period is drawn by days, a longer one by years."""

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters."""

    period: str = _USUAL
    first: str = ""
    last: str = ""
    """Of an own period, as typed: ``2026-01-31``."""
    machine: str = ""
    area: str = ""
    site: str = ""
    by: str = GROUPS[0]
    """Of the Pareto."""
    of: str = AMOUNTS[0]

    @property
    def address(self) -> str:
        """What stands behind the question mark; what is usual is left out."""
        usual = Wanted()
        told = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({key: one for key, one in told.items() if one != getattr(usual, key)})

    def days(self, today: date) -> Days:
        """First and last of the period; None where it has no end."""
        if self.period in _DAYS:
            return today - timedelta(days=_DAYS[self.period] - 1), today
        if self.period == "year":
            return date(today.year, 1, 1), today
        if self.period == "last_year":
            return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
        return (None, None) if self.period == "all" else (_day(self.first), _day(self.last))

    def scope(self, words: Vocabulary, today: date) -> Scope:
        """Which orders are meant.

        Args:
            words: A machine goes by any of its names.
            today: By the site's calendar.
        """
        first, last = self.days(today)
        conditions = tuple(self._conditions(words))
        return Scope(conditions=conditions, first=first, last=last)

    def step(self, today: date, covered: Days | None) -> str:
        """What a trend goes by: days, months or years."""
        first, last = self.days(today)
        if covered:
            first, last = first or covered[0], last or covered[1]
        span = ((last or today) - (first or today)).days
        return "day" if span < _SHORT else "month" if span < _LONG else "year"

    def _conditions(self, words: Vocabulary) -> Iterator[Condition]:
        for column, typed in self.narrowed.items():
            known = dict(words.values.get(folded(typed), ())).get(column)
            yield Condition(column=column, values=known or (typed,))

    @property
    def narrowed(self) -> dict[str, str]:
        """By column, what was typed."""
        told = {"site": self.site, "asset": self.machine, "area": self.area}
        return {column: typed for column, typed in told.items() if typed}

    def unknown(self, words: Vocabulary, others: Collection[str] = ()) -> dict[str, str]:
        """Of these, names that no record has: what they narrow to is nothing at all.

        Args:
            words: Values of the records.
            others: Names that records of ours have beside.
        """
        ours = {folded(one) for one in others}
        return {
            column: typed
            for column, typed in self.narrowed.items()
            if column not in dict(words.values.get(folded(typed), ()))
            and not (column == "site" and folded(typed) in ours)
        }


def wanted_of(told: Mapping[str, str]) -> Wanted:
    """Out of an address; what makes no sense is as if it were not there."""
    period, by, of = (told.get(name, "") for name in ("period", "by", "of"))
    typed = ("first", "last", "machine", "area", "site")
    first, last, machine, area, site = (told.get(one, "").strip()[:_LONGEST] for one in typed)
    return Wanted(
        period if period in PERIODS else _USUAL,
        first,
        last,
        machine,
        area,
        site,
        by if by in GROUPS else GROUPS[0],
        of if of in AMOUNTS else AMOUNTS[0],
    )


def values_of(words: Vocabulary, column: str) -> list[str]:
    """Every value of a column that a person may choose, as it is written."""
    told = {one for found in words.values.values() for name, some in found
            for one in some if name == column}  # fmt: skip
    return sorted(told)


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if day.year in _YEARS else None
