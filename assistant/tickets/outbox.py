"""What happened to a report is put in line for the systems that keep its ticket."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from assistant.reports.model import Report
from assistant.reports.values import Status
from assistant.tickets.line import put
from assistant.tickets.words import HAPPENED
from assistant.webhooks.outbox import event_of


def enqueue(
    session: Session,
    report: Report,
    before: Status | None,
    action: str,
    connections: Collection[str],
) -> None:
    """In the transaction of the step; ``connections`` are those that want reports."""
    event = event_of(before, action)
    if event not in HAPPENED:
        return
    told = {"event": event, "reason": report.decision_reason or ""}
    for name in connections:
        known = f"{report.id}:{report.version}:{event}"
        now = report.updated_at
        put(session, report.site, name, "report", known, told, now, report_id=report.id)
