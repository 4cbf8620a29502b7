"""Faults that were reported here, as rows of the history beside the orders of other systems.

Whoever keeps the reports gives their values; nothing here knows what a report is. A report that
another system has an order of is marked as that order's duplicate, and counts where it is asked for
by itself.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, update
from sqlalchemy.orm import Session

from assistant.history.table import Import, WorkOrder
from vectorstore.assets import folded

SOURCE: Final = "reports"
"""Of these rows; no file may come under this name."""
SUBMITTED, ACKNOWLEDGED = "submitted_at", "acknowledged_at"
"""Moments in ``extra``, ISO 8601 in UTC."""
_REFS: Final = "refs"
"""In ``extra``: what other systems call it, a JSON list of [system, number]."""
_CALLED: Final = "asset_text"
"""In ``extra``: the machine as it was called."""
AUDIENCE: Final = "audience"
"""In ``extra``: for whom it is, where that is not everybody."""
_NAMED: Final = ("asset", "area", "item", "priority", "status", "failure_code", "technician")
"""Columns whose values are words of a question."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A row to be."""

    key: str
    """The same for ever."""
    values: Mapping[str, Any]
    """By columns of WorkOrder; those left out are null."""
    extra: Mapping[str, str]
    called: str | None = None
    """The machine as the reporter called it."""
    refs: tuple[tuple[str, str], ...] = ()
    """What other systems call it: system and number."""


def keep(session: Session, told: Reported) -> None:
    """Writes the row, over the one of the same key if there is one."""
    shelf = _shelf(session)
    row = _row(session, told.key)
    if row is None:
        row = WorkOrder(source=SOURCE, row_key=told.key, import_id=shelf.id, extra={})
    audience = row.extra.get(AUDIENCE)
    for name in _COLUMNS:
        setattr(row, name, told.values.get(name))
    row.extra = {**told.extra, _REFS: json.dumps(told.refs)}
    if told.called:
        row.extra[_CALLED] = told.called
    row.digest = _digest(row)
    if row.extra.get(AUDIENCE) != audience or _brings_words(session, row):
        shelf.line += 1
    session.add(row)
    session.flush()
    row.duplicate_of = _double(session, row, _sources(session))
    _changed(session)


def forget(session: Session, key: str) -> None:
    """Removes the row; none is as good."""
    session.execute(delete(WorkOrder).where(WorkOrder.source == SOURCE, WorkOrder.row_key == key))
    _changed(session)


def keys(session: Session) -> set[str]:
    """Of all rows."""
    return set(session.scalars(select(WorkOrder.row_key).where(WorkOrder.source == SOURCE)))


def of_no_area(session: Session) -> dict[str, str]:
    """Rows that tell a machine and not where it stands: by key, the machine."""
    nowhere = (WorkOrder.source == SOURCE, WorkOrder.area.is_(None))
    asked = select(WorkOrder.row_key, WorkOrder.asset).where(*nowhere)
    return {key: machine for key, machine in session.execute(asked) if machine is not None}


def mark_doubles(session: Session) -> int:
    """Looks for the orders of all reports, as after an import; gives how many have one."""
    sources = _sources(session)
    rows = list(session.scalars(select(WorkOrder).where(WorkOrder.source == SOURCE)))
    for row in rows:
        row.duplicate_of = _double(session, row, sources)
    _changed(session)
    return sum(row.duplicate_of is not None for row in rows)


_COLUMNS: Final = tuple(
    one.key
    for one in WorkOrder.__table__.columns
    if one.key not in {"id", "source", "row_key", "import_id", "extra", "digest", "duplicate_of"}
)


def told_apart(status: str | None = None) -> tuple[ColumnElement[bool], ...]:
    """Of orders: no report, and none that a report of this status, or of any, tells already."""
    own, report = WorkOrder.__table__.c, WorkOrder.__table__.alias().c
    tells = (report.source == SOURCE, report.duplicate_of.is_not(None))
    same = select(report.duplicate_of).where(*tells)
    same = same if status is None else same.where(report.status == status)
    return own.source != SOURCE, own.id.not_in(same)


def _row(session: Session, key: str) -> WorkOrder | None:
    found = select(WorkOrder).where(WorkOrder.source == SOURCE, WorkOrder.row_key == key)
    return session.scalars(found).one_or_none()


def _shelf(session: Session) -> Import:
    """What stands for the import of these rows.

    Its line counts the changes of their words; its digest is another one after every change.
    """
    known = session.scalars(select(Import).where(Import.source == SOURCE).limit(1)).first()
    if known is None:
        now = datetime.now(UTC)
        known = Import(
            source=SOURCE, file_name="", digest="", mapping={}, mapping_digest="",
            line=0, counts={}, started_at=now, finished_at=now,
        )  # fmt: skip
        session.add(known)
        session.flush()
    return known


def _changed(session: Session) -> None:
    """Leaves a mark that is never the same again: of two counters raised at once one is lost."""
    session.execute(update(Import).where(Import.source == SOURCE).values(digest=uuid4().hex))


def _brings_words(session: Session, row: WorkOrder) -> bool:
    """Whether a question could name something by it that no report for everybody has.

    To read the words of a million orders takes seconds, so it is done only where they change.
    """
    for_all = WorkOrder.extra[AUDIENCE].as_string().is_(None)
    for name in _NAMED:
        column, value = getattr(WorkOrder, name), getattr(row, name)
        told = (WorkOrder.source == SOURCE, column == value, for_all)
        known = select(WorkOrder.id).where(*told).limit(1)
        with session.no_autoflush:
            if value is not None and session.scalar(known) is None:
                return True
    return False


def _digest(row: WorkOrder) -> bytes:
    told = [str(getattr(row, name)) for name in _COLUMNS] + sorted(row.extra.items())
    return blake2b(json.dumps(told).encode(), digest_size=16).digest()


def _sources(session: Session) -> list[str]:
    """The other ones."""
    return list(session.scalars(select(Import.source).where(Import.source != SOURCE).distinct()))


def _double(session: Session, row: WorkOrder, sources: Sequence[str]) -> int | None:
    """The order that tells the same: of its number in a system of that name or of that machine.

    A number alone is not enough, since systems count from 1.
    """
    refs = [(system, number) for system, number in json.loads(row.extra.get(_REFS, "[]"))]
    numbers = {number for _, number in refs} | {str(row.external_id)}
    machine = {name for name in (row.asset, row.extra.get(_CALLED)) if name}
    called = {folded(name) for name in machine}
    systems = {(system.casefold(), number) for system, number in refs}
    for order in _candidates(session, sources, numbers, machine if refs else ()):
        is_named = (order.source.casefold(), order.external_id) in systems
        is_of_machine = order.asset is not None and folded(order.asset) in called
        if is_named or (is_of_machine and numbers & {order.external_id, *order.extra.values()}):
            return order.duplicate_of or order.id
    return None


def _candidates(
    session: Session, sources: Sequence[str], numbers: Iterable[str], machine: Iterable[str]
) -> Iterable[WorkOrder]:
    """Orders of such a number, and those of the machine that tell it in some other column."""
    if not sources:
        return ()
    own, numbers, machine = WorkOrder, list(numbers), list(machine)
    by_number = own.source.in_(sources) & own.row_key.in_(numbers)
    found = list(session.scalars(select(own).where(by_number).order_by(own.id)))
    if machine:
        extra = func.coalesce(cast(own.extra, Text), "")
        tells = or_(*(extra.contains(json.dumps(one), autoescape=True) for one in numbers))
        of_machine = own.asset.in_(machine) & (own.source != SOURCE) & tells
        found += session.scalars(select(own).where(of_machine).order_by(own.id))
    return found
