"""The register of people: who may sign in, as what, and with which secrets."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.access.errors import LastAdmin, UnfitPerson
from assistant.access.events import AccessEvent, Happened, unheard
from assistant.access.hashing import Hasher
from assistant.access.model import Person, Principal
from assistant.access.names import digest_of, proper, proper_sites
from assistant.access.passwords import require_password, require_pin
from assistant.access.rights import Role
from assistant.access.sessions import Sessions
from assistant.access.tables import PersonRow, TryRow
from assistant.errors import NotHere
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

FIRST = "admin"
"""The name of an installation's first person."""
_FIRST_BYTES = 15
"""Of the first password: 20 characters that one types once."""


class People:
    """The people of an installation. Safe to use from many threads and processes.

    Who may change them is decided at the doors (right ``people:manage``).
    """

    def __init__(
        self,
        plant: PlantDatabase,
        sessions: Sessions,
        hasher: Hasher,
        *,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """In this database; ``happened`` is told of each change, in its transaction."""
        self._plant, self._sessions, self._hasher = plant, sessions, hasher
        self._now, self._happened = now, happened

    def add(
        self,
        name: str,
        role: Role,
        *,
        by: Principal,
        password: str | None = None,
        pin: str | None = None,
        sites: Iterable[str] = (),
    ) -> Person:
        """Somebody new; without password and PIN they cannot sign in yet.

        Raises:
            UnfitPerson: Somebody is called so already, or a name or secret will not do.
        """
        row = PersonRow(
            id=str(uuid4()),
            name=proper(name),
            name_digest=digest_of(name),
            role=role,
            sites=proper_sites(sites),
            password_hash=None if password is None else self._password(password, name),
            pin_hash=None if pin is None else self._pin(pin),
            is_disabled=False,
            created_at=self._now(),
            last_seen=None,
        )
        try:
            with self._plant.writing() as session:
                session.add(row)
                session.flush()
                self._tell(session, "person.added", by, row, role=role, sites=row.sites)
        except IntegrityError as exc:
            raise UnfitPerson(
                "name", f"Somebody is called {row.name} already. Add what tells them apart."
            ) from exc
        return _told(row)

    def all(self) -> list[Person]:
        """Everybody, disabled ones too, by name."""
        with self._plant.reading() as session:
            rows = session.scalars(select(PersonRow)).all()
        return sorted(map(_told, rows), key=lambda person: (person.name.casefold(), person.id))

    def get(self, person_id: str) -> Person:
        """One person; raises NotHere."""
        with self._plant.reading() as session:
            return _told(_row(session, person_id))

    def named(self, name: str) -> Person | None:
        """The person of this name, whatever its case and width."""
        wanted = select(PersonRow).where(PersonRow.name_digest == digest_of(name))
        with self._plant.reading() as session:
            row = session.scalars(wanted).one_or_none()
        return None if row is None else _told(row)

    def change(
        self,
        person_id: str,
        *,
        by: Principal,
        role: Role | None = None,
        sites: Iterable[str] | None = None,
    ) -> Person:
        """Another role, or other sites; it holds from the next request on.

        Raises:
            NotHere: There is no such person.
            LastAdmin: Nobody could manage people any more.
            UnfitPerson: A site's name will not do.
        """
        with self._plant.writing() as session:
            row = _row(session, person_id)
            if role is not None and role != row.role:
                if role != "admin":
                    _require_another_admin(session, row)
                row.role = role
            if sites is not None:
                row.sites = proper_sites(sites)
            self._tell(session, "person.changed", by, row, role=row.role, sites=row.sites)
        return self._done(row)

    def set_password(
        self, person_id: str, password: str, *, by: Principal, keep: str | None = None
    ) -> Person:
        """A new password, which ends all sessions but that of the token to keep, and unlocks.

        Raises:
            NotHere: There is no such person.
            UnfitPerson: The password will not do.
        """
        hashed = self._password(password, self.get(person_id).name)
        with self._plant.writing() as session:
            row = _row(session, person_id)
            row.password_hash = hashed
            forget_tries(session, row.name_digest)
            ended = self._sessions.end(session, person_id, keep)
            self._tell(session, "person.password_set", by, row, sessions_ended=ended)
        return self._done(row)

    def set_pin(self, person_id: str, pin: str | None, *, by: Principal) -> Person:
        """Another PIN or none; it ends the sessions that the old one began, and unlocks.

        Raises:
            NotHere: There is no such person.
            UnfitPerson: The PIN will not do.
        """
        hashed = None if pin is None else self._pin(pin)
        with self._plant.writing() as session:
            row = _row(session, person_id)
            row.pin_hash = hashed
            forget_tries(session, row.name_digest)
            self._sessions.end(session, person_id, via="pin")
            self._tell(session, "person.pin_set", by, row, has_pin=pin is not None)
        return self._done(row)

    def switch(self, person_id: str, *, by: Principal, enabled: bool) -> Person:
        """Lets nobody in under this name, from now on; or lets them sign in again.

        Raises:
            NotHere: There is no such person.
            LastAdmin: Nobody could manage people any more.
        """
        with self._plant.writing() as session:
            row = _row(session, person_id)
            if not enabled:
                _require_another_admin(session, row)
                self._sessions.end(session, person_id)
            row.is_disabled = not enabled
            self._tell(session, "person.enabled" if enabled else "person.disabled", by, row)
        return self._done(row)

    def unlock(self, person_id: str, *, by: Principal) -> None:
        """Forgets the wrong tries under this name, with PINs too; raises NotHere."""
        with self._plant.writing() as session:
            row = _row(session, person_id)
            forget_tries(session, row.name_digest)
            self._tell(session, "person.unlocked", by, row)

    def first_admin(self) -> tuple[Person, str] | None:
        """Where no administrator can sign in, makes one.

        Returns:
            The person, and the password, which nothing shows again; None where there is one.
        """
        with self._plant.reading() as session:
            if session.scalars(_admins()).first() is not None:
                return None
        password, number, name = secrets.token_urlsafe(_FIRST_BYTES), 1, FIRST
        while self.named(name) is not None:
            number += 1
            name = f"{FIRST} {number}"
        return self.add(name, "admin", by=Principal.console(), password=password), password

    def _password(self, password: str, name: str) -> str:
        require_password(password, name)
        return self._hasher.hash(password)

    def _pin(self, pin: str) -> str:
        require_pin(pin)
        return self._hasher.hash(pin)

    def _tell(
        self,
        session: Session,
        event: AccessEvent,
        by: Principal,
        row: PersonRow,
        **details: object,
    ) -> None:
        self._happened(session, event, by, {"person_id": row.id, "person": row.name, **details})

    def _done(self, row: PersonRow) -> Person:
        """After the transaction: whoever was let in a moment ago is looked at again."""
        self._sessions.forget()
        return _told(row)


def forget_tries(session: Session, name_digest: str) -> None:
    """No wrong try under this name counts any more."""
    session.execute(delete(TryRow).where(TryRow.name_digest == name_digest))


def _admins() -> Select[PersonRow]:
    """Those who can sign in as administrators; a PIN does not do."""
    return (
        select(PersonRow)
        .where(PersonRow.role == "admin", PersonRow.is_disabled.is_(False))
        .where(PersonRow.password_hash.is_not(None))
        .order_by(PersonRow.id)
    )


def _require_another_admin(session: Session, row: PersonRow) -> None:
    """Raises LastAdmin. All are held meanwhile, lest two of them send each other away at once."""
    admins = {admin.id for admin in session.scalars(_admins().with_for_update())}
    if admins == {row.id}:
        raise LastAdmin(row.name)


def _row(session: Session, person_id: str) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None:
        raise NotHere(f"There is no person {person_id}. `shiftmate people list` shows them.")
    return row


def _told(row: PersonRow) -> Person:
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
    )
