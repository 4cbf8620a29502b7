"""A report that points to one that its reader may not see points nowhere, for all they know."""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.reports.model import Event, Report
from assistant.reports.tables import ReportRow
from vectorstore.readers import FOR_ALL

POINTERS: Final = ("duplicate_of", "repeat_of")
DUPLICATE: Final = "duplicate of {}"
"""The reason of a rejection where nobody gave another one."""
_TOLD: Final = re.compile(DUPLICATE.format("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"))


def _all(_: ReportRow) -> bool:
    """Of a reader's session, which has no others."""
    return True


def for_all(row: ReportRow) -> bool:
    """Of whoever may be told, when nobody knows who that is."""
    return row.audience == FOR_ALL.audience


def of_reports(
    session: Session, reports: Iterable[Report], sees: Callable[[ReportRow], bool] = _all
) -> list[Report]:
    """Reports as somebody may see them who sees these of the session's."""
    reports = list(reports)
    told = {one.id: _named(one) for one in reports}
    named = set().union(*told.values())
    hidden = _unseen(session, named, sees)
    return [_without(one, hidden) if told[one.id] & hidden else one for one in reports]


def of_events(session: Session, events: Iterable[Event]) -> list[Event]:
    """Entries of their logs as this session's reader may see them."""
    events = list(events)
    hidden = _unseen(session, {name for one in events for name in _named_in(one)})
    return [_entry(one, hidden) for one in events] if hidden else events


def of_reasons(session: Session, reasons: Iterable[str | None]) -> dict[str, str]:
    """Reasons as they were given, and how this session's reader is told them."""
    given = {one for one in reasons if one}
    hidden = _unseen(session, {name for one in given for name in _TOLD.findall(one)})
    return {one: _reason(one, hidden) or "" for one in given}


def _named(report: Report) -> set[str]:
    pointed = {getattr(report, name) for name in POINTERS} - {None}
    return pointed | set(_TOLD.findall(report.decision_reason or ""))


def _named_in(event: Event) -> set[str]:
    pointed = {value for name in POINTERS for value in event.changed.get(name, ())} - {None}
    return {str(one) for one in pointed} | set(_TOLD.findall(event.reason or ""))


def _unseen(session: Session, ids: set[str], sees: Callable[[ReportRow], bool] = _all) -> set[str]:
    """Reports never go: one that the session has not is kept from its reader."""
    if not ids:
        return set()
    found = session.scalars(select(ReportRow).where(ReportRow.id.in_(ids)))
    return ids - {row.id for row in found if sees(row)}


def _without(report: Report, hidden: set[str]) -> Report:
    changes: dict[str, Any] = {name: None for name in POINTERS if getattr(report, name) in hidden}
    changes["decision_reason"] = _reason(report.decision_reason, hidden)
    return report.model_copy(update=changes)


def _entry(event: Event, hidden: set[str]) -> Event:
    changed = {
        name: tuple(None if name in POINTERS and one in hidden else one for one in values)
        for name, values in event.changed.items()
    }
    told = {name: values for name, values in changed.items() if values != (None, None)}
    return event.model_copy(update={"changed": told, "reason": _reason(event.reason, hidden)})


def _reason(reason: str | None, hidden: set[str]) -> str | None:
    for one in hidden:
        reason = reason and reason.replace(DUPLICATE.format(one), DUPLICATE.format("another"))
    return reason
