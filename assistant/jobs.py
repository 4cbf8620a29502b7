"""Uploads become jobs: kept on disk and in the database first, read by one worker thread after.

A job survives a restart: what was not finished when the service stopped is read when it starts.
"""

import logging
import re
import shutil
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, Literal

from pydantic import BaseModel, TypeAdapter

from assistant.errors import NotHere, UploadRefused, UploadTooLarge
from ingest.identity import content_hash
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.sync import FileResult, take_in, tidy

_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    job_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
    created_at TEXT NOT NULL,
    finished_at TEXT,
    files_total INTEGER NOT NULL,
    files TEXT NOT NULL
)
"""
_COPY = 1024 * 1024
RETRY_SECONDS = 30.0
logger = logging.getLogger(__name__)


class FileReport(BaseModel, frozen=True):
    """What became of one uploaded file."""

    file_name: str
    document_id: str | None
    state: str
    reason: str | None
    pages: int
    chunks: int
    unreadable_pages: list[int]
    seconds: float

    @classmethod
    def of(cls, result: FileResult) -> "FileReport":
        """From the library's result."""
        return cls(
            file_name=result.path.name,
            document_id=result.document_id,
            state=result.state,
            reason=result.reason,
            pages=result.pages,
            chunks=result.chunks,
            unreadable_pages=[page.number for page in result.unreadable],
            seconds=round(result.seconds, 2),
        )


_REPORTS = TypeAdapter(list[FileReport])


class Job(BaseModel, frozen=True):
    """One upload; ``failed`` when none of its files could be read, and ``files`` tells of each."""

    job_id: str
    state: Literal["queued", "running", "done", "failed"]
    created_at: datetime
    finished_at: datetime | None
    files_total: int
    files: list[FileReport]


class Intake:
    """Accepts uploads and reads them one after the other."""

    def __init__(
        self,
        folder: Path,
        database: Path,
        library: Library,
        originals: Originals,
        *,
        max_bytes: int,
        max_files: int,
    ) -> None:
        self._folder = folder
        self._database = database
        self._library = library
        self._originals = originals
        self.max_bytes = max_bytes
        self._max_files = max_files
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None
        with self._connect() as connection:
            connection.execute(_SCHEMA)

    def start(self) -> None:
        """Starts reading; jobs left over from the last run come first."""
        with self._connect() as connection:
            connection.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
        self._worker = threading.Thread(target=self._work, name="intake", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Stops after the file in hand; the rest is read after the next start."""
        self._stop.set()
        self._wake.set()
        if self._worker:
            self._worker.join()

    def accept(self, files: Sequence[tuple[str, BinaryIO]]) -> Job:
        """Keeps the files and queues the job.

        Raises:
            UploadRefused: Too many files, too many bytes, or a name that is none; nothing is kept.
        """
        if len(files) > self._max_files:
            raise UploadTooLarge(
                f"{len(files)} files in one upload, {self._max_files} are allowed. Send fewer."
            )
        job_id = uuid.uuid4().hex
        folder = self._folder / job_id
        try:
            self._keep(folder, files)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO jobs VALUES (?, 'queued', ?, NULL, ?, '[]')",
                (job_id, _now(), len(files)),
            )
        self._wake.set()
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """One job; raises NotHere."""
        with self._connect() as connection:
            row = connection.execute("SELECT * FROM jobs WHERE job_id = ?", (job_id,)).fetchone()
        if row is None:
            raise NotHere(f"There is no job {job_id}. GET /v1/jobs lists those there are.")
        return _job(row)

    def jobs(self, limit: int = 100) -> list[Job]:
        """The latest jobs, newest first."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT * FROM jobs ORDER BY created_at DESC, job_id LIMIT ?", (limit,)
            ).fetchall()
        return [_job(row) for row in rows]

    def _keep(self, folder: Path, files: Sequence[tuple[str, BinaryIO]]) -> None:
        left = self.max_bytes
        for number, (name, stream) in enumerate(files):
            # A folder a file: two uploads of one name stay two files.
            target = folder / f"{number:04d}" / safe_name(name)
            target.parent.mkdir(parents=True)
            with target.open("wb") as out:
                while block := stream.read(_COPY):
                    left -= len(block)
                    if left < 0:
                        raise UploadTooLarge(
                            f"The upload is larger than {self.max_bytes} bytes, the limit that "
                            "SHIFTMATE_MAX_UPLOAD_BYTES sets. Send fewer files at once."
                        )
                    out.write(block)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            waiting = self._next()
            if waiting is None:
                self._wake.wait()
                continue
            try:
                self._read(waiting)
            except (OSError, sqlite3.Error, LibraryError):
                # A full disk, or a database that another process holds: try again in a while.
                logger.exception("job %s is put off", waiting)
                self._stop.wait(RETRY_SECONDS)

    def _next(self) -> str | None:
        with self._connect() as connection:
            row = connection.execute(
                "SELECT job_id FROM jobs WHERE state = 'queued' ORDER BY created_at, job_id"
            ).fetchone()
        return row["job_id"] if row else None

    def _read(self, job_id: str) -> None:
        self._note(job_id, "running", [])
        reports: list[FileReport] = []
        for path in sorted((self._folder / job_id).glob("*/*")):
            if self._stop.is_set():
                self._note(job_id, "queued", [])
                return
            reports.append(FileReport.of(self._take_in(path)))
            self._note(job_id, "running", reports)
        tidy(self._library, self._originals)
        failed = all(report.state == "failed" for report in reports)
        self._note(job_id, "failed" if failed else "done", reports, finished=True)
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def _take_in(self, path: Path) -> FileResult:
        try:
            # By content, not by name: two manuals called manual.pdf are two manuals.
            source = f"upload:{content_hash(path)}"
            return take_in(path, source, self._library, self._originals)
        except Exception as exc:
            # It outlives a full disk or a missing model; the next upload may fare better.
            logger.exception("an upload could not be read")
            return FileResult(path, "failed", f"{type(exc).__name__}: {exc}")

    def _note(
        self, job_id: str, state: str, reports: list[FileReport], *, finished: bool = False
    ) -> None:
        with self._connect() as connection:
            connection.execute(
                "UPDATE jobs SET state = ?, files = ?, finished_at = ? WHERE job_id = ?",
                (state, _REPORTS.dump_json(reports).decode(), _now() if finished else None, job_id),
            )

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._database, timeout=30)
        connection.row_factory = sqlite3.Row
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def safe_name(name: str) -> str:
    """The last part of what a client calls its file, without anything a path could be made of.

    Raises:
        UploadRefused: Nothing is left.
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    clean = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", last).strip(". ")
    if not clean:
        raise UploadRefused(f"The file name {name[:100]!r} is none. Give the file a name.")
    stem, dot, suffix = clean.rpartition(".")
    # File systems allow 255 bytes; a Chinese character takes three.
    return f"{(stem or suffix)[:70]}{dot if stem else ''}{suffix[:10] if stem else ''}"


def _job(row: sqlite3.Row) -> Job:
    fields = dict(row)
    return Job(**{**fields, "files": _REPORTS.validate_json(fields["files"])})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
