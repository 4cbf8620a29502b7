"""Work orders that may tell of a fault: found in the database, since a plant has a million of them.

A vector for each order would take hours to make and a gigabyte to keep. So the index by machine, or
by code, gives the orders of those that are meant; the database counts how much of the symptom each
one says; and the meaning of a few dozen texts is compared afterwards. What a machine's orders say
in quite other words than the symptom's is found only among its latest ones.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from assistant.answering.repair import Repair
from assistant.history.queries.columns import mentions, pattern_of
from assistant.history.reported import told_apart
from assistant.history.standing import is_open
from assistant.history.table import WorkOrder
from assistant.repairs.parts import parts_in
from assistant.reports.values import downtime
from ingest.identifiers import normal
from vectorstore.assets import folded

_LATEST: Final = 3000
"""Orders, of all machines together, whose words are looked at."""
_FEWEST: Final = 50
"""Of each machine."""
_FOUND: Final = 200
"""Orders that come back from one search."""
_MOST_NAMES: Final = 200
"""Machines at once; a model of which a plant has more is told by the first ones."""
_MOST_VALUES: Final = 20_000
"""Different values of a column that are looked through; more are no names and no codes."""
_ORDERS: Final = WorkOrder.__table__.c
"""As a table's columns: to build a query of an entity's takes longer than to run it."""


def machines_written(session: Session) -> dict[str, list[str]]:
    """Machines as orders write them, by their folded names."""
    found: dict[str, list[str]] = {}
    for one in _values(session, _ORDERS.asset):
        found.setdefault(folded(one), []).append(one)
    return found


def codes_written(session: Session, codes: Collection[str]) -> list[str]:
    """Fault codes as orders write them, of those that mean one of these (in normal spelling)."""
    if not codes:
        return []
    return [one for one in _values(session, _ORDERS.failure_code) if normal(one) in codes]


def with_codes(
    session: Session, codes: Sequence[str], machines: Sequence[str] | None
) -> list[Repair]:
    """The latest orders that bear one of these codes; ``machines`` None: on any machine."""
    if not codes or machines == []:
        return []
    on = [] if machines is None else [_ORDERS.asset.in_(machines[:_MOST_NAMES])]
    asked = _told().where(_ORDERS.failure_code.in_(codes), *on)
    return _read(session, asked.order_by(_newest()))


def of_machines(
    session: Session, machines: Sequence[str], words: Mapping[str, float]
) -> list[Repair]:
    """The latest orders of these machines, those first that say most of the words."""
    if not machines:
        return []
    chosen = machines[:_MOST_NAMES]
    each = max(_FEWEST, _LATEST // len(chosen))
    meant = union_all(*(select(_latest_of(one, each).c.id) for one in chosen))
    asked = _told().where(_ORDERS.id.in_(meant))
    return _read(session, asked.order_by(_said(words).desc(), _newest()))


def _latest_of(machine: str, count: int) -> Any:  # noqa: ANN401  # a Subquery of one column
    kept = select(_ORDERS.id).where(_ORDERS.asset == machine, _is_repair())
    return kept.order_by(_newest()).limit(count).subquery()


def _is_repair() -> ColumnElement[bool]:
    """Not planned work, and each once; told by the index alone."""
    planned = _ORDERS.category.startswith("preventive")
    return and_(_ORDERS.duplicate_of.is_(None), or_(_ORDERS.category.is_(None), not_(planned)))


def _said(words: Mapping[str, float]) -> ColumnElement[float]:
    text = func.coalesce(_ORDERS.text, _ORDERS.item, "")
    weights = [
        case((mentions(text, pattern_of(word)), weight), else_=0.0)
        for word, weight in words.items()
    ]
    return sum(weights[1:], weights[0]) if weights else literal(0.0)


def _newest() -> ColumnElement[datetime | None]:
    return _ORDERS.opened_at.desc().nulls_last()


def _told() -> Select[*tuple[Any, ...]]:
    own = _ORDERS
    asked = select(
        own.id, own.external_id, own.asset, own.item, own.text, own.action, own.parts,
        own.opened_on, own.failure_code, own.downtime_minutes, own.labour_minutes,
        own.malfunction_start, own.malfunction_end, own.status, own.closed_at,
    )  # fmt: skip
    tells = or_(own.action.is_not(None), own.parts.is_not(None))
    # Reports are rows too: they speak for themselves, and for the order that tells the same.
    return asked.where(tells, _is_repair(), *told_apart()).limit(_FOUND)


def _read(session: Session, asked: Select[*tuple[Any, ...]]) -> list[Repair]:
    """Of those that are not open still: what was tried so far may not be what helped."""
    rows = session.execute(asked)
    return [_repair(row) for row in rows if not (row.status and is_open(row.status, row.closed_at))]


def _repair(row: Row[*tuple[Any, ...]]) -> Repair:
    start, end = row.malfunction_start, row.malfunction_end
    is_possible = bool(start and end and end >= start)
    return Repair(
        "order",
        str(row.id),
        row.external_id or str(row.id),
        row.asset or "",
        row.opened_on,
        row.text or row.item or "",
        row.action or "",
        parts_in(row.parts or ""),
        downtime(row.downtime_minutes, is_possible, start, end),
        row.labour_minutes,
        None,
        (row.failure_code,) if row.failure_code else (),
    )


def _values(session: Session, column: ColumnElement[str | None]) -> list[str]:
    """The different values of an indexed column, by one step into the index each.

    ``SELECT DISTINCT`` reads the whole index: 0.1 s of a million orders.
    """
    steps = select(func.min(column).label("value")).cte("steps", recursive=True)
    following = select(func.min(column)).where(column > steps.c.value).scalar_subquery()
    steps = steps.union_all(select(following).where(steps.c.value.is_not(None)))
    asked = select(steps.c.value).where(steps.c.value.is_not(None)).limit(_MOST_VALUES + 1)
    found = list(session.scalars(asked))
    return found if len(found) <= _MOST_VALUES else []
