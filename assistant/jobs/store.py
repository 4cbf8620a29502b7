"""The jobs as rows: what is asked of them, and how they change. Any process may look and change."""

import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple, get_args

from assistant.errors import JobConflict, NotHere
from assistant.jobs.model import FileReport, Job, JobState, Origin
from assistant.jobs.rows import (
    add_file,
    change,
    count_states,
    files_in,
    forget,
    fresh,
    place_of,
    read_job,
    select,
    write,
)
from assistant.jobs.tables import prepare
from ingest.letters import shown
from vectorstore.database import Database
from vectorstore.readers import ANYBODY, Reader, Rights
from vectorstore.sources import folder_of
from vectorstore.watcher import Step

LISTED_FILES = 50
"""Files told of each job in a list, those in trouble first; a job alone tells all."""
KEPT_JOBS = 1000
"""Jobs remembered after their end; the oldest are forgotten first."""
LAST = 2**63 - 1
"""No job's turn comes after it."""
MAX_ATTEMPTS = 3
"""Processes that may die with a file in hand before it is given up."""


class NewFile(NamedTuple):
    """A file on its way in."""

    path: Path
    source: str
    """What it is called in the library."""


class OpenFile(NamedTuple):
    """A file still to be read."""

    number: int
    path: Path
    source: str


class OpenJob(NamedTuple):
    """A job that is not over."""

    job_id: str
    turn: int
    files: list[OpenFile]


class JobStore:
    """The jobs of one data folder."""

    def __init__(self, database: Path, incoming: Path) -> None:
        """``incoming`` is the folder of uploads; each job has one of its own in there."""
        incoming.mkdir(parents=True, exist_ok=True)
        self.incoming = incoming
        self._database = Database(database)
        with self._database.writing() as db:
            prepare(db, incoming)

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    # -- what is there ---------------------------------------------------------------------------

    def job(self, job_id: str, reader: Reader = ANYBODY) -> Job:
        """One job with all its files; raises NotHere."""
        theirs, values = reader.condition()
        with self._database.reading(reader) as db:
            asked = f"SELECT * FROM jobs WHERE job_id = ? AND {theirs}"  # noqa: S608
            found = select(db, asked, job_id, *values)
            if not found:
                raise NotHere(f"There is no job {job_id}. GET /v1/jobs lists those there are.")
            return read_job(db, found[0], self.incoming, limit=-1)

    def rights(self, job_id: str) -> Rights | None:
        """Whom the files of a job are for; None where nobody said."""
        with self._database.reading() as db:
            (row,) = select(db, "SELECT site, audience FROM jobs WHERE job_id = ?", job_id)
        return None if row["audience"] is None else Rights(**row)

    def knows(self, job_id: str) -> bool:
        """Whether there is such a job."""
        with self._database.reading() as db:
            return bool(select(db, "SELECT 1 FROM jobs WHERE job_id = ?", job_id))

    def jobs(
        self,
        limit: int = 100,
        *,
        before: int = LAST,
        since: datetime | None = None,
        reader: Reader = ANYBODY,
    ) -> list[Job]:
        """The latest jobs, newest first, each with its most telling files.

        Args:
            limit: How many at most.
            before: The ``turn`` of the last one of the page before.
            since: Aware; jobs that ended earlier are left out.
            reader: Whom they are told.
        """
        ended = since.astimezone(UTC).isoformat(timespec="milliseconds") if since else ""
        theirs, values = reader.condition()
        with self._database.reading(reader) as db:
            found = select(
                db,
                "SELECT * FROM jobs WHERE turn < ? AND coalesce(finished_at, 'z') >= ?"  # noqa: S608
                f" AND {theirs} ORDER BY turn DESC LIMIT ?",
                before,
                ended,
                *values,
                limit,
            )
            return [read_job(db, row, self.incoming, LISTED_FILES) for row in found]

    def states(self) -> dict[str, int]:
        """How many of the jobs that are remembered are in which state; all states are told."""
        with self._database.reading() as db:
            found = select(db, "SELECT state, count(*) AS jobs FROM jobs GROUP BY state")
        return dict.fromkeys(get_args(JobState), 0) | {row["state"]: row["jobs"] for row in found}

    def unfinished(self) -> list[str]:
        """Ids of the jobs that wait, or whose process may have died, in their turn."""
        with self._database.reading() as db:
            found = select(db, "SELECT job_id FROM jobs WHERE finished_at IS NULL ORDER BY turn")
        return [row["job_id"] for row in found]

    def queue(self) -> list[OpenJob]:
        """The same jobs, with their files that wait or were in hand when a process died."""
        with self._database.reading() as db:
            found = select(
                db, "SELECT job_id, turn FROM jobs WHERE finished_at IS NULL ORDER BY turn"
            )
            return [
                OpenJob(row["job_id"], row["turn"], self._files(db, row["job_id"], "running"))
                for row in found
            ]

    def ended(self) -> dict[str, datetime]:
        """Jobs that are over, and when they ended, longest ago first."""
        with self._database.reading() as db:
            found = select(
                db,
                "SELECT job_id, finished_at FROM jobs WHERE finished_at IS NOT NULL"
                " ORDER BY finished_at, turn",
            )
        return {row["job_id"]: datetime.fromisoformat(row["finished_at"]) for row in found}

    def open_files(self, job_id: str) -> list[OpenFile]:
        """What is left to read, in order."""
        with self._database.reading() as db:
            return self._files(db, job_id)

    def _files(self, db: Connection, job_id: str, state: str = "waiting") -> list[OpenFile]:
        """Those that wait, and those in another state."""
        found = select(
            db,
            "SELECT number, place, source FROM job_files"
            " WHERE job_id = ? AND state IN ('waiting', ?) ORDER BY number",
            job_id,
            state,
        )
        return [
            OpenFile(row["number"], self.incoming / os.fsdecode(row["place"]), row["source"])
            for row in found
        ]

    def is_cancelling(self, job_id: str) -> bool:
        """Whether somebody has asked the job to stop."""
        with self._database.reading() as db:
            return bool(select(db, "SELECT 1 FROM jobs WHERE job_id = ? AND cancelling", job_id))

    # -- how a job goes --------------------------------------------------------------------------

    def create(
        self,
        job_id: str,
        origin: Origin,
        files: Sequence[NewFile],
        state: JobState = "queued",
        rights: Rights | None = None,
    ) -> None:
        """A new job at the end of the queue."""
        site, audience = (rights.site, rights.audience) if rights else (None, None)
        with self._database.writing() as db:
            db.execute(
                "INSERT INTO jobs (job_id, origin, state, turn, created_at, site, audience)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (job_id, origin, state, _next_turn(db), _now(), site, audience),
            )
            for number, file in enumerate(files):
                report = FileReport(
                    number=number,
                    file_name=shown(file.path.name),
                    folder=folder_of(file.source),
                )
                add_file(db, job_id, place_of(file.path, self.incoming), file.source, report)
            for row in select(
                db,
                "SELECT job_id FROM jobs WHERE finished_at IS NOT NULL"
                " ORDER BY turn DESC LIMIT -1 OFFSET ?",
                KEPT_JOBS,
            ):
                forget(db, row["job_id"])

    def take_up(self, job_id: str, *, after_crash: bool = False) -> bool:
        """Marks a job, whose claim the caller holds, as running; False if it is over by now.

        A file that was in hand waits again. ``after_crash`` tells that its process died over it;
        when that happens again and again, the process may be dying of it, and it is given up.
        """
        with self._database.writing() as db:
            taken = db.execute(
                "UPDATE jobs SET state = 'running', note = NULL"
                " WHERE job_id = ? AND finished_at IS NULL",
                (job_id,),
            )
            for number, report, attempts in files_in(db, job_id, "running"):
                told, deaths = fresh(report), attempts + after_crash
                if deaths >= MAX_ATTEMPTS:
                    reason = f"the service stopped {deaths} times while it read this file"
                    told = told.model_copy(update={"state": "failed", "reason": reason})
                write(db, job_id, told)
                db.execute(
                    "UPDATE job_files SET attempts = ? WHERE job_id = ? AND number = ?",
                    (deaths, job_id, number),
                )
        return bool(taken.rowcount)

    def begin(self, job_id: str, number: int) -> None:
        """A file is taken up."""
        with self._database.writing() as db:
            change(db, job_id, number, state="running")

    def step(self, job_id: str, number: int, step: Step) -> None:
        """A file has come so far."""
        with self._database.writing() as db:
            change(db, job_id, number, **step._asdict())

    def end(self, job_id: str, report: FileReport) -> None:
        """A file is done with."""
        with self._database.writing() as db:
            write(db, job_id, report)

    def fail_running(self, job_id: str, reason: str) -> None:
        """The file in hand is given up; the others are not touched."""
        with self._database.writing() as db:
            for number, _, _ in files_in(db, job_id, "running"):
                change(db, job_id, number, state="failed", reason=reason, stage=None)

    def put_back(self, job_id: str, note: str | None = None) -> None:
        """The job waits again, its file in hand too."""
        with self._database.writing() as db:
            for _, report, _ in files_in(db, job_id, "running"):
                write(db, job_id, fresh(report))
            db.execute(
                "UPDATE jobs SET state = 'queued', note = ?"
                " WHERE job_id = ? AND finished_at IS NULL",
                (note, job_id),
            )

    def finish(self, job_id: str, note: str | None = None) -> bool:
        """The job is over. Files that are still open were cancelled.

        Returns:
            Whether all was read, and nothing of it can be retried.
        """
        with self._database.writing() as db:
            for _, report, _ in files_in(db, job_id, "waiting", "running"):
                write(db, job_id, fresh(report).model_copy(update={"state": "cancelled"}))
            states = count_states(db, job_id).keys()
            state = "cancelled" if "cancelled" in states else "done"
            db.execute(
                "UPDATE jobs SET state = ?, note = ?, cancelling = 0, finished_at = ?"
                " WHERE job_id = ?",
                ("failed" if states == {"failed"} else state, note, _now(), job_id),
            )
        return not states & {"failed", "cancelled"}

    # -- what people ask for ---------------------------------------------------------------------

    def ask_to_cancel(self, job_id: str) -> None:
        """Whoever runs the job stops at its next step; one that is over is left as it is."""
        with self._database.writing() as db:
            db.execute(
                "UPDATE jobs SET cancelling = 1 WHERE job_id = ? AND finished_at IS NULL", (job_id,)
            )

    def retry(self, job_id: str) -> None:
        """Files that failed or were cancelled wait again, at the end of the queue.

        Raises:
            NotHere: No such job.
            JobConflict: It is not over, or none of these files is kept any more.
        """
        kept = self.job(job_id).retryable
        with self._database.writing() as db:
            queued = db.execute(
                "UPDATE jobs SET state = 'queued', cancelling = 0, finished_at = NULL, note = NULL,"
                " turn = ? WHERE job_id = ? AND finished_at IS NOT NULL AND ?",
                (_next_turn(db), job_id, kept),
            )
            if not queued.rowcount:
                raise JobConflict(
                    f"Job {job_id} has nothing to retry: it is under way, or all its files were "
                    "read, or those that were not are no longer kept. Send those files again."
                )
            for _, report, _ in files_in(db, job_id, "failed", "cancelled"):
                write(db, job_id, fresh(report))
            db.execute("UPDATE job_files SET attempts = 0 WHERE job_id = ?", (job_id,))

    def forget(self, job_id: str) -> None:
        """No trace of a job that is over stays; raises NotHere or JobConflict."""
        self.job(job_id)
        with self._database.writing() as db:
            if select(db, "SELECT 1 FROM jobs WHERE job_id = ? AND finished_at IS NULL", job_id):
                raise JobConflict(f"Job {job_id} is not over. Cancel it first, then dismiss it.")
            forget(db, job_id)


def _next_turn(db: Connection) -> int:
    """The clock's milliseconds; after all other turns, even if the clock was put back."""
    (last,) = select(db, "SELECT coalesce(max(turn), 0) AS turn FROM jobs")
    return max(time.time_ns() // 1_000_000, int(last["turn"]) + 1)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
