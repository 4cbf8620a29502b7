"""The keyword index: exact words, codes and part numbers that embeddings miss, kept by FTS5."""

import sqlite3
from collections.abc import Iterable, Sequence

from vectorstore.chunk_rows import read_chunks
from vectorstore.tokens import VERSION, segment

_TELLING = 3
"""Characters of a word that may be the beginning of a name."""


def words_of(text: str) -> str:
    """A text as the index keeps it."""
    return " ".join(segment(text))


def add(db: sqlite3.Connection, rows: Iterable[int], words: Iterable[str]) -> None:
    """Adds chunks by row number, each as `words_of` gave it."""
    db.executemany(
        "INSERT INTO keywords (rowid, words) VALUES (?, ?)", zip(rows, words, strict=True)
    )


def stands(db: sqlite3.Connection, name: str) -> bool:
    """Whether any chunk holds a name, as a whole or as the beginning of a longer one."""
    words = segment(name)
    if not words:
        return False
    # The joined form is the second where there is one: names that begin so are found by it.
    whole = f'"{words[0]}"'
    begun = [f'"{word}"*' for word in words[:2] if len(word) >= _TELLING]
    return _is_found(db, " OR ".join([whole, *begun]))


def is_said(db: sqlite3.Connection, words: Sequence[str]) -> bool:
    """Whether any chunk holds one of these search words."""
    return bool(words) and _is_found(db, " OR ".join(f'"{word}"' for word in words))


def _is_found(db: sqlite3.Connection, asked: str) -> bool:
    """Whether a chunk that this connection's reader may read matches."""
    found = db.execute(
        "SELECT 1 FROM keywords WHERE keywords MATCH ?"
        " AND EXISTS (SELECT 1 FROM chunks WHERE chunks.id = keywords.rowid) LIMIT 1",
        (asked,),
    )
    return found.fetchone() is not None


def words_at(db: sqlite3.Connection, rows: Sequence[int]) -> dict[int, list[str]]:
    """The search words of these chunks, in reading order, by row number."""
    marks = ",".join("?" for _ in rows)
    found = db.execute(f"SELECT rowid, words FROM keywords WHERE rowid IN ({marks})", rows)  # noqa: S608
    return {row: words.split(" ") for row, words in found}


def refresh(db: sqlite3.Connection) -> None:
    """Cuts every chunk's words again, unless this version of `segment` has cut them."""
    if db.execute("SELECT 1 FROM meta WHERE key = 'words' AND value = ?", (VERSION,)).fetchone():
        return
    db.execute("DELETE FROM keywords")
    for (document_id,) in db.execute("SELECT document_id FROM documents").fetchall():
        chunks = read_chunks(db, "document_id = ?", (document_id,))
        add(db, chunks, [words_of(chunk.searchable) for chunk in chunks.values()])
    db.execute("INSERT OR REPLACE INTO meta VALUES ('words', ?)", (VERSION,))
