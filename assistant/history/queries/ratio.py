"""One figure against another: shares, ratios, periods side by side, orders per week."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy.orm import Session

from assistant.history.queries.columns import Bucket
from assistant.history.queries.figures import UNITS, Count, Figure, Of, ParetoOf, Statistic
from assistant.history.queries.outcome import Outcome, Query
from assistant.history.queries.scope import Scope, days_of

Days = tuple[date, date]
_DAYS_OF: Final[dict[Bucket, float]] = {
    "day": 1, "week": 7, "month": 365.2425 / 12, "quarter": 365.2425 / 4, "year": 365.2425,
}  # fmt: skip
"""Of the calendar's 400 years on average."""
_MONTHS_OF: Final[dict[Bucket, int]] = {"month": 1, "quarter": 3, "year": 12}


class Ratio(Query):
    """A figure of some orders ÷ the same of others."""

    whole: Scope
    of: Of = "count"
    is_share: bool = True
    """Whether the orders are among the others."""

    @property
    def name(self) -> str:
        """Its name."""
        return "share" if self.is_share else "ratio"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Its rows are what is divided."""
        part = figure_of(self.scope, self.of).run(session, zone)
        whole = figure_of(self.whole, self.of).run(session, zone)
        if not whole.value:
            return Outcome(None, whole.n, reason=whole.reason or "no_orders")
        value = float(Decimal(str(part.value or 0)) / Decimal(str(whole.value)))
        columns = ("part", "count" if self.of == "count" else f"sum_{self.of}")
        rows = [("part", part.value or 0), ("whole", whole.value)]
        told = {"unknown": whole.left_out["unknown"]} if "unknown" in whole.left_out else {}
        return Outcome(value, whole.n, columns, rows, whole.ids, "1", told)


class Shares(ParetoOf):
    """What part of all each value of a column makes."""

    @property
    def name(self) -> str:
        """Its name."""
        return "share_by"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Its value tells every share."""
        found = super().run(session, zone)
        shares = {str(row[0]): row[-2] for row in found.rows} or None
        return Outcome(
            shares, found.n, found.columns, found.rows, found.ids, "1", found.left_out, found.reason
        )


class Periods(Query):
    """The same figure of several stretches of days."""

    periods: tuple[Days, ...] = Field(min_length=2)
    of: Of = "count"
    statistic: Statistic = "sum"

    @property
    def name(self) -> str:
        """Its name."""
        return "periods"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """In their order; one without orders has a count of 0 and no other value."""
        found = [
            (days, figure_of(self._during(days), self.of, self.statistic).run(session, zone))
            for days in self.periods
        ]
        rows = [(label(*days), one.n, one.value) for days, one in found]
        told = "count" if self.of == "count" else f"{self.statistic}_{self.of}"
        unknown = sum(one.left_out.get("unknown", 0) for _, one in found)
        return Outcome(
            {name: value for name, _, value in rows},
            sum(one.n for _, one in found),
            ("period", "n", told),
            rows,
            tuple(order for _, one in found for order in one.ids),
            UNITS[self.of],
            {"unknown": unknown} if unknown else {},
        )

    def _during(self, days: Days) -> Scope:
        return self.scope.model_copy(update={"first": days[0], "last": days[1]})


class Rate(Query):
    """How many orders a day, week, month, quarter or year, on average."""

    per: Bucket

    @property
    def name(self) -> str:
        """Its name."""
        return "rate"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Over the days asked for, else from the first order of the sources to the last."""
        counted = Count(scope=self.scope).run(session, zone)
        days = self._days(session, zone)
        if days is None:
            return Outcome(None, 0, reason="no_orders")
        length = stretches(*days, self.per)
        rows = [(self.per, counted.n, length)]
        columns = ("per", "count", "stretches")
        value = counted.n / length
        return Outcome(value, counted.n, columns, rows, counted.ids, window=days)

    def _days(self, session: Session, zone: ZoneInfo) -> Days | None:
        scope = self.scope
        first, last = days_of(session, scope.sources, zone)
        first, last = scope.first or first, scope.last or last
        return (first, last) if first and last and first <= last else None


def figure_of(scope: Scope, of: Of, statistic: Statistic = "sum") -> Count | Figure:
    """The query of one amount."""
    if of == "count":
        return Count(scope=scope)
    return Figure(scope=scope, measure=of, statistic=statistic)


def stretches(first: date, last: date, bucket: Bucket) -> float:
    """How many weeks, months … long some days are; of whole months and years by the calendar."""
    after = date.fromordinal(last.toordinal() + 1)
    if bucket in _MONTHS_OF and first.day == after.day == 1:
        months = 12 * (after.year - first.year) + after.month - first.month
        return months / _MONTHS_OF[bucket]
    return ((last - first).days + 1) / _DAYS_OF[bucket]


def label(first: date, last: date) -> str:
    """``2010``, ``2010-09``, or both ends."""
    years = stretches(first, last, "year")
    if years == 1 and first.month == 1:
        return f"{first:%Y}"
    return f"{first:%Y-%m}" if stretches(first, last, "month") == 1 else f"{first} – {last}"


def parts(outcome: Outcome) -> tuple[Any, Any]:
    """What a ratio divides, and by what."""
    (_, part), (_, whole) = outcome.rows
    return part, whole
