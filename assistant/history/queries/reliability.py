"""KPIs of `assistant.history.kpi` and `workload` over work orders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.history.figure import Figure
from assistant.history.kpi import availability_m12, mtbf, mttr
from assistant.history.queries.columns import column
from assistant.history.queries.outcome import MOST_IDS, Outcome, Query
from assistant.history.queries.scope import Scope
from assistant.history.spans import day_span
from assistant.history.stops import Stop, operating_hours
from assistant.history.table import WorkOrder
from assistant.history.workload import (
    DueWork,
    Failure,
    OpenWork,
    backlog,
    pm_compliance,
    repeat_failures,
)

Kpi = Literal["mtbf", "mttr", "availability_m12"]
_OPEN: Final = frozenset(
    [
        "open",
        "new",
        "pending",
        "waiting",
        "approved",
        "planned",
        "scheduled",
        "assigned",
        "released",
        "reopened",
        "打开",
        "新建",
        "待处理",
        "待维修",
        "处理中",
        "进行中",
        "维修中",
        "未完成",
        "未关闭",
        "等待",
        "已派单",
    ]
) | {"in progress", "on hold", "in process", "in work"}
_OVER: Final = frozenset(
    [
        "closed",
        "done",
        "completed",
        "complete",
        "finished",
        "resolved",
        "cancelled",
        "canceled",
        "rejected",
        "missed",
        "skipped",
        "关闭",
        "已关闭",
        "完成",
        "已完成",
        "完工",
        "已完工",
        "取消",
        "已取消",
        "结单",
    ]
)


class Reliability(Query):
    """MTBF, MTTR or availability, of corrective orders that tell when the machine stood."""

    kpi: Kpi

    @property
    def name(self) -> str:
        """Its name."""
        return self.kpi

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Over the days asked for, else from the first order to the last."""
        corrective = self.scope.without_days().with_category("corrective")
        stops = _stops(session, corrective, zone)
        days = _days(session, self.scope, zone)
        if days is None or not stops:
            return Outcome(None, 0, reason=_lacking(session, corrective, zone))
        window = day_span(*days, zone)
        if self.kpi == "mttr":
            return replace(told(mttr(stops, window)), window=days)
        assets = _machines(session, self.scope, zone)
        stood = _stops(session, self.scope.without_days(), zone)
        operating = operating_hours(window, stood, assets=assets)
        kpi = mtbf if self.kpi == "mtbf" else availability_m12
        return replace(told(kpi(stops, window, operating)), window=days)


class RepeatFailures(Query):
    """Failures that came again within 30 days."""

    kind: Literal["item", "failure_code"] = "failure_code"

    @property
    def name(self) -> str:
        """Its name."""
        return "repeat_failures"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Of corrective orders; duplicates are one failure."""
        corrective = self.scope.with_category("corrective")
        own = WorkOrder
        asked = select(own.id, own.asset, column(self.kind), own.opened_at, own.closed_at,
                       own.malfunction_end)  # fmt: skip
        must = (own.asset.is_not(None), own.opened_at.is_not(None), own.duplicate_of.is_(None))
        found = session.execute(asked.where(*corrective.clauses(zone), *must)).all()
        if not found:
            return Outcome(None, 0, reason=_lacking(session, corrective, zone))
        failures = [
            Failure(order, asset, kind, began, closed or ended)
            for order, asset, kind, began, closed, ended in found
        ]
        if not any(one.closed for one in failures):
            return Outcome(None, 0, reason="no_end")
        repeats = repeat_failures(failures)
        return told(repeats.figure, ("earlier", "later"), repeats.pairs[:MOST_IDS])


class BacklogAge(Query):
    """For how long open orders have waited."""

    at: AwareDatetime

    @property
    def name(self) -> str:
        """Its name."""
        return "backlog_age_p50"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Open by their status; where there is none, by their having no end."""
        own = WorkOrder
        asked = select(own.id, own.opened_at, own.closed_at, own.status)
        found = session.execute(asked.where(*self.scope.clauses(zone))).all()
        if not any(closed or status for _, _, closed, status in found):
            return Outcome(None, 0, reason="no_standing" if found else "no_orders")
        open_ones = [
            OpenWork(order, opened)
            for order, opened, closed, status in found
            if opened is not None and opened <= self.at and _is_open(status, closed)
        ]
        waiting = backlog(open_ones, self.at, None)
        unknown = sum(_is_open(status, closed) is None for _, _, closed, status in found)
        rows = [("p50", waiting.age_p50.value), ("p90", waiting.age_p90.value)]
        outcome = told(waiting.age_p50, ("share", "days"), rows)
        left = {"unknown": unknown} if unknown else {}
        reason = "" if outcome.n else "none_open"
        return Outcome(
            outcome.value, outcome.n, outcome.columns, rows, outcome.ids, "d", left, reason
        )


class PmCompliance(Query):
    """Share of due preventive work done on time."""

    due: str = ""
    """The column of due days; empty: there is none."""

    @property
    def name(self) -> str:
        """Its name."""
        return "pm_compliance"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Without due days nobody can tell; orders whose due day cannot be read are counted."""
        if not self.due:
            return Outcome(None, 0, reason="no_due_date")
        preventive = self.scope.with_category("preventive")
        asked = select(WorkOrder.id, column(self.due), WorkOrder.closed_at)
        found = session.execute(asked.where(*preventive.clauses(zone))).all()
        work = [
            DueWork(order, day, closed.astimezone(zone).date() if closed else None)
            for order, written, closed in found
            if (day := _day(written)) is not None
        ]
        outcome = told(pm_compliance(work))
        left = {"unknown": len(found) - len(work)} if len(found) > len(work) else {}
        reason = "" if work else "no_orders"
        return Outcome(
            outcome.value, outcome.n, ids=outcome.ids, unit="1", left_out=left, reason=reason
        )


def told(
    figure: Figure, columns: tuple[str, ...] = (), rows: Sequence[Sequence[Any]] = ()
) -> Outcome:
    """A KPI as an outcome."""
    return Outcome(
        figure.value,
        figure.n,
        columns,
        rows,
        tuple(int(one) for one in figure.ids[:MOST_IDS]),
        figure.unit,
        {reason: len(ids) for reason, ids in figure.left_out.items()},
        "" if figure.value is not None else "none_in_period",
        figure.low,
        figure.high,
        figure.confidence,
        figure.basis,
    )


def _stops(session: Session, scope: Scope, zone: ZoneInfo) -> list[Stop]:
    own = WorkOrder
    asked = select(own.id, own.asset, own.malfunction_start, own.malfunction_end).where(
        *scope.clauses(zone), own.malfunction_start.is_not(None), own.asset.is_not(None)
    )
    return [
        Stop(order, asset, start, end)
        for order, asset, start, end in session.execute(asked)
        if asset is not None and start is not None
    ]


def _days(session: Session, scope: Scope, zone: ZoneInfo) -> tuple[date, date] | None:
    own = WorkOrder.opened_on
    meant = select(WorkOrder.source).where(*scope.without_days().clauses(zone)).distinct()
    sources = scope.sources or tuple(session.scalars(meant))
    if not sources:
        return None
    everything = Scope(sources=sources)
    first, last = session.execute(
        select(func.min(own), func.max(own)).where(*everything.clauses(zone))
    ).one()
    first, last = scope.first or first, scope.last or last
    return (first, last) if first and last and first <= last else None


def _machines(session: Session, scope: Scope, zone: ZoneInfo) -> int:
    """That are meant; one without an order in the period ran all the same."""
    own = WorkOrder.asset
    asked = select(func.count(own.distinct())).where(*scope.without_days().clauses(zone))
    return session.scalar(asked) or 1


def _lacking(session: Session, corrective: Scope, zone: ZoneInfo) -> str:
    asked = select(WorkOrder.id).where(*corrective.clauses(zone)).limit(1)
    return "no_corrective" if session.scalar(asked) is None else "no_malfunction"


def _is_open(status: str | None, closed: datetime | None) -> bool | None:
    """None: its status says neither."""
    word = (status or "").casefold().replace("_", " ").strip()
    if word in _OVER or closed is not None:
        return False
    if word in _OPEN or not word:
        return True
    return None


def _day(written: object) -> date | None:
    if isinstance(written, datetime):
        return written.date()
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None
