"""Which document supersedes which: the nearest newer revision of the same manual.

Two machines' manuals may both be called "User Manual". So documents are revisions of one manual
only when half of the shorter one's lines stand in the other too, and either they share name and
language and differ in their marks, or the later came under the file name of the earlier. A file
that stands in a folder is left to what takes its path: another folder may hold another machine's.
So may another folder of those that were sent.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from ingest.changes import shared
from ingest.revision import Order, Revision, parse_mark
from vectorstore.sources import folders_of

COMMON = 0.5
"""Share of lines, see `ingest.changes.shared`."""
_MOST = 64
"""Documents of one name that a new one is compared with, the latest first: each is read whole."""


@dataclass(frozen=True, slots=True)
class _Edition:
    document_id: str
    file_name: str
    family: tuple[str, str | None]
    """Name and language."""
    revision: Revision | None
    added_at: str

    def is_older(self, other: "_Edition") -> bool:
        """By their marks; where those say nothing, the one added earlier is."""
        order = self._order(other)
        if order in (None, "same"):
            return (self.added_at, self.document_id) < (other.added_at, other.document_id)
        return order == "older"

    def is_marked_apart(self, other: "_Edition") -> bool:
        """Both bear marks, of one manual, and not the same one."""
        both = self.revision is not None and other.revision is not None
        same_manual = bool(self.family[0]) and self.family == other.family
        return both and same_manual and self._order(other) != "same"

    def _order(self, other: "_Edition") -> Order | None:
        if self.revision is None or other.revision is None:
            return None
        return self.revision.compare(other.revision)


def place(db: sqlite3.Connection, document_id: str, source: str) -> None:
    """Finds a new document, which is about to take a source, its place among its revisions."""
    leaning = set(predecessors(db, document_id))
    own, relatives = _relatives(db, document_id, source)
    _point(db, document_id, [one for one in relatives if own.is_older(one)])
    for one in relatives:
        if one.is_older(own):
            leaning.discard(one.document_id)
            _point(db, one.document_id, [own, *_successor(db, one.document_id)])
    for one_id in leaning:  # the mark was read otherwise before
        settle(db, one_id)


def settle(db: sqlite3.Connection, document_id: str) -> None:
    """Finds the document anew that supersedes this one."""
    own, relatives = _relatives(db, document_id)
    _point(db, document_id, [one for one in relatives if own.is_older(one)])


def predecessors(db: sqlite3.Connection, document_id: str) -> list[str]:
    """The documents that this one supersedes, the latest first."""
    found = db.execute(
        "SELECT document_id FROM documents WHERE superseded_by = ? ORDER BY added_at DESC",
        (document_id,),
    )
    return [one for (one,) in found]


def superseded(db: sqlite3.Connection) -> list[str]:
    """All documents that a newer revision stands for. Reads no more rows than there are such."""
    found = db.execute("SELECT document_id FROM documents WHERE superseded_by IS NOT NULL")
    return [one for (one,) in found]


def is_superseded(db: sqlite3.Connection, document_id: str) -> bool:
    """Whether a newer revision of the document is here."""
    return bool(_chain(db, document_id))


def _relatives(
    db: sqlite3.Connection, document_id: str, source: str = ""
) -> tuple[_Edition, list[_Edition]]:
    """The document, beside its sources of one more, and the other revisions of its manual."""
    (own,) = _editions(db, "document_id = ?", (document_id,))
    others = _editions(
        db,
        # Names first: a family may be as common as "User Manual".
        "document_id <> ?1 AND (file_name = ?2 OR (family = ?3 AND revision <> ''))"
        " ORDER BY file_name <> ?2, added_at DESC LIMIT ?4",
        (document_id, own.file_name, own.family[0], _MOST),
    )
    sources = [*_sources(db, document_id), source]
    related = [
        one for one in others if own.is_marked_apart(one) or _came_after(db, own, one, sources)
    ]
    text = _pages(db, document_id) if related else []
    return own, [one for one in related if shared(text, _pages(db, one.document_id)) >= COMMON]


def _came_after(
    db: sqlite3.Connection, own: _Edition, other: _Edition, sources: Sequence[str]
) -> bool:
    """Whether one of them came under the file name of the other, which no other folder holds.

    ``sources`` are those of the first.
    """
    if own.file_name != other.file_name:
        return False
    others = _sources(db, other.document_id)
    if any(Path(path).is_absolute() for path in (sources if own.is_older(other) else others)):
        return False
    here, there = set(folders_of(sources)), set(folders_of(others))
    return not here or not there or not here.isdisjoint(there)


def _sources(db: sqlite3.Connection, document_id: str) -> list[str]:
    found = db.execute("SELECT path FROM sources WHERE document_id = ?", (document_id,))
    return [path for (path,) in found]


def _editions(
    db: sqlite3.Connection, condition: str, values: Sequence[object]
) -> Iterator[_Edition]:
    found = db.execute(
        "SELECT document_id, file_name, family, language, revision, added_at"  # noqa: S608
        f" FROM documents WHERE {condition}",
        values,
    ).fetchall()
    for one, file_name, family, language, mark, added_at in found:
        yield _Edition(one, file_name, (family, language), parse_mark(mark), added_at)


def _pages(db: sqlite3.Connection, document_id: str) -> list[str]:
    """Without the name at the head of them, which is the same in any case."""
    found = db.execute(
        "SELECT text, title FROM pages JOIN documents USING (document_id) WHERE document_id = ?",
        (document_id,),
    )
    return [text.removeprefix(title) for text, title in found]


def _successor(db: sqlite3.Connection, document_id: str) -> Iterator[_Edition]:
    newer = "document_id = (SELECT superseded_by FROM documents WHERE document_id = ?)"
    return _editions(db, newer, (document_id,))


def _point(db: sqlite3.Connection, document_id: str, newer: Iterable[_Edition]) -> None:
    """Lets the oldest of the newer revisions supersede a document, or none if there are none.

    Marks of several kinds can be older than each other in a ring; none is ever closed here.
    """
    open_ends = [one for one in newer if document_id not in _chain(db, one.document_id)]
    nearest = reduce(_older, open_ends).document_id if open_ends else None
    db.execute(
        "UPDATE documents SET superseded_by = ? WHERE document_id = ?", (nearest, document_id)
    )


def _older(one: _Edition, other: _Edition) -> _Edition:
    return one if one.is_older(other) else other


def _chain(db: sqlite3.Connection, document_id: str) -> list[str]:
    """The revisions after a document, each superseding the one before."""
    found = db.execute(
        "WITH RECURSIVE chain (document_id) AS ("
        " SELECT superseded_by FROM documents WHERE document_id = ?1 UNION"
        " SELECT superseded_by FROM documents JOIN chain USING (document_id)"
        ") SELECT document_id FROM chain WHERE document_id IS NOT NULL",
        (document_id,),
    )
    return [one for (one,) in found]
