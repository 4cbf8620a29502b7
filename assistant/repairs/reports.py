"""Approved reports that may tell of a fault, and the codes that people gave them."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from assistant.answering.repair import Repair
from assistant.reports.codes import UNKNOWN, CodeSet
from assistant.reports.model import Action, PartUsed
from assistant.reports.states import PUBLISHED
from assistant.reports.tables import ReportRow
from assistant.reports.values import downtime

_FOUND: Final = 500
"""The latest ones; a machine has fewer in years."""
_COLUMNS: Final[Mapping[CodeSet, str]] = {
    "failure_mode": "failure_mode_code",
    "mechanism": "mechanism_code",
    "cause": "cause_code",
    "detection": "detection_code",
}
_OUTRANKING: Final = frozenset({"1", "2", "3", "10"})
"""Who replaces, repairs, modifies or overhauls adjusts and checks as well: of several activities
one of these is the report's."""


def approved(
    session: Session, site: str, tags: Collection[str] | None, zone: ZoneInfo
) -> list[Repair]:
    """A site's approved and closed reports, the latest first; ``tags`` None: of any machine."""
    row = ReportRow
    asked = select(
        row.id, row.number, row.asset_id, row.title, row.description, row.detected_at,
        row.occurred_at, row.malfunction_start, row.malfunction_end, row.downtime_minutes,
        row.is_breakdown, row.cause_code, row.rest,
    )  # fmt: skip
    on = [] if tags is None else [row.asset_id.in_(tags)]
    published = (row.site == site, row.status.in_(PUBLISHED), row.duplicate_of.is_(None))
    latest = asked.where(*published, *on).order_by(row.updated_at.desc()).limit(_FOUND)
    return [_repair(one, zone) for one in session.execute(latest)]


def codes_of(session: Session, ids: Collection[str]) -> dict[str, dict[CodeSet, str]]:
    """The codes of reports, by their ids."""
    row = ReportRow
    asked = select(row.id, *(getattr(row, name) for name in _COLUMNS.values()), row.rest)
    found: dict[str, dict[CodeSet, str]] = {}
    for one in session.execute(asked.where(row.id.in_(ids))):
        codes = {kind: _chosen(one, name) for kind, name in _COLUMNS.items()}
        codes["activity"] = _activity(one.rest.get("actions", ()))
        found[one.id] = {kind: code for kind, code in codes.items() if code is not None}
    return found


def _repair(row: Row[*tuple[Any, ...]], zone: ZoneInfo) -> Repair:
    actions = [Action.model_validate(one) for one in row.rest.get("actions", ())]
    worked = [one.labour_min or one.active_repair_min for one in actions]
    known = [minutes for minutes in worked if minutes is not None]
    return Repair(
        "report",
        row.id,
        row.number,
        row.asset_id or "",
        _day(row.malfunction_start or row.occurred_at or row.detected_at, zone),
        "\n".join(filter(None, (row.title, row.description))),
        "; ".join(one.text for one in actions if one.text),
        tuple(_part(part) for one in actions for part in one.parts),
        downtime(
            row.downtime_minutes, row.is_breakdown, row.malfunction_start, row.malfunction_end
        ),
        float(sum(known)) if known else None,
        _chosen(row, "cause_code"),
        tuple(row.rest.get("fault_codes", ())),
    )


def _chosen(row: Row[*tuple[Any, ...]], name: str) -> str | None:
    """Only what a person chose: a program's suggestion that nobody took over is no code."""
    fields = (row.rest.get("ai") or {}).get("fields", {})
    state = fields.get(name, {}).get("state", "accepted")
    code: str | None = getattr(row, name)
    return code if state in ("accepted", "edited") and code != UNKNOWN else None


def _activity(actions: Iterable[Mapping[str, Any]]) -> str | None:
    told = [code for one in actions if (code := one.get("activity_code"))]
    return min(told, key=lambda code: code not in _OUTRANKING, default=None)


def _part(part: PartUsed) -> str:
    if part.qty is None:
        return part.called
    return " ".join(filter(None, (part.called, f"x{part.qty}", part.uom)))


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
