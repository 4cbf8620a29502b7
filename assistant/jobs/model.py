"""What a job is, for all who look at one: command line, API and page."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field, computed_field

from assistant.jobs.pages import UnreadableGroup, grouped, unreadable_text
from ingest.letters import shown, storable
from vectorstore.readers import Audience
from vectorstore.sync import FileResult

Origin = Literal["upload", "command"]
"""``upload``: its files were sent to the service. ``command``: they lie where they were named."""
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
FileState = Literal["waiting", "running", "added", "replaced", "unchanged", "failed", "cancelled"]


class FileReport(BaseModel, frozen=True):
    """What became of one file, or how far it is. Names and reasons hold no path."""

    number: int = 0
    """Its place in the job, from 0."""
    file_name: str
    folder: str = ""
    """That it was sent in, as its sender calls it; empty where there was none."""
    state: FileState = "waiting"
    stage: Literal["reading", "embedding"] | None = None
    """What is done to it while it is running."""
    done: int = 0
    """Pages read, or passages embedded, in this stage."""
    total: int = 0
    """Of so many; 0 while that is not known."""
    reason: str | None = None
    """Why it failed; for the others a remark, or nothing."""
    document_id: str | None = None
    pages: int = 0
    chunks: int = 0
    unreadable_pages: list[int] = []
    unreadable: list[UnreadableGroup] = []
    """The same pages by reason, in ranges."""
    seconds: float = 0.0

    @computed_field  # type: ignore[prop-decorator] # mypy knows no decorated properties
    @property
    def summary(self) -> str:
        """``37 of 212 pages unreadable: 4–9, 17 (…)``; empty when all could be read."""
        return unreadable_text(self.unreadable, self.pages)

    @classmethod
    def of(cls, number: int, result: FileResult, folder: str = "") -> "FileReport":
        """From the library's result."""
        return cls(
            number=number,
            file_name=shown(result.path.name),
            folder=folder,
            state=result.state if result.state not in ("removed", "skipped") else "failed",
            reason=result.reason and _without_path(result.reason, result.path),
            document_id=result.document_id,
            pages=result.pages,
            chunks=result.chunks,
            unreadable_pages=[page.number for page in result.unreadable],
            unreadable=grouped(result.unreadable),
            seconds=round(result.seconds, 2),
        )


class Job(BaseModel, frozen=True):
    """Files taken in together; ``failed`` when none of them could be read."""

    job_id: str
    turn: Annotated[int, Field(exclude=True)]
    """Its place among all jobs, which grows; lists go by it."""
    origin: Origin
    state: JobState
    cancelling: bool
    """Asked to stop, and about to."""
    note: str | None
    """Why it waits, when something is in its way."""
    created_at: datetime
    finished_at: datetime | None
    files_total: int
    files_done: int
    files_failed: int
    retryable: bool
    """It is over, and files that failed or were cancelled are still kept."""
    files: list[FileReport]
    site: str | None = None
    audience: Audience | None = None
    """Whom the files are for; None where nobody said."""

    @property
    def outcome(self) -> str:
        """Its state in words: ``done, 7 of 13 failed``."""
        if self.cancelling:
            return "stopping"
        if self.state == "failed" or not self.files_failed:
            return self.state
        return f"{self.state}, {self.files_failed} of {self.files_total} failed"


def _without_path(reason: str, file: Path) -> str:
    """A reason as anybody may read it, beside the name: the system's own words name whole paths."""
    for path in (file.absolute(), file):
        reason = reason.replace(str(path), path.name)
    return storable(reason.removeprefix(f"{file.name}: "))
