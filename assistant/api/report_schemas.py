"""Bodies of ``/v1/reports``. Moments stand in UTC, and beside it in the site's zone to be read."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel, Field

from assistant.api.actor import Acting
from assistant.api.versions import tag
from assistant.reports.listing import Page
from assistant.reports.model import Event, FaultReport, Report
from assistant.reports.states import Standing, Step, steps
from assistant.reports.values import Id, Text
from vectorstore.readers import Audience

_OURS = {"id", "actor"}
_LOCAL = "_local"


class NewReport(FaultReport, Acting):
    """``POST /v1/reports``: whatever is known so far."""

    id: Annotated[Id | None, Field(description="the client's own UUID, version 7")] = None

    def fault(self) -> FaultReport:
        """What was filled in."""
        return FaultReport.model_validate(self.model_dump(exclude=_OURS))


class ReportChanges(FaultReport, Acting):
    """``PATCH /v1/reports/{id}``: the fields to change, and no others."""

    def sent(self) -> dict[str, Any]:
        """Those that the body names."""
        return self.model_dump(exclude_unset=True, exclude=_OURS)


class Transition(Acting):
    """``POST /v1/reports/{id}/transitions``."""

    to: Step
    reason: Text | None = None
    duplicate_of: Id | None = None
    """With ``rejected``: the report that tells the same."""
    audience: Audience | None = None
    """The lowest role that may read it from then on; a supervisor says so."""


class ReportReply(Report):
    """A report; ``…_local`` is the same moment by the site's clock."""

    created_at_local: str
    updated_at_local: str
    submitted_at_local: str | None
    acknowledged_at_local: str | None
    reviewed_at_local: str | None
    closed_at_local: str | None
    detected_at_local: str | None
    occurred_at_local: str | None
    malfunction_start_local: str | None
    malfunction_end_local: str | None
    steps: list[Step]
    """That somebody may take now."""

    @classmethod
    def of(cls, report: Report, zone: ZoneInfo, response: Response | None = None) -> "ReportReply":
        """From the store's; a response gets its ETag."""
        if response is not None:
            response.headers["ETag"] = tag(report.version)
        local = {
            name: _local(getattr(report, name.removesuffix(_LOCAL)), zone)
            for name in cls.model_fields
            if name.endswith(_LOCAL)
        }
        now = Standing(report.status, report.author, report.acknowledged_at is not None)
        return cls.model_validate({**report.model_dump(), **local, "steps": steps(now)})


class ReportList(BaseModel):
    """A page of reports."""

    reports: list[ReportReply]
    next_cursor: str | None
    """Null on the last page."""

    @classmethod
    def of(cls, page: Page, zone: ZoneInfo) -> "ReportList":
        """From the store's."""
        return cls(
            reports=[ReportReply.of(one, zone) for one in page.reports], next_cursor=page.next
        )


class EventList(BaseModel):
    """A report's log, from its first version on."""

    events: list[Event]
    zone: str
    """IANA name of the site's clock."""


def _local(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None
