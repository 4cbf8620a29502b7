"""Passwords and PINs: given, renewed, taken away, and tried again after too many wrong ones."""

from sqlalchemy.orm import Session

from assistant.access.errors import OutOfReach
from assistant.access.events import Happened, unheard
from assistant.access.hashing import Hasher, as_made
from assistant.access.model import Person, Principal
from assistant.access.passwords import require_password, require_pin
from assistant.access.reach import may_unlock
from assistant.access.rows import about, forget_tries, managed, row_of, told
from assistant.access.sessions import Sessions
from assistant.access.tables import PersonRow
from assistant.plant.database import PlantDatabase


class Credentials:
    """What people show when they sign in. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        sessions: Sessions,
        hasher: Hasher,
        *,
        happened: Happened = unheard,
    ) -> None:
        """In this database; ``happened`` is told of each change, in its transaction."""
        self._plant, self._sessions, self._hasher = plant, sessions, hasher
        self._happened = happened

    def of_password(self, password: str, name: str, *, is_made: bool = False) -> str:
        """What is kept of somebody's password; raises UnfitPerson."""
        require_password(password, name)
        hashed = self._hasher.hash(password)
        return as_made(hashed) if is_made else hashed

    def of_pin(self, pin: str) -> str:
        """What is kept of a PIN; raises UnfitPerson."""
        require_pin(pin)
        return self._hasher.hash(pin)

    def set_password(
        self, person_id: str, password: str, *, by: Principal, is_made: bool = False
    ) -> Person:
        """Somebody else's new password, which ends all their sessions, and unlocks.

        One that the service made is good for choosing another one and for nothing else.

        Raises:
            NotHere: There is no such person.
            Oneself: It is who asks.
            OutOfReach: Another site's people are another administrator's.
            UnfitPerson: The password will not do.
        """
        with self._plant.reading() as session:
            name = row_of(session, person_id, by, is_held=False).name
        hashed = self.of_password(password, name, is_made=is_made)
        with self._plant.writing() as session:
            row = managed(session, person_id, by)
            self._take(session, row, hashed, by)
        self._sessions.forget()
        return told(row)

    def renew_password(self, principal: Principal, token: str, password: str) -> str:
        """One's own, by whoever has shown the old one; ends all their sessions.

        Returns:
            The token of a new one, in place of that of the token given.

        Raises:
            NotHere: There is no such person any more.
            UnfitPerson: The password will not do.
        """
        hashed = self.of_password(password, principal.name)
        with self._plant.writing() as session:
            row = row_of(session, principal.id, principal)
            device = self._sessions.device_of(session, token)
            self._take(session, row, hashed, principal)
            _, renewed = self._sessions.open(session, row, "password", device)
        self._sessions.forget()
        return renewed

    def set_pin(self, person_id: str, pin: str | None, *, by: Principal) -> Person:
        """Another PIN or none; it ends the sessions that the old one began, and unlocks.

        Raises:
            NotHere: There is no such person.
            Oneself: It is who asks.
            OutOfReach: Another site's people are another administrator's.
            UnfitPerson: The PIN will not do.
        """
        hashed = None if pin is None else self.of_pin(pin)
        with self._plant.writing() as session:
            row = managed(session, person_id, by)
            row.pin_hash = hashed
            forget_tries(session, row.name_digest)
            self._sessions.end(session, person_id, via="pin")
            self._happened(session, "person.pin_set", by, about(row, has_pin=pin is not None))
        self._sessions.forget()
        return told(row)

    def unlock(self, person_id: str, *, by: Principal) -> None:
        """Forgets the wrong tries under this name, with PINs too.

        Raises:
            NotHere: There is no such person.
            OutOfReach: They unlock technicians of their sites, and nobody else.
        """
        with self._plant.writing() as session:
            row = row_of(session, person_id, by)
            if not may_unlock(by, row.role, row.sites):
                raise OutOfReach(
                    f"{row.name} is no technician, and {by.name} ({by.role}) unlocks nobody else. "
                    "Ask an administrator."
                )
            forget_tries(session, row.name_digest)
            self._happened(session, "person.unlocked", by, about(row))

    def _take(self, session: Session, row: PersonRow, hashed: str, by: Principal) -> None:
        row.password_hash = hashed
        forget_tries(session, row.name_digest)
        ended = self._sessions.end(session, row.id)
        self._happened(session, "person.password_set", by, about(row, sessions_ended=ended))
