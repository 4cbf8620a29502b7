"""Which document supersedes which: the nearest newer revision of the same manual.

Two machines' manuals may both be called "User Manual". So documents are revisions of one manual
only when they share name and language, differ in their marks, and half of the shorter one's lines
stand in the other too.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from ingest.changes import shared
from ingest.revision import Revision, parse_mark

COMMON = 0.5
"""Share of lines, see `ingest.changes.shared`."""
_MOST = 64
"""Documents of one name that a new one is compared with, the latest first: each is read whole."""


@dataclass(frozen=True, slots=True)
class _Marked:
    document_id: str
    revision: Revision
    added_at: str

    def is_older(self, other: "_Marked") -> bool:
        """By their marks; where those cannot be compared, the one added earlier is."""
        order = self.revision.compare(other.revision)
        if order is None:
            return (self.added_at, self.document_id) < (other.added_at, other.document_id)
        return order == "older"


def place(db: sqlite3.Connection, document_id: str) -> None:
    """Finds a new document its place among the revisions of its manual."""
    leaning = set(predecessors(db, document_id))
    own, relatives = _relatives(db, document_id)
    if own is not None:
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
    _point(db, document_id, [one for one in relatives if own is not None and own.is_older(one)])


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


def _relatives(db: sqlite3.Connection, document_id: str) -> tuple[_Marked | None, list[_Marked]]:
    """The document, if it bears a mark, and the other revisions of its manual."""
    found = db.execute(
        "SELECT other.document_id, other.revision, other.added_at FROM documents AS own"
        " JOIN documents AS other ON other.family = own.family AND other.language IS own.language"
        " WHERE own.document_id = ?1 AND own.family <> '' AND other.revision <> ''"
        " ORDER BY other.document_id <> ?1, other.added_at DESC LIMIT ?2",
        (document_id, _MOST),
    )
    marked = [
        _Marked(one, revision, added_at)
        for one, mark, added_at in found
        if (revision := parse_mark(mark)) is not None
    ]
    if not marked or marked[0].document_id != document_id:
        return None, []
    own, *others = marked
    text = _pages(db, document_id)
    return own, [
        other
        for other in others
        if other.revision.compare(own.revision) != "same"
        and shared(text, _pages(db, other.document_id)) >= COMMON
    ]


def _pages(db: sqlite3.Connection, document_id: str) -> list[str]:
    found = db.execute("SELECT text FROM pages WHERE document_id = ?", (document_id,))
    return [text for (text,) in found]


def _successor(db: sqlite3.Connection, document_id: str) -> Iterable[_Marked]:
    found = db.execute(
        "SELECT newer.document_id, newer.revision, newer.added_at FROM documents AS own"
        " JOIN documents AS newer ON newer.document_id = own.superseded_by"
        " WHERE own.document_id = ?",
        (document_id,),
    )
    for one, mark, added_at in found:
        if (revision := parse_mark(mark)) is not None:
            yield _Marked(one, revision, added_at)


def _point(db: sqlite3.Connection, document_id: str, newer: Iterable[_Marked]) -> None:
    """Lets the oldest of the newer revisions supersede a document, or none if there are none.

    Marks of several kinds can be older than each other in a ring; none is ever closed here.
    """
    open_ends = [one for one in newer if document_id not in _chain(db, one.document_id)]
    nearest = reduce(_older, open_ends).document_id if open_ends else None
    db.execute(
        "UPDATE documents SET superseded_by = ? WHERE document_id = ?", (nearest, document_id)
    )


def _older(one: _Marked, other: _Marked) -> _Marked:
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
