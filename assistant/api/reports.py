"""``/v1/reports``: fault reports, made, read, corrected and moved from state to state."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from assistant.api.actor import ActorOf, PrincipalOf, principal_of
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId
from assistant.api.ids import RecordId
from assistant.api.paging import CursorOf
from assistant.api.report_schemas import (
    EventList,
    NewReport,
    ReportChanges,
    ReportList,
    ReportReply,
    Transition,
)
from assistant.api.rights import needs, require
from assistant.api.versions import VersionOf
from assistant.reports.listing import Wanted
from assistant.reports.states import DECISIONS
from assistant.reports.values import Moment, Status


class OfReport(Once):
    """A reply about a report is given again to who may still read the report."""

    async def may_see_again(self, request: Request, reply: Response) -> None:
        """Raises NotHere where it is kept from them by now."""
        assistant = request.app.state.assistant.as_asked_by(principal_of(request))
        report_id = json.loads(bytes(reply.body))["id"]
        await run_in_threadpool(lambda: assistant.reports.get(report_id))


router = APIRouter(tags=["reports"], route_class=OfReport)


@router.post(
    "/v1/reports",
    status_code=201,
    responses={200: {"model": ReportReply}},
    dependencies=[needs("reports:draft")],
)
def create_report(
    new: NewReport,
    actor: ActorOf,
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
) -> ReportReply:
    """Keeps a draft. Sent again under the same id it is the same report, with 200."""
    report, is_new = assistant.reports.create(new.fault(), actor, new.id or reserved)
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = f"/v1/reports/{report.id}"
    return ReportReply.of(report, assistant.reports.zone, response)


@router.get("/v1/reports", dependencies=[needs("reports:read")])
def list_reports(
    assistant: AssistantOf,
    status: Status | None = None,
    asset: Annotated[str | None, Query(max_length=200, description="tag")] = None,
    number: Annotated[str | None, Query(max_length=80, description="FR-2026-000123")] = None,
    author: Annotated[str | None, Query(max_length=200, description="by name")] = None,
    updated_since: Annotated[Moment | None, Query(description="RFC 3339")] = None,
    order: Annotated[Literal["newest", "oldest"], Query(description="by last change")] = "newest",
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReportList:
    """Reports, a page at a time. To follow all changes: ``oldest``, from where one ended."""
    wanted = Wanted(status, asset, updated_since, order == "oldest", cursor, limit, number, author)
    return ReportList.of(assistant.reports.page(wanted), assistant.reports.zone)


@router.get("/v1/reports/{report_id}", dependencies=[needs("reports:read")])
def get_report(report_id: RecordId, assistant: AssistantOf, response: Response) -> ReportReply:
    """One report; its ETag is its version."""
    return ReportReply.of(assistant.reports.get(report_id), assistant.reports.zone, response)


@router.patch("/v1/reports/{report_id}", dependencies=[needs("reports:draft")])
def change_report(
    report_id: RecordId,
    changes: ReportChanges,
    actor: ActorOf,
    version: VersionOf,
    assistant: AssistantOf,
    response: Response,
) -> ReportReply:
    """Changes the fields that are sent; ``null`` empties one, a list is replaced as a whole."""
    report = assistant.reports.patch(report_id, changes.sent(), actor, version)
    return ReportReply.of(report, assistant.reports.zone, response)


@router.post("/v1/reports/{report_id}/transitions", dependencies=[needs("reports:submit")])
def move_report(
    report_id: RecordId,
    wanted: Transition,
    principal: PrincipalOf,
    actor: ActorOf,
    version: VersionOf,
    assistant: AssistantOf,
    response: Response,
) -> ReportReply:
    """Takes a step. 409: its state has none such; 403: it is another's; 422: more is needed."""
    if wanted.to in DECISIONS:
        require(principal, "reports:approve")
    report = assistant.reports.step(
        report_id, wanted.to, actor, version, wanted.reason, wanted.duplicate_of, wanted.audience
    )
    return ReportReply.of(report, assistant.reports.zone, response)


@router.get("/v1/reports/{report_id}/events", dependencies=[needs("reports:read")])
def list_report_events(report_id: RecordId, assistant: AssistantOf) -> EventList:
    """What made each version: who, when, which fields, why."""
    reports = assistant.reports
    return EventList(events=reports.events(report_id), zone=str(reports.zone))
