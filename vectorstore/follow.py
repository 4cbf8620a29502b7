"""What is kept in memory follows the rows, whichever thread or process moved them.

A vector index that its library has outgrown goes on serving while a thread learns the next one from
the rows; then they change places.
"""

from pathlib import Path
from threading import Event, Lock, Thread

import numpy as np

from vectorstore import chunk_rows, kinds, records
from vectorstore.columns import Columns
from vectorstore.database import Database
from vectorstore.embedder import Vectors
from vectorstore.kinds import Ids
from vectorstore.records import Position
from vectorstore.vectors import VectorIndex

STORED = np.float16
"""Half the room of float32; an inner product of unit vectors moves by less than 0.001."""
_BLOCK = 8192
"""Vectors that are read at once, in the order of their rows."""
_SCATTERED = 500
"""Vectors that are read at once by number; SQLite takes 999 parameters at least."""
_WORTH_SAVING = 0.02
"""Share of a large index that must have changed before its file, 400 MB a million, is written
again. What it lacks is read from the rows on opening, some 50,000 a second."""
_TRY_AGAIN = 1.1
"""Growth of the changes after which a thread that failed is started anew."""


class Follower:
    """Holds the vector index and the columns; `follow` before each use of them."""

    def __init__(
        self, database: Database, path: Path, owner: str, dimension: int, small: int = kinds.SMALL
    ) -> None:
        """Takes up the index as last saved, or makes one from the rows.

        Args:
            database: Where the rows are.
            path: The index file.
            owner: Names the library and the embedder.
            dimension: Of a vector.
            small: Vectors up to which search is exact.
        """
        self._database = database
        self._path = path
        self._owner = owner
        self._dimension = dimension
        self._small = small
        self._following = Lock()
        self._ending = Event()
        self._learning: Thread | None = None
        self._tried = 0
        self.columns = Columns()
        self.index, self._saved = self._load()
        self._saved_changes = self.index.changes

    def follow(self) -> None:
        """Brings all to where the rows stand."""
        with self._following:
            with self._database.reading() as db:
                self.columns.follow(db)
            self._catch_up(self.index)
            changes = self.index.changes
            if self.index.outgrown(self._small) and changes > self._tried * _TRY_AGAIN:
                self._tried = changes
                self._learning = Thread(target=self._replace, name="learn-index")
                self._learning.start()

    def save(self) -> None:
        """Writes the index file, so that the next opening has little to catch up with."""
        self.follow()
        index = self.index
        changed = abs(index.changes - self._saved_changes)
        worth = not index.rounded or changed > _WORTH_SAVING * len(index)
        if index.position != self._saved and worth:
            self._saved, self._saved_changes = index.position, index.changes
            index.save(self._path, self._owner)

    def close(self) -> None:
        """Stops what is being learned; the next one to open will learn it."""
        self._ending.set()
        if self._learning is not None:
            self._learning.join()

    def rest(self) -> None:
        """Waits until nothing is being learned."""
        if self._learning is not None:
            self._learning.join()

    def _load(self) -> tuple[VectorIndex, Position]:
        index = VectorIndex.load(self._path, self._owner, self._dimension)
        with self._database.reading() as db:
            now = records.position(db)
            self.columns.follow(db)
        if index is None or index.position.row > now.row or index.position.removal > now.removal:
            index = self._made()
        return index, index.position

    def _catch_up(self, index: VectorIndex) -> None:
        """Block by block, so that a million rows are never in memory twice."""
        while not self._ending.is_set():
            with self._database.reading() as db:
                seen, now = index.position, records.position(db)
                if seen == now:
                    return
                found = chunk_rows.read_vectors(db, seen.row, _BLOCK)
                removed = records.read_removals(db, after=seen)
            ids: Ids = np.array([row for row, _ in found], dtype=np.int64)
            whole = len(found) < _BLOCK
            reached = now if whole else Position(int(ids[-1]), now.removal)
            index.update(ids, self._unpacked([vector for _, vector in found]), removed, reached)

    def _replace(self) -> None:
        """Makes the next index and puts it in place of the one that serves."""
        kinds.faiss().omp_set_num_threads(1)  # of this thread: the questions need the others
        made = self._made()
        with self._following:
            self._catch_up(made)
            if not self._ending.is_set():
                self.index = made
                self._saved, self._saved_changes = made.position, made.changes

    def _made(self) -> VectorIndex:
        """An index of all rows, of the kind that suits their number.

        A compressed one is written and read back: lists that grew hold up to twice their room.
        """
        rows = self.columns.rows
        if len(rows) <= self._small:
            return VectorIndex(self._dimension)
        index = VectorIndex(self._dimension, self._learned(rows))
        self._catch_up(index)
        if self._ending.is_set():
            return index
        index.save(self._path, self._owner)
        del index
        again = VectorIndex.load(self._path, self._owner, self._dimension)
        return VectorIndex(self._dimension) if again is None else again

    def _learned(self, rows: Ids) -> kinds.Index:
        lists = kinds.lists_for(len(rows))
        drawn = np.random.default_rng(0).choice(rows, min(len(rows), lists * kinds.SAMPLE), False)
        for index in kinds.compressed(self._sample(np.sort(drawn)), lists):
            if index is not None or self._ending.is_set():
                return index
        return None

    def _sample(self, rows: Ids) -> Vectors:
        stored: list[bytes] = []
        for first in range(0, len(rows), _SCATTERED):
            with self._database.reading() as db:
                some = rows[first : first + _SCATTERED].tolist()
                stored.extend(chunk_rows.read_vectors_at(db, some).values())
        return self._unpacked(stored)

    def _unpacked(self, stored: list[bytes]) -> Vectors:
        flat = np.frombuffer(b"".join(stored), dtype=STORED)
        return flat.reshape(len(stored), self._dimension).astype(np.float32)
