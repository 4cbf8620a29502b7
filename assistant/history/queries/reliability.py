"""KPIs of `assistant.history.kpi` and `workload` over work orders."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from pydantic import AwareDatetime
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from assistant.history.again import NEVER, Faults
from assistant.history.figure import Figure, Id
from assistant.history.kpi import availability_m12, mtbf, mtta, mttr
from assistant.history.queries.columns import column
from assistant.history.queries.kept import TOLD, kept_stops
from assistant.history.queries.outcome import MOST_IDS, Outcome, Query
from assistant.history.queries.per_group import ALL, PerGroup, told
from assistant.history.queries.read_faults import Kind, read_faults
from assistant.history.queries.read_stops import Stood, read_stops
from assistant.history.queries.scope import Scope, days_of
from assistant.history.queries.unbegun import unbegun
from assistant.history.reported import ACKNOWLEDGED, SOURCE, SUBMITTED
from assistant.history.spans import Span, day_span, in_utc
from assistant.history.standing import is_open
from assistant.history.stood import Stops, in_columns, moment
from assistant.history.stops import operating_hours
from assistant.history.table import WorkOrder
from assistant.history.workload import (
    DueWork,
    OpenWork,
    backlog,
    pm_compliance,
    repeat_failures,
)

Kpi = Literal["mtbf", "mttr", "availability_m12"]
_RECORDED: Final = "calendar_recorded"


class _Days(NamedTuple):
    """Of a period, both included."""

    first: date
    last: date
    records: date | None
    """Of the first order; None: of none is a day told."""


class Reliability(PerGroup):
    """MTBF, MTTR or availability, of corrective orders that tell when the machine stood."""

    kpi: Kpi
    at: AwareDatetime | None = None
    """What is to come is in no figure; None: days that are not over count whole."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.kpi

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Over the days asked for, as far back as records go; else from first order to last.

        A machine that has orders and never broke down has a lower bound in place of an MTBF.
        """
        meant = self.scope.without_days()
        corrective = meant.with_category("corrective")
        days = _days(session, self.scope, zone)
        if days is None or not _is_told(session, corrective, zone):
            return Outcome(None, 0, reason=_lacking(session, corrective, zone))
        asked = self._until_now(day_span(days.first, days.last, zone), days.last, zone)
        stood = {
            ALL if name is None else str(name): one
            for name, one in read_stops(session, meant, zone, self.by, asked).items()
        }
        first = _recorded(days, [one.stops for one in stood.values()], zone)
        begun = day_span(first, first, zone).start
        if begun >= asked.end:
            return Outcome(None, 0, reason="none_in_period")
        window = Span(begun, asked.end)
        machines = dict.fromkeys(stood, 1) | _machines(session, meant, zone, self.by)
        nothing = Stood(in_columns(), np.zeros(0, dtype=bool))
        figures = {
            name: self._figure(stood.get(name, nothing), window, count)
            for name, count in machines.items()
        }
        outcome = self._told(figures)
        lacking = unbegun(session, self.scope, zone, self.by)
        left_out = {**outcome.left_out, **({"unbegun": lacking} if lacking else {})}
        basis = _RECORDED if outcome.basis and first > days.first else outcome.basis
        return replace(outcome, window=(first, days.last), left_out=left_out, basis=basis)

    def _until_now(self, window: Span, last: date, zone: ZoneInfo) -> Span:
        """The rest of today, and days to come that were asked for, are in no figure."""
        if self.at is None or not window.start < in_utc(self.at) < window.end:
            return window
        is_told = self.scope.last is not None or self.at.astimezone(zone).date() == last
        return Span(window.start, self.at) if is_told else window

    def _figure(self, stood: Stood, window: Span, machines: int) -> Figure:
        failed = stood.stops.only(stood.is_corrective)
        if self.kpi == "mttr":
            return mttr(failed, window)
        operating = operating_hours(window, stood.stops, assets=machines)
        return (mtbf if self.kpi == "mtbf" else availability_m12)(failed, window, operating)


class Acknowledgement(PerGroup):
    """For how long reports wait until somebody has seen them."""

    @property
    def name(self) -> str:
        """Its name."""
        return "mtta"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Of reports that are kept here: no other system tells it."""
        own = WorkOrder
        key = column(self.by) if self.by else literal(ALL)
        submitted, seen = (own.extra[name].as_string() for name in (SUBMITTED, ACKNOWLEDGED))
        asked = select(own.id, key, submitted, seen).where(
            *self.scope.clauses(zone, twice=True), own.source == SOURCE, submitted.is_not(None)
        )
        waits: defaultdict[str, dict[Id, tuple[datetime, datetime | None]]] = defaultdict(dict)
        for order, name, sent, acknowledged in session.execute(asked):
            if name is not None:
                seen_at = datetime.fromisoformat(acknowledged) if acknowledged else None
                waits[str(name)][order] = datetime.fromisoformat(sent), seen_at
        if not waits:
            return Outcome(None, 0, reason="no_reports")
        return self._told({name: mtta(found) for name, found in waits.items()})


class RepeatFailures(Query):
    """Failures that came again within 30 days."""

    kind: Kind = "failure_code"

    @property
    def name(self) -> str:
        """Its name."""
        return "repeat_failures"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Of corrective orders; duplicates are one failure."""
        corrective = self.scope.with_category("corrective")
        faults = self._faults(session, zone, corrective)
        if not len(faults.ids):
            return Outcome(None, 0, reason=_lacking(session, corrective, zone))
        if not (faults.closed != NEVER).any():
            return Outcome(None, 0, reason="no_end")
        repeats = repeat_failures(faults)
        return told(repeats.figure, ("earlier", "later"), repeats.pairs[:MOST_IDS])

    def _faults(self, session: Session, zone: ZoneInfo, corrective: Scope) -> Faults:
        """Those that are kept, where they are all or a source's."""
        sources = self.scope.sources
        kept = kept_stops(session) if self.scope == Scope(sources=sources) else None
        if kept is None:
            return read_faults(session, list(corrective.clauses(zone)), self.kind).of[self.kind]
        found, names = kept.failed.of[self.kind], kept.failed.source_names
        numbers = [place for place, name in enumerate(names) if name in sources]
        return found.only(np.isin(kept.failed.sources, numbers)) if sources else found


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
            if opened is not None and opened <= self.at and is_open(status, closed)
        ]
        waiting = backlog(open_ones, self.at, None)
        unknown = sum(is_open(status, closed) is None for _, _, closed, status in found)
        rows = [("p50", waiting.age_p50.value), ("p90", waiting.age_p90.value)]
        outcome = told(waiting.age_p50, ("share", "days"), rows)
        left = {"unknown": unknown} if unknown else {}
        reason = "" if outcome.n else "none_open"
        return Outcome(
            outcome.value, outcome.n, outcome.columns, rows, outcome.ids, "d", left, reason
        )


class PmCompliance(Query):
    """Share of preventive work done on time; the days asked for are those it was due on."""

    due: str = ""
    """The column of due days; empty: there is none."""
    at: AwareDatetime | None = None
    """What is due later is not due yet; None: all of it is."""

    @property
    def name(self) -> str:
        """Its name."""
        return "pm_compliance"

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Without due days nobody can tell; orders whose due day cannot be read are counted."""
        if not self.due:
            return Outcome(None, 0, reason="no_due_date")
        own, meant = WorkOrder, self.scope.without_days().with_category("preventive")
        asked = select(own.id, column(self.due), own.closed_at, own.opened_on)
        work, unknown = [], 0
        for order, written, closed, opened in session.execute(asked.where(*meant.clauses(zone))):
            day = _day(written)
            if day is None:
                unknown += self._holds(opened)
            elif self._holds(day):
                work.append(DueWork(order, day, closed.astimezone(zone).date() if closed else None))
        today = self.at.astimezone(zone).date() if self.at else date.max
        due = [one for one in work if one.due <= today]
        counted = {"unknown": unknown, "not_due": len(work) - len(due)}
        left = {reason: count for reason, count in counted.items() if count}
        outcome = told(pm_compliance(due))
        reason = "" if due else "no_orders"
        return Outcome(
            outcome.value, outcome.n, ids=outcome.ids, unit="1", left_out=left, reason=reason
        )

    def _holds(self, day: date | None) -> bool:
        """Whether a day is in the period; one that nobody told is in none but all of them."""
        first, last = self.scope.first, self.scope.last
        if day is None:
            return first is None and last is None
        return (first or date.min) <= day <= (last or date.max)


def _is_told(session: Session, corrective: Scope, zone: ZoneInfo) -> bool:
    """Whether it is known of any of them when the machine stood."""
    asked = select(WorkOrder.id).where(*corrective.clauses(zone, twice=True), *TOLD).limit(1)
    return session.scalar(asked) is not None


def _days(session: Session, scope: Scope, zone: ZoneInfo) -> _Days | None:
    meant = select(WorkOrder.source).where(*scope.without_days().clauses(zone)).distinct()
    sources = scope.sources or tuple(session.scalars(meant))
    if not sources:
        return None
    records, latest = days_of(session, sources, zone)
    first, last = scope.first or records, scope.last or latest
    return _Days(first, last, records) if first and last and first <= last else None


def _recorded(days: _Days, stood: Sequence[Stops], zone: ZoneInfo) -> date:
    """The first day that records tell of: before them nobody knows whether machines ran or stood.

    An order tells of its stop too, which may have begun before the order was opened.
    """
    if days.records is None or days.first >= days.records:
        return days.first
    starts = [int(one.starts.min()) for one in stood if len(one.starts)]
    earliest = [moment(start).astimezone(zone).date() for start in starts]
    return max(days.first, min([days.records, *earliest]))


def _machines(session: Session, scope: Scope, zone: ZoneInfo, by: str | None) -> dict[str, int]:
    """That are meant, by group; one without an order in the period ran all the same."""
    own = WorkOrder.asset
    if by is None:
        each = select(own).where(*scope.clauses(zone), own.is_not(None)).group_by(own)
        asked = select(func.count()).select_from(each.subquery())
        return {ALL: session.scalar(asked) or 1}
    key = column(by).label("key")
    grouped = select(key, func.count(own.distinct())).where(*scope.clauses(zone), key.is_not(None))
    return {str(name): count or 1 for name, count in session.execute(grouped.group_by(key))}


def _lacking(session: Session, corrective: Scope, zone: ZoneInfo) -> str:
    asked = select(WorkOrder.id).where(*corrective.clauses(zone)).limit(1)
    return "no_corrective" if session.scalar(asked) is None else "no_malfunction"


def _day(written: object) -> date | None:
    if isinstance(written, datetime):
        return written.date()
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None
