"""Which machines stand at this moment, as work orders and approved reports tell it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from assistant.history.queries.columns import column
from assistant.history.queries.outcome import MOST_IDS, Outcome, Query
from assistant.history.reported import SOURCE
from assistant.history.spans import day_span
from assistant.history.standing import is_open, is_over
from assistant.history.table import Import, WorkOrder

_TOLD: Final = (
    "malfunction_start", "asset", "area", "text", "failure_code", "status", "source", "external_id",
)  # fmt: skip


def still(query: Query, session: Session, zone: ZoneInfo, now: datetime) -> tuple[str, ...]:
    """Machines that stand: a sum of downtime has not their hours, which are not over.

    What has stopped after the last day that was asked for is in no sum of it anyhow.

    Args:
        query: What was asked; of another measure than downtime none are told.
        session: On the plant's database.
        zone: The site's.
        now: Aware.
    """
    if "downtime" not in (getattr(query, "of", ""), getattr(query, "measure", "")):
        return ()
    last = query.scope.last
    ends = day_span(last, last, zone).end - timedelta(microseconds=1) if last else now
    down = DownNow(scope=query.scope.without_days(), at=min(now, ends)).run(session, zone)
    place = _TOLD.index("asset")
    return tuple(dict.fromkeys(str(row[place]) for row in down.rows if row[place]))


class DownNow(Query):
    """Orders of malfunctions that have begun and not ended, and that are open themselves."""

    at: AwareDatetime

    @property
    def name(self) -> str:
        """Its name."""
        return "down_now"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Of sources that tell ends at all: of another, that none is told says nothing."""
        own = WorkOrder
        sources = self._sources(session)
        begun = (
            *self.scope.clauses(zone, twice=True),
            own.source.in_(sources),
            or_(own.duplicate_of.is_(None), _alone(sources)),
            own.malfunction_start <= self.at,
            own.malfunction_end.is_(None),
            own.closed_at.is_(None),
        )
        counted = select(own.status, func.count()).where(*begun).group_by(own.status)
        told = {row[0]: int(row[1]) for row in session.execute(counted)}
        standing = {status: is_open(status, None) for status in told}
        meant = [status for status, is_so in standing.items() if is_so]
        unclear = sum(count for status, count in told.items() if standing[status] is None)
        found = self._found(session, begun, meant)
        n = sum(told[status] for status in meant)
        return Outcome(
            n if sources else None,
            n,
            _TOLD,
            [_row(row, zone) for _, *row in found],
            tuple(order for order, *_ in found),
            left_out={"unclear": unclear} if unclear else {},
            reason="" if sources else "no_malfunction_end",
        )

    def _sources(self, session: Session) -> list[str]:
        """One look into each: most tell an end in their first rows.

        Of our own reports an end that is not told has not come, however few there are.
        """
        own = WorkOrder
        every = session.scalars(select(Import.source).distinct())
        told = select(own.id).limit(1)
        ends = told.where(own.malfunction_end.is_not(None))
        return [
            source
            for source in every
            if not self.scope.sources or source in self.scope.sources
            for asked in (told if source == SOURCE else ends,)
            if session.scalar(asked.where(own.source == source)) is not None
        ]

    def _found(
        self, session: Session, begun: Sequence[Any], meant: Sequence[str | None]
    ) -> Sequence[Any]:
        """Those that have stood longest first."""
        own = WorkOrder
        named = [status for status in meant if status is not None]
        which = [own.status.in_(named)] + ([own.status.is_(None)] if None in meant else [])
        asked = select(own.id, *map(column, _TOLD)).where(*begun, or_(*which))
        return session.execute(asked.order_by(own.malfunction_start, own.id).limit(MOST_IDS)).all()


def _alone(sources: Sequence[str]) -> ColumnElement[bool]:
    """A report whose order is counted nowhere and does not say that it is over."""
    order = aliased(WorkOrder)
    begins = order.source.in_(sources) & order.malfunction_start.is_not(None)
    ended = or_(order.malfunction_end.is_not(None), order.closed_at.is_not(None))
    tells = or_(begins, ended, is_over(order.status))
    is_told = exists().where(order.id == WorkOrder.duplicate_of, tells)
    return (WorkOrder.source == SOURCE) & ~is_told


def _row(row: Sequence[Any], zone: ZoneInfo) -> tuple[Any, ...]:
    since: datetime = row[0]
    return (since.astimezone(zone).strftime("%Y-%m-%d %H:%M"), *row[1:])
