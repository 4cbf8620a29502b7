"""Whether a repair held: the same code on the same machine did not come again within 30 days.

Told of orders that bear a code and say when they ended, and only of those after which the machine
was watched for 30 days, up to its last order of any kind. Reports are left aside: one may tell of
the same event as an order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.history.reported import SOURCE
from assistant.history.table import WorkOrder
from assistant.history.workload import Failure, repeat_failures

WITHIN: Final = timedelta(days=30)
FEWEST: Final = 3
"""Repairs under which nothing is said: two cases are no custom."""
_MOST: Final = 2000
_KIND: Final = "the code"


@dataclass(frozen=True, slots=True)
class Held:
    """``held`` of ``watched`` repairs."""

    held: int
    watched: int
    order_ids: tuple[int, ...]
    """Rows of those that were watched."""


def held(session: Session, codes: Sequence[str], machines: Mapping[str, str]) -> Held | None:
    """How many held; None where too few can be told of.

    Args:
        session: Of the plant's database.
        codes: As orders write them; all mean the same.
        machines: As orders write them, and the tag of each.
    """
    if not codes or not machines:
        return None
    failures = _failures(session, codes, machines)
    until = _watched_until(session, machines)
    watched = [
        one
        for one in failures
        if one.closed and one.closed >= one.began and one.closed + WITHIN <= until[one.asset]
    ]
    if len(watched) < FEWEST:
        return None
    came_again = {earlier for earlier, _ in repeat_failures(failures, WITHIN).pairs}
    ids = tuple(int(one.id) for one in watched)
    return Held(sum(one not in came_again for one in ids), len(ids), ids)


def _failures(session: Session, codes: Sequence[str], machines: Mapping[str, str]) -> list[Failure]:
    own = WorkOrder
    asked = select(own.id, own.asset, own.opened_at, own.closed_at, own.malfunction_end).where(
        own.failure_code.in_(codes),
        own.asset.in_(machines),
        own.opened_at.is_not(None),
        own.duplicate_of.is_(None),
        own.source != SOURCE,
    )
    latest = session.execute(asked.order_by(own.opened_at.desc()).limit(_MOST))
    return [
        Failure(order, machines[asset], _KIND, began, closed or ended)
        for order, asset, began, closed, ended in latest
        if asset is not None and began is not None  # as the query has it
    ]


def _watched_until(session: Session, machines: Mapping[str, str]) -> dict[str, datetime]:
    own = WorkOrder
    until: dict[str, datetime] = {}
    for written, tag in machines.items():
        last = session.scalar(select(func.max(own.opened_at)).where(own.asset == written))
        if last is not None:
            until[tag] = max(last, until.get(tag, last))
    return until
