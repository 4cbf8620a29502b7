"""Single statements about jobs and their files, for those who hold a transaction."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from assistant.jobs.model import FileReport, Job

Row = dict[str, Any]


def select(db: sqlite3.Connection, statement: str, *values: object) -> list[Row]:
    """What a statement finds, by the names of its columns."""
    found = db.execute(statement, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def read_job(db: sqlite3.Connection, row: Row, incoming: Path, limit: int) -> Job:
    """A row of ``jobs`` as a Job, with at most so many files (-1: all), troubled ones first.

    Files that became documents are left out where those are kept from the connection's reader.
    """
    states = count_states(db, row["job_id"])
    told = select(
        db,
        "SELECT report, place, state FROM (SELECT number, report, place, state FROM job_files"
        " WHERE job_id = ? AND coalesce(json_extract(report, '$.document_id'), '') NOT IN hidden"
        " ORDER BY troubled DESC, number LIMIT ?) ORDER BY number",
        row["job_id"],
        limit,
    )
    kept = (
        (incoming / os.fsdecode(file["place"])).is_file()
        for file in told
        if file["state"] in ("failed", "cancelled")
    )
    total = sum(states.values())
    return Job(
        **row,
        files_total=total,
        files_done=total - states.get("waiting", 0) - states.get("running", 0),
        files_failed=states.get("failed", 0),
        retryable=row["finished_at"] is not None and any(kept),
        files=[FileReport.model_validate_json(file["report"]) for file in told],
    )


def count_states(db: sqlite3.Connection, job_id: str) -> dict[str, int]:
    """How many files of a job are in which state."""
    found = select(
        db, "SELECT state, count(*) AS files FROM job_files WHERE job_id = ? GROUP BY state", job_id
    )
    return {row["state"]: row["files"] for row in found}


def files_in(
    db: sqlite3.Connection, job_id: str, *states: str
) -> list[tuple[int, FileReport, int]]:
    """Number, report and attempts of a job's files in these states, in order."""
    marks = ", ".join("?" for _ in states)
    found = select(
        db,
        "SELECT number, report, attempts FROM job_files"  # noqa: S608 - marks alone
        f" WHERE job_id = ? AND state IN ({marks}) ORDER BY number",
        job_id,
        *states,
    )
    return [
        (row["number"], FileReport.model_validate_json(row["report"]), row["attempts"])
        for row in found
    ]


def place_of(file: Path, incoming: Path) -> bytes:
    """Where the bytes are, as the table keeps it."""
    inside = file.is_relative_to(incoming)
    return os.fsencode(file.relative_to(incoming) if inside else file.absolute())


def add_file(
    db: sqlite3.Connection, job_id: str, place: bytes, source: str, report: FileReport
) -> None:
    """One more file of a job."""
    db.execute(
        "INSERT INTO job_files VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
        (job_id, report.number, place, source, report.state, *_told(report)),
    )


def fresh(report: FileReport) -> FileReport:
    """The same file, not yet begun."""
    return FileReport(number=report.number, file_name=report.file_name, folder=report.folder)


def write(db: sqlite3.Connection, job_id: str, report: FileReport) -> None:
    """The file's report, in place of the one before."""
    db.execute(
        "UPDATE job_files SET state = ?, troubled = ?, report = ? WHERE job_id = ? AND number = ?",
        (report.state, *_told(report), job_id, report.number),
    )


def change(db: sqlite3.Connection, job_id: str, number: int, **news: object) -> None:
    """Some fields of the file's report."""
    (row,) = select(
        db, "SELECT report FROM job_files WHERE job_id = ? AND number = ?", job_id, number
    )
    report = FileReport.model_validate_json(row["report"])
    write(db, job_id, report.model_copy(update=news))


def forget(db: sqlite3.Connection, job_id: str) -> None:
    """Both tables."""
    db.execute("DELETE FROM job_files WHERE job_id = ?", (job_id,))
    db.execute("DELETE FROM jobs WHERE job_id = ?", (job_id,))


def _told(report: FileReport) -> tuple[bool, str]:
    """Whether a person should see this file before the others, and the whole report."""
    troubled = report.state in ("running", "failed", "cancelled") or bool(report.unreadable_pages)
    return troubled, report.model_dump_json(exclude={"summary"})
