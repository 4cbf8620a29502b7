"""What the reports hand over: those that are open, and what happened to them in the shift."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import and_, false, func, select, true
from sqlalchemy.orm import Session

from assistant.handover.model import Change, Deed, Line, Step
from assistant.handover.sites import Sites
from assistant.handover.words import quotes
from assistant.history.spans import Span
from assistant.reports.model import Action, Report
from assistant.reports.rows import read_reports
from assistant.reports.tables import EventRow, ReportRow
from assistant.reports.unseen import of_reasons
from assistant.reports.values import Status

OPEN: Final[tuple[Status, ...]] = ("draft", "submitted", "approved")
SOURCE: Final = "reports"
_GONE: Final[frozenset[Status]] = frozenset({"discarded", "rejected"})
_MOST: Final = 2000
_MINUTE = timedelta(minutes=1)


class Reports:
    """The reports of a site, read in one session."""

    def __init__(
        self, session: Session, sites: Sites, zone: ZoneInfo, now: datetime, shift: Span
    ) -> None:
        """As they stand; of another site than the service's there are none."""
        self._session = session
        self._zone = zone
        self._now = now
        self._is_ours = and_(ReportRow.site == sites.own, true() if sites.has_reports else false())
        ours = select(ReportRow).where(self._is_ours)
        is_open = ReportRow.status.in_(OPEN)
        count = select(func.count()).select_from(ReportRow).where(self._is_ours, is_open)
        self.total = session.scalar(count) or 0
        events = self._events(shift)
        touched = ours.where(ReportRow.id.in_({one.report_id for one in events}))
        rows = {row.id: row for row in session.scalars(touched)}
        newest = ours.where(is_open).order_by(ReportRow.updated_at.desc()).limit(_MOST)
        rows |= {row.id: row for row in session.scalars(newest)}
        self._reports = {one.id: one for one in read_reports(session, rows.values())}
        self._said = self._last_events(rows.values())
        given = (one.reason for one in (*events, *self._said.values()))
        self._reasons = of_reasons(session, given)
        self.changes = [
            self._change(one, self._reports[one.report_id])
            for one in events
            if one.report_id in self._reports
        ]

    def lines(self) -> Sequence[tuple[Line, bool]]:
        """Each with whether it is open; of the others those that the shift closed."""
        return [
            (self._line(one), one.status in OPEN)
            for one in self._reports.values()
            if one.status not in _GONE
        ]

    def _events(self, shift: Span) -> Sequence[EventRow]:
        asked = (
            select(EventRow)
            .join(ReportRow, ReportRow.id == EventRow.report_id)
            .where(self._is_ours, EventRow.at >= shift.start, EventRow.at < shift.end)
        )
        return self._session.scalars(asked.order_by(EventRow.at, EventRow.id)).all()

    def _last_events(self, rows: Iterable[ReportRow]) -> Mapping[str, EventRow]:
        """What made the version that stands."""
        ids = [row.id for row in rows]
        asked = (
            select(EventRow)
            .join(ReportRow, ReportRow.id == EventRow.report_id)
            .where(EventRow.report_id.in_(ids), EventRow.version == ReportRow.version)
        )
        return {event.report_id: event for event in self._session.scalars(asked)}

    def _line(self, report: Report) -> Line:
        since = report.detected_at or report.created_at
        said = self._said.get(report.id)
        notes = (report.reported_text, report.description, report.follow_up)
        deeds = [one for one in report.actions if one.text]
        return Line(
            kind="report",
            number=report.number,
            source=SOURCE,
            machine=report.asset_id or report.asset_text,
            title=_title(report),
            status=report.status,
            priority=report.priority,
            since=since.astimezone(self._zone),
            age_minutes=max(0, (self._now - since) // _MINUTE),
            last=said and self._step(said),
            done=_deed(deeds[-1]) if deeds else None,
            to_do=report.follow_up,
            fields=_fields(report),
            permit=report.permit_ref,
            quotes=quotes((*notes, *(one.text for one in deeds))),
            link=_link(report),
        )

    def _change(self, event: EventRow, report: Report) -> Change:
        return Change(
            kind="report",
            number=report.number,
            machine=report.asset_id or report.asset_text,
            title=_title(report),
            at=event.at.astimezone(self._zone),
            action=event.action,
            by=event.actor_name,
            text=self._reasons.get(event.reason or ""),
            changed=tuple(sorted(event.changed)) if event.action == "changed" else (),
            link=_link(report),
        )

    def _step(self, event: EventRow) -> Step:
        at, reason = event.at.astimezone(self._zone), self._reasons.get(event.reason or "")
        return Step(at=at, by=event.actor_name, action=event.action, reason=reason)


def _deed(action: Action) -> Deed:
    return Deed(text=action.text or "", by=", ".join(action.performed_by) or None)


def _fields(report: Report) -> tuple[str, ...]:
    flags = ("safety_relevant", "incident", "loto_required")
    told = [name for name in flags if getattr(report, name) is True]
    return (*told, *(f"hazard:{one}" for one in report.hazards))


def _title(report: Report) -> str | None:
    return report.title or report.description or report.reported_text


def _link(report: Report) -> str:
    return f"/v1/reports/{report.id}"
