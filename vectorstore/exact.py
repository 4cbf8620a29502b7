"""The exact arm: a code finds its fault record, however either of them is spelled."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.document import Chunk
from ingest.identifiers import identifiers, normal, spellings
from ingest.letters import storable
from vectorstore.records import Filters

CODE, TAIL, ENTRY = 0, 1, 2
"""How an identifier stands in a chunk: the code of a fault record; that code's number without its
letters (``22`` of ``Err22``), as people say it; the entry that a table row begins with."""
_MOST_ENTRIES = 64
"""Of one chunk. A longer list is no entry of anything."""


class ExactHit(NamedTuple):
    """A chunk that is about an identifier."""

    row: int
    asked: str
    """The identifier as the question has it."""
    rank: int
    """CODE, TAIL or ENTRY; lower is surer."""


def add(db: sqlite3.Connection, rows: Iterable[int], chunks: Sequence[Chunk]) -> None:
    """Adds what the chunks can be found by."""
    db.executemany(
        "INSERT OR IGNORE INTO identifiers (identifier, rank, id) VALUES (?, ?, ?)",
        [
            (storable(identifier), rank, row)
            for row, chunk in zip(rows, chunks, strict=True)
            for identifier, rank in _names(chunk)
        ],
    )


def search(
    db: sqlite3.Connection, asked: Sequence[str], limit: int, filters: Filters
) -> list[ExactHit]:
    """Chunks that are about one of these, surest first: by rank, then as asked, then as stored.

    ``limit`` holds for each of them.

    A code that no record has as it was typed is looked for as other panels print it, and a number
    as the tail of a code.
    """
    condition, values = filters.condition()
    # Asked of each hit: as a list of rows it would be made of the whole library first.
    rows = f"SELECT 1 FROM chunks WHERE chunks.id = identifiers.id AND {condition}"  # noqa: S608
    narrowed = f" AND EXISTS ({rows})" if condition else ""

    def stored(spellings: Sequence[str]) -> list[tuple[int, int]]:
        marks = ",".join("?" for _ in spellings)
        return db.execute(
            f"SELECT id, min(rank) FROM identifiers WHERE identifier IN ({marks}){narrowed}"  # noqa: S608
            " GROUP BY id ORDER BY 2, id LIMIT ?",
            (*map(storable, spellings), *values, limit),
        ).fetchall()

    hits: dict[int, ExactHit] = {}
    for typed in asked:
        own, *others = spellings(typed)
        for row, rank in stored([own]) or stored(others):
            hits.setdefault(row, ExactHit(row, typed, rank))
    return sorted(hits.values(), key=lambda hit: hit.rank)


def _names(chunk: Chunk) -> Iterable[tuple[str, int]]:
    if chunk.fault is not None:
        codes = [normal(code) for code in chunk.fault.codes]
        tails = (code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0") for code in codes)
        yield from ((code, CODE) for code in codes if code)
        yield from ((tail, TAIL) for tail in tails if tail.isdigit())
    elif chunk.kind == "table_row":
        entries = (line.split("|")[0] for line in chunk.text.splitlines()[:_MOST_ENTRIES])
        yield from ((name, ENTRY) for entry in entries for name in identifiers(entry)[:2])
