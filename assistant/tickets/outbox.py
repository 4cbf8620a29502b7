"""What happened to a report is put in line for the systems that keep its ticket."""

from collections.abc import Collection
from typing import Final

from sqlalchemy.orm import Session

from assistant.reports.model import Report
from assistant.reports.unseen import for_all, of_reports
from assistant.reports.values import Status
from assistant.tickets.line import put
from assistant.tickets.words import HAPPENED
from assistant.webhooks.outbox import event_of

FOR_FEW: Final = "Not every technician may read the report, and who reads the ticket is not known."


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
    (shown,) = of_reports(session, [report], for_all)
    told = {"event": event, "reason": shown.decision_reason or ""}
    skipped = None if report.is_for_all else FOR_FEW
    for name in connections:
        known = f"{report.id}:{report.version}:{event}"
        now = report.updated_at
        put(
            session, report.site, name, "report", known, told, now,
            report_id=report.id, skipped=skipped,
        )  # fmt: skip
