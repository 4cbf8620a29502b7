"""Reports as rows, and back. A field has one place: a column of its own, a table, or ``rest``."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.reports.errors import TakenName
from assistant.reports.model import Actor, Event, ExternalRef, FaultReport, Report
from assistant.reports.tables import EventRow, ExternalRow, OutboxRow, ReportRow
from assistant.reports.values import Status

_COLUMNS = frozenset(ReportRow.__table__.columns.keys())
_IN_COLUMNS = FaultReport.model_fields.keys() & _COLUMNS
_ELSEWHERE = {"external_refs"}
_IN_REST = FaultReport.model_fields.keys() - _COLUMNS - _ELSEWHERE
_KEPT = Report.model_fields.keys() & _COLUMNS


def fill(row: ReportRow, fault: FaultReport) -> None:
    """Puts what was filled in into the row."""
    for name in _IN_COLUMNS:
        setattr(row, name, getattr(fault, name))
    row.rest = fault.model_dump(mode="json", include=set(_IN_REST))


def write_refs(
    session: Session,
    report_id: str,
    refs: Sequence[ExternalRef],
    sees: Callable[[ReportRow], bool],
) -> None:
    """Replaces what other systems call a report.

    Args:
        session: Of the transaction.
        report_id: Which.
        refs: All of them.
        sees: Whether a report is there, for whoever names this one.

    Raises:
        TakenName: One of them calls another report so.
    """
    for old in session.scalars(select(ExternalRow).where(ExternalRow.report_id == report_id)):
        session.delete(old)
    session.flush()
    for ref in refs:
        holder = session.get(ExternalRow, (ref.system, ref.id))
        if holder is not None:
            other = session.get_one(ReportRow, holder.report_id)
            called = f"report {other.id}" if sees(other) else "another report"
            raise TakenName(
                f"{ref.system} calls {called} {ref.id!r} already. "
                "Change that report, or name another one."
            )
        session.add(
            ExternalRow(system=ref.system, external_id=ref.id, report_id=report_id, url=ref.url)
        )
        session.flush()


def log(
    session: Session,
    row: ReportRow,
    actor: Actor,
    action: str,
    *,
    before: Status | None,
    reason: str | None = None,
    changed: dict[str, Any] | None = None,
) -> None:
    """Adds to the log what made the row's present version."""
    session.add(
        EventRow(
            report_id=row.id,
            version=row.version,
            at=row.updated_at,
            actor_name=actor.name,
            actor_role=actor.role,
            action=action,
            from_status=before,
            to_status=row.status,
            reason=reason,
            changed=changed or {},
        )
    )


def want_published(session: Session, row: ReportRow, now: datetime) -> None:
    """Asks, in the same transaction, for the library to be told."""
    wish = session.get(OutboxRow, row.id, with_for_update=True)
    if wish is None:
        session.add(OutboxRow(report_id=row.id, version=row.version, at=now))
    else:
        wish.version, wish.at = row.version, now


def read_reports(session: Session, rows: Iterable[ReportRow]) -> list[Report]:
    """The rows with what other systems call them, in their order."""
    rows = list(rows)
    refs: dict[str, list[dict[str, str | None]]] = {row.id: [] for row in rows}
    found = select(ExternalRow).where(ExternalRow.report_id.in_(refs))
    for ref in session.scalars(found.order_by(ExternalRow.system, ExternalRow.external_id)):
        one = {"system": ref.system, "id": ref.external_id, "url": ref.url}
        refs[ref.report_id].append(one)
    return [_report(row, refs[row.id]) for row in rows]


def read_events(session: Session, report_id: str) -> list[Event]:
    """A report's log, from its first version on."""
    found = select(EventRow).where(EventRow.report_id == report_id).order_by(EventRow.version)
    return [_event(row) for row in session.scalars(found)]


def _report(row: ReportRow, refs: list[dict[str, str | None]]) -> Report:
    columns = {name: getattr(row, name) for name in _KEPT}
    author = {"name": row.author_name, "role": row.author_role}
    return Report.model_validate({**row.rest, **columns, "author": author, "external_refs": refs})


def _event(row: EventRow) -> Event:
    return Event.model_validate(
        {
            "version": row.version,
            "at": row.at,
            "actor": {"name": row.actor_name, "role": row.actor_role},
            "action": row.action,
            "from_status": row.from_status,
            "to_status": row.to_status,
            "reason": row.reason,
            "changed": row.changed,
        }
    )
