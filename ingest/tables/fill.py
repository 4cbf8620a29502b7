"""Words of a page put into the cells of a ruled grid. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

from ingest.document import Cell
from ingest.pdf.printed import Printed, Word
from ingest.tables.draft import Draft, DraftRow, cell_of, ordered, piece_of
from ingest.tables.grid import Grid

_OVERHANG = 2.0
"""Points by which a line may stick out of its grid."""
_MIN_FILLED = 0.3
"""Share of cells with text. Drawings and forms have fewer."""

_Matrix = list[list[Cell]]


def filled(grid: Grid, lines: Sequence[Printed]) -> tuple[Draft, list[Printed]] | None:
    """The table, and the lines left outside it; None where the grid is no table."""
    inside = [line for line in lines if _is_inside(grid, line)]
    pieces = _pieces(grid, inside)
    cells = {owner: cell_of(parts) for owner, parts in pieces.items()}
    matrix = [[cells.get(owner, _blank(cells, owner)) for owner in row] for row in grid.owner]
    rows, columns = _kept_rows(matrix), _kept_columns(matrix, grid)
    if len(rows) < 2 or len(columns) < 2 or not _is_filled(matrix, rows, columns):
        return None
    draft = Draft(
        rows=tuple(_rows(grid, matrix, pieces, rows, columns)),
        edges=(*(grid.xs[column] for column in columns), grid.xs[-1]),
        box=grid.box,
        ruled=True,
    )
    taken = set(map(id, inside))
    return draft, [line for line in lines if id(line) not in taken]


def _blank(cells: dict[int, Cell], owner: int) -> Cell:
    """An empty cell of its own, so that it is not taken for merged with another."""
    return cells.setdefault(owner, Cell(""))


def _is_inside(grid: Grid, line: Printed) -> bool:
    box, middle = grid.box, (line.box.top + line.box.bottom) / 2
    return (
        box.top <= middle <= box.bottom
        and line.box.left >= box.left - _OVERHANG
        and line.box.right <= box.right + max(_OVERHANG, line.font_size)
    )


def _pieces(grid: Grid, lines: Iterable[Printed]) -> dict[int, list[Printed]]:
    """Lines by the cell that owns them, cut where they cross from one to another."""
    pieces: dict[int, list[Printed]] = {}
    for line in lines:
        row = _strip(grid.ys, (line.box.top + line.box.bottom) / 2)
        words = line.words or (Word(line.text, line.box.left, line.box.right, False),)
        runs = groupby(words, key=lambda word: _owner(grid, row, word))
        for owner, run in runs:
            piece = piece_of(line, list(run)) if line.words else line
            pieces.setdefault(owner, []).append(piece)
    return pieces


def _owner(grid: Grid, row: int, word: Word) -> int:
    return grid.owner[row][_strip(grid.xs, (word.left + word.right) / 2)]


def _strip(borders: Sequence[float], at: float) -> int:
    return min(max(bisect_right(borders, at) - 1, 0), len(borders) - 2)


def _kept_rows(matrix: _Matrix) -> list[int]:
    """Without those that are empty, or merged whole with the row above."""
    return [
        index
        for index, row in enumerate(matrix)
        if any(cell.text for cell in row)
        and not (index and all(a is b for a, b in zip(row, matrix[index - 1], strict=True)))
    ]


def _kept_columns(matrix: _Matrix, grid: Grid) -> list[int]:
    return [
        index
        for index in range(len(grid.xs) - 1)
        if any(row[index].text for row in matrix)
        and not (index and all(row[index] is row[index - 1] for row in matrix))
    ]


def _is_filled(matrix: _Matrix, rows: Sequence[int], columns: Sequence[int]) -> bool:
    cells = {id(matrix[row][column]): matrix[row][column] for row in rows for column in columns}
    with_text = sum(bool(cell.text) for cell in cells.values())
    return with_text >= 3 and with_text >= _MIN_FILLED * len(cells)


def _rows(
    grid: Grid,
    matrix: _Matrix,
    pieces: dict[int, list[Printed]],
    rows: Sequence[int],
    columns: Sequence[int],
) -> Iterable[DraftRow]:
    """A cell merged over rows has its lines in the first of them."""
    seen: set[int] = set()
    for first, behind in pairwise([*rows, len(matrix)]):
        owners = dict.fromkeys(owner for row in grid.owner[first:behind] for owner in row)
        new = [owner for owner in owners if owner not in seen]
        seen.update(new)
        lines = [line for owner in new for line in ordered(pieces.get(owner, ()))]
        yield DraftRow(tuple(matrix[first][column] for column in columns), tuple(lines))
