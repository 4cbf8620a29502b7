"""Orders themselves: the costliest, the longest, the last, or all that are meant."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import Measure, column, measured
from assistant.history.queries.figures import UNITS
from assistant.history.queries.outcome import MOST_IDS, Outcome, Query, ids_of
from assistant.history.table import WorkOrder

TOLD: Final = (
    "opened_on", "source", "external_id", "asset", "area", "site", "item", "text", "action",
    "work_type", "priority", "status", "failure_code", "parts", "technician", "downtime_minutes",
    "labour_minutes", "cost",
)  # fmt: skip
"""Of each order."""


class Orders(Query):
    """What is told of orders, in some order."""

    limit: int = Field(default=1, ge=1, le=MOST_IDS)
    columns: tuple[str, ...] = ()
    """That were asked for by name, beyond those that are always told."""

    def _run(
        self,
        session: Session,
        zone: ZoneInfo,
        must: ColumnElement[bool],
        order: tuple[SQLColumnExpression[Any], ...],
        tied: SQLColumnExpression[Any] | None = None,
    ) -> tuple[Outcome, list[Any]]:
        """Outcome without value, and the rows; where they are ranked, those equal to the last."""
        clauses = list(self.scope.clauses(zone))
        orders, n = session.execute(
            select(func.count(), func.count().filter(must)).where(*clauses).select_from(WorkOrder)
        ).one()
        names = (*TOLD, *(one for one in self.columns if one not in TOLD))
        asked = select(WorkOrder.id, *(column(one) for one in names)).where(*clauses, must)
        most = self.limit if tied is None else self.limit + MOST_IDS
        if tied is not None:
            asked = asked.add_columns(tied)
        found = list(session.execute(asked.order_by(*order).limit(most)))
        if tied is not None and len(found) > self.limit:
            edge = found[self.limit - 1][-1]
            found = [
                row for place, row in enumerate(found) if place < self.limit or row[-1] == edge
            ]
        shown = [tuple(_cell(one, zone) for one in row[1 : len(names) + 1]) for row in found]
        ids = tuple(row[0] for row in found)
        reason = "" if n else ("untold" if orders else "no_orders")
        left_out = {"unknown": orders - n} if orders > n else {}
        return Outcome(None, n, names, shown, ids, "", left_out, reason), found


class Extreme(Orders):
    """The orders with the largest or smallest amount of a measure."""

    measure: Measure
    smallest: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return "smallest" if self.smallest else "largest"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Its value is the amount of the first; equal ones are all told."""
        own = measured(self.measure)
        order = (own.asc() if self.smallest else own.desc(), WorkOrder.id)
        outcome, found = self._run(session, zone, own.is_not(None), order, own)
        return _valued(outcome, found[0][-1] if found else None, UNITS[self.measure])


class Latest(Orders):
    """The last orders, or the first ones: when, and what was done."""

    first: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return "first" if self.first else "last"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """By the moment they were opened; of several on the same day all are told."""
        own = WorkOrder.opened_at
        order = (own.asc() if self.first else own.desc(), WorkOrder.id)
        outcome, found = self._run(session, zone, own.is_not(None), order, own)
        day = found[0][1] if found else None
        return _valued(outcome, day.isoformat() if day else None)


class Listing(Orders):
    """All orders that are meant, the latest first."""

    limit: int = Field(default=50, ge=1, le=MOST_IDS)

    @property
    def name(self) -> str:
        """Its name."""
        return "list"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Its value is how many there are; rows, no more than its limit."""
        own = WorkOrder.opened_at
        everyone = WorkOrder.id.is_not(None)
        outcome, _ = self._run(session, zone, everyone, (own.desc().nulls_last(), WorkOrder.id))
        ids = ids_of(session, list(self.scope.clauses(zone)), outcome.n)
        return Outcome(outcome.n, outcome.n, outcome.columns, outcome.rows, ids)


class These(Listing):
    """Orders that are known already, as those behind a figure."""

    ids: tuple[int, ...] = Field(max_length=MOST_IDS)
    limit: int = Field(default=MOST_IDS, ge=1, le=MOST_IDS)
    columns: tuple[str, ...] = ("malfunction_start", "malfunction_end")
    """By which figures of reliability are checked."""

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """The latest first; whatever else the scope says holds too."""
        own = WorkOrder.opened_at
        meant = WorkOrder.id.in_(self.ids)
        outcome, _ = self._run(session, zone, meant, (own.desc().nulls_last(), WorkOrder.id))
        n = len(outcome.rows)
        return Outcome(n, n, outcome.columns, outcome.rows, outcome.ids)


def _cell(value: Any, zone: ZoneInfo) -> Any:  # noqa: ANN401  # of any column
    """A moment by the site's clock."""
    if isinstance(value, datetime):
        return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return value


def _valued(outcome: Outcome, value: object, unit: str = "") -> Outcome:
    return Outcome(
        value, outcome.n, outcome.columns, outcome.rows, outcome.ids, unit,
        outcome.left_out, outcome.reason,
    )  # fmt: skip
