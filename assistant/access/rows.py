"""Rows of people: found, told as people, and counted where one must be left."""

from datetime import datetime

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from assistant.access.errors import LastAdmin, UnfitPerson
from assistant.access.model import Person, Principal
from assistant.access.names import digest_of
from assistant.access.reach import require_other, require_reach, shares
from assistant.access.tables import KeyRow, PersonRow, TryRow
from assistant.errors import NotHere
from assistant.marks import mark_of


def row_of(session: Session, person_id: str, by: Principal, *, is_held: bool = True) -> PersonRow:
    """The person, held until the transaction ends; raises NotHere where they are not to be seen."""
    row = session.get(PersonRow, person_id, with_for_update=is_held or None)
    if row is None or not shares(by, row.sites):
        raise NotHere(f"There is no person {person_id}. `shiftmate people list` shows them.")
    return row


def managed(session: Session, person_id: str, by: Principal) -> PersonRow:
    """The same where they are to be managed; raises NotHere, Oneself, OutOfReach."""
    row = row_of(session, person_id, by)
    require_other(by, person_id)
    require_reach(by, row.name, row.sites)
    return row


def told(row: PersonRow) -> Person:
    """As everybody is told of them."""
    return Person(
        id=row.id,
        name=row.name,
        role=row.role,
        sites=tuple(row.sites),
        has_password=row.password_hash is not None,
        has_pin=row.pin_hash is not None,
        is_disabled=row.is_disabled,
        created_at=row.created_at,
        last_seen=row.last_seen,
        version=mark_of(row.role, row.sites, row.is_disabled),
    )


def about(row: PersonRow, **details: object) -> dict[str, object]:
    """Whom something happened to, for who is told of it."""
    return {"person_id": row.id, "person": row.name, **details}


def forget_tries(session: Session, name_digest: str) -> None:
    """No wrong try under this name counts any more."""
    session.execute(delete(TryRow).where(TryRow.name_digest == name_digest))


def admins() -> Select[PersonRow]:
    """Those who can sign in as administrators; a PIN does not do."""
    return (
        select(PersonRow)
        .where(PersonRow.role == "admin", PersonRow.is_disabled.is_(False))
        .where(PersonRow.password_hash.is_not(None))
        .order_by(PersonRow.id)
    )


def require_another_admin(session: Session, row: PersonRow) -> None:
    """Raises LastAdmin. All are held meanwhile, lest two of them send each other away at once."""
    found = {admin.id for admin in session.scalars(admins().with_for_update())}
    if found == {row.id}:
        raise LastAdmin(row.name)


def is_program(session: Session, name: str, now: datetime) -> bool:
    """Whether a key that is still good is called so, in whatever case and width."""
    is_good = or_(KeyRow.expires_at.is_(None), KeyRow.expires_at > now)
    called = session.scalars(select(KeyRow.name).where(KeyRow.revoked_at.is_(None), is_good))
    return digest_of(name) in map(digest_of, called)


def require_no_program(session: Session, name: str, now: datetime) -> None:
    """Raises UnfitPerson: what the program signs would read as theirs."""
    if is_program(session, name, now):
        raise UnfitPerson(
            "name", f"A program's key is called {name}. Add what tells the person from it."
        )
