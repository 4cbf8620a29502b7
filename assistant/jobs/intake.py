"""Uploads become jobs: kept on disk and in the database first, read by one worker thread after.

A job survives a restart, however the service ended: it goes on at the file that was in hand.
"""

import logging
import shutil
import threading
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from assistant.errors import NoRoom, ShiftmateError, UploadRefused, UploadTooLarge
from assistant.jobs.claim import claim
from assistant.jobs.desk import Desk
from assistant.jobs.incoming import keep
from assistant.jobs.model import Job
from assistant.jobs.order import batch, in_order
from assistant.jobs.recorder import TICK, Recorder
from assistant.jobs.store import LAST
from assistant.models.errors import ModelsError
from assistant.observe.disk import trouble
from ingest.errors import ReaderUnavailable
from ingest.isolation.isolate import ReadingRoom
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.readers import Rights
from vectorstore.sync import take_all

POLL_SECONDS = 1.0
"""How long a job waits that another process has queued."""
RETRY_SECONDS = 30.0
"""How long a job is put off when something other than its files is in the way."""
NOT_THE_FILE = (ShiftmateError, ModelsError, LibraryError, ReaderUnavailable, OSError)
"""A full disk, a database that is held, a missing model: the next file would fare no better."""
logger = logging.getLogger(__name__)


class Intake(Desk):
    """Accepts uploads and works through the queue, a few files at a time, in `in_order`."""

    def __init__(
        self,
        data: Path,
        database: Path,
        library: Library,
        originals: Originals,
        *,
        max_bytes: int,
        max_files: int,
        least_free: int = 0,
        room: ReadingRoom | None = None,
        poll_seconds: float = POLL_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        super().__init__(data, database)
        self._library = library
        self._originals = originals
        self.max_bytes = max_bytes
        self._max_files = max_files
        self._data, self._least_free = data, least_free
        self._room = room
        self._poll_seconds = poll_seconds
        self._retry_seconds = retry_seconds
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        self._seen: set[str] = set()
        self._trouble: str | None = None

    def start(self) -> None:
        """Starts reading; jobs left over from the last run come first."""
        self._worker = threading.Thread(target=self._work, name="intake", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Stops at the next page or batch; the rest is read after the next start."""
        self._stop.set()
        self._wake.set()
        if self._worker:
            self._worker.join()
        super().close()

    def accept(
        self,
        files: Sequence[tuple[str, BinaryIO]],
        job_id: str = "",
        rights: Rights | None = None,
    ) -> Job:
        """Keeps the files and queues the job.

        Args:
            files: Names and contents.
            job_id: Of an upload that may be sent twice: 32 hexadecimal digits. The job that has
                this id already is the reply.
            rights: Whom the files are for; see `Library.add`.

        Raises:
            UploadRefused: Too many files, too many bytes, a name that is none, or a disk that is
                full, or nearly, or cannot be written; nothing is kept. Or they would be kept from
                whoever sends them.
        """
        if len(files) > self._max_files:
            raise UploadTooLarge(
                f"{len(files)} files in one upload, {self._max_files} are allowed. Send fewer."
            )
        if rights is not None and not self._reader.may_read(rights):
            raise UploadRefused(
                f"Files for {rights.audience}s of {rights.site or 'every site'} would be kept from "
                "you who send them. Send them for those that you belong to."
            )
        job_id = job_id or uuid.uuid4().hex
        if self.store.knows(job_id):
            return self.job(job_id)
        # What is left is for reports: they are small, and nobody else has them.
        if why := trouble(self._data, self._least_free):
            raise NoRoom(why)
        with claim(self.folder(job_id)):
            kept = keep(self.folder(job_id), files, self.max_bytes)
            self.store.create(job_id, "upload", kept, rights=rights)
        self._wake.set()
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """One job with all its files; raises NotHere."""
        return self._with_trouble(super().job(job_id))

    def jobs(
        self, limit: int = 100, *, before: int = LAST, since: datetime | None = None
    ) -> list[Job]:
        """The latest jobs, newest first, each with its most telling files."""
        found = super().jobs(limit, before=before, since=since)
        return [self._with_trouble(job) for job in found]

    def _with_trouble(self, job: Job) -> Job:
        """What keeps the queue from going on may also keep it from being written down."""
        if self._trouble is None or job.finished_at or job.note:
            return job
        return job.model_copy(update={"note": self._trouble})

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            wait = self._retry_seconds
            try:
                self.tidy()
                worked = any(map(self._attempt, in_order(self.store.queue())))
                self._trouble = None
                if worked:
                    continue
                wait = self._poll_seconds
            except NOT_THE_FILE as exc:
                logger.exception("the queue is put off for %g s", wait)
                self._trouble = str(exc)
            self._wake.wait(wait)

    def _attempt(self, job_id: str) -> bool:
        """Works on a job's next files, if nobody else does; whether there was anything to do."""
        with claim(self.folder(job_id)) as mine:
            # A file in hand when this process has never seen the job: another one died over it.
            if not mine or not self.store.take_up(job_id, after_crash=job_id not in self._seen):
                return False
            self._seen.add(job_id)
            try:
                self._run(job_id)
            except NOT_THE_FILE as exc:
                self.store.put_back(job_id, note=str(exc))
                raise
            except Exception as exc:
                # A fault of ours, with this file; the job goes on with the next one.
                logger.exception("a file of job %s could not be taken in", job_id)
                self.store.fail_running(job_id, f"{type(exc).__name__}: {exc}")
        return True

    def _run(self, job_id: str) -> None:
        files = batch(self.store.open_files(job_id))
        tick = min(TICK, self._poll_seconds)
        recorder = Recorder(self.store, job_id, files, self._stop.is_set, tick)
        named = [(file.path, file.source) for file in files]
        report = take_all(
            named,
            self._library,
            self._originals,
            watcher=recorder,
            room=self._room,
            rights=self.store.rights(job_id),
        )
        over = recorder.is_cancelling() if report.cancelled else not self.store.open_files(job_id)
        if not over:
            self.store.put_back(job_id)
        elif self.store.finish(job_id):
            shutil.rmtree(self.folder(job_id), ignore_errors=True)
