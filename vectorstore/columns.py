"""What a search must know of every row at once, held in memory: 3 bytes a chunk.

A million rows would be read for each filtered search otherwise, and their lengths for each BM25.
"""

import sqlite3
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vectorstore import readers, records, revisions
from vectorstore.kinds import Ids, Mask
from vectorstore.records import Filters, Position

_ABSENT = 0


class Columns:
    """Language, kind and number of words of each row, by row number."""

    def __init__(self) -> None:
        self.position = Position(0, 0)
        self._sorts: dict[tuple[str, str], int] = {}
        """Number of each pair of language and kind, from 1."""
        # Row 0 is nobody's: a search may see the first document before these columns do.
        self._sort = np.zeros(1, dtype=np.uint8)
        self._words = np.zeros(1, dtype=np.uint16)
        self.count = 0
        """Rows that are there."""
        self.usual_words = 1.0
        """Search words of a chunk, on average."""

    def follow(self, db: sqlite3.Connection) -> None:
        """Takes in what happened to the rows since ``position``. For one thread at a time."""
        seen, now = self.position, records.position(db)
        if seen == now:
            return
        self._grow(now.row + 1)
        for first, last in records.read_removals(db, after=seen):
            self._sort[first : last + 1] = _ABSENT
            self._words[first : last + 1] = 0
        # Without a condition, an index that holds all three is read instead of the chunks.
        new = f"WHERE id > {seen.row:d}" if seen.row else ""
        for row, language, kind in db.execute(f"SELECT id, language, kind FROM chunks {new}"):  # noqa: S608
            self._sort[row] = self._sorts.setdefault((language, kind), len(self._sorts) + 1)
        for row, size in db.execute(f"SELECT id, sz FROM keywords_docsize {new}"):  # noqa: S608
            self._words[row] = min(_varint(size), 0xFFFF)
        self.count = int(np.count_nonzero(self._sort))
        self.usual_words = float(self._words.sum()) / max(self.count, 1) or 1.0
        self.position = now

    @property
    def rows(self) -> Ids:
        """The rows that are there, ascending."""
        return np.flatnonzero(self._sort)

    def words(self, rows: Ids) -> NDArray[np.float64]:
        """(n,) search words of each of (n,) rows, every occurrence counted; 0 where unknown."""
        known = self._words
        return np.where(rows < len(known), known[np.minimum(rows, len(known) - 1)], 0.0)

    def mask(self, db: sqlite3.Connection, filters: Filters) -> Mask | None:
        """True for each row that may pass, of those that the connection's reader may read.

        None if all may.
        """
        superseded = revisions.superseded(db) if filters.only_current else []
        hidden = [*readers.hidden_rows(db), *records.read_ranges(db, superseded)]
        if not hidden and replace(filters, superseded=False) == Filters():
            return None
        wanted = np.zeros(256, dtype=np.bool_)
        for (language, kind), sort in self._sorts.items():
            fits = not filters.language or language == filters.language
            wanted[sort] = fits and (not filters.kinds or kind in filters.kinds)
        mask: Mask = wanted[self._sort]
        for first, last in hidden:
            mask[first : last + 1] = False
        if filters.document_ids is not None:
            chosen = np.zeros(len(mask), dtype=np.bool_)
            for first, last in records.read_ranges(db, filters.document_ids):
                chosen[first : last + 1] = True
            mask &= chosen
        return mask

    def _grow(self, rows: int) -> None:
        """Makes room. Readers go on with the arrays they have."""
        if rows > len(self._sort):
            spare = rows + rows // 8 - len(self._sort)
            self._words = np.pad(self._words, (0, spare))
            self._sort = np.pad(self._sort, (0, spare))


def _varint(blob: bytes) -> int:
    """SQLite's number of variable length: seven bits a byte, the highest first."""
    value = 0
    for byte in blob:
        value = value << 7 | byte & 0x7F
    return value
