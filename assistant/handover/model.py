"""What one shift tells the next. ``null`` is "nobody said"."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["report", "order"]
Speaks = Literal["isolation", "bypass", "temporary"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(_Frozen):
    """Words of a note, as they are written; nobody confirmed that it is so."""

    speaks: Speaks
    words: str


class Step(_Frozen):
    """The last entry of a report's log."""

    at: datetime
    by: str
    action: str
    reason: str | None = None


class Deed(_Frozen):
    """What was done last, as it is written."""

    text: str
    by: str | None = None


class Line(_Frozen):
    """A report or a work order."""

    kind: Kind
    number: str
    source: str
    """``reports``, or the system or file that an order comes from."""
    machine: str | None
    title: str | None
    status: str | None
    priority: str | None
    since: datetime | None
    """Detected, or opened; in the site's zone."""
    is_day: bool = False
    """Of ``since`` the day alone is known."""
    age_minutes: int | None = None
    last: Step | None = None
    done: Deed | None = None
    to_do: str | None = None
    """What a report leaves to be done."""
    fields: tuple[str, ...] = ()
    """What was filled in that bears on safety: ``loto_required``, ``hazard:electrical``."""
    permit: str | None = None
    quotes: tuple[Quote, ...] = ()
    link: str | None = None


class Change(_Frozen):
    """What happened in the shift."""

    kind: Kind
    number: str
    machine: str | None
    title: str | None
    at: datetime
    is_day: bool = False
    """The day alone is known: it may have been in another shift of it."""
    action: str
    """A step, ``created``, ``changed``; of an order ``opened`` or ``closed``."""
    by: str | None = None
    text: str | None = None
    """The reason given, or what was done."""
    changed: tuple[str, ...] = ()
    """Fields that were corrected."""
    link: str | None = None


class Lines(_Frozen):
    """Some of the records, and how many there are."""

    lines: tuple[Line, ...]
    total: int


class Changes(_Frozen):
    """Some of the changes in order of time, and how many there are."""

    changes: tuple[Change, ...]
    total: int


class Shift(_Frozen):
    """From its start up to the next one's, by the site's clock."""

    start: datetime
    end: datetime


class Handover(_Frozen):
    """As things stand now; changes are those of the shift."""

    site: str
    """The service's, whose reports these are."""
    sites: tuple[str, ...] = ()
    """That it can be narrowed to."""
    only: str | None = None
    """The one that it is narrowed to."""
    zone: str
    made_at: datetime
    shift: Shift
    open: Lines
    isolated: Lines
    """Isolation, bypass or temporary repair, by a field or in the words of a note."""
    safety: Lines
    """Marked as bearing on safety."""
    changed: Changes
    unclear_orders: int
    """Whose status says neither open nor closed; they are in no list."""
    siteless_orders: int = 0
    """Open, but naming no site, and so in no list of one site alone."""
    unread: int
    """Open ones beyond the newest: counted, yet not looked through."""
