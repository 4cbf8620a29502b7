"""How long somebody waits who was wrong too often. Pure arithmetic."""

from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Until somebody unlocks it."""


class Limit(NamedTuple):
    """How often is too often."""

    most: int
    """Wrong tries; this one is the first after which one waits."""
    quiet: timedelta
    """So long after the last try, or after the wait, all is forgotten."""
    waits: tuple[timedelta, ...]
    """After that try, the next, and so on; the last for all further ones. None: for good."""


ANY = Limit(
    most=5,
    quiet=timedelta(minutes=15),
    waits=(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15)),
)
"""Of passwords and PINs of one name together."""
PIN = Limit(most=10, quiet=timedelta(days=1), waits=())
"""Of the PINs of one name: a million of them would be tried out in time."""


class Tries(NamedTuple):
    """The wrong tries under one name that are not forgotten yet."""

    wrong: int
    since: datetime
    last_at: datetime
    locked_until: datetime | None


def one_more(tries: Tries | None, now: datetime, limit: Limit) -> Tries:
    """What is known after another wrong try."""
    if tries is None or _quiet(tries, now) >= limit.quiet:
        tries = Tries(0, now, now, None)
    wrong = tries.wrong + 1
    return Tries(wrong, tries.since, now, _until(wrong, now, limit))


def seconds_left(tries: Tries | None, now: datetime) -> int:
    """Until the next try is looked at; 0 for at once."""
    if tries is None or tries.locked_until is None:
        return 0
    return max(0, ceil((tries.locked_until - now).total_seconds()))


def _quiet(tries: Tries, now: datetime) -> timedelta:
    return now - max(tries.last_at, tries.locked_until or tries.last_at)


def _until(wrong: int, now: datetime, limit: Limit) -> datetime | None:
    over = wrong - limit.most
    if over < 0:
        return None
    return now + limit.waits[min(over, len(limit.waits) - 1)] if limit.waits else FOREVER
