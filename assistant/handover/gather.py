"""The handover of a shift, out of reports and work orders."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from assistant.handover.model import Change, Changes, Handover, Line, Lines, Shift
from assistant.handover.orders import Orders
from assistant.handover.priority import rank
from assistant.handover.reports import Reports
from assistant.handover.sites import Sites
from assistant.history.spans import Span
from assistant.plant.database import PlantDatabase
from vectorstore.assets import folded

MOST: Final = 200
"""Lines of a section; how many there are is told."""
_NEVER: Final = float("inf")


def gather(
    plant: PlantDatabase,
    site: str,
    zone: ZoneInfo,
    shift: Span,
    now: datetime,
    names: Sequence[tuple[str, str]] = (),
    *,
    only: str = "",
) -> Handover:
    """As things stand now.

    Args:
        plant: The reports and work orders.
        site: The service's, whose reports are told.
        zone: The site's.
        shift: Whose changes are told.
        now: Aware.
        names: What registered machines are called, and their tags.
        only: The site whose records alone are told; empty: all.

    Raises:
        UnknownFilter: No record is of that site.
    """
    tags = {folded(name): tag for name, tag in names}
    with plant.reading() as session:
        sites = Sites.asked(session, site, only)
        reports = Reports(session, sites, zone, now, shift)
        orders = Orders(session, sites, zone, now, shift, lambda name: tags.get(folded(name), name))
    told = reports.lines()
    open_ones = [line for line, is_open in told if is_open] + orders.lines
    everything = [line for line, _ in told] + orders.lines
    total = reports.total + orders.total
    changes = sorted((*reports.changes, *orders.changes), key=lambda one: one.at)
    return Handover(
        site=site,
        sites=sites.known,
        only=sites.only,
        zone=zone.key,
        made_at=now.astimezone(zone),
        shift=Shift(start=shift.start.astimezone(zone), end=shift.end.astimezone(zone)),
        open=_lines(open_ones, total),
        isolated=_lines(one for one in everything if _is_isolated(one)),
        safety=_lines(one for one in everything if one.fields),
        changed=_changes(changes),
        unclear_orders=orders.unclear,
        siteless_orders=orders.siteless,
        unread=total - len(open_ones),
    )


def _is_isolated(line: Line) -> bool:
    return bool(line.quotes or line.permit or "loto_required" in line.fields)


def _lines(found: Iterable[Line], total: int | None = None) -> Lines:
    """The most urgent ones, then machine by machine: the one with the most urgent line first."""
    ranked = sorted(found, key=_urgency)
    kept = ranked[:MOST]
    machines = list(dict.fromkeys(line.machine for line in kept))
    ordered = sorted(kept, key=lambda one: machines.index(one.machine))
    return Lines(lines=tuple(ordered), total=len(ranked) if total is None else total)


def _urgency(line: Line) -> tuple[int, float, str]:
    """What is equally urgent has waited longest first."""
    return rank(line.priority), _since(line), line.number


def _since(line: Line) -> float:
    return line.since.timestamp() if line.since else _NEVER


def _changes(found: Sequence[Change]) -> Changes:
    return Changes(changes=tuple(found[-MOST:]), total=len(found))
