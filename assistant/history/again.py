"""Failures in columns: which of half a million came again. Pure."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.history.stood import Flags, Numbers

UNKNOWN: Final = -1
NEVER: Final = np.iinfo(np.int64).min


class Faults(NamedTuple):
    """Failures by id; every column is (n,), moments are as in `assistant.history.stood`."""

    ids: NDArray[Any]
    groups: NDArray[np.int64]
    """Each of one machine and kind; UNKNOWN: nobody told the kind, and nothing is like it."""
    began: Numbers
    closed: Numbers
    """NEVER: nobody told it."""

    def only(self, which: Flags | Numbers) -> "Faults":
        """Some of them."""
        return Faults(self.ids[which], self.groups[which], self.began[which], self.closed[which])


def group(
    machine: str, kind: str | None, unknown: frozenset[str], numbers: Mapping[tuple[str, str], int]
) -> int:
    """The number of a machine and kind."""
    return UNKNOWN if kind is None or kind in unknown else numbers[machine, kind]


def again(faults: Faults, within: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Each failure with the last one of its group that was closed before it began.

    Of failures that are over as soon as they begin, at one moment, the later by id comes again.

    Args:
        faults: Of known groups.
        within: Microseconds.

    Returns:
        Ids of the earlier ones, and of the later ones.
    """
    ended = np.flatnonzero(faults.closed >= faults.began)
    moments = np.sort(np.concatenate([faults.began, faults.closed[ended]]))
    begun = faults.groups * len(moments) + np.searchsorted(moments, faults.began)
    over = (faults.groups * len(moments) + np.searchsorted(moments, faults.closed))[ended]
    ranked = np.argsort(over, kind="stable")
    before = np.searchsorted(over[ranked], begun, side="right")
    ended = ended[ranked]
    at_once = faults.closed[ended] == faults.began[ended]
    before[ended[at_once]] = np.flatnonzero(at_once)
    later = np.flatnonzero(before > 0)
    earlier = ended[before[later] - 1]
    is_soon = faults.began[later] - faults.closed[earlier] <= within
    is_again = is_soon & (faults.groups[earlier] == faults.groups[later])
    return faults.ids[earlier[is_again]], faults.ids[later[is_again]]
