"""Stops in columns: half a million of them are merged and added up in a moment. Pure.

Moments are microseconds since 1970 in UTC, as whole numbers, so that nothing is rounded before the
last division.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.history.figure import Id
from assistant.history.spans import Span, in_utc, merged

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
HOUR: Final = 3_600_000_000
"""Microseconds."""
_NEVER: Final = np.iinfo(np.int64).min

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Stops(NamedTuple):
    """When machines stood; every column is (n,)."""

    ids: NDArray[Any]
    machines: Numbers
    """Each by a number of its own."""
    starts: Numbers
    ends: Numbers
    """Of one that is open, or whose end nobody told: its start."""
    is_open: Flags
    is_unended: Flags
    """Over, but nobody told when: it began, and for how long it stood is not known."""

    def only(self, which: Flags | Numbers) -> "Stops":
        """Some of them."""
        return Stops(
            self.ids[which],
            self.machines[which],
            self.starts[which],
            self.ends[which],
            self.is_open[which],
            self.is_unended[which],
        )

    def settled(self, over: Sequence[int]) -> "Stops":
        """The same, those without an end that are over by what else is told of them.

        Args:
            over: Their ids.
        """
        is_over = self.is_open & np.isin(self.ids, over)
        return self._replace(is_open=self.is_open & ~is_over, is_unended=is_over)

    @property
    def is_possible(self) -> Flags:
        """Whether it ends after it began."""
        return self.starts <= self.ends

    def impossible(self) -> list[Id]:
        """Those that end before they began."""
        found: list[Id] = self.ids[~self.is_possible].tolist()
        return found


def in_columns(
    ids: Sequence[Id] = (),
    machines: Sequence[int] | Numbers = (),
    starts: Sequence[int] = (),
    ends: Sequence[int | None] = (),
) -> Stops:
    """Of rows in any order; without an end a machine still stands."""
    begun = np.array(starts, dtype=np.int64)
    ended = np.array(ends, dtype=np.float64)  # whole numbers are exact in it until the year 2255
    is_open = np.isnan(ended)
    return Stops(
        np.array(ids, dtype=np.int64 if set(map(type, ids)) <= {int} else object),
        np.array(machines, dtype=np.int64),
        begun,
        np.where(is_open, begun, np.nan_to_num(ended).astype(np.int64)),
        is_open,
        np.zeros(len(begun), dtype=bool),
    )


def joined(parts: Sequence[Stops]) -> Stops:
    """All of them, one part after another; there is one at least."""
    return Stops(
        np.concatenate([one.ids for one in parts]),
        np.concatenate([one.machines for one in parts]),
        np.concatenate([one.starts for one in parts]),
        np.concatenate([one.ends for one in parts]),
        np.concatenate([one.is_open for one in parts]),
        np.concatenate([one.is_unended for one in parts]),
    )


def micros(moment: datetime) -> int:
    """The moment as these columns have it."""
    return (in_utc(moment) - _EPOCH) // timedelta(microseconds=1)


def moment(told: int) -> datetime:
    """As a moment again, in UTC."""
    return _EPOCH + timedelta(microseconds=told)


def begun_in(stops: Stops, window: Span) -> Stops:
    """Those that began in it."""
    return stops.only((stops.starts >= micros(window.start)) & (stops.starts < micros(window.end)))


def near(stops: Stops, window: Span) -> Flags:
    """Whether it reaches into the window; what ended before it is in no figure of it."""
    start, end = micros(window.start), micros(window.end)
    return (stops.starts < end) & (stops.is_open | (stops.ends >= start) | (stops.starts >= start))


def in_rank(stops: Stops) -> Numbers:
    """Their places by machine and start."""
    machines, starts = np.diff(stops.machines), np.diff(stops.starts)
    if np.all((machines > 0) | (machines == 0) & (starts >= 0)):
        return np.arange(len(stops.ids))  # to see that they are in order takes a tenth of a sort
    return np.lexsort((stops.starts, stops.machines))


def failures(stops: Stops, window: Span) -> tuple[int, list[Id]]:
    """How many failures began in the window, and the stops that make them.

    Stops of a machine that overlap are one failure; one that begins as the other ends is another.
    """
    ranked = _ranked(stops, micros(window.end))
    starts = ranked.starts
    earlier = _reached(ranked)
    is_new = (starts >= earlier) & (starts != np.roll(starts, 1)) | (earlier == _NEVER)
    heads = starts[is_new]
    counted = (heads >= micros(window.start)) & (heads < micros(window.end))
    ids: list[Id] = ranked.ids[counted[np.cumsum(is_new) - 1]].tolist()
    return int(counted.sum()), ids


def down(stops: Stops, windows: Sequence[Span]) -> tuple[float, int]:
    """Hours that the machines stood in the windows, each machine's overlapping stops counted once.

    Returns:
        The hours of all machines together, and how many machines there are.
    """
    if not windows:
        return 0.0, 0
    ranked = _ranked(stops, max(micros(one.end) for one in windows))
    earlier = _reached(ranked)
    total = 0
    for edges in _edges(merged(windows)):
        starts, ends, until = (
            np.clip(one, *edges) for one in (ranked.starts, ranked.ends, earlier)
        )
        total += int(np.maximum(ends - np.maximum(starts, until), 0).sum())
    return total / HOUR, len(np.unique(ranked.machines))


def touching(stops: Stops, windows: Sequence[Span]) -> list[Id]:
    """Possible ones of which some part lies in a window."""
    if not windows:
        return []
    ranked = _ranked(stops, max(micros(one.end) for one in windows))
    parts = [
        np.maximum(ranked.starts, first) < np.minimum(ranked.ends, last)
        for first, last in _edges(windows)
    ]
    found: list[Id] = ranked.ids[np.logical_or.reduce(parts)].tolist()
    return found


def _edges(windows: Iterable[Span]) -> Iterator[tuple[int, int]]:
    return ((micros(one.start), micros(one.end)) for one in windows)


def _ranked(stops: Stops, until: int) -> Stops:
    """Possible ones by machine and start; open ones last until then."""
    ends = np.where(stops.is_open, np.maximum(stops.starts, until), stops.ends)
    lasting = stops._replace(ends=ends).only(stops.is_possible)
    return lasting.only(in_rank(lasting))


def _reached(ranked: Stops) -> Numbers:
    """The latest end of the machine's stops before each one; `_NEVER` of its first."""
    reached = np.full(len(ranked.ends), _NEVER)
    firsts = np.flatnonzero(np.diff(ranked.machines, prepend=-1))
    for first, after in pairwise([*firsts.tolist(), len(reached)]):
        reached[first + 1 : after] = np.maximum.accumulate(ranked.ends[first : after - 1])
    return reached
