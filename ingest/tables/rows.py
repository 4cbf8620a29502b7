"""Rows that are found alone, and headers for what is cut from them. Pure.

A passage holds a table's rows as they are printed. Where it begins below the header, the header is
put above it. Rows of parameters, terminals and specifications become chunks besides, each cell with
its title, a few rows together: a figure is little to search for without its name and unit.
"""

from collections.abc import Iterator, Sequence

from ingest.chunk import chunk_of, lines_between
from ingest.document import Chunk, Document, Line, Page, Row, Table
from ingest.faults.record import colon
from ingest.faults.words import role_of, tells_settings
from ingest.letters import weight
from ingest.structure.sections import Sections, titles
from ingest.tables.draft import flat

_LONGEST_HEADER = 80.0
"""Weight. A longer one would take too much of the passage's budget."""
_BUDGET = 400.0
"""Weight of the rows in one chunk: about half a passage."""
_FEWEST = 6
"""Rows. A shorter table is found whole, in its passage."""
_WIDEST = 8
"""Columns. Wider tables are matrices, whose rows say little under their titles."""


def header_above(page: Page, lines: Sequence[Line]) -> str:
    """The titles to put above lines that begin within a table, below or without its header."""
    for table in page.tables:
        first = table.rows[0].start
        if not first <= lines[0].start < table.rows[-1].end:
            continue
        is_here = any(table.start <= line.start < first for line in lines)
        titled = " ".join(filter(None, dict.fromkeys(table.header)))
        return "" if is_here or weight(titled) > _LONGEST_HEADER else titled
    return ""


def row_starts(page: Page) -> dict[int, bool]:
    """For the offset of each line within a table: whether a row begins there."""
    rows = [row for table in page.tables for row in table.rows]
    begins = {row.start for row in rows}
    return {
        line.start: line.start in begins
        for row in rows
        for line in lines_between(page, row.start, row.end)
    }


def table_rows(document: Document) -> list[Chunk]:
    """Chunks of kind ``table_row``: rows of tables that list values."""
    sections = Sections.of(document.pages)
    return [
        _chunk(document, page, table, rows, sections)
        for page in document.pages
        for table in page.tables
        if _lists_values(table)
        for rows in _grouped(table)
    ]


def _lists_values(table: Table) -> bool:
    """Parameters, terminals, specifications; not what makes fault records."""
    roles = [role_of(title) for title in table.header]
    return (
        len(table.rows) >= _FEWEST
        and 1 < len(table.header) <= _WIDEST
        and ("value" in roles or any(map(tells_settings, table.header)))
        and "code" not in roles
    )


def _grouped(table: Table) -> Iterator[list[Row]]:
    group: list[Row] = []
    used = 0.0
    for row in table.rows:
        used += weight(labelled(table, row))
        if group and used > _BUDGET:
            yield group
            group, used = [], weight(labelled(table, row))
        group.append(row)
    if group:
        yield group


def labelled(table: Table, row: Row) -> str:
    """The row as ``Title: cell | Title: cell``; empty cells left out, merged ones said once."""
    said: dict[int, str] = {}
    for title, cell in zip(table.header, row.cells, strict=True):
        if cell.text and id(cell) not in said:
            text = flat(cell.text).replace("\n", " ")
            said[id(cell)] = f"{title}{colon(title)}{text}" if title else text
    return " | ".join(said.values())


def _chunk(
    document: Document, page: Page, table: Table, rows: Sequence[Row], sections: Sections
) -> Chunk:
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    lines = lines_between(page, start, end)
    section = titles(sections.at(page.number, rows[0].start))
    text = "\n".join(labelled(table, row) for row in rows)
    return chunk_of(document, page, section, lines, "table_row", text=text)
