"""Whose name or PIN is locked after wrong tries, for who may have these forgotten."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.access.lockout import FOREVER
from assistant.access.model import LockedPerson, Principal
from assistant.access.reach import may_unlock
from assistant.access.tables import PersonRow, TryRow


def locked_people(session: Session, by: Principal, now: datetime) -> list[LockedPerson]:
    """By name; those whom they may not unlock are left out."""
    wanted = (
        select(PersonRow, func.max(TryRow.locked_until))
        .join(TryRow, TryRow.name_digest == PersonRow.name_digest)
        .where(TryRow.locked_until > now, PersonRow.is_disabled.is_(False))
        .group_by(PersonRow.id)
    )
    found = [
        _locked(row, until)
        for row, until in session.execute(wanted)
        if until is not None and may_unlock(by, row.role, row.sites)
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _locked(row: PersonRow, until: datetime) -> LockedPerson:
    is_for_good = until >= FOREVER
    return LockedPerson(
        id=row.id,
        name=row.name,
        role=row.role,
        sites=tuple(row.sites),
        is_pin_locked=is_for_good,
        locked_until=None if is_for_good else until,
    )
