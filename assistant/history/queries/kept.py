"""When machines stood and what failed, of all orders, kept in memory between questions.

To read half a million rows takes longer than all figures of them. A few tens of bytes a stop are
kept, read ahead by `assistant.history.warm`; who asks takes them only while they are the rows'
newest state, and reads the rows themselves otherwise.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from assistant.history import standing
from assistant.history.queries.columns import micros
from assistant.history.queries.read_faults import Failed, read_faults
from assistant.history.queries.read_unbegun import Unbegun, read_unbegun
from assistant.history.queries.rows import numbered, parts
from assistant.history.reported import SOURCE
from assistant.history.stood import Flags, Numbers, Stops, in_columns, in_rank, joined
from assistant.history.table import Import, WorkOrder

TOLD: Final = (WorkOrder.malfunction_start.is_not(None), WorkOrder.asset.is_not(None))
"""Of an order that tells when a machine stood."""
_INFO: Final = "kept_stops"
"""Of a session, where its queries find them."""
State = tuple[Any, ...]


class Kept(NamedTuple):
    """Every stop, by machine and start, and every failure; columns are (n,)."""

    stops: Stops
    is_corrective: Flags
    sources: Numbers
    source_names: tuple[str, ...]
    machines: tuple[str, ...]
    """By number."""
    doubles: tuple[tuple[int, int], ...]
    """Reports, each with the order that tells the same."""
    failed: Failed
    unbegun: Unbegun


class _Part(NamedTuple):
    stops: Stops
    is_corrective: Flags
    sources: Numbers


class KeptStops:
    """All stops, as they were when they were last read. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[State, Kept] | None = None
        self._seen: State | None = None

    def warm(self, session: Session) -> None:
        """Reads what has changed, unless it still changes: an import writes for minutes."""
        state = _state(session)
        with self._lock:
            is_settled, self._seen = self._seen in (None, state), state
            if is_settled and (self._known is None or self._known[0] != state):
                self._known = (state, _read(session))

    def offer(self, session: Session) -> None:
        """Lets the session's queries use them."""
        session.info[_INFO] = self

    def of(self, session: Session) -> Kept | None:
        """As the session would read them; None if they are not kept so."""
        known = self._known
        return known[1] if known and known[0] == _state(session) else None


def kept_stops(session: Session) -> Kept | None:
    """What this session was offered, while it is true."""
    offered: KeptStops | None = session.info.get(_INFO)
    return offered.of(session) if offered else None


def over(session: Session, *clauses: ColumnElement[bool]) -> list[int]:
    """Ids of stops without an end whose order is closed; few, so each is looked up."""
    own = WorkOrder
    is_over = or_(own.closed_at.is_not(None), standing.is_over(own.status))
    asked = select(own.id).where(*clauses, own.malfunction_end.is_(None), is_over)
    return list(session.scalars(asked))


def _state(session: Session) -> State:
    """Another one after whatever changes a row: a batch of an import, or a report."""
    orders = select(func.max(Import.id), func.sum(Import.line), func.count(Import.finished_at))
    reports = select(Import.digest).where(Import.source == SOURCE)
    return (*session.execute(orders).one(), *session.scalars(reports))


def _read(session: Session) -> Kept:
    machines: defaultdict[str, int] = defaultdict(count().__next__)
    sources: defaultdict[str, int] = defaultdict(count().__next__)
    read = list(_parts(session, machines, sources))
    stops = joined([in_columns(), *(one.stops for one in read)]).settled(over(session, *TOLD))
    ranks = in_rank(stops)
    own = WorkOrder
    doubles = (own.source == SOURCE, own.duplicate_of.is_not(None), *TOLD)
    return Kept(
        stops.only(ranks),
        np.concatenate([np.zeros(0, bool), *(one.is_corrective for one in read)])[ranks],
        np.concatenate([np.zeros(0, np.int32), *(one.sources for one in read)])[ranks],
        tuple(sources),
        tuple(machines),
        tuple(
            (report, order)
            for report, order in session.execute(select(own.id, own.duplicate_of).where(*doubles))
            if order is not None
        ),
        read_faults(session, [own.category.startswith("corrective")], "failure_code", "item"),
        read_unbegun(session),
    )


def _parts(
    session: Session, machines: defaultdict[str, int], sources: defaultdict[str, int]
) -> Iterator[_Part]:
    own = WorkOrder
    moments = (micros(own.malfunction_start), micros(own.malfunction_end))
    kind: ColumnElement[bool] = own.category.startswith("corrective")
    asked = select(own.id, own.asset, *moments, kind, own.source).where(*TOLD)
    for part in parts(session, asked):
        ids, names, starts, ends, corrective, told_by = zip(*part, strict=True)
        stops = in_columns(ids, numbered(names, machines), starts, ends)
        kinds = np.array(corrective, dtype=bool)
        yield _Part(stops, kinds, numbered(told_by, sources).astype(np.int32))
