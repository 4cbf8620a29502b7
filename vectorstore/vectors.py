"""The vector arm: a FAISS index derived from the rows, kept in a file so that opening is quick."""

import json
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

import numpy as np

from vectorstore import kinds
from vectorstore.atomic import put_in_place, write_part_with
from vectorstore.embedder import Vectors
from vectorstore.kinds import Ids, Mask
from vectorstore.locks import SharedLock
from vectorstore.records import Position

FILE_NAME = "vectors.faiss"
_MAGIC = b"shiftmate vectors 2\n"
_CHECKSUM = b"%010d\n"
_LONGEST_HEADER = 4096
_BLOCK = 1 << 20


class VectorIndex:
    """Inner-product search over unit vectors known by their row number.

    It can be thrown away at any time: the rows of the database make it again. ``position`` tells
    up to where it has seen them. Safe to use from many threads.
    """

    def __init__(self, dimension: int, learned: kinds.Index = None) -> None:
        """Empty: exact, or of the kind that was learned."""
        self._index = kinds.flat(dimension) if learned is None else learned
        self._lock = SharedLock()
        self.position = Position(0, 0)
        self.changes = 0
        """Vectors that came or went since it was learned."""

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def rounded(self) -> bool:
        """Whether its inner products are a little off; the stored rows know better."""
        return kinds.is_compressed(self._index)

    def outgrown(self, small: int) -> bool:
        """Whether another kind would serve better, or lists learned from the rows of today.

        Args:
            small: Vectors up to which the exact kind serves.
        """
        if not self.rounded:
            return len(self) > small
        return len(self) < small // 2 or self.changes > 2 * kinds.meant_for(self._index)

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
            self.changes += self._remove(removed)
            if len(ids):
                self._index.add_with_ids(vectors, ids)
                self.changes += len(ids)
            self.position = position

    def search(
        self, vector: Vectors, limit: int, mask: Mask | None = None
    ) -> list[tuple[int, float]]:
        """The rows most like a (d,) vector, best first, with their inner products.

        ``mask`` restricts the answer to the rows whose number it has true. FAISS consults it while
        it scans: good for rare kinds too, where fetching more and dropping the rest is not.
        """
        with self._lock.shared():
            limit = min(limit, self._index.ntotal)
            if limit < 1 or (mask is not None and not mask.any()):
                return []
            parameters = kinds.parameters(self._index, limit, mask)
            # One question is too little to share: waking a team of threads costs 2 ms, the search
            # of 3,000 vectors 0.15. The number holds for the calling thread alone.
            kinds.faiss().omp_set_num_threads(1)
            scores, ids = self._index.search(vector[np.newaxis], limit, params=parameters)
        return [
            (int(row), float(score))
            for row, score in zip(ids[0], scores[0], strict=True)
            if row >= 0  # FAISS fills up with -1
        ]

    def contents(self) -> Iterator[tuple[Ids, Vectors]]:
        """All row numbers and their vectors, in blocks and in no order."""
        with self._lock.shared():
            yield from kinds.contents(self._index)

    def as_kept(self, vectors: Vectors) -> Vectors:
        """What the index makes of these vectors, (n, d): they may lose some digits."""
        return kinds.as_kept(self._index, vectors)

    def save(self, path: Path, owner: str) -> None:
        """Writes the index into a file that is replaced whole or not at all.

        Args:
            path: The file.
            owner: Names the library and the embedder that the vectors belong to.
        """
        put_in_place(write_part_with(path.parent, partial(self._write, owner=owner)), path)

    @classmethod
    def load(cls, path: Path, owner: str, dimension: int) -> Self | None:
        """Reads a file back; None where it is absent, damaged or of another library."""
        try:
            with path.open("rb") as file:
                # FAISS trusts the numbers it reads, so what `save` did not write stays unread.
                facts = _verified(file)
                if facts["owner"] != owner:
                    return None
                library = kinds.faiss()
                reader = library.PyCallbackIOReader(file.read, _BLOCK)
                index = cls(dimension, library.read_index(reader))
            index.position = Position(*facts["position"])
            index.changes = facts["changes"]
        except (OSError, ValueError, LookupError, TypeError, RuntimeError):
            return None  # RuntimeError: written by a FAISS whose format this one does not know
        return index

    def _write(self, file: IO[bytes], owner: str) -> None:
        library = kinds.faiss()
        summing = _Summing(file)
        file.write(_MAGIC + _CHECKSUM % 0)
        with self._lock.shared():
            facts = {"owner": owner, "position": self.position, "changes": self.changes}
            summing.write(json.dumps(facts).encode() + b"\n")
            library.write_index(self._index, library.PyCallbackIOWriter(summing.write, _BLOCK))
        file.seek(len(_MAGIC))
        file.write(_CHECKSUM % summing.checksum)

    def _remove(self, ranges: Sequence[tuple[int, int]]) -> int:
        if not ranges or not self._index.ntotal:
            return 0
        gone = np.zeros(max(last for _, last in ranges) + 1, dtype=np.bool_)
        for first, last in ranges:
            gone[first : last + 1] = True
        return int(self._index.remove_ids(kinds.bitmap(gone)))


class _Summing:
    """Sums up what is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.checksum = 0

    def write(self, block: bytes) -> None:
        self.checksum = zlib.crc32(block, self.checksum)
        self._file.write(block)


def _verified(file: IO[bytes]) -> dict[str, Any]:
    """The facts at the head of a file that is what `save` wrote; it then stands at the index.

    Raises:
        ValueError: It is not.
    """
    if file.read(len(_MAGIC)) != _MAGIC:
        raise ValueError("not an index file")
    checksum = int(file.readline(len(_CHECKSUM % 0)))
    start = file.tell()
    found = 0
    while block := file.read(_BLOCK):
        found = zlib.crc32(block, found)
    if found != checksum:
        raise ValueError("damaged")
    file.seek(start)
    facts: dict[str, Any] = json.loads(file.readline(_LONGEST_HEADER))
    return facts
