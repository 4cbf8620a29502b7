"""Does the library agree with itself? Asked by `shiftmate doctor` and by the crash tests."""

import sqlite3

import numpy as np
from numpy.typing import DTypeLike

from vectorstore.chunk_rows import read_vectors_at
from vectorstore.embedder import Vectors
from vectorstore.kinds import Ids
from vectorstore.vectors import VectorIndex

_REBUILD = "Delete vectors.faiss; it is made again from the rows."
_AT_ONCE = 500
_RESTORE = "Restore the data folder from a backup, or ingest again."


def check(db: sqlite3.Connection, index: VectorIndex, stored: DTypeLike) -> list[str]:
    """Compares rows, words and vectors with each other; a sentence for each disagreement.

    Args:
        db: In a write transaction.
        index: Brought to where the rows stand.
        stored: Type of the numbers in a stored vector.
    """
    return [*_file(db), *_words(db), *_counts(db), *_pages(db), *_index(db, index, stored)]


def _file(db: sqlite3.Connection) -> list[str]:
    # Not quick_check: SQLite 3.40's finds NULLs that are not there in a table WITHOUT ROWID whose
    # key has another order than its columns.
    faults = [text for (text,) in db.execute("PRAGMA integrity_check(3)") if text != "ok"]
    orphans = [
        f"{row[0]} row {row[1]} has no {row[2]}" for row in db.execute("PRAGMA foreign_key_check")
    ]
    return [f"database: {fault}. {_RESTORE}" for fault in faults + orphans]


def _words(db: sqlite3.Connection) -> list[str]:
    try:
        db.execute("INSERT INTO keywords (keywords) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as exc:
        return [f"keyword index: {exc}. {_RESTORE}"]
    return []


def _counts(db: sqlite3.Connection) -> list[str]:
    """Each chunk has words and a vector, and nothing else has."""
    chunks, words, vectors = (
        {row for (row,) in db.execute(query)}
        for query in (
            "SELECT id FROM chunks",
            "SELECT id FROM keywords_docsize",  # FTS5's own list of the rows it holds
            "SELECT id FROM vectors",
        )
    )
    return [
        f"{len(rows ^ chunks)} rows have a chunk or {what}, but not both. {_RESTORE}"
        for what, rows in (("words", words), ("a vector", vectors))
        if rows != chunks
    ]


def _pages(db: sqlite3.Connection) -> list[str]:
    """Each document has all its pages, read or reported, and a source."""
    short = db.execute(
        "SELECT file_name FROM documents WHERE page_count <>"
        " (SELECT count(number) FROM pages WHERE pages.document_id = documents.document_id)"
        " + (SELECT count(*) FROM unreadable_pages AS u"
        "    WHERE u.document_id = documents.document_id)"
    )
    stray = db.execute(
        "SELECT file_name FROM documents WHERE document_id NOT IN (SELECT document_id FROM sources)"
    )
    return [
        *(f"{name}: pages are missing. Remove it and ingest it again." for (name,) in short),
        *(f"{name}: no source stands for it. Remove it." for (name,) in stray),
    ]


def _index(db: sqlite3.Connection, index: VectorIndex, stored: DTypeLike) -> list[str]:
    rows = {row for (row,) in db.execute("SELECT id FROM vectors")}
    strange = 0
    for ids, vectors in index.contents():
        rows.symmetric_difference_update(ids.tolist())
        strange += _differing(db, index, ids, vectors, stored)
    if rows:
        return [f"vector index: {len(rows)} rows and vectors have no counterpart. {_REBUILD}"]
    if strange:
        return [f"vector index: {strange} vectors differ from the rows. {_REBUILD}"]
    return []


def _differing(
    db: sqlite3.Connection, index: VectorIndex, ids: Ids, vectors: Vectors, stored: DTypeLike
) -> int:
    """How many of these vectors, (n, d), are not what the index makes of their rows."""
    strange = 0
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        kept = read_vectors_at(db, some.tolist())
        here = np.array([row in kept for row in some.tolist()])
        rows = np.frombuffer(b"".join(kept[row] for row in some[here].tolist()), dtype=stored)
        made = index.as_kept(rows.reshape(-1, vectors.shape[1]).astype(np.float32))
        strange += int((made != vectors[first : first + _AT_ONCE][here]).any(axis=1).sum())
    return strange
