"""Counts, sums and means: one figure, or one for each value of a column."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Select,
    Subquery,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from assistant.history.queries.columns import BUCKETS, Measure, bucket_of, column, measured
from assistant.history.queries.outcome import Outcome, Query, ids_of
from assistant.history.table import WorkOrder

Statistic = Literal["sum", "mean", "median", "max", "min"]
Amount = Decimal | float | None
Of = Literal["count"] | Measure
UNITS: dict[str, str] = {"cost": "money", "downtime": "min", "labour": "min", "count": ""}
_MOST_TIES = 50
MOST_GROUPS = 1000
"""Rows of a reply at most."""


class Count(Query):
    """How many orders."""

    @property
    def name(self) -> str:
        """Its name."""
        return "count"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Duplicates are counted, and told."""
        clauses = list(self.scope.clauses(zone))
        asked = select(func.count(), func.count(WorkOrder.duplicate_of)).where(*clauses)
        n, twice = session.execute(asked.select_from(WorkOrder)).one()
        ids = ids_of(session, clauses, n)
        return Outcome(n, n, ids=ids, left_out={"duplicates": twice} if twice else {})


class CountDistinct(Query):
    """How many different values a column has."""

    column: str
    more_than: int | None = None
    """Orders that a value must have, and one more."""

    @property
    def name(self) -> str:
        """Its name."""
        return "count_distinct"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """The values are its rows."""
        clauses = list(self.scope.clauses(zone))
        own = column(self.column)
        asked = select(own, func.count()).where(*clauses, own.is_not(None)).group_by(own)
        if self.more_than is not None:
            asked = asked.having(func.count() > self.more_than)
        found = session.execute(asked.order_by(own)).all()
        n = sum(count for _, count in found)
        rows = [tuple(row) for row in found[:MOST_GROUPS]]
        ids = ids_of(session, clauses, n)
        return Outcome(len(found), n, (self.column, "count"), rows, ids)


class Figure(Query):
    """Sum, mean, largest or smallest of a measure."""

    measure: Measure
    statistic: Statistic

    @property
    def name(self) -> str:
        """Its name."""
        return self.statistic

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Of the orders that tell it; of none of them there is no value."""
        clauses = list(self.scope.clauses(zone))
        own = measured(self.measure)
        total = summed(self.measure, self.statistic)
        asked = select(func.count(), func.count(own), total).select_from(WorkOrder)
        orders, n, found = session.execute(asked.where(*clauses)).one()
        if self.statistic == "median" and n:
            found = self._middle(session, [*clauses, own.is_not(None)], n)
        ids = ids_of(session, [*clauses, own.is_not(None)], n)
        return Outcome(
            amount_of(self.measure, self.statistic, n, found),
            n,
            ids=ids,
            unit=UNITS[self.measure],
            left_out={"unknown": orders - n} if orders > n else {},
            reason="" if n else ("untold" if orders else "no_orders"),
        )

    def _middle(self, session: Session, clauses: list[Any], n: int) -> Any:  # noqa: ANN401
        """The middle amount; of an even number of them the mean of both."""
        own = measured(self.measure)
        asked = select(own).where(*clauses).order_by(own)
        middle = list(session.scalars(asked.offset((n - 1) // 2).limit(2 - n % 2)))
        return sum(middle) / len(middle)


class Grouped(Query):
    """A count, or a figure of a measure, for each value of a column or each stretch of time."""

    by: str
    """A column; ``day``, ``month`` or ``year``."""
    of: Of = "count"
    statistic: Statistic = "sum"
    limit: int | None = Field(default=None, ge=1)
    """Of the first; those equal to the last of them are told too."""
    ascending: bool = False
    more_than: int | None = None
    """Orders that a group must have, and one more."""

    @property
    def name(self) -> str:
        """Its name."""
        if self.by in BUCKETS and self.limit is None:
            return "trend"
        if self.limit is not None:
            return "top_n"
        return "count_by" if self.of == "count" else f"{self.statistic}_by"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Orders without a value of the column are counted beside."""
        clauses = list(self.scope.clauses(zone))
        groups = _by_day if self.by in BUCKETS else _by_value
        every = groups(self.by, self.of, self.statistic, clauses)
        told = totalled(every, every.c.key.is_not(None))
        asked = self._ordered(self._meant(told), told).limit(
            MOST_GROUPS if self.limit is None else self.limit + _MOST_TIES
        )
        found = session.execute(asked).all()
        kept = _with_ties(
            [
                (key, count, amount_of(self.of, self.statistic, with_it, figure))
                for key, count, with_it, figure, *_ in found
            ],
            self.limit,
        )
        orders, n = found[0][-2:] if found else none_listed(session, told)
        used: ColumnElement[bool] = column(self.by).is_not(None)
        if self.of != "count":
            used &= measured(self.of).is_not(None)
        measure = () if self.of == "count" else (f"{self.statistic}_{self.of}",)
        rows = [row[:2] if self.of == "count" else row for row in kept]
        return Outcome(
            {str(row[0]): row[-1] for row in kept} if kept else None,
            n,
            (self.by, "count", *measure),
            rows,
            ids_of(session, [*clauses, used], n),
            UNITS[self.of],
            {"unknown": orders - n} if orders > n else {},
            "" if kept else ("untold" if orders else "no_orders"),
        )

    def _meant(self, told: Subquery) -> Select[Any]:
        """The groups that are asked for."""
        asked = select(told).where(told.c.key.is_not(None), told.c.told > 0)
        return asked if self.more_than is None else asked.where(told.c.count > self.more_than)

    def _ordered(self, asked: Select[Any], told: Subquery) -> Select[Any]:
        """The greatest first; time as it went by, unless the first few are asked for."""
        if self.by in BUCKETS and self.limit is None:
            return asked.order_by(told.c.key)
        rank: ColumnElement[Any] = told.c.figure
        if self.of != "count" and self.statistic == "mean":
            rank = cast(rank, Float) / func.nullif(told.c.told, 0)
        return asked.order_by(rank.asc() if self.ascending else rank.desc(), told.c.key)


def _by_value(by: str, of: Of, statistic: Statistic, clauses: Sequence[Any]) -> Subquery:
    """Each value of a column, null too: orders, those that tell the measure, and its figure."""
    key = column(by).label("key")
    return grouped([key], of, statistic).where(*clauses).group_by(key).subquery()


def _by_day(by: str, of: Of, statistic: Statistic, clauses: Sequence[Any]) -> Subquery:
    """Stretches of time out of their days, which an index has in order: nothing is sorted."""
    days = _by_value("opened_on", of, statistic, clauses).c
    key = bucket_of(days.key, by).label("key")
    figure: ColumnElement[Any] = func.sum(days.figure)
    if of == "count":
        figure = _whole(days.figure)
    elif statistic in {"max", "min"}:
        figure = getattr(func, statistic)(days.figure)
    count, told = _whole(days.count), _whole(days.told)
    asked = select(key, count.label("count"), told.label("told"), figure.label("figure"))
    return asked.group_by(key).subquery()


def _whole(numbers: ColumnElement[Any]) -> ColumnElement[int]:
    """Their sum; PostgreSQL makes a decimal of it."""
    return cast(func.sum(numbers), BigInteger)


def grouped(keys: Sequence[ColumnElement[Any]], of: Of, statistic: Statistic) -> Select[Any]:
    """Of each group: its keys, orders, those that tell the measure, and its figure."""
    told = func.count() if of == "count" else func.count(measured(of))
    figure = summed(of, statistic)
    return select(*keys, func.count().label("count"), told.label("told"), figure.label("figure"))


def totalled(groups: Subquery, is_named: ColumnElement[bool]) -> Subquery:
    """The groups, each beside how many orders there are and how many are in a group and told.

    So one reading of the orders tells both; to read a million of them again takes as long as the
    first time.
    """
    own = groups.c
    n = cast(func.sum(case((is_named, own.told), else_=0)).over(), BigInteger)
    orders = cast(func.sum(own.count).over(), BigInteger)
    return select(groups, orders.label("orders"), n.label("n")).subquery()


def none_listed(session: Session, told: Subquery) -> tuple[int, int]:
    """How many orders there are and how many are told, where no group is asked for."""
    first = session.execute(select(told.c.orders, told.c.n).limit(1)).one_or_none()
    return (first[0], first[1]) if first else (0, 0)


class ParetoOf(Query):
    """What matters most: count, downtime or cost of each value, and added up."""

    by: str
    of: Of = "count"

    @property
    def name(self) -> str:
        """Its name."""
        return "pareto"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Shares are of all orders that have a value; its value tells the kinds that make 80 %."""
        grouped = Grouped(scope=self.scope, by=self.by, of=self.of).run(session, zone)
        amounts = [Decimal(str(row[-1])) for row in grouped.rows]
        total = sum(amounts)
        if len(amounts) == MOST_GROUPS:
            total = self._total(session, zone)
        sums = list(accumulate(amounts))
        rows = [
            (*row, _share(amount, total), _share(above, total))
            for row, amount, above in zip(grouped.rows, amounts, sums, strict=True)
        ]
        vital = 1 + sum(above < total * Decimal("0.8") for above in sums)
        return Outcome(
            {str(row[0]): row[-1] for row in rows[:vital]} or None,
            grouped.n,
            (*grouped.columns, "share", "cumulative"),
            rows,
            grouped.ids,
            "1",
            grouped.left_out,
            grouped.reason,
        )

    def _total(self, session: Session, zone: ZoneInfo) -> Decimal:
        """Of more values than are listed."""
        clauses = (*self.scope.clauses(zone), column(self.by).is_not(None))
        return Decimal(str(session.scalar(select(summed(self.of, "sum")).where(*clauses)) or 0))


def summed(of: Of, statistic: Statistic) -> ColumnElement[Any]:
    """What the database reckons of orders: a mean is made of its sum."""
    if of == "count":
        return func.count()
    own = measured(of)
    kinds = {"max": func.max(own), "min": func.min(own)}
    return kinds.get(statistic, func.sum(own))


def amount_of(of: Of, statistic: Statistic, n: int, found: Amount) -> Amount:
    """The figure, by what the database found in n orders that tell it."""
    if of == "count":
        return found
    if not n or found is None:
        return None
    return found / n if statistic == "mean" else found


def _share(amount: Decimal, total: Decimal | int) -> float:
    return float(amount / total) if total else 0.0


def _with_ties(found: list[tuple[Any, ...]], limit: int | None) -> list[tuple[Any, ...]]:
    if limit is None or len(found) <= limit:
        return found
    edge = found[limit - 1][-1]
    return found[:limit] + [row for row in found[limit:] if row[-1] == edge]
