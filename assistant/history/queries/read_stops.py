"""Reads when machines stood: in columns, a part of the rows at a time.

Half a million rows as Python's objects would take hundreds of megabytes, and longer to be kept in
order than to be read.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import column, micros
from assistant.history.queries.scope import Scope
from assistant.history.reported import SOURCE
from assistant.history.spans import Span
from assistant.history.stood import Flags, Numbers, Stops, in_columns, joined
from assistant.history.table import WorkOrder

TOLD: Final = (WorkOrder.malfunction_start.is_not(None), WorkOrder.asset.is_not(None))
"""Of an order that tells when a machine stood."""
_PART: Final = 20_000
"""Rows."""


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
    own = WorkOrder
    began, ended = own.malfunction_start, own.malfunction_end
    near = (began < window.end) & or_(ended.is_(None), ended >= window.start, began >= window.start)
    key = [] if by is None else [column(by)]
    clauses = [*scope.clauses(zone, twice=True), *TOLD, near, *(one.is_not(None) for one in key)]
    kind = own.category.startswith("corrective")
    asked = select(own.id, own.asset, micros(began), micros(ended), kind, *key).where(*clauses)
    machines: defaultdict[str, int] = defaultdict(count().__next__)
    groups: defaultdict[Any, int] = defaultdict(count().__next__, {} if key else {None: 0})
    parts, kinds, members = [in_columns()], [np.zeros(0, bool)], [np.zeros(0, np.int64)]
    for part in _parts(session, asked):
        ids, names, starts, ends, corrective, *keys = zip(*part, strict=True)
        parts.append(in_columns(ids, _numbered(names, machines), starts, ends))
        kinds.append(np.array(corrective, dtype=bool))
        members.append(_numbered(keys[0], groups) if keys else np.zeros(len(ids), np.int64))
    stood = Stood(joined(parts), np.concatenate(kinds))
    is_once = np.isin(stood.stops.ids, _told_twice(session, clauses, stood.stops.ids), invert=True)
    return _by_group(stood, np.concatenate(members), _as_read(session, groups, key), is_once)


def _parts(session: Session, asked: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Rows as the driver gives them: SQLAlchemy's own cost more than all the rest."""
    cursor = session.connection().execute(asked).cursor
    while cursor is not None and (part := cursor.fetchmany(_PART)):
        yield part


def _numbered(names: Iterable[Any], numbers: Mapping[Any, int]) -> Numbers:
    return np.array([numbers[name] for name in names], dtype=np.int64)


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
