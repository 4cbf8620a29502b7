"""BM25 over the postings of the keyword index, for libraries of any size.

FTS5 keeps the postings. Its own bm25() looks up the length of each matching row in a table, which
takes three quarters of the time of a question; here lengths are at hand and filters cost nothing.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from vectorstore.columns import Columns
from vectorstore.kinds import Ids, Mask
from vectorstore.rank import LENGTH, SATURATION

_MOST_ASKED = 256
"""Words of a question that are looked up at all; a pasted log file has more."""
_MOST_WORDS = 64
BUDGET = 20_000
"""Chunks that one question may touch, counted once per word. The rarest words come first, so a
library of a few thousand chunks never drops a word and one of 100,000 drops only those that would
decide nothing, and answers in time."""
_TOGETHER = 4
"""Words that must stand together when all of them are too common to be followed one by one."""
_COMMON = 500
"""Chunks above which a word's count is remembered: counting walks all its postings."""
_LEAST = 1000
"""Chunks. A smaller library cannot tell which words are common: all that it holds count as rare."""
_STALE = 0.1
"""Growth of the library, as a share, after which it is counted again."""

Scores = NDArray[np.float64]


class Postings:
    """Ranks rows by words. Safe to use from many threads."""

    def __init__(self, columns: Columns, budget: int = BUDGET) -> None:
        """Over the rows of the columns, touching about ``budget`` of them for a question."""
        self._columns = columns
        self._budget = budget
        self._counts: dict[str, tuple[int, int]] = {}
        """Chunks that hold a common word, and chunks there were when it was counted."""

    def search(
        self, db: sqlite3.Connection, asked: Sequence[str], limit: int, mask: Mask | None
    ) -> list[tuple[int, float]]:
        """Rows that hold one of the words, best first, with a BM25 score above 0."""
        counts = self._count(db, asked[:_MOST_ASKED])
        words = sorted(counts, key=lambda word: (counts[word], word))[:_MOST_WORDS]
        if not words:
            return []
        if counts[words[0]] > self._budget:
            found = [(word, rows) for word, rows in self._together(db, words)]
        else:
            found = [(word, _rows_of(db, word)) for word in self._affordable(words, counts)]
        scored = [self._scored(rows, counts[word], mask) for word, rows in found]
        return _best(scored, limit)

    def rarities(self, db: sqlite3.Connection, words: Iterable[str]) -> dict[str, float]:
        """BM25's weight of each word: ln(1 + (N - n + 0.5) / (n + 0.5)), n of N chunks hold it."""
        asked = tuple(dict.fromkeys(words))
        counts = self._count(db, asked)
        return {word: self._rarity(counts.get(word, 0)) for word in asked}

    def _rarity(self, count: int) -> float:
        others = max(max(self._columns.count, _LEAST) - count, 0)
        return log(1 + (others + 0.5) / (count + 0.5))

    def _count(self, db: sqlite3.Connection, words: Sequence[str]) -> dict[str, int]:
        """Chunks that hold each word, of those that occur at all."""
        total = self._columns.count
        known = {
            word: count
            for word in words
            if word in self._counts
            for count, then in (self._counts[word],)
            if abs(total - then) <= _STALE * then
        }
        others = [word for word in dict.fromkeys(words) if word not in known]
        marks = ",".join("?" for _ in others)
        found = db.execute(
            f"SELECT term, doc FROM keyword_counts WHERE term IN ({marks})",  # noqa: S608
            others,
        ).fetchall()
        self._counts.update({word: (n, total) for word, n in found if n > _COMMON})
        return known | dict(found)

    def _affordable(self, words: Sequence[str], counts: dict[str, int]) -> Sequence[str]:
        """The words that fit the budget together, rarest first."""
        reach = np.cumsum([counts[word] for word in words])
        return words[: int(np.searchsorted(reach, self._budget, side="right"))]

    def _together(self, db: sqlite3.Connection, words: Sequence[str]) -> list[tuple[str, Ids]]:
        """Rows that hold the rarest of common words all at once, as many of them as any row has."""
        for count in range(min(_TOGETHER, len(words)), 0, -1):
            matching = " AND ".join(map(_quoted, words[:count]))
            rows = _ids(
                db.execute(
                    "SELECT rowid FROM keywords WHERE keywords MATCH ? LIMIT ?",
                    (matching, self._budget),
                )
            )
            if len(rows):
                return [(word, rows) for word in words[:count]]
        return []

    def _scored(self, places: Ids, count: int, mask: Mask | None) -> tuple[Ids, Scores]:
        """What one word is worth in each row that may pass, from its places, ascending."""
        starts = np.flatnonzero(np.diff(places, prepend=-1))
        rows = places[starts]
        times = np.diff(np.append(starts, len(places)))
        if mask is not None:
            passing = mask[np.minimum(rows, len(mask) - 1)] & (rows < len(mask))
            rows, times = rows[passing], times[passing]
        length = self._columns.words(rows) / self._columns.usual_words
        damping = SATURATION * (1 - LENGTH + LENGTH * length)
        return rows, self._rarity(count) * times * (SATURATION + 1) / (times + damping)


def _best(scored: Sequence[tuple[Ids, Scores]], limit: int) -> list[tuple[int, float]]:
    rows, place = np.unique(np.concatenate([rows for rows, _ in scored]), return_inverse=True)
    totals = np.bincount(place, np.concatenate([scores for _, scores in scored]), len(rows))
    order = np.argsort(-totals, kind="stable")[:limit]
    return [(int(rows[at]), float(totals[at])) for at in order]


def _rows_of(db: sqlite3.Connection, word: str) -> Ids:
    """The row of each place where a word stands, ascending."""
    return _ids(db.execute("SELECT doc FROM keyword_places WHERE term = ?", (word,)))


def _ids(found: sqlite3.Cursor) -> Ids:
    return np.fromiter((row for (row,) in found), dtype=np.int64)


def _quoted(word: str) -> str:
    """An FTS5 string: nothing in it is taken for an operator."""
    return '"' + word.replace('"', '""') + '"'
