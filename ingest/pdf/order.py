"""Lines of a page in reading order, where the file holds them in another. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.pdf.printed import Printed

_MOST = 1000
"""Lines. The order of a page of more is left alone: it is a drawing."""
_COMMON = 0.3
"""Share of the narrower line's width from which two lines are in one column."""
_TOUCHING = 0.3
"""Times the lower line's height that the line above may reach into it."""
_TURNED = 3.0
"""Times its font size. A higher line is set sideways, and stands above nothing."""

_Above = NDArray[np.bool_]
"""(n, n): whether the one line stands above the other in its column."""


def in_reading_order(lines: Sequence[Printed]) -> tuple[Printed, ...]:
    """The file's own order, save that no line comes before one that stands above it in its column.

    Programs that lay out pages write framed warnings and captions last. The rule is the first of
    the two in Breuel, "High performance document layout analysis" (2003); the second, which sorts
    columns, is the file's own order here: it knows columns better than geometry does.
    """
    if not 1 < len(lines) <= _MOST:
        return tuple(lines)
    above = _above(lines)
    if not np.tril(above).any():
        return tuple(lines)
    return tuple(lines[index] for index in _sorted(above, lines))


def _above(lines: Sequence[Printed]) -> _Above:
    left, top, right, bottom = np.array([line.box for line in lines], np.float64).T
    size = np.array([line.font_size for line in lines])
    width, height = right - left, bottom - top
    common = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    in_column = common > _COMMON * np.minimum.outer(width, width)
    upright = (height <= _TURNED * size) | (width > height)
    higher = bottom[:, None] <= (top + _TOUCHING * height)[None, :]
    # The middles make it an order: of two lines, one at most is above the other.
    higher &= np.less.outer(top + bottom, top + bottom)
    above: _Above = in_column & higher & np.logical_and.outer(upright, upright)
    return above


def _sorted(above: _Above, lines: Sequence[Printed]) -> list[int]:
    """The lines that agree among themselves as the file holds them, the misplaced put between."""
    misplaced = _misplaced(above)
    order = [index for index in range(len(above)) if index not in misplaced]
    for index in sorted(misplaced, key=lambda index: lines[index].box.top):
        order.insert(_place(index, order, above, lines), index)
    return order


def _place(index: int, order: list[int], above: _Above, lines: Sequence[Printed]) -> int:
    """Next to the nearer of the lines over and under it that are in order already."""
    places = np.asarray(order, np.intp)
    over = np.flatnonzero(above[places, index])
    under = np.flatnonzero(above[index, places])
    top, bottom = lines[index].box.top, lines[index].box.bottom
    gap_over = top - lines[order[over[-1]]].box.bottom if len(over) else np.inf
    gap_under = lines[order[under[0]]].box.top - bottom if len(under) else np.inf
    if gap_under <= gap_over:
        return int(under[0]) if len(under) else len(order)
    upper, place = order[over[-1]], int(over[-1]) + 1
    # Past the short lines of the same column, which it stands beside rather than under.
    while place < len(order) and above[upper, order[place]] and lines[order[place]].box.top < top:
        place += 1
    return place


def _misplaced(above: _Above) -> set[int]:
    """Lines to take out until no other is held before one that stands above it.

    The one at odds with the most others goes first: a footer written before its page, a header
    written after it.
    """
    odds = np.tril(above)
    odds |= odds.T
    count = odds.sum(axis=0)
    misplaced: set[int] = set()
    while count.any():
        worst = len(count) - 1 - int(count[::-1].argmax())  # the later one of two
        misplaced.add(worst)
        count -= odds[worst]
        odds[worst] = odds[:, worst] = False
        count[worst] = 0
    return misplaced
