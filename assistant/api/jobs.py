"""``/v1/jobs``: what became of an upload."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.jobs import FileReport, Job

router = APIRouter(tags=["documents"])


class JobReply(BaseModel):
    """A job; it is over when finished_at is there."""

    id: str
    state: Literal["queued", "running", "done", "failed"]
    created_at: datetime
    finished_at: datetime | None
    files_total: int
    files_done: int
    files: list[FileReport]

    @classmethod
    def of(cls, job: Job) -> "JobReply":
        """From the job's row."""
        return cls(
            id=job.job_id,
            state=job.state,
            created_at=job.created_at,
            finished_at=job.finished_at,
            files_total=job.files_total,
            files_done=len(job.files),
            files=job.files,
        )


class JobList(BaseModel):
    """Newest first, at most a hundred."""

    jobs: list[JobReply]


@router.get("/v1/jobs")
def list_jobs(assistant: AssistantOf) -> JobList:
    """The latest jobs."""
    return JobList(jobs=[JobReply.of(job) for job in assistant.intake.jobs()])


@router.get("/v1/jobs/{job_id}")
def get_job(
    job_id: Annotated[str, Path(pattern="^[0-9a-f]{32}$")], assistant: AssistantOf
) -> JobReply:
    """How far a job is, file by file."""
    return JobReply.of(assistant.intake.job(job_id))
