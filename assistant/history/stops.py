"""Stops of machines, and the hours that machines ran. Pure.

Times are moments with offsets, durations are taken in UTC, and a stop that is open lasts to the
end of the window.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import fsum

from assistant.history.figure import Id
from assistant.history.spans import Span, in_utc
from assistant.history.stood import Stops, down, in_columns, micros

_LESS_STOPS = "calendar_minus_stops"


@dataclass(frozen=True, slots=True)
class Stop:
    """A machine stood."""

    id: Id
    asset: str
    start: datetime
    end: datetime | None = None
    """None: it still stands."""

    @property
    def is_possible(self) -> bool:
        """Whether it ends after it began."""
        return self.end is None or in_utc(self.start) <= in_utc(self.end)

    def span(self, until: datetime) -> Span:
        """From its start to its end; to ``until`` if it is open."""
        end = max(in_utc(until), in_utc(self.start)) if self.end is None else self.end
        return Span(self.start, end)


@dataclass(frozen=True, slots=True)
class Reading:
    """What an hour meter showed."""

    asset: str
    at: datetime
    hours: float


@dataclass(frozen=True, slots=True)
class Operating:
    """Hours that machines ran, and where that is known from."""

    hours: float
    basis: str
    """A key of `prompts.formulas.BASES`."""


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Stops of one machine that overlap: one failure to the machine."""

    asset: str
    span: Span
    ids: tuple[Id, ...]


def breakdowns(stops: Iterable[Stop], until: datetime) -> list[Breakdown]:
    """Overlapping stops of a machine as one; impossible ones are left out.

    Args:
        stops: Corrective ones, in any order.
        until: When open ones end.
    """
    found: list[Breakdown] = []
    for asset, own in sorted(_by_asset(stops).items()):
        group: list[Breakdown] = []
        for stop in sorted(own, key=lambda one: one.span(until)):
            span = stop.span(until)
            if group and _overlap(group[-1].span, span):
                last = group.pop()
                span = Span(last.span.start, max(last.span.end, span.end))
                group.append(Breakdown(asset, span, (*last.ids, stop.id)))
            else:
                group.append(Breakdown(asset, span, (stop.id,)))
        found.extend(group)
    return found


def operating_hours(
    window: Span,
    stops: Iterable[Stop] | Stops | None = None,
    meter: Sequence[Reading] = (),
    assets: int = 1,
) -> Operating:
    """Hours of all machines together: by meter, else calendar less stops, else calendar.

    Args:
        window: The period.
        stops: All of them, preventive ones too; None where nobody records stops.
        meter: Readings; used if every machine has one at or before the start of the window and one
            at or after its end, and none runs backwards.
        assets: How many machines are meant.
    """
    own: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in meter:
        own[reading.asset].append(reading)
    metered = [hours for one in own.values() if (hours := _metered(one, window)) is not None]
    if own and len(metered) == len(own) >= assets:
        return Operating(fsum(metered), "meter")
    if stops is None:
        return Operating(assets * window.hours, "calendar")
    hours, stood = down(stopped(stops), [window])
    return Operating(max(assets, stood) * window.hours - hours, _LESS_STOPS)


def stopped(stops: Iterable[Stop] | Stops) -> Stops:
    """In columns."""
    if isinstance(stops, Stops):
        return stops
    listed = list(stops)
    numbers = {asset: number for number, asset in enumerate({one.asset for one in listed})}
    return in_columns(
        [one.id for one in listed],
        [numbers[one.asset] for one in listed],
        [micros(one.start) for one in listed],
        [None if one.end is None else micros(one.end) for one in listed],
    )


def _by_asset(stops: Iterable[Stop]) -> dict[str, list[Stop]]:
    """Less those that cannot be."""
    grouped: defaultdict[str, list[Stop]] = defaultdict(list)
    for stop in stops:
        if stop.is_possible:
            grouped[stop.asset].append(stop)
    return grouped


def _overlap(earlier: Span, later: Span) -> bool:
    """Of spans in order: one that begins as the other ends is another failure."""
    return later.start < earlier.end or later.start == earlier.start


def _metered(readings: Sequence[Reading], window: Span) -> float | None:
    """Hours between the window's edges, in proportion within the two readings around each."""
    shown = sorted((in_utc(one.at), one.hours) for one in readings)
    if any(after < before for (_, before), (_, after) in pairwise(shown)):
        return None  # it was exchanged or set back
    edges = [_shown_at(shown, edge) for edge in (window.start, window.end)]
    return None if edges[0] is None or edges[1] is None else edges[1] - edges[0]


def _shown_at(shown: Sequence[tuple[datetime, float]], at: datetime) -> float | None:
    for (before, low), (after, high) in pairwise(shown):
        if before <= at <= after:
            return (
                low + (high - low) * ((at - before) / (after - before)) if after > before else low
            )
    return None
