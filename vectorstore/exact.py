"""The exact arm: codes find records, parts find rows, models find manuals, however spelled."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from ingest.document import Chunk
from ingest.identifiers import (
    identifiers,
    model_forms,
    names_of_manual,
    normal,
    part_names,
    spellings,
)
from ingest.letters import storable
from vectorstore.chunk_rows import read_chunks
from vectorstore.records import Filters
from vectorstore.tokens import segment

VERSION = "2"
"""Raise it whenever other names are kept: those of another version are made again on opening."""
CODE, TAIL, ENTRY, MODEL = 0, 1, 2, 3
"""How an identifier stands in a chunk: the code of a fault record; that code's number without its
letters (``22`` of ``Err22``), as people say it; the entry that a table row begins with, or what a
report names. The first chunk of a document holds besides what its title or file name names."""
_MOST_ENTRIES = 64
"""Of one chunk. A longer list is no entry of anything."""
_MOST_NAMES = 6
"""Of one entry."""
_MOST_MANUALS = 100
"""Of one model."""
_CELLS = 3
"""From the left, among which a row's entry is looked for: a number or a name may stand first."""
_CELL = " | "
"""Between the cells of a row that was written out: tables of PDF pages and every sheet."""
_LIKELY = 2000
"""Codes that begin as another does, among which the likest are sought: 10 ms."""
_LIKE = 0.5
"""Share of the letters that two codes have in common at least."""
_OFTEN = 20
"""Chunks for each fault record of a code, above which the code is an ordinary word as well. Codes
of manuals stand in 2 to 8; abbreviations that happen to be codes (``PID``) in 16 and more."""


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
            for place, (row, chunk) in enumerate(zip(rows, chunks, strict=True))
            for identifier, rank in (*_names(chunk), *(_titled(chunk) if place == 0 else ()))
        ],
    )


def refresh(db: sqlite3.Connection) -> None:
    """Names every chunk again, unless this version has named them."""
    known = "SELECT 1 FROM meta WHERE key = 'identifiers' AND value = ?"
    if db.execute(known, (VERSION,)).fetchone():
        return
    db.execute("DELETE FROM identifiers")
    for (document_id,) in db.execute("SELECT document_id FROM documents").fetchall():
        chunks = read_chunks(db, "document_id = ?", (document_id,))
        add(db, chunks, list(chunks.values()))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('identifiers', ?)", (VERSION,))


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
            f"SELECT id, min(rank) FROM identifiers WHERE identifier IN ({marks})"  # noqa: S608
            f" AND rank < ?{narrowed} GROUP BY id ORDER BY 2, id LIMIT ?",
            (*map(storable, spellings), MODEL, *values, limit),
        ).fetchall()

    hits: dict[int, ExactHit] = {}
    for typed in asked:
        own, *others = spellings(typed)
        for row, rank in stored([own]) or stored(others):
            hits.setdefault(row, ExactHit(row, typed, rank))
    return sorted(hits.values(), key=lambda hit: hit.rank)


def near(db: sqlite3.Connection, code: str, limit: int) -> list[str]:
    """Codes of fault records that look like one that has none, as printed, the likest first."""
    own = normal(code)
    prefix = own[:1]
    found = db.execute(
        # Ordered as they are stored, so that the same ones are looked at each time.
        "SELECT DISTINCT identifier FROM identifiers WHERE identifier >= ? AND identifier < ?"
        " AND rank = ? AND length(identifier) BETWEEN ? AND ? ORDER BY identifier LIMIT ?",
        (prefix, prefix + "\U0010ffff", CODE, len(own) - 1, len(own) + 1, _LIKELY),
    )
    likest = get_close_matches(own, [identifier for (identifier,) in found], limit, _LIKE)
    return [_printed(db, identifier) for identifier in likest]


def printed(db: sqlite3.Connection, codes: Iterable[str]) -> dict[str, str]:
    """Of codes in their normal spelling, those that fault records have, each as printed."""
    asked = {storable(code): code for code in codes}
    marks = ",".join("?" for _ in asked)
    found = db.execute(
        f"SELECT DISTINCT identifier FROM identifiers WHERE identifier IN ({marks})"  # noqa: S608
        " AND rank = ?",
        (*asked, CODE),
    ).fetchall()
    return {asked[identifier]: _printed(db, identifier) for (identifier,) in found}


def numbered(db: sqlite3.Connection, number: str, limit: int) -> list[str]:
    """Codes of fault records that end in this number behind their letters, as printed."""
    found = db.execute(
        "SELECT codes FROM fault_records JOIN identifiers USING (id)"
        " WHERE identifier = ? AND rank IN (?, ?) ORDER BY id LIMIT ?",
        (storable(number), CODE, TAIL, limit),
    )
    codes = (code for (told,) in found for code in json.loads(told))
    of_one_spelling = {normal(code): code for code in codes if _tail(normal(code)) == number}
    return list(of_one_spelling.values())


def _tail(code: str) -> str:
    """The number of a code without its letters; of other codes what is left."""
    return code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").lstrip("0")


def _printed(db: sqlite3.Connection, identifier: str) -> str:
    """A code as the first of its manuals has it: ``E09``, where the index holds ``E9``."""
    ((codes,),) = db.execute(
        "SELECT codes FROM fault_records JOIN identifiers USING (id)"
        " WHERE identifier = ? AND rank = ? ORDER BY id LIMIT 1",
        (identifier, CODE),
    )
    printed = (code for code in json.loads(codes) if storable(normal(code)) == identifier)
    return next(printed, identifier)


def models(db: sqlite3.Connection, names: Sequence[str]) -> list[str]:
    """Documents whose title or file name bears one of these names, in any spelling."""
    asked = list(dict.fromkeys(form for name in names for form in model_forms(normal(name))))
    marks = ",".join("?" for _ in asked)
    found = db.execute(
        "SELECT DISTINCT document_id FROM identifiers JOIN chunks USING (id)"  # noqa: S608
        f" WHERE identifier IN ({marks}) AND rank = ? LIMIT ?",
        (*map(storable, asked), MODEL, _MOST_MANUALS),
    )
    return [document_id for (document_id,) in found]


def common(db: sqlite3.Connection, hits: Sequence[ExactHit]) -> frozenset[str]:
    """Codes among these that stand, as words, in many more chunks than they have fault records."""
    records = Counter(hit.asked for hit in hits if hit.rank == CODE)
    return frozenset(code for code, count in records.items() if _stands_often(db, code, count))


def _stands_often(db: sqlite3.Connection, code: str, records: int) -> bool:
    words = segment(normal(code))
    bound = _OFTEN * records
    if not words or code.isdigit():
        return False
    # Not counted to the end: a common word stands in half of a large library.
    found = db.execute(
        "SELECT rowid FROM keywords WHERE keywords MATCH ? LIMIT ?", (f'"{words[0]}"', bound)
    )
    return len(found.fetchall()) >= bound


def _names(chunk: Chunk) -> Iterable[tuple[str, int]]:
    if chunk.fault is not None:
        codes = [normal(code) for code in chunk.fault.codes]
        tails = map(_tail, codes)
        yield from ((code, CODE) for code in codes if code)
        yield from ((tail, TAIL) for tail in tails if tail.isdigit())
    elif chunk.kind == "report":
        named = identifiers(f"{chunk.title} {chunk.text}")
        yield from ((name, ENTRY) for name in named[:_MOST_ENTRIES])
    elif chunk.kind in ("table_row", "passage"):
        rows = [line.split(_CELL) for line in chunk.text.splitlines()[:_MOST_ENTRIES]]
        told = (row for row in rows if len(row) > 1 or chunk.kind == "table_row")
        yield from ((name, ENTRY) for row in told for name in _entry(row))


def _entry(row: Sequence[str]) -> Sequence[str]:
    """The names in the first cell that holds any."""
    found = (part_names(cell) for cell in row[:_CELLS])
    return next(filter(None, found), [])[:_MOST_NAMES]


def _titled(chunk: Chunk) -> Iterable[tuple[str, int]]:
    names = names_of_manual(chunk.title, chunk.file_name)
    yield from ((name, MODEL) for name in names)
