"""What the work orders of other systems hand over: those that are open, and those of the shift."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from assistant.handover.model import Change, Deed, Line
from assistant.handover.sites import Sites
from assistant.handover.words import quotes
from assistant.history.reported import told_apart
from assistant.history.spans import Span
from assistant.history.standing import is_open
from assistant.history.table import WorkOrder

_MOST: Final = 500
_MINUTE, _INSTANT = timedelta(minutes=1), timedelta(microseconds=1)
_ROW = WorkOrder


class Orders:
    """The orders of all sources, read in one session."""

    def __init__(
        self,
        session: Session,
        sites: Sites,
        zone: ZoneInfo,
        now: datetime,
        shift: Span,
        tag_of: Callable[[str], str],
    ) -> None:
        """As they stand.

        Args:
            session: On the plant's database.
            sites: Whose orders.
            zone: The site's.
            now: Aware.
            shift: Whose changes are told.
            tag_of: The tag of a machine by any of its names; the name itself where it has none.
        """
        self._session = session
        self._told = (*_others(), *sites.clauses())
        self._zone = zone
        self._now = now
        self._tag_of = tag_of
        self.total, self.unclear, self._standing = self._count(self._told)
        nameless = (*_others(), _ROW.site.is_(None))
        self.siteless = 0 if sites.only is None else self._count(nameless)[0]
        self.lines = [self._line(row) for row in self._open()]
        self.changes = list(self._changes(shift))

    def _count(
        self, which: Sequence[ColumnElement[bool]]
    ) -> tuple[int, int, list[ColumnElement[bool]]]:
        """Of some: open ones, unclear ones, and which statuses of which source are open.

        A source that tells neither a status nor an end of any order says nothing of who is open.
        """
        ended = _ROW.closed_at.is_not(None)
        asked = select(_ROW.source, _ROW.status, ended, func.count()).where(*which)
        found: defaultdict[str, list[tuple[str | None, bool, int]]] = defaultdict(list)
        groups = asked.group_by(_ROW.source, _ROW.status, ended)
        for source, status, over, count in self._session.execute(groups):
            found[source].append((status, bool(over), count))
        total = unclear = 0
        standing: list[ColumnElement[bool]] = []
        for source, told in found.items():
            if not any(status or over for status, over, _ in told):
                unclear += sum(count for *_, count in told)
                continue
            for status, over, count in told:
                is_standing = is_open(status, self._now if over else None)
                unclear += count if is_standing is None else 0
                if is_standing:
                    total += count
                    same = _ROW.status.is_(None) if status is None else _ROW.status == status
                    standing.append(and_(_ROW.source == source, same))
        return total, unclear, standing

    def _open(self) -> Sequence[WorkOrder]:
        if not self._standing:
            return ()
        asked = select(_ROW).where(*self._told, _ROW.closed_at.is_(None), or_(*self._standing))
        newest = asked.order_by(_ROW.opened_at.desc().nulls_last(), _ROW.id).limit(_MOST)
        return self._session.scalars(newest).all()

    def _changes(self, shift: Span) -> Iterator[Change]:
        """Opened or closed in it; an order of which the day alone is known may be of another."""
        first, last = (
            moment.astimezone(self._zone).date() for moment in (shift.start, shift.end - _INSTANT)
        )
        timed = and_(
            _ROW.opened_precision == "minute",
            _ROW.opened_at >= shift.start,
            _ROW.opened_at < shift.end,
        )
        dated = and_(_ROW.opened_precision == "day", _ROW.opened_on.between(first, last))
        closed = and_(_ROW.closed_at >= shift.start, _ROW.closed_at < shift.end)
        near = _ROW.opened_at.between(
            shift.start - timedelta(days=2), shift.end + timedelta(days=2)
        )
        for which, action in ((near & or_(timed, dated), "opened"), (closed, "closed")):
            asked = select(_ROW).where(*self._told, which).order_by(_ROW.id).limit(_MOST)
            for row in self._session.scalars(asked):
                yield self._change(row, action)

    def _line(self, row: WorkOrder) -> Line:
        since = row.opened_at and row.opened_at.astimezone(self._zone)
        return Line(
            kind="order",
            number=_number(row),
            source=row.source,
            machine=self._tag_of(row.asset) if row.asset else None,
            title=row.text,
            status=row.status,
            priority=row.priority,
            since=since,
            is_day=row.opened_precision == "day",
            age_minutes=max(0, (self._now - since) // _MINUTE) if since else None,
            done=Deed(text=row.action, by=row.technician) if row.action else None,
            quotes=quotes((row.text, row.action)),
        )

    def _change(self, row: WorkOrder, action: str) -> Change:
        at: Any = row.opened_at if action == "opened" else row.closed_at
        return Change(
            kind="order",
            number=_number(row),
            machine=self._tag_of(row.asset) if row.asset else None,
            title=row.text,
            at=at.astimezone(self._zone),
            is_day=action == "opened" and row.opened_precision == "day",
            action=action,
            text=row.action if action == "closed" else None,
        )


def _others() -> tuple[ColumnElement[bool], ...]:
    """No reports, no duplicates, and no order that an open report tells already."""
    return _ROW.duplicate_of.is_(None), *told_apart("approved")


def _number(row: WorkOrder) -> str:
    return row.external_id or f"#{row.id}"
