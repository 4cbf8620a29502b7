"""Figures by two things at once: downtime by area and month."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import BUCKETS, column, measured
from assistant.history.queries.figures import (
    MOST_GROUPS,
    UNITS,
    Of,
    Statistic,
    amount_of,
    grouped,
    none_listed,
    totalled,
)
from assistant.history.queries.outcome import Outcome, Query, ids_of


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
        keys = column(self.by).label("a"), column(self.across).label("b")
        groups = (
            grouped(keys, self.of, self.statistic).where(*clauses).group_by("a", "b").subquery()
        )
        is_named = groups.c.a.is_not(None) & groups.c.b.is_not(None)
        told = totalled(groups, is_named)
        asked = select(told).where(told.c.a.is_not(None), told.c.b.is_not(None), told.c.told > 0)
        found = session.execute(asked.order_by("a", "b").limit(MOST_GROUPS + 1)).all()
        kept = [
            (a, b, n, amount_of(self.of, self.statistic, n, total))
            for a, b, _, n, total, *_ in found[:MOST_GROUPS]
        ]
        orders, n = found[0][-2:] if found else none_listed(session, told)
        used = column(self.by).is_not(None) & column(self.across).is_not(None)
        if self.of != "count":
            used &= measured(self.of).is_not(None)
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
