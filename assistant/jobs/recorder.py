"""Writes a job's progress down while its files are taken in, and hears when it is to stop."""

import time
from collections.abc import Callable, Sequence

from assistant.jobs.incoming import discard
from assistant.jobs.model import FileReport
from assistant.jobs.store import JobStore, OpenFile
from vectorstore.sources import folder_of, is_upload
from vectorstore.sync import FileResult
from vectorstore.watcher import Step, Watcher

TICK = 0.5
"""Seconds between two looks at the database: often enough for eyes, seldom enough for disks."""


class Recorder(Watcher):
    """The watcher of one job."""

    def __init__(
        self,
        store: JobStore,
        job_id: str,
        files: Sequence[OpenFile],
        is_stopping: Callable[[], bool],
        tick: float = TICK,
    ) -> None:
        """``is_stopping`` tells whether this process wants to end, whatever becomes of the job."""
        self._store = store
        self._job_id = job_id
        self._files = files
        self._is_stopping = is_stopping
        self._tick = tick
        self._asked = self._told = 0.0
        self._stage = ""
        self._cancelling = False

    def begun(self, number: int) -> None:
        """The file is running."""
        self._store.begin(self._job_id, self._files[number].number)
        self._stage = ""

    def stepped(self, number: int, step: Step) -> None:
        """It has come so far."""
        now = time.monotonic()
        if now - self._told >= self._tick or step.stage != self._stage:
            self._told, self._stage = now, step.stage
            self._store.step(self._job_id, self._files[number].number, step)

    def ended(self, number: int, result: FileResult) -> None:
        """Its report is complete."""
        file = self._files[number]
        self._store.end(self._job_id, FileReport.of(file.number, result, folder_of(file.source)))
        if result.state != "failed" and is_upload(file.source):
            discard(file.path)

    def cancelled(self) -> bool:
        """Whether the sync is to stop, for one reason or another."""
        return self._is_stopping() or self.is_cancelling()

    def is_cancelling(self) -> bool:
        """Whether somebody has asked this job to stop."""
        now = time.monotonic()
        if not self._cancelling and now - self._asked >= self._tick:
            self._asked = now
            self._cancelling = self._store.is_cancelling(self._job_id)
        return self._cancelling
