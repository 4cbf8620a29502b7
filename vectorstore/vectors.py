"""The vector arm: a FAISS index derived from the rows, kept in a file so that opening is quick."""

import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.atomic import put_in_place, write_part
from vectorstore.embedder import Vectors
from vectorstore.records import Position

Ids = NDArray[np.int64]

FILE_NAME = "vectors.faiss"
_MAGIC = b"shiftmate vectors 1"


class VectorIndex:
    """Exact inner-product search over unit vectors known by their row number.

    It can be thrown away at any time: the rows of the database make it again. ``position`` tells
    up to where it has seen them. Safe to use from many threads.
    """

    def __init__(self, dimension: int) -> None:
        faiss = _faiss()
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._lock = SharedLock()
        self.position = Position(0, 0)

    def update(
        self, ids: Ids, vectors: Vectors, removed: Sequence[tuple[int, int]], position: Position
    ) -> None:
        """Takes in what happened since ``position``.

        Args:
            ids: (n,) row numbers that are new.
            vectors: (n, d), a unit row for each.
            removed: First and last row number of each range that went.
            position: Where the rows stood when these were read.
        """
        with self._lock.exclusive():
            self._remove(removed)
            if len(ids):
                self._index.add_with_ids(vectors, ids)
            self.position = position

    def search(
        self, vector: Vectors, limit: int, allowed: Ids | None = None
    ) -> list[tuple[int, float]]:
        """The rows most like a (d,) vector, best first, with their inner products.

        ``allowed`` restricts the answer to these rows. They become a bitmap that FAISS consults
        while it scans: exact for rare kinds too, where fetching more and dropping the rest is not.
        """
        faiss = _faiss()
        with self._lock.shared():
            limit = min(limit, self._index.ntotal)
            if limit < 1 or (allowed is not None and not len(allowed)):
                return []
            parameters = None
            if allowed is not None:
                parameters = faiss.SearchParameters(sel=_selector(allowed))
            scores, ids = self._index.search(vector[np.newaxis], limit, params=parameters)
        return [
            (int(row), float(score))
            for row, score in zip(ids[0], scores[0], strict=True)
            if row >= 0  # FAISS fills up with -1
        ]

    def contents(self) -> tuple[Ids, Vectors]:
        """All row numbers, ascending, (n,), and their vectors, (n, d)."""
        faiss = _faiss()
        with self._lock.shared():
            ids: Ids = faiss.vector_to_array(self._index.id_map)
            vectors: Vectors = self._index.index.reconstruct_n(0, self._index.ntotal)
        order = np.argsort(ids)
        return ids[order], vectors[order]

    def save(self, path: Path, owner: str) -> None:
        """Writes the index into a file that is replaced whole or not at all.

        Args:
            path: The file.
            owner: Names the library and the embedder that the vectors belong to.
        """
        faiss = _faiss()
        with self._lock.shared():
            body = faiss.serialize_index(self._index).tobytes()
            position = self.position
        header = json.dumps({"owner": owner, "position": position}).encode()
        checksum = b"%d" % zlib.crc32(body, zlib.crc32(header))
        blocks = (_MAGIC, b"\n", checksum, b"\n", header, b"\n", body)
        put_in_place(write_part(path.parent, blocks), path)

    @classmethod
    def load(cls, path: Path, owner: str, dimension: int) -> "VectorIndex | None":
        """Reads a file back; None where it is absent, damaged or of another library."""
        try:
            magic, checksum, header, body = path.read_bytes().split(b"\n", 3)
            # FAISS trusts the numbers it reads, so what was not written by `save` stays unread.
            if magic != _MAGIC or int(checksum) != zlib.crc32(body, zlib.crc32(header)):
                return None
            facts = json.loads(header)
            if facts["owner"] != owner:
                return None
            index = cls(dimension)
            index._index = _faiss().deserialize_index(np.frombuffer(body, dtype=np.uint8))
            index.position = Position(*facts["position"])
        except (OSError, ValueError, LookupError, TypeError, RuntimeError):
            return None  # RuntimeError: written by a FAISS whose format this one does not know
        return index

    def _remove(self, ranges: Sequence[tuple[int, int]]) -> None:
        if not ranges or not self._index.ntotal:
            return
        gone = np.concatenate([np.arange(first, last + 1) for first, last in ranges])
        self._index.remove_ids(_selector(gone))


class SharedLock:
    """Many may read at once, one may write alone; a waiting writer goes before later readers."""

    def __init__(self) -> None:
        self._door = Lock()
        self._room = Lock()
        self._count = Lock()
        self._readers = 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Held together with other readers."""
        with self._door, self._count:
            self._readers += 1
            if self._readers == 1:
                self._room.acquire()
        try:
            yield
        finally:
            with self._count:
                self._readers -= 1
                if self._readers == 0:
                    self._room.release()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Held alone."""
        with self._door, self._room:
            yield


def _selector(ids: Ids) -> Any:  # noqa: ANN401 (a FAISS object)
    """Lets these row numbers pass: one bit for each, lowest bit first."""
    flags = np.zeros(int(ids.max()) + 1, dtype=bool)
    flags[ids] = True
    return _faiss().IDSelectorBitmap(np.packbits(flags, bitorder="little"))


def _faiss() -> Any:  # noqa: ANN401 (its stubs tell of the C++ constructors, not of Python's)
    """FAISS, imported at first use."""
    import faiss

    return faiss
