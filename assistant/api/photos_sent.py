"""``POST /v1/reports/submit``: a report with its photos, whole, as a tablet's outbox sends it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from assistant.api.actor import PrincipalOf, acting
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import ReservedId
from assistant.api.photos import LINE
from assistant.api.report_schemas import NewReport, ReportReply
from assistant.api.reports import OfReport
from assistant.api.rights import needs
from assistant.reports.errors import PhotosFull
from assistant.reports.model import Actor
from assistant.reports.photos import MOST
from assistant.reports.photos_taken import Taken, taken
from assistant.reports.states import SUBMIT, require

router = APIRouter(tags=["reports"], route_class=OfReport)


@router.post("/v1/reports/submit", status_code=201, dependencies=[needs("reports:submit")])
def submit_report(
    principal: PrincipalOf,
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
    report: Annotated[str, Form(max_length=400_000, description="as POST /v1/reports takes it")],
    photos: Annotated[
        list[UploadFile] | None, File(description=f"JPEG, PNG or WebP, {MOST} at most")
    ] = None,
) -> ReportReply:
    """Makes a report, adds its photos and submits it, in one request.

    What will not do is refused before anything is kept. What a full disk breaks off stays a draft
    of its author's, which the same request sent again completes and submits.
    """
    new = _read(report)
    actor = acting(principal, new.actor or Actor())
    fault = new.fault()
    require(SUBMIT, fault, "A report that is to be submitted")
    sent = photos or []
    if len(sent) > MOST:
        raise PhotosFull(f"A report has {MOST} photos at most, and these are {len(sent)}.")
    drawn = _drawn(sent)
    made, _ = assistant.reports.create(fault, actor, new.id or reserved)
    if made.status == "draft":  # else it was sent before, and the reply was lost
        for one in drawn:
            assistant.photos.put(made.id, one, actor)
        made = assistant.reports.step(made.id, "submitted", actor, made.version)
    response.headers["Location"] = f"/v1/reports/{made.id}"
    return ReportReply.of(made, assistant.reports.zone, response)


def _drawn(sent: Sequence[UploadFile]) -> list[Taken]:
    """In one turn; a report without photos waits for none."""
    if not sent:
        return []
    with LINE.turn():
        return [taken(one.file.read()) for one in sent]


def _read(report: str) -> NewReport:
    try:
        return NewReport.model_validate_json(report)
    except ValidationError as exc:
        errors = [{**one, "loc": ("body", *one["loc"])} for one in exc.errors(include_url=False)]
        raise RequestValidationError(errors) from exc
