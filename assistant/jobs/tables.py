"""The two tables of the jobs, in the library's own file, and how version 0.1's one becomes them.

``turn`` is when the job was queued, in milliseconds since 1970, given anew by a retry. ``place`` is
where a file's bytes are: relative to the folder of uploads, so that a data folder may be moved, or
else the absolute path it was named by, in the file system's own bytes. ``attempts`` counts
processes that died with it in hand. ``site`` and ``audience`` say whom its files are for, null
where nobody said.
"""

import sqlite3
from pathlib import Path

from pydantic import TypeAdapter

from assistant.jobs.model import FileReport
from assistant.jobs.rows import Row, add_file, place_of, select
from ingest.identity import content_hash
from vectorstore.sources import upload_source

_SCHEMA = (
    """
CREATE TABLE IF NOT EXISTS jobs (
    job_id      TEXT PRIMARY KEY,
    origin      TEXT NOT NULL,
    state       TEXT NOT NULL,
    turn        INTEGER NOT NULL,
    cancelling  INTEGER NOT NULL DEFAULT 0,
    note        TEXT,
    created_at  TEXT NOT NULL,
    finished_at TEXT,
    site        TEXT,
    audience    TEXT
) WITHOUT ROWID
""",
    "CREATE INDEX IF NOT EXISTS jobs_unfinished ON jobs (turn) WHERE finished_at IS NULL",
    """
CREATE TABLE IF NOT EXISTS job_files (
    job_id   TEXT NOT NULL,
    number   INTEGER NOT NULL,
    place    BLOB NOT NULL,
    source   TEXT NOT NULL,
    state    TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    troubled INTEGER NOT NULL,
    report   TEXT NOT NULL,
    PRIMARY KEY (job_id, number)
) WITHOUT ROWID
""",
)
_REPORTS = TypeAdapter(list[FileReport])


def prepare(db: sqlite3.Connection, incoming: Path) -> None:
    """Makes the tables, and fills them with what version 0.1 kept."""
    before = _old_jobs(db)
    for statement in _SCHEMA:
        db.execute(statement)
    known = {column["name"] for column in select(db, "PRAGMA table_info(jobs)")}
    for column in ("site", "audience"):  # earlier versions had none
        if column not in known:
            db.execute(f"ALTER TABLE jobs ADD COLUMN {column} TEXT")
    for turn, job in enumerate(before, start=1):
        _carry_over(db, turn, job, incoming)


def _old_jobs(db: sqlite3.Connection) -> list[Row]:
    """Version 0.1 kept the reports of a job's finished files in one text."""
    if "files" not in {column["name"] for column in select(db, "PRAGMA table_info(jobs)")}:
        return []
    found = select(db, "SELECT * FROM jobs ORDER BY created_at, job_id")
    db.execute("DROP TABLE jobs")
    return found


def _carry_over(db: sqlite3.Connection, turn: int, job: Row, incoming: Path) -> None:
    ended = job["finished_at"]
    db.execute(
        "INSERT INTO jobs (job_id, origin, state, turn, created_at, finished_at)"
        " VALUES (?, 'upload', ?, ?, ?, ?)",
        (job["job_id"], job["state"] if ended else "queued", turn, job["created_at"], ended),
    )
    if ended:  # their bytes were not kept
        for number, report in enumerate(_REPORTS.validate_json(job["files"])):
            add_file(db, job["job_id"], b"", "", report.model_copy(update={"number": number}))
        return
    for number, file in enumerate(sorted((incoming / job["job_id"]).glob("*/*"))):
        report = FileReport(number=number, file_name=file.name)
        source = upload_source(content_hash(file))
        add_file(db, job["job_id"], place_of(file, incoming), source, report)
