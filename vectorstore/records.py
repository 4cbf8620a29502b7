"""Rows: documents, pages, sources and chunks as SQLite keeps them, and back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ingest.document import (
    Box,
    Document,
    Figure,
    Kind,
    Language,
    UnreadablePage,
)
from ingest.letters import storable
from ingest.revision import family_of
from vectorstore import readers, revisions
from vectorstore.readers import FOR_ALL, Rights
from vectorstore.sources import folders_of


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
    changed_at: str
    """In the same form: when anything here last became another, whoever may see it."""
    chunk_count: int
    unreadable: tuple[UnreadablePage, ...]
    sources: tuple[str, ...]
    revision: str = ""
    """Its mark as printed; empty where it bears none."""
    superseded_by: str | None = None
    """The nearest newer revision of the same manual."""
    rights: Rights = FOR_ALL
    """Whom it is for."""

    @property
    def folders(self) -> tuple[str, ...]:
        """That it was sent in."""
        return folders_of(self.sources)


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
            clauses.append(f"document_id IN ({marks(self.document_ids)})")
            values.extend(sorted(self.document_ids))
        if self.language:
            clauses.append("language = ?")
            values.append(self.language)
        if self.kinds:
            clauses.append(f"kind IN ({marks(self.kinds)})")
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


def restrict_added(
    db: sqlite3.Connection, document_id: str, path: str, rights: Rights | None
) -> None:
    """Says whom a document is for that has just come, under a path which it has not taken yet.

    Nobody need say it twice: without rights of its own it is for whom those are for that it takes
    the place of, its earlier revisions and what the path stood for.
    """
    before = document_at(db, path)
    replaced = [*revisions.predecessors(db, document_id), *([before] if before else [])]
    inherited = [readers.rights_of(db, one) for one in replaced]
    readers.tighten(db, document_id, inherited if rights is None else [rights])


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
    db: sqlite3.Connection, document_id: str | None = None, *, without: str = ""
) -> Iterator[DocumentRecord]:
    """All documents by file name, but for those of a media type; or the one asked for."""
    found = db.execute(
        "SELECT document_id, file_name, title, media_type, page_count, language, added_at,"
        " changed_at,"
        " (SELECT count(*) FROM chunks WHERE chunks.document_id = documents.document_id),"
        " revision, superseded_by"
        " FROM documents WHERE (?1 IS NULL OR document_id = ?1) AND media_type <> ?2"
        " ORDER BY file_name, document_id",
        (document_id, without),
    ).fetchall()
    for *row, revision, superseded_by in found:
        unreadable = db.execute(
            "SELECT number, reason FROM unreadable_pages WHERE document_id = ? ORDER BY number",
            row[:1],
        )
        sources = db.execute("SELECT path FROM sources WHERE document_id = ?", row[:1])
        pages = tuple(UnreadablePage(*page) for page in unreadable)
        paths, rights = tuple(path for (path,) in sources), readers.rights_of(db, row[0])
        columns = (*row, pages, paths, revision, superseded_by, rights)
        yield DocumentRecord(*columns)


def read_figures(db: sqlite3.Connection, document_id: str) -> list[Figure]:
    """A document's figures, in the order of its pages."""
    found = db.execute(
        "SELECT page, label, caption, box FROM figures WHERE document_id = ? ORDER BY place",
        (document_id,),
    )
    return [
        Figure(page, label, caption, Box(*json.loads(box))) for page, label, caption, box in found
    ]


def read_ranges(db: sqlite3.Connection, document_ids: Iterable[str]) -> list[tuple[int, int]]:
    """First and last row of each of these documents that has any, whomever it is for.

    Its rows follow one another.
    """
    found = (
        db.execute(
            # Asked for in one breath, they would be sought among all rows of the document.
            "SELECT (SELECT min(id) FROM main.chunks WHERE document_id = ?1),"
            " (SELECT max(id) FROM main.chunks WHERE document_id = ?1)",
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


def marks(values: Iterable[object]) -> str:
    """A question mark for each value, as ``IN (…)`` wants them."""
    return ",".join("?" for _ in values)
