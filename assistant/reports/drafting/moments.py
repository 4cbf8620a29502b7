"""When something was: a time as it was said, seen from the message that said it. Pure.

A moment is worked out only where the words, the time of the message and the site's zone leave one
reading: no year and no date is ever made up.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from assistant.reports.drafting.note import Span

Precision = Literal["minute", "hour", "shift", "day"]
Part = Literal["morning", "noon", "afternoon", "evening", "night", "small_hours"]

_STARTS: dict[Part, int] = {
    "small_hours": 0, "morning": 6, "noon": 12, "afternoon": 12, "evening": 18, "night": 22,
}  # fmt: skip
"""The hour at which a part of the day or a shift is taken to begin; its precision is ``shift``."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as it was said."""

    day: date | None = None
    """None where the words do not tell which: no year, or month and day either way."""
    ago: int | None = None
    """Days before the message's; 0 is today."""
    weekday: int | None = None
    """0 is Monday: the latest one."""
    is_last: bool = False
    """"last Friday": before this week's, if this week has had one."""
    is_last_week: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A time as it was said."""

    span: Span
    on: Day | None = None
    part: Part | None = None
    clock: time | None = None
    is_clear: bool = True
    """The clock is told in 24 hours, or with a.m. or p.m."""
    is_rough: bool = False
    is_whole_hour: bool = False
    is_weak: bool = False
    """It may be no time at all, where nothing beside it says so: "两点"."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that only one reading is left of."""

    at: datetime
    """Aware, in UTC: the first instant it can have been."""
    precision: Precision


def resolve(said: Said, now: datetime, zone: tzinfo) -> Moment | None:
    """When that was, seen from a message; None where the words leave it open.

    Args:
        said: As told.
        now: Of the message; aware.
        zone: The site's.
    """
    today = now.astimezone(zone).date()
    day = _day(said, today)
    if said.on is not None and day is None:
        return None
    if said.clock is not None:
        return _of_clock(said, day, now, zone)
    if said.part is not None:
        return _of_part(said.part, day, now, zone)
    return _unless_ahead(_at(day, time(), zone), "day", now) if day else None


def readings(said: Said, now: datetime, zone: tzinfo) -> tuple[Moment, ...]:
    """Every moment that the words can mean, the earliest first: "7:40" morning and evening."""
    if said.clock is None or in_24_hours(said) is not None:
        ways = [resolve(said, now, zone)]
    else:
        hour = said.clock.hour % 12
        clocks = (said.clock.replace(hour=hour), said.clock.replace(hour=hour + 12))
        ways = [resolve(replace(said, clock=at, is_clear=True), now, zone) for at in clocks]
    return tuple(sorted((way for way in ways if way is not None), key=lambda way: way.at))


def _of_clock(said: Said, day: date | None, now: datetime, zone: tzinfo) -> Moment | None:
    clock = in_24_hours(said)
    if clock is None:
        left = readings(said, now, zone) if day is not None else ()
        return left[0] if len(left) == 1 else None  # "today 6:50" in the afternoon: no evening yet
    precision: Precision = "hour" if said.is_rough or said.is_whole_hour else "minute"
    today = now.astimezone(zone).date()
    if day is not None:
        # "last night at 2" was after midnight.
        late = said.part in {"night", "evening"} and clock.hour < _STARTS["morning"]
        return _exactly(day + timedelta(days=late), clock, precision, now, zone)
    for candidate in (today, today - timedelta(days=1)):
        if found := _exactly(candidate, clock, precision, now, zone):
            return found
    return None


def _of_part(part: Part, day: date | None, now: datetime, zone: tzinfo) -> Moment | None:
    start = time(_STARTS[part])
    if day is not None:
        return _unless_ahead(_at(day, start, zone), "shift", now)
    today = now.astimezone(zone).date()
    ways = (_at(today - timedelta(days=back), start, zone) for back in (0, 1))
    return next((Moment(at, "shift") for at in ways if at <= now), None)


def _exactly(
    day: date, clock: time, precision: Precision, now: datetime, zone: tzinfo
) -> Moment | None:
    """None for what no clock showed that day, and for what is yet to come."""
    local = datetime.combine(day, clock, zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    is_twice = local.utcoffset() != local.replace(fold=1).utcoffset()
    return _unless_ahead(local.astimezone(UTC), "hour" if is_twice else precision, now)


def _unless_ahead(at: datetime, precision: Precision, now: datetime) -> Moment | None:
    return Moment(at, precision) if at <= now else None


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _day(said: Said, today: date) -> date | None:
    on = said.on
    if on is None:
        return None
    if on.ago is not None:
        return today - timedelta(days=on.ago)
    if on.weekday is not None:
        return _weekday(on, on.weekday, today)
    return on.day


def _weekday(on: Day, weekday: int, today: date) -> date | None:
    """The latest one; None for a "last Friday" that may be this week's or the week before's."""
    if on.is_last_week:
        return today - timedelta(days=today.weekday() + 7 - weekday)
    if on.is_last and weekday < today.weekday():
        return None
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or 7 * on.is_last)


def in_24_hours(said: Said) -> time | None:
    """The clock as a railway's; None where morning or afternoon is left open."""
    clock = said.clock
    if clock is None or said.is_clear:
        return clock
    if said.part in {"afternoon", "evening", "night", "noon"} and clock.hour < 12:
        is_small = said.part in {"night", "evening"} and clock.hour < _STARTS["morning"]
        is_late_morning = said.part == "noon" and clock.hour > 9
        return clock if is_small or is_late_morning else clock.replace(hour=clock.hour + 12)
    if said.part == "small_hours" and clock.hour == 12:
        return clock.replace(hour=0)
    return clock if said.part else None
