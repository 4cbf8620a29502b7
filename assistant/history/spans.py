"""Stretches of time, in UTC: cut, merged, added up. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

Bucket = Literal["day", "week", "month", "year"]
_DECEMBER = 12


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment up to another one, which is not in it.

    Kept in UTC: Python takes the difference of two times of one zone by the clock on the wall,
    which is an hour wrong where the clocks were changed in between.

    Raises:
        ValueError: A moment has no offset, or the end comes before the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, in_utc(getattr(self, name)))
        if self.end < self.start:
            raise ValueError(f"{self.end} comes before {self.start}. Exchange them.")

    @property
    def hours(self) -> float:
        """How long it is."""
        return (self.end - self.start) / timedelta(hours=1)

    def within(self, other: "Span") -> "Span | None":
        """The part of it in another one; None if there is none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None

    def holds(self, moment: datetime) -> bool:
        """Whether the moment is in it."""
        return self.start <= in_utc(moment) < self.end


def in_utc(moment: datetime) -> datetime:
    """The same moment.

    Raises:
        ValueError: It has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no offset. Give it the site's zone.")
    return moment.astimezone(UTC)


def merged(spans: Iterable[Span]) -> list[Span]:
    """What they cover together, in order, no two of them overlapping or touching."""
    covered: list[Span] = []
    for span in sorted(spans):
        if covered and span.start <= covered[-1].end:
            covered[-1] = Span(covered[-1].start, max(covered[-1].end, span.end))
        else:
            covered.append(span)
    return covered


def day_span(first: date, last: date, zone: tzinfo) -> Span:
    """Days of the site's calendar, both included; 23 or 25 hours where the clocks change."""
    return Span(_midnight(first, zone), _midnight(last + timedelta(days=1), zone))


def buckets(window: Span, bucket: Bucket, zone: tzinfo) -> list[tuple[date, Span]]:
    """The days, weeks (from Monday), months or years of a window, by the site's calendar.

    Returns:
        First day of each, and the part of it that lies in the window.
    """
    day = _first_day(window.start.astimezone(zone).date(), bucket)
    found: list[tuple[date, Span]] = []
    while (start := _midnight(day, zone)) < window.end:
        after = _next(day, bucket)
        if part := Span(start, _midnight(after, zone)).within(window):
            found.append((day, part))
        day = after
    return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _first_day(day: date, bucket: Bucket) -> date:
    if bucket == "week":
        return day - timedelta(days=day.weekday())
    if bucket == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if bucket == "year" else day


def _next(day: date, bucket: Bucket) -> date:
    if bucket == "month":
        return date(day.year + day.month // _DECEMBER, day.month % _DECEMBER + 1, 1)
    if bucket == "year":
        return date(day.year + 1, 1, 1)
    return day + timedelta(days=7 if bucket == "week" else 1)
