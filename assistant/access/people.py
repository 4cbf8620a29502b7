"""The register of people: who may sign in, as what."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.access.credentials import Credentials
from assistant.access.errors import UnfitPerson
from assistant.access.events import AccessEvent, Happened, unheard
from assistant.access.locked import locked_people
from assistant.access.model import LockedPerson, Person, Principal
from assistant.access.names import digest_of, proper
from assistant.access.passwords import made_password
from assistant.access.reach import given_sites, shares
from assistant.access.rights import Role
from assistant.access.rows import (
    about,
    admins,
    managed,
    require_another_admin,
    require_no_program,
    row_of,
    told,
)
from assistant.access.sessions import Sessions
from assistant.access.tables import PersonRow
from assistant.marks import require_mark
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

FIRST = "admin"
"""The name of an installation's first person."""
_CONSOLE = Principal.console()


class People:
    """The people of an installation. Safe to use from many threads and processes.

    Whether somebody may change people at all (right ``people:manage``) is decided at the doors;
    whom, is decided here, see `assistant.access.reach`.
    """

    def __init__(
        self,
        plant: PlantDatabase,
        sessions: Sessions,
        credentials: Credentials,
        *,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """In this database; ``happened`` is told of each change, in its transaction."""
        self._plant, self._sessions, self._credentials = plant, sessions, credentials
        self._now, self._happened = now, happened

    def add(
        self,
        name: str,
        role: Role,
        *,
        by: Principal,
        password: str | None = None,
        is_made: bool = False,
        pin: str | None = None,
        sites: Iterable[str] | None = None,
        person_id: str | None = None,
    ) -> Person:
        """Somebody new; without password and PIN they cannot sign in yet.

        Args:
            name: What they are called.
            role: What they may.
            by: Who adds them.
            password: Theirs.
            is_made: The service made it: good for choosing another one and for nothing else.
            pin: For shared tablets.
            sites: Where they work; none for all, None for those of who adds them.
            person_id: Of one that may be sent twice. Who has it already is the same person, and
                has these secrets from now on, since a reply with others was lost.

        Raises:
            UnfitPerson: Somebody is called so already, or a program whose key is good; or a name
                or secret will not do.
            OutOfReach: Another site's people are another administrator's.
        """
        row = PersonRow(
            id=person_id or str(uuid4()),
            name=proper(name),
            name_digest=digest_of(name),
            role=role,
            sites=given_sites(by, name, sites),
            password_hash=None
            if password is None
            else self._credentials.of_password(password, name, is_made=is_made),
            pin_hash=None if pin is None else self._credentials.of_pin(pin),
            is_disabled=False,
            created_at=self._now(),
            last_seen=None,
        )
        try:
            with self._plant.writing() as session:
                if (made := session.get(PersonRow, row.id)) is not None:
                    made.password_hash, made.pin_hash = row.password_hash, row.pin_hash
                    return told(made)
                require_no_program(session, row.name, self._now())
                session.add(row)
                session.flush()
                told_of = about(row, role=role, sites=row.sites)
                self._happened(session, "person.added", by, told_of)
        except IntegrityError as exc:
            raise UnfitPerson(
                "name", f"Somebody is called {row.name} already. Add what tells them apart."
            ) from exc
        return told(row)

    def all(self, by: Principal = _CONSOLE) -> list[Person]:
        """Everybody whom they may see, disabled ones too, by name."""
        with self._plant.reading() as session:
            rows = session.scalars(select(PersonRow)).all()
        seen = [told(row) for row in rows if shares(by, row.sites)]
        return sorted(seen, key=lambda person: (person.name.casefold(), person.id))

    def locked(self, by: Principal) -> list[LockedPerson]:
        """Those who wait after wrong tries, and whom they may unlock."""
        with self._plant.reading() as session:
            return locked_people(session, by, self._now())

    def get(self, person_id: str, by: Principal = _CONSOLE) -> Person:
        """One person; raises NotHere where there is none whom they may see."""
        with self._plant.reading() as session:
            return told(row_of(session, person_id, by, is_held=False))

    def named(self, name: str) -> Person | None:
        """The person of this name, whatever its case and width."""
        wanted = select(PersonRow).where(PersonRow.name_digest == digest_of(name))
        with self._plant.reading() as session:
            row = session.scalars(wanted).one_or_none()
        return None if row is None else told(row)

    def change(
        self,
        person_id: str,
        *,
        by: Principal,
        role: Role | None = None,
        sites: Iterable[str] | None = None,
        is_disabled: bool | None = None,
        version: str | None = None,
    ) -> Person:
        """What is given is changed, all of it or nothing; it holds from the next request on.

        Another role ends the person's sessions, and so does being disabled.

        Args:
            person_id: Whose.
            by: Who changes it.
            role: What they may.
            sites: Where they work; none for all.
            is_disabled: Whether nobody is let in under this name.
            version: The one that was read; None to change whichever there is.

        Raises:
            NotHere: There is no such person.
            Oneself: It is who asks.
            OutOfReach: Another site's people are another administrator's.
            Stale: Somebody changed them since.
            LastAdmin: Nobody could manage people any more.
            UnfitPerson: A site's name will not do.
        """
        with self._plant.writing() as session:
            row = managed(session, person_id, by)
            require_mark(version, told(row).version, row.name)
            if role is not None or sites is not None:
                self._place(session, row, by, role, sites)
            if is_disabled is not None and is_disabled != row.is_disabled:
                self._switch(session, row, by, enabled=not is_disabled)
        self._sessions.forget()  # whoever was let in a moment ago is looked at again
        return told(row)

    def has_admin(self) -> bool:
        """Whether an administrator can sign in."""
        with self._plant.reading() as session:
            return session.scalars(admins()).first() is not None

    def first_admin(self) -> tuple[Person, str] | None:
        """Where no administrator can sign in, makes one.

        Returns:
            The person, and the password, which nothing shows again; None where there is one.
        """
        if self.has_admin():
            return None
        password, number, name = made_password(), 1, FIRST
        while self.named(name) is not None:
            number += 1
            name = f"{FIRST} {number}"
        return self.add(name, "admin", by=_CONSOLE, password=password, is_made=True), password

    def _place(
        self,
        session: Session,
        row: PersonRow,
        by: Principal,
        role: Role | None,
        sites: Iterable[str] | None,
    ) -> None:
        ended = 0
        if role is not None and role != row.role:
            if role != "admin":
                require_another_admin(session, row)
            row.role = role
            ended = self._sessions.end(session, row.id)
        if sites is not None:
            row.sites = given_sites(by, row.name, sites)
        changed = {"role": row.role, "sites": row.sites, "sessions_ended": ended}
        self._happened(session, "person.changed", by, about(row, **changed))

    def _switch(self, session: Session, row: PersonRow, by: Principal, *, enabled: bool) -> None:
        if not enabled:
            require_another_admin(session, row)
            self._sessions.end(session, row.id)
        row.is_disabled = not enabled
        event: AccessEvent = "person.enabled" if enabled else "person.disabled"
        self._happened(session, event, by, about(row))
