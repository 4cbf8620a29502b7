"""Rows of a spreadsheet become text: titles, header, and rows that can stand alone. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from statistics import median
from typing import NamedTuple

from ingest.formats.flow import Flow
from ingest.isolation.beat import beat
from ingest.letters import clean, language_of, weight

_LOOKED_AT = 12
"""Rows at the head of a block among which its header is looked for: below titles, makers' names
and dates."""
_LIKE = 20
"""Rows below a header that tell how wide it should be, and what its columns hold."""
_WIDE = 0.6
"""Of the width of the rows below, at least: a header names most columns."""
_LONGEST_NAME = 60.0
"""Weight of a column's name (letters.weight)."""
_BATCH = 1000
_NAMED = 40
"""Columns that the description of a sheet names."""
_ALIKE = 3
"""Cells of a column at least that tell how its cells are made."""
_NUMBER = re.compile(r"\d+")
_FIGURES = re.compile(r"[\d.,:/%+\-\s]+")


class Row(NamedTuple):
    """Cleaned cells; a cell that spans columns stands in the first of them."""

    cells: Sequence[str]
    spread: Sequence[str]
    """The same, with such a cell in each of its columns: what a header is read from."""

    @property
    def filled(self) -> list[str]:
        """What is in it, less the blanks."""
        return [cell for cell in self.cells if cell]


@dataclass(slots=True)
class _Table:
    """Consecutive rows under one header; those above it are titles and remarks."""

    header: Sequence[str]
    above: list[Row] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def row_of(cells: Sequence[str]) -> Row:
    """A row in which no cell spans columns."""
    cleaned = [clean(cell) if cell else "" for cell in cells]
    return Row(cleaned, cleaned)


def pour(flow: Flow, name: str, rows: Sequence[Row], remark: str = "") -> None:
    """A section named so: a line that describes the sheet, then everything in it.

    A blank row ends a block; a block without a header of its own goes on under the one above.
    """
    tables = list(_tables(_without_gaps(rows)))
    if not tables:
        return
    flow.heading(1, name)
    flow.paragraph(f"{_description(name, tables)} {remark}")
    for table in tables:
        for row in table.above:
            flow.table([row.cells], headed=False)
        for batch in _batches(table.rows):
            _pour_batch(flow, table.header, batch)
            beat()


def _without_gaps(rows: Sequence[Row]) -> list[Row]:
    """The same rows less the columns in which nothing stands: layout, or one stray cell far out."""
    used = sorted({at for row in rows for at, cell in enumerate(row.spread) if cell})
    if len(used) == max((len(row.spread) for row in rows), default=0):
        return list(rows)
    return [Row(_taken(row.cells, used), _taken(row.spread, used)) for row in rows]


def _taken(cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    return [cells[column] for column in columns if column < len(cells)]


def _pour_batch(flow: Flow, header: Sequence[str], rows: Sequence[Row]) -> None:
    if not header:
        flow.table([row.cells for row in rows], headed=False)
        return
    width = max(len(header), *(len(row.cells) for row in rows))
    full = [
        list(cells) + [""] * (width - len(cells)) for cells in (header, *(r.cells for r in rows))
    ]
    flow.table(full, headed=True)


def _tables(rows: Sequence[Row]) -> Iterator[_Table]:
    header: Sequence[str] = ()
    for block in _blocks(rows):
        at, used, own = _header_of(block, follows=bool(header))
        header = own or header
        body = block[at + used :] if own else block
        above = block[:at] if own else []
        yield _Table(header, above, [row for row in body if list(row.spread) != list(header)])


def _blocks(rows: Sequence[Row]) -> Iterator[list[Row]]:
    block: list[Row] = []
    for row in rows:
        if row.filled:
            block.append(row)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _header_of(block: Sequence[Row], *, follows: bool) -> tuple[int, int, Sequence[str]]:
    """Where the block's header stands, of how many rows it is, and its names; else no names.

    ``follows``: there is a header already, so that a row of mere words is taken for data unless
    titles stand above it.
    """
    for at, row in enumerate(islice(block, _LOOKED_AT)):
        below = block[at + 1 : at + 1 + _LIKE]
        if not below or not _is_wide(row, below) or not _are_names(row.filled):
            continue
        names, used = _joined(row, below)
        must_contrast = (follows and not at) or any(map(_has_digit, names))
        if len(set(filter(None, names))) < len(list(filter(None, names))):
            continue
        if not must_contrast or _contrasts(names, below[used - 1 :]):
            return at, used, names
    return 0, 0, ()


def _joined(row: Row, below: Sequence[Row]) -> tuple[Sequence[str], int]:
    """``Fault | Fault`` above ``Code | Cause`` reads ``Fault Code | Fault Cause``: two rows."""
    upper = row.spread
    repeats = any(left and left == right for left, right in pairwise(upper))
    if not repeats or len(below) < 2 or not _are_names(below[0].filled):
        return upper, 1
    lower = below[0].spread
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [a if a == b else f"{a} {b}".strip() for a, b in pairs], 2


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _is_wide(row: Row, below: Sequence[Row]) -> bool:
    filled = sum(map(bool, row.spread))
    return filled >= 2 and filled >= _WIDE * median(len(other.filled) for other in below)


def _are_names(cells: Sequence[str]) -> bool:
    return all(weight(cell) <= _LONGEST_NAME and not _FIGURES.fullmatch(cell) for cell in cells)


def _contrasts(names: Sequence[str], below: Sequence[Row]) -> bool:
    """Some column holds figures or codes below a name that has none, or most are made otherwise."""
    if _differ(names, below):
        return True
    for column, name in enumerate(names):
        cells = [row.cells[column] for row in below if column < len(row.cells)]
        cells = [cell for cell in cells if cell]
        if name and not _has_digit(name) and cells and 2 * sum(map(_has_digit, cells)) > len(cells):
            return True
    return False


def _differ(names: Sequence[str], below: Sequence[Row]) -> bool:
    """Below most names stand cells of one make, which is not the name's: ``V10`` below ``Axis 1``.

    So numbered names are told from a first row of numbered values.
    """
    different = 0
    for column, name in enumerate(names):
        cells = [row.cells[column] for row in below if column < len(row.cells)]
        makes = [_make(cell) for cell in cells if cell]
        different += len(makes) >= _ALIKE and len({*makes}) == 1 and makes[0] != _make(name)
    return 2 * different > len(names)


def _make(cell: str) -> str:
    """The cell with every number in it alike."""
    return "0" if _FIGURES.fullmatch(cell) else _NUMBER.sub("0", cell)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _description(name: str, tables: Sequence[_Table]) -> str:
    """One line, in the language of the names: what the sheet is, its columns, how many rows."""
    header = next((table.header for table in tables if table.header), ())
    columns = [column for column in header if column][:_NAMED]
    count = sum(len(table.rows) for table in tables)
    if language_of(" ".join((name, *columns))) == "zh":
        listed = f"，列：{'、'.join(columns)}" if columns else ""
        return f"工作表“{name}”{listed}，共 {count} 行。"
    listed = f", columns {', '.join(columns)}" if columns else ""
    return f"Sheet “{name}”{listed}, {count} {'row' if count == 1 else 'rows'}."
