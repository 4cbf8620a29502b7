"""``shiftmate jobs``: what is on its way into the library, from whichever door it came."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

from rich.table import Table

from assistant.commands.console import err, out
from assistant.commands.elsewhere import server
from assistant.errors import JobConflict, NotHere
from assistant.jobs.desk import Desk
from assistant.jobs.model import FileReport, Job
from assistant.jobs.store import KEPT_JOBS
from assistant.settings import Settings
from vectorstore.watcher import Step

SHORT = 8
"""Letters of an id that are shown; as many as make it unique are enough to name a job."""


class JobDesk(Protocol):
    """Whom the commands ask: this machine's desk, or a server's."""

    def job(self, job_id: str) -> Job:
        """One of them; raises NotHere."""

    def jobs(self, limit: int) -> list[Job]:
        """The latest ones, newest first."""

    def cancel(self, job_id: str) -> Job:
        """Stops it; what it has finished stays."""

    def retry(self, job_id: str) -> Job:
        """Queues again what failed; raises JobConflict."""

    def dismiss(self, job_id: str) -> None:
        """Forgets it; raises JobConflict."""


def list_jobs(*, as_json: bool, limit: int) -> int:
    """The latest jobs, newest first."""
    with _desk() as desk:
        jobs = desk.jobs(limit)
    if as_json:
        _print_json(jobs)
        return 0
    table = Table("job", "from", "begun", "state", "files", "failed", "now", box=None)
    for job in jobs:
        table.add_row(
            job.job_id[:SHORT],
            job.origin,
            f"{job.created_at.astimezone():%Y-%m-%d %H:%M}",
            job.outcome,
            f"{job.files_done} of {job.files_total}",
            str(job.files_failed),
            job.note or _now(job),
        )
    out.print(table)
    return 0


def show_job(name: str, *, as_json: bool) -> int:
    """One job, file by file."""
    with _desk() as desk:
        job = desk.job(_whole_id(desk, name))
    if as_json:
        out.print_json(job.model_dump_json())
    else:
        show(job)
    return 0


def show(job: Job) -> None:
    """A line a file, and how it ended."""
    table = Table("file", "state", "pages", "chunks", "s", "remarks", box=None)
    for file in job.files:
        remarks = (_progress(file), file.summary, file.reason)
        table.add_row(
            file.file_name,
            file.state,
            str(file.pages),
            str(file.chunks),
            f"{file.seconds:.1f}",
            "\n".join(remark for remark in remarks if remark),
        )
    out.print(table)
    out.print(f"{job.job_id}: {job.outcome}", highlight=False)
    if job.note:
        out.print(job.note, markup=False, soft_wrap=True)


def cancel_job(name: str) -> int:
    """Stops a job, whichever process runs it; what it has finished stays."""
    with _desk() as desk:
        job = cancelled(desk, name)
    state = "stops at its next page or batch" if job.cancelling else f"is {job.state}"
    out.print(f"{job.job_id[:SHORT]} {state}", highlight=False)
    return 0


def cancelled(desk: JobDesk, name: str) -> Job:
    """The job whose id begins so, asked to stop; raises NotHere, or JobConflict if it is over."""
    job = desk.job(_whole_id(desk, name))
    if job.finished_at:
        raise JobConflict(
            f"Job {job.job_id[:SHORT]} is over ({job.outcome}), there is nothing to cancel. "
            "What it has read stays; `shiftmate jobs list` names those under way."
        )
    return desk.cancel(job.job_id)


def retry_job(name: str) -> int:
    """Queues the files again that failed or were cancelled."""
    with _desk() as desk:
        job = desk.retry(_whole_id(desk, name))
    out.print(f"{job.job_id[:SHORT]} is queued", highlight=False)
    err.print("A running service takes it up within seconds, else the next one that starts.")
    return 0


def dismiss_job(name: str) -> int:
    """Forgets a job that is over, with the files kept for it."""
    with _desk() as desk:
        desk.dismiss(_whole_id(desk, name))
    return 0


@contextmanager
def _desk() -> Iterator[JobDesk]:
    address = server()
    if address is not None:
        from assistant.client import Client
        from assistant.client.settings import ClientSettings
        from assistant.commands.far_jobs import FarJobs

        with Client.of(ClientSettings(), address) as client:
            yield FarJobs(client.jobs)
        return
    settings = Settings()
    with closing(Desk(settings.data_dir, settings.database)) as desk:
        yield desk


def _whole_id(desk: JobDesk, name: str) -> str:
    """The one job whose id begins so; raises NotHere."""
    found = [job.job_id for job in desk.jobs(2 * KEPT_JOBS) if job.job_id.startswith(name)]
    if len(found) != 1 or not name:
        many = f"{len(found)} jobs begin" if found else "no job begins"
        raise NotHere(f"{many} with {name!r}. `shiftmate jobs list` names them.")
    return found[0]


def _now(job: Job) -> str:
    """What is being done, in a few words."""
    return next(
        (f"{file.file_name}: {_progress(file)}" for file in job.files if file.state == "running"),
        "",
    )


def _progress(file: FileReport) -> str:
    if file.state != "running" or file.stage is None:
        return ""
    return Step(file.stage, file.done, file.total).words


def _print_json(jobs: Sequence[Job]) -> None:
    rows = [job.model_dump(mode="json") for job in jobs]
    out.print_json(json.dumps(rows, ensure_ascii=False))
