"""Rows: documents, pages, sources and chunks as SQLite keeps them, and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ingest.document import (
    Box,
    Chunk,
    Document,
    FaultRecord,
    Figure,
    Kind,
    Language,
    Link,
    UnreadablePage,
)
from ingest.letters import storable
from ingest.revision import family_of
from vectorstore import revisions


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the library knows of a document, without its text."""

    document_id: str
    file_name: str
    title: str
    media_type: str
    page_count: int
    """0 for a format without pages."""
    language: Language | None
    """The language of most chunks; None where there are none."""
    added_at: str
    """UTC, ISO 8601."""
    chunk_count: int
    unreadable: tuple[UnreadablePage, ...]
    sources: tuple[str, ...]
    revision: str = ""
    """Its mark as printed; empty where it bears none."""
    superseded_by: str | None = None
    """The nearest newer revision of the same manual."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrows a search; given fields must all agree.

    Without further words, superseded revisions are left out of it.
    """

    document_ids: frozenset[str] | None = None
    """No others, and these though they be superseded; the empty set lets nothing pass."""
    language: Language | None = None
    kinds: frozenset[Kind] = frozenset()
    """Empty: all."""
    superseded: bool = False
    """The superseded ones too."""

    @property
    def only_current(self) -> bool:
        """Superseded documents are to be left out."""
        return not self.superseded and self.document_ids is None

    def condition(self) -> tuple[str, list[str]]:
        """A condition on the columns of `chunks`, and its parameters; empty if all may pass."""
        clauses: list[str] = []
        values: list[str] = []
        if self.only_current:
            clauses.append(
                "document_id NOT IN"
                " (SELECT document_id FROM documents WHERE superseded_by IS NOT NULL)"
            )
        if self.document_ids is not None:
            clauses.append(f"document_id IN ({_marks(self.document_ids)})")
            values.extend(sorted(self.document_ids))
        if self.language:
            clauses.append("language = ?")
            values.append(self.language)
        if self.kinds:
            clauses.append(f"kind IN ({_marks(self.kinds)})")
            values.extend(sorted(self.kinds))
        return " AND ".join(clauses), values

    def by_language(self) -> "tuple[Filters, ...]":
        """The same, once for each language that may be found: what a quota is made of."""
        languages: tuple[Language, ...] = (self.language,) if self.language else ("zh", "en")
        return tuple(replace(self, language=language) for language in languages)


class Position(NamedTuple):
    """How far a reader of the rows has come."""

    row: int
    """The highest chunk row there ever was."""
    removal: int
    """The latest removal."""


def position(db: sqlite3.Connection) -> Position:
    """Where the library stands; it moves whenever a chunk comes or goes."""
    ends = dict(db.execute("SELECT name, seq FROM sqlite_sequence"))
    return Position(ends.get("chunks", 0), ends.get("removals", 0))


def write_document(db: sqlite3.Connection, document: Document, added_at: str) -> None:
    """Writes document, pages and unreadable pages in place of what was there.

    Sources stay, and so does the time when it was first added.
    """
    clear_contents(db, document.document_id)
    db.execute(
        "INSERT INTO documents (document_id, file_name, title, media_type, page_count, added_at,"
        " family, revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " file_name = excluded.file_name, title = excluded.title, language = NULL,"
        " media_type = excluded.media_type, page_count = excluded.page_count,"
        " family = excluded.family, revision = excluded.revision",
        (
            document.document_id,
            storable(document.file_name),
            storable(document.title),
            document.media_type,
            document.page_count,
            added_at,
            storable(family_of(document.title, document.file_name)),
            storable(document.revision),
        ),
    )
    db.executemany(
        "INSERT INTO pages VALUES (?, ?, ?, ?)",
        [
            (document.document_id, place, page.number, storable(page.text))
            for place, page in enumerate(document.pages)
        ],
    )
    db.executemany(
        "INSERT INTO unreadable_pages VALUES (?, ?, ?)",
        [
            (document.document_id, page.number, storable(page.reason))
            for page in document.unreadable
        ],
    )
    db.executemany(
        "INSERT INTO figures VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                document.document_id,
                place,
                figure.page,
                storable(figure.label),
                storable(figure.caption),
                json.dumps(figure.box),
            )
            for place, figure in enumerate(document.figures)
        ],
    )


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


def clear_contents(db: sqlite3.Connection, document_id: str) -> None:
    """Takes pages, chunks, words and vectors of a document out of the library."""
    first, last = db.execute(
        "SELECT min(id), max(id) FROM chunks WHERE document_id = ?", (document_id,)
    ).fetchone()
    if first is not None:
        db.execute("INSERT INTO removals (first, last) VALUES (?, ?)", (first, last))
        db.execute("DELETE FROM keywords WHERE rowid BETWEEN ? AND ?", (first, last))
        db.execute("DELETE FROM chunks WHERE document_id = ?", (document_id,))
    db.execute("DELETE FROM pages WHERE document_id = ?", (document_id,))
    db.execute("DELETE FROM unreadable_pages WHERE document_id = ?", (document_id,))
    db.execute("DELETE FROM figures WHERE document_id = ?", (document_id,))


def delete_document(db: sqlite3.Connection, document_id: str) -> bool:
    """Takes out a document with all that hangs on it; False if it was not there.

    What it superseded is current again, or superseded by the next revision.
    """
    older = revisions.predecessors(db, document_id)
    clear_contents(db, document_id)
    deleted = db.execute("DELETE FROM documents WHERE document_id = ?", (document_id,))
    for one in older:
        revisions.settle(db, one)
    return deleted.rowcount > 0


def move_source(db: sqlite3.Connection, path: str, document_id: str) -> str | None:
    """Lets a path stand for a document and returns the one it stood for before, if any.

    A document that loses its last path to this leaves the library, unless a newer revision
    supersedes it: answers of that time go on citing it.
    """
    before = document_at(db, path)
    db.execute(
        "INSERT INTO sources VALUES (?1, ?2) ON CONFLICT DO UPDATE SET document_id = ?2",
        (path, document_id),
    )
    if before is not None:
        delete_if_unowned(db, before)
    return before


def delete_if_unowned(db: sqlite3.Connection, document_id: str) -> bool:
    """Takes out a document that neither a path nor a newer revision stands for; True if it went.

    Earlier revisions that only it stood for go with it.
    """
    owned = db.execute("SELECT 1 FROM sources WHERE document_id = ? LIMIT 1", (document_id,))
    if owned.fetchone() is not None or revisions.is_superseded(db, document_id):
        return False
    older = revisions.predecessors(db, document_id)
    deleted = delete_document(db, document_id)
    for one in older:
        delete_if_unowned(db, one)
    return deleted


def document_at(db: sqlite3.Connection, path: str) -> str | None:
    """The document that a path stands for."""
    found = db.execute("SELECT document_id FROM sources WHERE path = ?", (path,)).fetchone()
    return found and str(found[0])


def read_documents(
    db: sqlite3.Connection, document_id: str | None = None
) -> Iterator[DocumentRecord]:
    """All documents by file name, or the one asked for."""
    found = db.execute(
        "SELECT document_id, file_name, title, media_type, page_count, language, added_at,"
        " (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id),"
        " revision, superseded_by"
        " FROM documents WHERE ?1 IS NULL OR document_id = ?1 ORDER BY file_name, document_id",
        (document_id,),
    ).fetchall()
    for *row, revision, superseded_by in found:
        unreadable = db.execute(
            "SELECT number, reason FROM unreadable_pages WHERE document_id = ? ORDER BY number",
            row[:1],
        )
        sources = db.execute("SELECT path FROM sources WHERE document_id = ?", row[:1])
        pages = tuple(UnreadablePage(*page) for page in unreadable)
        columns = (*row, pages, tuple(path for (path,) in sources), revision, superseded_by)
        yield DocumentRecord(*columns)


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


def read_following(db: sqlite3.Connection, chunk: Chunk, limit: int) -> dict[int, Chunk]:
    """The passages by which the chunk's section goes on, in reading order."""
    return read_chunks(
        db,
        "id IN (SELECT next.id FROM chunks AS next, chunks AS own WHERE own.chunk_id = ?"
        " AND next.document_id = own.document_id AND next.section = own.section"
        " AND next.kind = 'passage' AND (next.page, next.start) > (own.page, own.end - 1)"
        " ORDER BY next.page, next.start LIMIT ?)",
        (chunk.chunk_id, limit),
    )


def read_figures(db: sqlite3.Connection, document_id: str) -> list[Figure]:
    """A document's figures, in the order of its pages."""
    found = db.execute(
        "SELECT page, label, caption, box FROM figures WHERE document_id = ? ORDER BY place",
        (document_id,),
    )
    return [
        Figure(page, label, caption, Box(*json.loads(box))) for page, label, caption, box in found
    ]


def _with_faults(db: sqlite3.Connection, chunks: dict[int, Chunk]) -> dict[int, Chunk]:
    rows = [row for row, chunk in chunks.items() if chunk.kind == "fault_record"]
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        found = db.execute(f"SELECT * FROM fault_records WHERE id IN ({_marks(some)})", some)  # noqa: S608
        for row, codes, name, cause, remedy in found:
            fault = FaultRecord(tuple(json.loads(codes)), name, cause, remedy)
            chunks[row] = replace(chunks[row], fault=fault)
    return chunks


def _with_links(db: sqlite3.Connection, chunks: dict[int, Chunk]) -> dict[int, Chunk]:
    links: dict[int, list[Link]] = {}
    rows = list(chunks)
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        found = db.execute(
            f"SELECT id, label, chunk_id FROM links WHERE id IN ({_marks(some)})"  # noqa: S608
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
    return read_chunks(db, f"id IN ({_marks(rows)})", rows)


def read_vectors(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, bytes]]:
    """Row numbers and stored vectors of the next chunks after a row."""
    return db.execute(
        "SELECT id, vector FROM vectors WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    ).fetchall()


def read_vectors_at(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, bytes]:
    """Stored vectors of these row numbers, as far as they are still there."""
    return dict(
        db.execute(f"SELECT id, vector FROM vectors WHERE id IN ({_marks(rows)})", rows)  # noqa: S608
    )


def read_ranges(db: sqlite3.Connection, document_ids: Iterable[str]) -> list[tuple[int, int]]:
    """First and last row of each of these documents that has any: its rows follow one another."""
    found = (
        db.execute(
            # Asked for in one breath, they would be sought among all rows of the document.
            "SELECT (SELECT min(id) FROM chunks WHERE document_id = ?1),"
            " (SELECT max(id) FROM chunks WHERE document_id = ?1)",
            (document_id,),
        ).fetchone()
        for document_id in sorted(document_ids)
    )
    return [(first, last) for first, last in found if first is not None]


def read_removals(db: sqlite3.Connection, after: Position) -> list[tuple[int, int]]:
    """First and last row numbers that went since a position, of those it had seen come."""
    return db.execute(
        "SELECT first, last FROM removals WHERE id > ? AND first <= ?",
        (after.removal, after.row),
    ).fetchall()


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


def _marks(values: Iterable[object]) -> str:
    return ",".join("?" for _ in values)
