"""Rulings become grids: which rectangles of the page are cells, and which of them are merged. Pure.

Rulings that touch belong to one grid, so that a frame drawn around a code within its cell is a grid
of its own, and too small to be a table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.document import Box

_SNAP = 2.0
"""Points. Rulings closer together are one: double lines, and cells framed one by one."""
_REACH = 3.0
"""Points by which a ruling may fall short of the one it should meet."""
_MEETS = 1.5
"""The same between rulings that cross; a frame within a cell may come as close as 2."""
_SHORTEST = 6.0
_COVERED = 0.6
"""Share of a cell's side that must be ruled for the side to part two cells."""
_MOST_RULINGS = 400
"""Level or upright ones on one page. More is a drawing."""
_MOST_SQUARES = 10_000


class Ruling(NamedTuple):
    """A level or upright stroke: where it stands across, and from where to where it runs."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows and columns of the finest division; ``owner`` tells which squares are one cell."""

    xs: tuple[float, ...]
    """Column borders, left to right; one more than columns."""
    ys: tuple[float, ...]
    """Row borders, top down."""
    owner: tuple[tuple[int, ...], ...]
    """A number for each square, by row; squares of one merged cell share theirs."""

    @property
    def box(self) -> Box:
        """The whole grid."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def grids_of(level: Sequence[Ruling], upright: Sequence[Ruling]) -> list[Grid]:
    """Every grid of at least two rows and two columns, the smallest first."""
    if not 0 < len(level) <= _MOST_RULINGS or not 0 < len(upright) <= _MOST_RULINGS:
        return []
    found = [_grid(across, down) for across, down in _touching(level, upright)]
    grids = [grid for grid in found if grid is not None]
    return sorted(grids, key=lambda grid: _area(grid.box))


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def rulings_in(bars: Iterable[Box]) -> tuple[list[Ruling], list[Ruling]]:
    """Level ones and upright ones, what touches joined."""
    level: list[Ruling] = []
    upright: list[Ruling] = []
    for left, top, right, bottom in bars:
        if right - left >= bottom - top:
            level.append(Ruling((top + bottom) / 2, left, right))
        else:
            upright.append(Ruling((left + right) / 2, top, bottom))
    return _joined(level), _joined(upright)


def _joined(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Pieces on one line that touch are one ruling; short ones are drop shadows and dots."""
    lines: list[list[Ruling]] = []
    for ruling in sorted(rulings):
        if lines and ruling.at - lines[-1][-1].at <= _SNAP and ruling.at - lines[-1][0].at < 4:
            lines[-1].append(ruling)
        else:
            lines.append([ruling])
    joined = [piece for line in lines for piece in _runs(line)]
    return [ruling for ruling in joined if ruling.end - ruling.start >= _SHORTEST]


def _runs(line: Sequence[Ruling]) -> list[Ruling]:
    at = sum(ruling.at for ruling in line) / len(line)
    runs: list[Ruling] = []
    for _, start, end in sorted(line, key=lambda ruling: ruling.start):
        if runs and start <= runs[-1].end + _REACH:
            runs[-1] = Ruling(at, runs[-1].start, max(end, runs[-1].end))
        else:
            runs.append(Ruling(at, start, end))
    return runs


def _touching(
    level: Sequence[Ruling], upright: Sequence[Ruling]
) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Rulings sorted into grids by what crosses or meets what."""
    parent = list(range(len(level) + len(upright)))
    for i, across in enumerate(level):
        for j, down in enumerate(upright, len(level)):
            if _meet(across, down):
                parent[_root(parent, i)] = _root(parent, j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, ruling in enumerate([*level, *upright]):
        group = groups.setdefault(_root(parent, index), ([], []))
        group[index >= len(level)].append(ruling)
    return [group for group in groups.values() if group[0] and group[1]]


def _meet(across: Ruling, down: Ruling) -> bool:
    return (
        down.start - _MEETS <= across.at <= down.end + _MEETS
        and across.start - _MEETS <= down.at <= across.end + _MEETS
    )


def _root(parent: list[int], index: int) -> int:
    while parent[index] != index:
        parent[index] = parent[parent[index]]
        index = parent[index]
    return index


def _grid(level: Sequence[Ruling], upright: Sequence[Ruling]) -> Grid | None:
    """A side left open counts as ruled: many tables have no rules at their left and right."""
    xs = _borders([r.at for r in upright], [e for r in level for e in (r.start, r.end)])
    ys = _borders([r.at for r in level], [e for r in upright for e in (r.start, r.end)])
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MOST_SQUARES:
        return None
    return Grid(xs, ys, _owners(xs, ys, level, upright))


def _borders(ruled: Sequence[float], reached: Sequence[float]) -> tuple[float, ...]:
    """Where rulings stand, and the two outermost places where those across them end."""
    borders: list[float] = []
    for at in sorted([*ruled, min(reached), max(reached)]):
        if not borders or at - borders[-1] > _REACH:
            borders.append(at)
    return tuple(borders)


def _owners(
    xs: Sequence[float],
    ys: Sequence[float],
    level: Sequence[Ruling],
    upright: Sequence[Ruling],
) -> tuple[tuple[int, ...], ...]:
    columns = len(xs) - 1
    parent = list(range(columns * (len(ys) - 1)))
    at_x, at_y = _by_border(xs, upright), _by_border(ys, level)
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            here = row * columns + column
            if column and not _is_ruled(at_x[left], top, bottom):
                parent[_root(parent, here)] = _root(parent, here - 1)
            if row and not _is_ruled(at_y[top], left, right):
                parent[_root(parent, here)] = _root(parent, here - columns)
    return tuple(
        tuple(_root(parent, row * columns + column) for column in range(columns))
        for row in range(len(ys) - 1)
    )


def _by_border(borders: Sequence[float], rulings: Sequence[Ruling]) -> dict[float, list[Ruling]]:
    return {
        border: [ruling for ruling in rulings if abs(ruling.at - border) <= _REACH]
        for border in borders
    }


def _is_ruled(rulings: Sequence[Ruling], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(ruling.end, end) - max(ruling.start, start)) for ruling in rulings)
    return covered >= _COVERED * (end - start)
