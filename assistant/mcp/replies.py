"""What tools answer with, where the API's own models say more than a model should read."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from assistant.api.report_schemas import ReportReply
from assistant.reports.values import Priority, Status


class ReportLine(BaseModel):
    """A report in one line."""

    id: str
    number: str
    status: Status
    title: str | None
    machine: str | None
    priority: Priority | None
    updated_at: datetime
    machine_made: bool
    """A program wrote it; nobody has confirmed a word of it while it is a draft."""

    @classmethod
    def of(cls, report: ReportReply) -> Self:
        """Of the whole one."""
        return cls(
            id=report.id,
            number=report.number,
            status=report.status,
            title=report.title,
            machine=report.asset_id or report.asset_text,
            priority=report.priority,
            updated_at=report.updated_at,
            machine_made=report.author.role == "service",
        )


class ReportLines(BaseModel):
    """A page of them, the latest change first."""

    reports: list[ReportLine]
    next_cursor: str | None


class DraftKept(BaseModel):
    """A draft that waits for a person, and what is still to be asked."""

    report: ReportLine
    questions: list[str]
    """That the note leaves open, in its language."""
    also_mentioned: list[str]
    """Words about another fault, which is left to a report of its own."""
