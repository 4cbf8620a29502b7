"""What can be asked of jobs, from whichever door: look, cancel, retry, dismiss."""

import shutil
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Self

from assistant.jobs.claim import claim
from assistant.jobs.incoming import expire
from assistant.jobs.model import Job
from assistant.jobs.store import LAST, JobStore
from vectorstore.readers import ANYBODY, Reader

FOLDER_NAME = "incoming"
"""The folder of uploads in a data folder."""


class Desk:
    """The jobs of a data folder. It needs no model, so that a command can open it at once."""

    def __init__(self, data: Path, database: Path) -> None:
        self.store = JobStore(database, data / FOLDER_NAME)
        self._reader = ANYBODY

    def as_read_by(self, reader: Reader) -> Self:
        """The same desk for somebody: jobs with files that are kept from them are not there."""
        theirs = copy(self)
        theirs._reader = reader
        return theirs

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()

    def job(self, job_id: str) -> Job:
        """One job with all its files; raises NotHere."""
        return self.store.job(job_id, self._reader)

    def jobs(
        self, limit: int = 100, *, before: int = LAST, since: datetime | None = None
    ) -> list[Job]:
        """The latest jobs, newest first, each with its most telling files."""
        return self.store.jobs(limit, before=before, since=since, reader=self._reader)

    def cancel(self, job_id: str) -> Job:
        """Stops a job at its next page or batch; what it has finished stays.

        A job that is over is left as it is: a second tap does no harm. Raises NotHere.
        """
        self.job(job_id)
        self.store.ask_to_cancel(job_id)
        if self.store.job(job_id).finished_at is None:
            with claim(self.folder(job_id)) as mine:
                # Nobody is at work on it: it waits, or its process was killed.
                if mine and self.store.is_cancelling(job_id):
                    self.store.finish(job_id)
        return self.job(job_id)

    def retry(self, job_id: str) -> Job:
        """Files that failed or were cancelled wait again; raises NotHere or JobConflict."""
        self.job(job_id)
        with claim(self.folder(job_id)):  # so that what is kept is not tidied away meanwhile
            self.store.retry(job_id)
        return self.job(job_id)

    def dismiss(self, job_id: str) -> None:
        """Forgets a job that is over, with the files kept for it; raises NotHere or JobConflict."""
        self.job(job_id)
        self.store.forget(job_id)
        shutil.rmtree(self.folder(job_id), ignore_errors=True)

    def folder(self, job_id: str) -> Path:
        """Where a job's uploads are, and its lock."""
        return self.store.incoming / job_id

    def tidy(self) -> None:
        """Deletes kept files that are past their time."""
        expire(self.store.incoming, self.store.ended(), self.store.unfinished)
