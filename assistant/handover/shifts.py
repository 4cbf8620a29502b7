"""When a shift begins and ends, by the clock on the site's wall. Pure.

Where the clocks are changed in a shift it has an hour more or less. A start that the change skips
is an hour later by the new clock; one that comes twice is the first.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from assistant.errors import NaiveTime, UnknownFilter
from assistant.history.spans import Span

NOW, LAST = "now", "last"
_INSTANT: Final = timedelta(microseconds=1)
_DAYS: Final = 2
"""To either side: one shift lasts a day at most, and the clocks may be changed in it."""
_ADVICE: Final = "Give now, last, or a moment in it with its offset: 2026-03-01T07:30:00+08:00."


def shift_of(wanted: str, now: datetime, starts: Sequence[time], zone: ZoneInfo) -> Span:
    """The shift that is meant.

    Args:
        wanted: ``now``, ``last`` for the one before it, or a moment in it as RFC 3339 has it.
        now: Aware.
        starts: When shifts begin, by the site's clock; at least one.
        zone: The site's.

    Raises:
        UnknownFilter: It is none of these, or lies in the future.
        NaiveTime: The moment has no offset.
    """
    if wanted == NOW:
        return shift_at(now, starts, zone)
    if wanted == LAST:
        return shift_at(shift_at(now, starts, zone).start - _INSTANT, starts, zone)
    try:
        # In an address a plus that nobody encoded arrives as a blank.
        moment = datetime.fromisoformat(wanted.strip().replace(" ", "+"))
        if moment.tzinfo is None:
            raise NaiveTime(f"{wanted!r} has no offset, so nobody knows when that was. {_ADVICE}")
        if moment > now:
            raise UnknownFilter("shift", wanted, f"It lies in the future. {_ADVICE}")
        return shift_at(moment, starts, zone)
    except (ValueError, OverflowError) as exc:
        raise UnknownFilter("shift", wanted[:60], _ADVICE) from exc


def shift_at(moment: datetime, starts: Sequence[time], zone: ZoneInfo) -> Span:
    """The shift that the moment lies in; its end is the next one's start."""
    day = moment.astimezone(zone).date()
    days = [day + timedelta(days=shift) for shift in range(-_DAYS, _DAYS + 1)]
    begins = sorted({_begin(one, start, zone) for one in days for start in starts})
    return next(span for span in (Span(*pair) for pair in pairwise(begins)) if span.holds(moment))


def _begin(day: date, start: time, zone: ZoneInfo) -> datetime:
    """In UTC, so that two starts that the clocks' change makes one are one."""
    return datetime.combine(day, start, zone).astimezone(UTC)
