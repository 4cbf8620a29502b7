"""The line before each system: which errand is next, and what becomes of it after a try.

Of one report the earlier errand goes first; errands of other reports pass. An errand is one clerk's
at a time, and a dead clerk's after a while another's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from assistant.tickets.model import Kind, State
from assistant.tickets.tables import ErrandRow
from assistant.webhooks.line import DELAYS, next_try
from assistant.webhooks.model import Outcome

LEASE: Final = timedelta(minutes=5)
"""Longer than an answer and all that is asked of the other system for it, each at its slowest."""
SILENCE: Final = 60.0
"""Seconds before the next try where no reply came: it may have been done, and searches lag."""
_HOUSE: Final = UUID("6f2a5a0e-7b1d-5c43-9a57-2f6f2a0d9b11")
_REMEMBERED: Final = 20
"""Tries of an errand that the log keeps."""

_GONE: Final = "Whoever was at it is gone."

_Earlier = aliased(ErrandRow)


def errand_id(site: str, connection: str, event_id: str) -> str:
    """The same for the same event, however often and wherever it is told."""
    return str(uuid5(_HOUSE, f"{site}\n{connection}\n{event_id}"))


def put(
    session: Session,
    site: str,
    connection: str,
    kind: Kind,
    event_id: str,
    told: Mapping[str, Any],
    now: datetime,
    *,
    ticket_id: str | None = None,
    report_id: str | None = None,
    skipped: str | None = None,
) -> bool:
    """Puts an errand in line; False where it was there before.

    Args:
        session: Of the transaction of what it follows from.
        site: Whose it is.
        connection: Which system it is about.
        kind: What is to be done.
        event_id: What it follows from.
        told: What is needed to do it.
        now: The moment.
        ticket_id: Of their ticket, where there is one.
        report_id: Of our report, where there is one.
        skipped: Why nothing is to be done; it is kept so that it can be seen.
    """
    known = errand_id(site, connection, event_id)
    if session.scalar(select(ErrandRow.seq).where(ErrandRow.id == known)) is not None:
        return False
    state: State = "skipped" if skipped else "waiting"
    session.add(
        ErrandRow(
            id=known,
            site=site,
            connection=connection,
            kind=kind,
            ticket_id=ticket_id,
            report_id=report_id,
            told=dict(told),
            at=now,
            state=state,
            outcome=skipped,
            tries=0,
            next_at=now,
            attempts=[],
        )
    )
    session.flush()
    return True


def _due(site: str, now: datetime) -> ColumnElement[bool]:
    held_back = exists().where(
        _Earlier.site == ErrandRow.site,
        _Earlier.connection == ErrandRow.connection,
        _Earlier.report_id == ErrandRow.report_id,
        _Earlier.state == "waiting",
        _Earlier.seq < ErrandRow.seq,
    )
    free = or_(ErrandRow.clerk.is_(None), ErrandRow.clerk_until <= now)
    waits = and_(ErrandRow.state == "waiting", ErrandRow.next_at <= now)
    return and_(ErrandRow.site == site, waits, free, ~held_back)


def due_connections(
    session: Session, site: str, names: Collection[str], now: datetime
) -> list[str]:
    """Those of the named connections that have something due."""
    found = select(ErrandRow.connection).where(_due(site, now), ErrandRow.connection.in_(names))
    return list(session.scalars(found.distinct()))


def take(
    session: Session,
    site: str,
    connection: str,
    clerk: str,
    now: datetime,
    *,
    most: int = len(DELAYS),
) -> ErrandRow | None:
    """The errand whose turn it is, now this clerk's; None where none is due.

    One that ``most`` clerks have not come back from is given up: it may be what ends them.
    """
    while (row := _first(session, site, connection, now)) is not None:
        if row.clerk is not None:
            _note(row, Outcome(None, _GONE, 0), now)
        if row.tries < most:
            row.clerk, row.clerk_until = clerk, now + LEASE
            row.tries += 1
            return row
        row.clerk = row.clerk_until = None
        row.state, row.outcome = "failed", _GONE
        session.flush()
    return None


def _first(session: Session, site: str, connection: str, now: datetime) -> ErrandRow | None:
    found = (
        select(ErrandRow)
        .where(_due(site, now), ErrandRow.connection == connection)
        .order_by(ErrandRow.next_at, ErrandRow.seq)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalar(found)


def settle(
    session: Session,
    seq: int,
    clerk: str,
    outcome: Outcome,
    now: datetime,
    *,
    skipped: str | None = None,
    final: bool = False,
    delays: Sequence[float] = DELAYS,
) -> None:
    """Writes down what came of a try, unless another clerk has taken the errand over.

    Args:
        session: Of the transaction of what was learned by it.
        seq: The errand's place.
        clerk: Who tried.
        outcome: What came of it.
        now: The moment.
        skipped: Why there was nothing to do.
        final: Trying again is of no use.
        delays: Seconds before each try.
    """
    row = session.get(ErrandRow, seq, with_for_update=True)
    if row is None or row.clerk != clerk:
        return
    row.clerk = row.clerk_until = None
    _note(row, outcome, now)
    row.outcome = outcome.error or skipped
    if outcome.got_through:
        row.state = "skipped" if skipped else "done"
        return
    silence = SILENCE if outcome.status is None else 0.0
    again = next_try(row.tries, max(outcome.wait, silence), now, delays)
    if final or again is None:
        row.state = "failed"
    else:
        row.next_at = again
    if outcome.wait:
        _rest(session, row, now + timedelta(seconds=outcome.wait))


def _note(row: ErrandRow, outcome: Outcome, now: datetime) -> None:
    told = outcome.attempt(now).model_dump(mode="json")
    row.attempts = [*row.attempts, told][-_REMEMBERED:]


def _rest(session: Session, row: ErrandRow, until: datetime) -> None:
    """The system asked to be left alone, so all that waits for it waits."""
    session.flush()
    session.execute(
        update(ErrandRow)
        .where(
            ErrandRow.site == row.site,
            ErrandRow.connection == row.connection,
            ErrandRow.state == "waiting",
            ErrandRow.next_at < until,
        )
        .values(next_at=until)
    )
