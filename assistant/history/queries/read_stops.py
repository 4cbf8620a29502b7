"""Reads when machines stood: in columns, a part of the rows at a time.

Half a million rows as Python's objects would take hundreds of megabytes, and longer to be kept in
order than to be read.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import column, micros
from assistant.history.queries.kept import TOLD, Kept, kept_stops, over
from assistant.history.queries.rows import numbered, parts
from assistant.history.queries.scope import Scope
from assistant.history.reported import SOURCE
from assistant.history.spans import Span
from assistant.history.stood import Flags, Numbers, Stops, in_columns, joined, near
from assistant.history.table import WorkOrder


class Stood(NamedTuple):
    """Stops, and which of them corrective orders tell."""

    stops: Stops
    is_corrective: Flags


def read_stops(
    session: Session, scope: Scope, zone: ZoneInfo, by: str | None, window: Span
) -> dict[Any, Stood]:
    """Those that reach into the window, by group: what ended before it is in no figure of it.

    Args:
        session: On the plant's database.
        scope: Whose orders.
        zone: The site's.
        by: A column whose values are the groups; None: there is one group, None.
        window: The period.
    """
    is_all = scope == Scope(sources=scope.sources) and by in (None, "asset")
    if is_all and (kept := kept_stops(session)):
        return _of_kept(kept, scope.sources, by, window)
    own = WorkOrder
    began, ended = own.malfunction_start, own.malfunction_end
    reaches = (began < window.end) & or_(
        ended.is_(None), ended >= window.start, began >= window.start
    )
    key = [] if by is None else [column(by)]
    clauses = [*scope.clauses(zone, twice=True), *TOLD, reaches, *(one.is_not(None) for one in key)]
    kind = own.category.startswith("corrective")
    asked = select(own.id, own.asset, micros(began), micros(ended), kind, *key).where(*clauses)
    machines: defaultdict[str, int] = defaultdict(count().__next__)
    groups: defaultdict[Any, int] = defaultdict(count().__next__, {} if key else {None: 0})
    read, kinds, members = [in_columns()], [np.zeros(0, bool)], [np.zeros(0, np.int64)]
    for part in parts(session, asked):
        ids, names, starts, ends, corrective, *keys = zip(*part, strict=True)
        read.append(in_columns(ids, numbered(names, machines), starts, ends))
        kinds.append(np.array(corrective, dtype=bool))
        members.append(numbered(keys[0], groups) if keys else np.zeros(len(ids), np.int64))
    stops = joined(read).settled(over(session, *clauses))
    stood = Stood(stops, np.concatenate(kinds))
    is_once = np.isin(stood.stops.ids, _told_twice(session, clauses, stood.stops.ids), invert=True)
    return _by_group(stood, np.concatenate(members), _as_read(session, groups, key), is_once)


def _of_kept(
    kept: Kept, sources: tuple[str, ...], by: str | None, window: Span
) -> dict[Any, Stood]:
    """The same of what is kept."""
    meant = near(kept.stops, window)
    if sources:
        numbers = [place for place, name in enumerate(kept.source_names) if name in sources]
        meant &= np.isin(kept.sources, numbers)
    stood = Stood(kept.stops.only(meant), kept.is_corrective[meant])
    ids = stood.stops.ids
    twice = [] if not kept.doubles else _both_in(kept.doubles, ids)
    is_once = np.isin(ids, twice, invert=True) if twice else np.ones(len(ids), dtype=bool)
    if by is None:
        return _by_group(stood, np.zeros(len(ids), np.int64), [None], is_once)
    return _by_group(stood, stood.stops.machines, kept.machines, is_once)


def _both_in(doubles: Sequence[tuple[int, int]], here: NDArray[Any]) -> list[int]:
    """Reports that are here, and so is the order that tells the same."""
    pairs = np.array(doubles, dtype=np.int64)
    found: list[int] = pairs[np.isin(pairs, here).all(axis=1), 0].tolist()
    return found


def _as_read(session: Session, names: Iterable[Any], key: list[ColumnElement[Any]]) -> list[Any]:
    """The driver's values of a column as SQLAlchemy gives them."""
    dialect = session.get_bind().dialect
    kind = key[0].type.dialect_impl(dialect) if key else None
    process = kind.result_processor(dialect, None) if kind else None
    return [process(name) for name in names] if process else list(names)


def _by_group(
    stood: Stood, members: Numbers, names: Sequence[Any], is_meant: Flags
) -> dict[Any, Stood]:
    """The stops that are meant of each group; none without any."""
    ranked = np.argsort(members, kind="stable")
    firsts = np.searchsorted(members[ranked], np.arange(1, len(names)))
    return {
        name: Stood(stood.stops.only(own), stood.is_corrective[own])
        for name, places in zip(names, np.split(ranked, firsts), strict=bool(names))
        if len(own := places[is_meant[places]])
    }


def _told_twice(session: Session, clauses: Sequence[Any], here: NDArray[Any]) -> list[int]:
    """Reports of stops that an order tells as well: the two are one stop.

    Where one of them alone is here, it is that one's.
    """
    own = WorkOrder
    doubles = (own.source == SOURCE, own.duplicate_of.is_not(None))
    found = session.execute(select(own.id, own.duplicate_of).where(*clauses, *doubles)).all()
    is_known = np.isin(np.array([order for _, order in found], dtype=np.int64), here)
    return [report for (report, _), known in zip(found, is_known, strict=True) if known]
