"""The keyword arm: exact words, codes and part numbers that embeddings miss (BM25 by FTS5)."""

import sqlite3
from collections.abc import Iterable, Sequence
from math import log

from vectorstore.records import Filters, read_chunks
from vectorstore.tokens import VERSION, segment

_MOST_ASKED = 256
"""Words of a question that are looked up at all; a pasted log file has more."""
_MOST_WORDS = 64
_MOST_POSTINGS = 20_000
"""Chunks that one question may touch, counted once per word. The rarest words come first, so a
library of a few thousand chunks never drops a word and one of 100,000 drops only those that would
decide nothing, and answers in time."""
_LEAST = 1000
"""Chunks. A smaller library cannot tell which words are common: there, all it holds count as rare."""


def words_of(text: str) -> str:
    """A text as the index keeps it."""
    return " ".join(segment(text))


def add(db: sqlite3.Connection, rows: Iterable[int], words: Iterable[str]) -> None:
    """Adds chunks by row number, each as `words_of` gave it."""
    db.executemany(
        "INSERT INTO keywords (rowid, words) VALUES (?, ?)", zip(rows, words, strict=True)
    )


def search(
    db: sqlite3.Connection, asked: Sequence[str], limit: int, filters: Filters
) -> list[tuple[int, float]]:
    """Rows that hold one of the words, best first, with a BM25 score above 0."""
    words = _affordable(db, asked)
    if not words:
        return []
    condition, values = filters.condition()
    narrowed = f" AND +rowid IN (SELECT id FROM chunks WHERE {condition})" if condition else ""  # noqa: S608
    query = f"keywords MATCH ?{narrowed} ORDER BY rank LIMIT ?"
    matching = " OR ".join(map(_quoted, words))
    found = db.execute(
        f"SELECT rowid, -rank FROM keywords WHERE {query}",  # noqa: S608
        (matching, *values, limit),
    )
    return found.fetchall()


def words_at(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, list[str]]:
    """The search words of these chunks, in reading order, by row number."""
    marks = ",".join("?" for _ in rows)
    found = db.execute(f"SELECT rowid, words FROM keywords WHERE rowid IN ({marks})", rows)  # noqa: S608
    return {row: words.split(" ") for row, words in found}


def rarities(db: sqlite3.Connection, words: Iterable[str]) -> dict[str, float]:
    """BM25's weight of each word: ln(1 + (N - n + 0.5) / (n + 0.5)), n of N chunks holding it."""
    asked = tuple(dict.fromkeys(words))
    marks = ",".join("?" for _ in asked)
    found = db.execute(f"SELECT term, doc FROM keyword_counts WHERE term IN ({marks})", asked)  # noqa: S608
    counts: dict[str, int] = dict(found.fetchall())
    (last,) = db.execute("SELECT coalesce(max(rowid), 0) FROM keywords").fetchone()
    total = max(last, _LEAST)
    return {
        word: log(1 + (max(total - counts.get(word, 0), 0) + 0.5) / (counts.get(word, 0) + 0.5))
        for word in asked
    }


def refresh(db: sqlite3.Connection) -> None:
    """Cuts every chunk's words again, unless this version of `segment` has cut them."""
    if db.execute("SELECT 1 FROM meta WHERE key = 'words' AND value = ?", (VERSION,)).fetchone():
        return
    db.execute("DELETE FROM keywords")
    for (document_id,) in db.execute("SELECT document_id FROM documents").fetchall():
        chunks = read_chunks(db, "document_id = ?", (document_id,))
        add(db, chunks, [words_of(chunk.searchable) for chunk in chunks.values()])
    db.execute("INSERT OR REPLACE INTO meta VALUES ('words', ?)", (VERSION,))


def _affordable(db: sqlite3.Connection, words: Sequence[str]) -> list[str]:
    """The words that occur at all, rarest first, as many as fit the budget; at least one."""
    words = words[:_MOST_ASKED]
    marks = ",".join("?" for _ in words)
    counts = db.execute(
        "SELECT term, doc FROM keyword_counts"  # noqa: S608
        f" WHERE term IN ({marks}) ORDER BY doc, term",
        words,
    )
    chosen: list[str] = []
    postings = 0
    for word, chunks in counts.fetchmany(_MOST_WORDS):
        postings += chunks
        if chosen and postings > _MOST_POSTINGS:
            break
        chosen.append(word)
    return chosen


def _quoted(word: str) -> str:
    """An FTS5 string: nothing in it is taken for an operator."""
    return '"' + word.replace('"', '""') + '"'
