"""``/v1/jobs``: how far an upload is, what became of it, and how to stop it or try again."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once
from assistant.api.paging import CursorOf, cursor_of, number_of
from assistant.api.rights import needs
from assistant.jobs.model import FileReport, Job, JobState, Origin
from assistant.jobs.store import LAST
from assistant.reports.values import Moment
from vectorstore.readers import Audience

router = APIRouter(tags=["documents"], route_class=Once)

JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class JobReply(BaseModel):
    """A job; it is over when finished_at is there."""

    id: str
    origin: Origin
    state: JobState
    cancelling: bool
    note: str | None
    created_at: datetime
    finished_at: datetime | None
    files_total: int
    files_done: int
    files_failed: int
    retryable: bool
    files: list[FileReport]
    site: str | None = None
    audience: Audience | None = None
    """Whom the files are for; null where nobody said."""

    @classmethod
    def of(cls, job: Job) -> "JobReply":
        """From the job's row."""
        fields = {name: getattr(job, name) for name in cls.model_fields.keys() - {"id"}}
        return cls(id=job.job_id, **fields)


class JobList(BaseModel):
    """Newest first; of each at most fifty files, those in trouble before the others."""

    jobs: list[JobReply]
    next_cursor: str | None


@router.get("/v1/jobs", dependencies=[needs("jobs:read")])
def list_jobs(
    assistant: AssistantOf,
    updated_since: Annotated[
        Moment | None, Query(description="none that ended before; RFC 3339")
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> JobList:
    """The latest jobs, those of the command line among them."""
    before = number_of(cursor) if cursor else LAST
    found = assistant.intake.jobs(limit + 1, before=before, since=updated_since)
    more = cursor_of((found[limit - 1].turn,)) if len(found) > limit else None
    return JobList(jobs=[JobReply.of(job) for job in found[:limit]], next_cursor=more)


@router.get("/v1/jobs/{job_id}", dependencies=[needs("jobs:read")])
def get_job(job_id: JobId, assistant: AssistantOf) -> JobReply:
    """How far a job is, file by file."""
    return JobReply.of(assistant.intake.job(job_id))


@router.post("/v1/jobs/{job_id}/cancel", dependencies=[needs("docs:write")])
def cancel_job(job_id: JobId, assistant: AssistantOf) -> JobReply:
    """Stops it at its next page or batch; what it has finished stays. Twice does no harm."""
    return JobReply.of(assistant.intake.cancel(job_id))


@router.post("/v1/jobs/{job_id}/retry", dependencies=[needs("docs:write")])
def retry_job(job_id: JobId, assistant: AssistantOf) -> JobReply:
    """Queues the files again that failed or were cancelled; 409 when none of them is kept."""
    return JobReply.of(assistant.intake.retry(job_id))


@router.delete("/v1/jobs/{job_id}", status_code=204, dependencies=[needs("docs:write")])
def dismiss_job(job_id: JobId, assistant: AssistantOf) -> None:
    """Forgets a job that is over, with the files kept for a retry; 409 while it is not over."""
    assistant.intake.dismiss(job_id)
