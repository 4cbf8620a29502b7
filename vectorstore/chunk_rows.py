"""Chunks as rows, with their fault records, links and vectors, and back."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ingest.document import Box, Chunk, FaultRecord, Kind, Link
from ingest.letters import storable
from vectorstore.records import Filters, marks, position


def write_chunks(db: sqlite3.Connection, document_id: str, chunks: Sequence[Chunk]) -> range:
    """Writes the chunks of a document that has none, and returns their row numbers."""
    first = position(db).row + 1
    rows = range(first, first + len(chunks))
    db.executemany(
        "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row,
                chunk.chunk_id,
                document_id,
                chunk.kind,
                chunk.language,
                chunk.page,
                chunk.start,
                chunk.end,
                storable(json.dumps(chunk.section, ensure_ascii=False)),
                storable(chunk.text),
                json.dumps(chunk.boxes, separators=(",", ":")),
                storable(chunk.signal_word),
            )
            for row, chunk in zip(rows, chunks, strict=True)
        ],
    )
    _write_faults(db, rows, chunks)
    _write_links(db, rows, chunks)
    db.execute(
        "UPDATE documents SET language = (SELECT language FROM chunks WHERE document_id = ?1"
        " GROUP BY language ORDER BY count(*) DESC, language LIMIT 1) WHERE document_id = ?1",
        (document_id,),
    )
    return rows


def _write_faults(db: sqlite3.Connection, rows: range, chunks: Sequence[Chunk]) -> None:
    db.executemany(
        "INSERT INTO fault_records VALUES (?, ?, ?, ?, ?)",
        [
            (
                row,
                storable(json.dumps(fault.codes, ensure_ascii=False)),
                storable(fault.name),
                storable(fault.cause),
                storable(fault.remedy),
            )
            for row, chunk in zip(rows, chunks, strict=True)
            if (fault := chunk.fault) is not None
        ],
    )


def _write_links(db: sqlite3.Connection, rows: range, chunks: Sequence[Chunk]) -> None:
    db.executemany(
        "INSERT INTO links VALUES (?, ?, ?, ?)",
        [
            (row, place, storable(link.label), link.chunk_id)
            for row, chunk in zip(rows, chunks, strict=True)
            for place, link in enumerate(chunk.links)
        ],
    )


_AT_ONCE = 500
"""Parameters in one statement; SQLite takes 999 at least."""
_CHUNK_COLUMNS = (
    "id, chunk_id, document_id, file_name, title, page, section, kind, text, start, end,"
    " chunks.language, boxes, signal_word"
)


def read_chunks(
    db: sqlite3.Connection, condition: str, values: Iterable[object]
) -> dict[int, Chunk]:
    """The chunks that meet a condition on the columns of `chunks`, by row number, in order."""
    found = db.execute(
        f"SELECT {_CHUNK_COLUMNS} FROM chunks JOIN documents USING (document_id)"  # noqa: S608
        f" WHERE {condition} ORDER BY id",
        tuple(values),
    )
    chunks = {row[0]: _chunk(*row[1:]) for row in found}
    return _with_links(db, _with_faults(db, chunks))


def read_beside(db: sqlite3.Connection, chunk: Chunk, kind: Kind, limit: int) -> dict[int, Chunk]:
    """Chunks of a kind on the chunk's page or in its section, nearest first."""
    rows = db.execute(
        "SELECT near.id FROM chunks AS near, chunks AS own WHERE own.chunk_id = ?"
        " AND near.document_id = own.document_id AND near.kind = ?"
        " AND (near.page = own.page OR (near.section = own.section AND own.section <> '[]'))"
        " ORDER BY near.page IS NOT own.page, abs(near.id - own.id) LIMIT ?",
        (chunk.chunk_id, kind, limit),
    )
    nearest = [row for (row,) in rows]
    found = read_chunks_at(db, nearest)
    return {row: found[row] for row in nearest}


def read_over(db: sqlite3.Connection, chunk: Chunk, kind: Kind, limit: int) -> dict[int, Chunk]:
    """Chunks of a kind that stand over the list a fault record belongs to, nearest first.

    The list is the fault records of one chapter, on pages without a gap. Over it stands what the
    chapter says before the first of them, on its page or the one before.
    """
    if chunk.kind != "fault_record" or chunk.page is None or not chunk.section:
        return {}
    # A section is stored as the JSON list of its titles: all of a chapter begin as it does.
    chapter = storable(json.dumps(chunk.section[:1], ensure_ascii=False))[:-1]
    under = "document_id = ? AND substr(section, 1, ?) = ? AND kind = ?"
    place = (chunk.document_id, len(chapter), chapter)
    first_on = dict(
        db.execute(
            f"SELECT page, min(start) FROM chunks WHERE {under} GROUP BY page",  # noqa: S608
            (*place, "fault_record"),
        ).fetchall()
    )
    page = chunk.page
    while page - 1 in first_on:
        page -= 1
    rows = db.execute(
        f"SELECT id FROM chunks WHERE {under} AND page BETWEEN ? AND ?"  # noqa: S608
        " AND (page, start) < (?, ?) ORDER BY page DESC, start DESC LIMIT ?",
        (*place, kind, page - 1, page, page, first_on.get(page, 0), limit),
    )
    nearest = [row for (row,) in rows]
    found = read_chunks_at(db, nearest)
    return {row: found[row] for row in nearest}


def read_following(db: sqlite3.Connection, chunk: Chunk, limit: int) -> dict[int, Chunk]:
    """The passages by which the chunk's section goes on, below its subheadings too.

    A section is stored as the JSON list of its titles: those below it begin as it does, up to its
    closing bracket.
    """
    return read_chunks(
        db,
        "id IN (SELECT next.id FROM chunks AS next, chunks AS own WHERE own.chunk_id = ?"
        " AND next.document_id = own.document_id AND next.kind = 'passage'"
        " AND (next.section = own.section OR (own.section <> '[]' AND"
        " substr(next.section, 1, length(own.section) - 1) = rtrim(own.section, ']')))"
        " AND (coalesce(next.page, 0), next.start) > (coalesce(own.page, 0), own.end - 1)"
        " ORDER BY next.page, next.start LIMIT ?)",
        (chunk.chunk_id, limit),
    )


def _with_faults(db: sqlite3.Connection, chunks: dict[int, Chunk]) -> dict[int, Chunk]:
    rows = [row for row, chunk in chunks.items() if chunk.kind == "fault_record"]
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        found = db.execute(f"SELECT * FROM fault_records WHERE id IN ({marks(some)})", some)  # noqa: S608
        for row, codes, name, cause, remedy in found:
            fault = FaultRecord(tuple(json.loads(codes)), name, cause, remedy)
            chunks[row] = replace(chunks[row], fault=fault)
    return chunks


def read_codes_told(db: sqlite3.Connection, limit: int) -> list[str]:
    """First codes of current documents' records with a name and a remedy, as they were added."""
    current, _ = Filters().condition()
    found = db.execute(
        "SELECT json_extract(codes, '$[0]') FROM fault_records JOIN chunks USING (id)"  # noqa: S608
        f" WHERE name != '' AND remedy != '' AND {current} ORDER BY id LIMIT ?",
        (limit,),
    )
    return [code for (code,) in found if code]


def _with_links(db: sqlite3.Connection, chunks: dict[int, Chunk]) -> dict[int, Chunk]:
    links: dict[int, list[Link]] = {}
    rows = list(chunks)
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        found = db.execute(
            f"SELECT id, label, chunk_id FROM links WHERE id IN ({marks(some)})"  # noqa: S608
            " ORDER BY id, place",
            some,
        )
        for row, label, chunk_id in found:
            links.setdefault(row, []).append(Link(label, chunk_id))
    for row, known in links.items():
        chunks[row] = replace(chunks[row], links=tuple(known))
    return chunks


def read_chunks_at(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, Chunk]:
    """The chunks of these row numbers, as far as they are still there."""
    return read_chunks(db, f"id IN ({marks(rows)})", rows)


def read_vectors(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Row numbers and stored vectors of the next chunks after a row."""
    return db.execute(
        "SELECT id, vector FROM vectors WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    ).fetchall()


def read_vectors_at(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, bytes]:
    """Stored vectors of these row numbers, as far as they are still there."""
    return dict(
        db.execute(f"SELECT id, vector FROM vectors WHERE id IN ({marks(rows)})", rows)  # noqa: S608
    )


def _chunk(
    chunk_id: str,
    document_id: str,
    file_name: str,
    title: str,
    page: int | None,
    section: str,
    kind: Any,  # noqa: ANN401 (a Kind, as it was written)
    text: str,
    start: int,
    end: int,
    language: Any,  # noqa: ANN401 (a Language, as it was written)
    boxes: str,
    signal_word: str,
) -> Chunk:
    return Chunk(
        chunk_id=chunk_id,
        document_id=document_id,
        file_name=file_name,
        title=title,
        page=page,
        section=tuple(json.loads(section)),
        kind=kind,
        text=text,
        start=start,
        end=end,
        language=language,
        boxes=tuple(Box(*box) for box in json.loads(boxes)),
        signal_word=signal_word,
    )
