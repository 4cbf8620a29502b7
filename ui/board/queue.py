"""Reports that wait for a decision, in the order in which they should be looked at."""

from typing import Final

from assistant.reports.listing import Wanted
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.reports.values import Status

_A_PAGE: Final = 200
_MOST: Final = 1000
_TELLING: Final[tuple[Status, ...]] = ("submitted", "approved", "closed")
_MOST_ALIKE: Final = 60


def waiting(reports: ReportStore) -> list[Report]:
    """What bears on safety first, and what has waited longest."""
    found = _all(reports, "submitted")
    return sorted(
        found, key=lambda one: (one.safety_relevant is not True, one.submitted_at or one.created_at)
    )


def latest(reports: ReportStore, status: Status) -> list[Report]:
    """Of another state, those that were changed last."""
    return list(reports.page(Wanted(status, limit=_A_PAGE)).reports)


def alike(reports: ReportStore, report: Report) -> list[Report]:
    """Reports that it may be a duplicate of: those of its machine first, then the latest ones."""
    machine = _machine(report)
    found = [
        one
        for status in _TELLING
        for one in latest(reports, status)
        if one.id != report.id and one.duplicate_of is None
    ]
    ranked = sorted(found, key=lambda one: one.created_at, reverse=True)
    return sorted(ranked, key=lambda one: _machine(one) != machine)[:_MOST_ALIKE]


def _machine(report: Report) -> str:
    return (report.asset_id or report.asset_text or "").casefold()


def _all(reports: ReportStore, status: Status) -> list[Report]:
    found: list[Report] = []
    cursor: str | None = None
    while len(found) < _MOST:
        page = reports.page(Wanted(status, oldest_first=True, cursor=cursor, limit=_A_PAGE))
        found += page.reports
        cursor = page.next
        if cursor is None:
            break
    return found
