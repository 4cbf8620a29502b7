"""Figures by two things at once: downtime by area and month."""

from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import BUCKETS, column, measured
from assistant.history.queries.figures import (
    MOST_GROUPS,
    UNITS,
    Of,
    Statistic,
    amount_of,
    summed,
)
from assistant.history.queries.outcome import Outcome, Query, ids_of
from assistant.history.table import WorkOrder


class Crossed(Query):
    """A count, or a figure of a measure, for each pair of values."""

    by: str
    """A column, or a stretch of time."""
    across: str
    """Another one."""
    of: Of = "count"
    statistic: Statistic = "sum"

    @property
    def name(self) -> str:
        """Its name."""
        return "crossed"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Pairs without orders are not listed."""
        clauses = list(self.scope.clauses(zone))
        rows, columns = column(self.by), column(self.across)
        used = rows.is_not(None) & columns.is_not(None)
        told = func.count()
        if self.of != "count":
            told = func.count(measured(self.of))
            used &= measured(self.of).is_not(None)
        figure = summed(self.of, self.statistic)
        asked = select(rows.label("a"), columns.label("b"), func.count(), told, figure)
        asked = asked.where(*clauses, used).group_by("a", "b").order_by("a", "b")
        found = session.execute(asked.limit(MOST_GROUPS + 1)).all()
        kept = [
            (a, b, count, amount_of(self.of, self.statistic, n, total))
            for a, b, count, n, total in found[:MOST_GROUPS]
        ]
        count = select(func.count(), func.count().filter(used)).select_from(WorkOrder)
        orders, n = session.execute(count.where(*clauses)).one()
        measure = () if self.of == "count" else (f"{self.statistic}_{self.of}",)
        left = {"unknown": orders - n} if orders > n else {}
        if len(found) > MOST_GROUPS:
            left["cut"] = 1
        return Outcome(
            {f"{a} {b}": value for a, b, _, value in kept} or None,
            n,
            (self.by, self.across, "count", *measure),
            [row if measure else row[:3] for row in kept],
            ids_of(session, [*clauses, used], n),
            UNITS[self.of],
            left,
            "" if kept else ("untold" if orders else "no_orders"),
        )

    @property
    def is_timed(self) -> bool:
        """Whether days of the calendar decide."""
        return self.by in BUCKETS or self.across in BUCKETS
