"""Approved reports are part of the plant's history: each is a row beside the work orders.

It is written in the transaction of the step or correction that makes it so, and gone in the one
that takes it back; reports and history themselves know nothing of each other.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.history.reported import (
    ACKNOWLEDGED,
    AUDIENCE,
    SUBMITTED,
    Reported,
    forget,
    keep,
    keys,
    of_no_area,
)
from assistant.plant.database import PlantDatabase
from assistant.reports.model import Action, Report
from assistant.reports.rows import read_reports
from assistant.reports.states import PUBLISHED
from assistant.reports.tables import ReportRow


class Ledger:
    """Tells the history of the reports of a site."""

    def __init__(self, zone: ZoneInfo, area_of: Callable[[str], str] = lambda _: "") -> None:
        """By the calendar of this zone.

        Args:
            zone: The site's.
            area_of: Where the machine of this name stands; empty: nobody said.
        """
        self._zone = zone
        self._area_of = area_of

    def tell(self, session: Session, report: Report) -> None:
        """Writes, corrects or removes its row; what `ReportStore` calls."""
        if report.status in PUBLISHED:
            area = self._area_of(report.asset_id or report.asset_text or "")
            keep(session, row_of(report, self._zone, area))
        else:
            forget(session, report.id)

    def settle(self, plant: PlantDatabase, site: str) -> int:
        """Writes the reports that were approved before the history heard of them.

        Those whose area it did not hear, as of machines that are registered since, it writes anew.

        Returns:
            How many there were.
        """
        published = select(ReportRow.id).where(
            ReportRow.site == site, ReportRow.status.in_(PUBLISHED)
        )
        with plant.reading() as session:
            ours = set(session.scalars(published))
            wanting = (ours - keys(session)) | (ours & self._placed(of_no_area(session)))
        if wanting:
            with plant.writing() as session:
                rows = [session.get_one(ReportRow, one) for one in sorted(wanting)]
                for report in read_reports(session, rows):
                    self.tell(session, report)
        return len(wanting)

    def _placed(self, machines: Mapping[str, str]) -> set[str]:
        """Keys of those whose area is known."""
        known = {one for one in set(machines.values()) if self._area_of(one)}
        return {key for key, machine in machines.items() if machine in known}


def row_of(report: Report, zone: ZoneInfo, area: str = "") -> Reported:
    """What stands in which column; what nobody said is null there too.

    The area is the machine's as the register has it when the row is written.

    Its code is the one that the machine showed, as it is in other systems' orders: who asks for
    the last E07 means that. The way it failed takes the place where no code was shown.
    """
    found = report.detected_at
    stood = report.is_breakdown is True
    start, end = (report.malfunction_start, report.malfunction_end) if stood else (None, None)
    values: dict[str, Any] = {
        "external_id": report.number,
        "asset": report.asset_id or report.asset_text,
        "area": area or None,
        "site": report.site,
        "item": report.maintainable_item_id or report.item_text,
        "text": _lines((report.title, report.reported_text)),
        "action": _lines(one.text for one in report.actions),
        "category": report.work_category,
        "priority": report.priority,
        "status": report.status,
        "failure_code": next(iter(report.fault_codes), report.failure_mode_code),
        "technician": _list(name for one in report.actions for name in one.performed_by),
        "parts": _list(part.called for one in report.actions for part in one.parts),
        "opened_at": found,
        "opened_on": found.astimezone(zone).date() if found else None,
        "opened_precision": "minute" if found else None,
        "closed_at": report.closed_at,
        "malfunction_start": start,
        "malfunction_end": end,
        "downtime_minutes": report.stood_minutes,
        "labour_minutes": _labour(report.actions),
    }
    refs = tuple((one.system, one.id) for one in report.external_refs)
    return Reported(report.id, values, _extra(report), report.asset_text, refs)


def _extra(report: Report) -> dict[str, str]:
    told = {
        "title": report.title,
        "description": report.description,
        "location": report.location,
        "fault_codes": _list(report.fault_codes),
        "failure_mode": report.failure_mode_code,
        SUBMITTED: _iso(report.submitted_at),
        ACKNOWLEDGED: _iso(report.acknowledged_at),
        "version": str(report.version),
        AUDIENCE: None if report.is_for_all else report.audience,
    }
    return {name: text for name, text in told.items() if text is not None}


def _labour(actions: Iterable[Action]) -> float | None:
    told = [one.labour_min for one in actions if one.labour_min is not None]
    return float(sum(told)) if told else None


def _lines(texts: Iterable[str | None]) -> str | None:
    return "\n".join(dict.fromkeys(filter(None, texts))) or None


def _list(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
