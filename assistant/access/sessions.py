"""Where people are signed in: tokens of 256 random bits, of which only a digest is kept."""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from assistant.access.events import Happened, unheard
from assistant.access.model import Principal, SignedIn, Via
from assistant.access.names import shown
from assistant.access.remembered import Remembered
from assistant.access.tables import PersonRow, SessionRow
from assistant.errors import NotHere, PlantUnavailable
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

logger = logging.getLogger(__name__)

TOUCH = timedelta(minutes=1)
"""``last_seen`` is no finer: not every request is to write."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_BYTES = 32


class Lifetime(NamedTuple):
    """How long a session lasts."""

    idle: timedelta
    """Without a request."""
    most: timedelta
    """Whatever happens."""


_SHIFT = Lifetime(idle=timedelta(hours=12), most=timedelta(days=30))
LIFETIMES: Mapping[Via, Lifetime] = {
    "password": _SHIFT,
    "oidc": _SHIFT,
    "pin": Lifetime(idle=timedelta(minutes=30), most=timedelta(hours=12)),
    "made": Lifetime(idle=timedelta(minutes=15), most=timedelta(minutes=15)),
}
"""A PIN is for a tablet that others take up next, a password that was made for choosing one."""


class Sessions:
    """Opens sessions, knows whose they are, ends them. Safe to use from many threads."""

    def __init__(
        self,
        plant: PlantDatabase,
        *,
        lifetimes: Mapping[Via, Lifetime] = LIFETIMES,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """In this database; ``happened`` is told of each sign-out."""
        self._plant, self._lifetimes, self._now = plant, lifetimes, now
        self._happened = happened
        self._remembered = Remembered()

    def open(
        self, session: Session, person: PersonRow, via: Via, device: str
    ) -> tuple[SignedIn, str]:
        """Signs somebody in who has shown who they are, in the caller's transaction.

        Returns:
            The session, and its token, which nothing shows again.
        """
        now, token = self._now(), secrets.token_urlsafe(_BYTES)
        session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
        row = SessionRow(
            digest=digest_of_token(token),
            person_id=person.id,
            via=via,
            device=shown(device),
            created_at=now,
            last_seen=now,
            expires_at=now + self._lifetimes[via].most,
        )
        person.last_seen = now
        session.add(row)
        return _told(row), token

    def principal_of(self, token: str) -> Principal | None:
        """Whose token it is; None where nobody's, or not any more."""
        if not _TOKEN.fullmatch(token):
            return None
        now, digest, age = self._now(), digest_of_token(token), self._remembered.age
        if (known := self._remembered.get(digest, now)) is not None:
            return known
        with self._plant.reading() as session:
            found = _read(session, digest)
        if found is None or found[1].is_disabled or self._ends(found[0]) <= now:
            return None
        row, person = found
        principal = principal_from(person, row.via)
        self._remembered.keep(digest, principal, now, self._ends(row), age)
        if now - row.last_seen >= TOUCH:
            self._touch(row, now)
        return principal

    def device_of(self, session: Session, token: str) -> str:
        """What the browser of a session calls itself."""
        found = _read(session, digest_of_token(token))
        return found[0].device if found else ""

    def of(self, person_id: str) -> list[SignedIn]:
        """Where this person is signed in now, latest first."""
        now = self._now()
        wanted = select(SessionRow).where(SessionRow.person_id == person_id)
        with self._plant.reading() as session:
            rows = session.scalars(wanted.order_by(SessionRow.created_at.desc())).all()
        return [_told(row) for row in rows if self._ends(row) > now]

    def id_of(self, token: str) -> str:
        """What a token's session is called where it is told."""
        return _id(digest_of_token(token))

    def sign_out(self, token: str) -> None:
        """Here; a token that is nobody's is no error."""
        digest = digest_of_token(token)
        with self._plant.writing() as session:
            found = _read(session, digest)
            if found is not None:
                row, person = found
                session.delete(row)
                self._happened(session, "sign_out", principal_from(person, row.via), {"ended": 1})
        self.forget()

    def sign_out_elsewhere(self, who: Principal, token: str) -> int:
        """Who asks, wherever they are signed in but with this token; how many ended."""
        with self._plant.writing() as session:
            ended = self.end(session, who.id, token)
            self._tell_own(session, who, ended)
        self.forget()
        return ended

    def sign_everybody_out(self, *, by: Principal) -> int:
        """Nobody is signed in any more; how many were."""
        with self._plant.writing() as session:
            gone = session.scalars(delete(SessionRow).returning(SessionRow.digest)).all()
            self._happened(session, "sign_out", by, {"ended": len(gone)})
        self.forget()
        return len(gone)

    def sign_out_one(self, who: Principal, session_id: str) -> None:
        """Who asks, from one of their sessions; raises NotHere."""
        with self._plant.writing() as session:
            self.end_one(session, who.id, session_id)
            self._tell_own(session, who, 1)
        self.forget()

    def _tell_own(self, session: Session, who: Principal, ended: int) -> None:
        self._happened(session, "sign_out", who, {"person_id": who.id, "ended": ended})

    def end(
        self, session: Session, person_id: str, but: str | None = None, via: Via | None = None
    ) -> int:
        """The same in the caller's transaction, who then calls ``forget``."""
        ended = delete(SessionRow).where(SessionRow.person_id == person_id)
        if but is not None:
            ended = ended.where(SessionRow.digest != digest_of_token(but))
        if via is not None:
            ended = ended.where(SessionRow.via == via)
        gone = session.scalars(ended.returning(SessionRow.digest)).all()
        return len(gone)

    def end_one(self, session: Session, person_id: str, session_id: str) -> None:
        """One of them, in the caller's transaction, who then calls ``forget``; raises NotHere."""
        theirs = session.scalars(select(SessionRow).where(SessionRow.person_id == person_id))
        row = next((one for one in theirs if _id(one.digest) == session_id), None)
        if row is None:
            raise NotHere(f"There is no session {session_id[:40]!a} of theirs; it may be over.")
        session.delete(row)

    def forget(self) -> None:
        """After a change to people was written: the next request asks the database."""
        self._remembered.clear()

    def _ends(self, row: SessionRow) -> datetime:
        return min(row.expires_at, row.last_seen + self._lifetimes[row.via].idle)

    def _touch(self, row: SessionRow, now: datetime) -> None:
        """Notes that it is in use; who may read is not kept out because nothing can be written."""
        seen = SessionRow.digest == row.digest, SessionRow.last_seen < now
        try:
            with self._plant.writing() as session:
                session.execute(update(SessionRow).where(*seen).values(last_seen=now))
                person = PersonRow.id == row.person_id
                session.execute(update(PersonRow).where(person).values(last_seen=now))
        except PlantUnavailable as exc:
            logger.warning("It is not noted that a session is in use: %s", exc)


def principal_from(person: PersonRow, via: Via) -> Principal:
    """A person as every door is told."""
    told = Principal.person(person.id, person.name, person.role, frozenset(person.sites))
    match via:
        case "pin":
            return told.as_pin()
        case "made":
            return told.as_newcomer()
    return told


def _read(session: Session, digest: str) -> tuple[SessionRow, PersonRow] | None:
    whose = PersonRow.id == SessionRow.person_id
    wanted = select(SessionRow, PersonRow).join(PersonRow, whose)
    for row, person in session.execute(wanted.where(SessionRow.digest == digest)):
        return row, person
    return None


def _told(row: SessionRow) -> SignedIn:
    return SignedIn(
        id=_id(row.digest),
        person_id=row.person_id,
        via=row.via,
        device=row.device,
        created_at=row.created_at,
        last_seen=row.last_seen,
        expires_at=row.expires_at,
    )


def _id(digest: str) -> str:
    """No digest of a token leaves the house, though none can be turned back."""
    return sha256(f"session {digest}".encode()).hexdigest()[:32]


def digest_of_token(token: str) -> str:
    """What is kept of it."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
