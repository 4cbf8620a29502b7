"""What happened to a report is put in line for its endpoints, in the same transaction."""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.reports.identity import new_id
from assistant.reports.model import Report
from assistant.reports.unseen import for_all, of_reports
from assistant.reports.values import Status
from assistant.webhooks.model import EventType
from assistant.webhooks.tables import DeliveryRow, EndpointRow

_EVENTS: Mapping[tuple[Status | None, str], EventType] = {
    (None, "created"): "report.created",
    ("draft", "submitted"): "report.submitted",
    ("draft", "discarded"): "report.discarded",
    ("submitted", "draft"): "report.withdrawn",
    ("submitted", "acknowledged"): "report.acknowledged",
    ("submitted", "approved"): "report.approved",
    ("submitted", "rejected"): "report.rejected",
    ("submitted", "changed"): "report.corrected",
    ("approved", "changed"): "report.corrected",
    ("approved", "submitted"): "report.withdrawn",
    ("approved", "closed"): "report.closed",
    ("closed", "approved"): "report.reopened",
    ("closed", "changed"): "report.corrected",
}
"""By the state before and the log's word. A draft is its author's affair until it is handed in."""
_OF_ANY = {"id", "number", "site", "version", "status", "audience", "updated_at"}
_TOLD = _OF_ANY | {"asset_id", "priority", "safety_relevant", "duplicate_of"}
"""Thin: what people wrote, and who they are, is read through the API by who may read it. Of a
report that not every technician may read, that it is there and how far."""


def event_of(before: Status | None, action: str) -> EventType | None:
    """What others are told of an entry of a report's log; None: nothing."""
    return _EVENTS.get((before, action))


def enqueue(session: Session, report: Report, before: Status | None, action: str) -> None:
    """Puts it in line for every endpoint that wants it; what `ReportStore` calls."""
    event = event_of(before, action)
    if event is None:
        return
    enabled = select(EndpointRow).where(EndpointRow.site == report.site, EndpointRow.enabled)
    wanting = [one for one in session.scalars(enabled) if not one.events or event in one.events]
    if not wanting:
        return
    (shown,) = of_reports(session, [report], for_all)
    event_id, body = new_id(report.updated_at), body_of(event, shown, before)
    for endpoint in wanting:
        session.add(
            DeliveryRow(
                endpoint_id=endpoint.id,
                event_id=event_id,
                type=event,
                report_id=report.id,
                at=report.updated_at,
                body=body,
                state="waiting",
                tries=0,
                next_at=report.updated_at,
                attempts=[],
            )
        )


def body_of(event: EventType, report: Report, before: Status | None) -> str:
    """The message: ``type``, ``timestamp`` and ``data``."""
    told = report.model_dump(mode="json", include=_TOLD if report.is_for_all else _OF_ANY)
    data = {**told, "previous_status": before, "path": f"/v1/reports/{report.id}"}
    message = {"type": event, "timestamp": told["updated_at"], "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
