"""Lines of a page in reading order, where the file holds them in another. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.printed import Printed

_MOST = 1000
"""Lines. The order of a page of more is left alone: it is a drawing."""
_COMMON = 0.3
"""Share of the narrower line's width from which two lines are in one column."""
_TOUCHING = 0.3
"""Times the lower line's height that the line above may reach into it."""
_TURNED = 3.0
"""Times its font size. A higher line is set sideways, and stands above nothing."""

_Before = NDArray[np.bool_]
"""(n, n): whether the one line comes before the other."""


def in_reading_order(lines: Sequence[Printed]) -> tuple[Printed, ...]:
    """The file's own order, save that no line comes before one that stands above it in its column.

    Programs that lay out pages write framed warnings and captions last. The rule is the first of
    the two in Breuel, "High performance document layout analysis" (2003); the second, which sorts
    columns, is the file's own order here: it knows columns better than geometry does.
    """
    if not 1 < len(lines) <= _MOST:
        return tuple(lines)
    before = _above(lines)
    if not np.tril(before).any():
        return tuple(lines)
    return tuple(lines[index] for index in _sorted(before))


def _above(lines: Sequence[Printed]) -> _Before:
    left, top, right, bottom = np.array([line.box for line in lines], np.float64).T
    size = np.array([line.font_size for line in lines])
    width, height = right - left, bottom - top
    common = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    in_column = common > _COMMON * np.minimum.outer(width, width)
    upright = (height <= _TURNED * size) | (width > height)
    higher = bottom[:, None] <= (top + _TOUCHING * height)[None, :]
    # The middles make it an order: of two lines, one at most is above the other.
    higher &= np.less.outer(top + bottom, top + bottom)
    above: _Before = in_column & higher & np.logical_and.outer(upright, upright)
    return above


def _sorted(before: _Before) -> list[int]:
    """Line by line as the file holds them, each pulling up first what must come before it."""
    order: list[int] = []
    pulled = np.zeros(len(before), np.bool_)
    stack = list(reversed(range(len(before))))
    while stack:
        index = stack[-1]
        missing = np.flatnonzero(before[:, index] & ~pulled).tolist()
        if pulled[index] or not missing:
            stack.pop()
            order.extend([] if pulled[index] else [index])
            pulled[index] = True
        else:
            stack.extend(reversed(missing))
    return order
