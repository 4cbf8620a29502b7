"""Programs' keys: ``smk_<id>_<secret>``, shown once, of which only a digest is kept."""

import logging
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import cast, get_args

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.access.errors import UnfitKey, UnfitPerson
from assistant.access.events import AccessEvent, Happened, unheard
from assistant.access.model import Key, Principal
from assistant.access.names import digest_of, proper
from assistant.access.reach import given_sites, require_reach, shares
from assistant.access.remembered import Remembered
from assistant.access.rights import SCOPES, Right, Role
from assistant.access.tables import KeyRow, PersonRow
from assistant.errors import NotHere, PlantUnavailable
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

logger = logging.getLogger(__name__)

PREFIX = "smk_"
"""By which scanners of code and logs know that they found one."""
OVERLAP = timedelta(hours=24)
"""In which a key and the one in its place both do, unless a rotation says otherwise."""
_TOUCH = timedelta(minutes=1)
_KEY = re.compile(rf"{PREFIX}([0-9a-f]{{16}})_([0-9a-f]{{64}})")
_ID_BYTES, _SECRET_BYTES = 8, 32
_NO_DIGEST = "0" * 64
_CONSOLE = Principal.console()


class Keys:
    """The keys of an installation. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        *,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """In this database; ``happened`` is told of each change, and of a day's first use."""
        self._plant, self._now, self._happened = plant, now, happened
        self._remembered = Remembered()

    def create(
        self,
        name: str,
        scopes: Collection[str],
        *,
        by: Principal,
        expires_at: datetime | None = None,
        role: Role = "technician",
        sites: Iterable[str] | None = None,
        request_id: str | None = None,
    ) -> tuple[Key, str]:
        """A key for one program.

        Args:
            name: What the program is called.
            scopes: What it may do, of ``SCOPES``.
            by: Who makes it.
            expires_at: Until when it is good; None for until it is revoked.
            role: Whose documents it reads.
            sites: Of which sites; none for all, None for those of who makes it.
            request_id: Of a request that may be sent twice. Its second time gives the same key
                another secret, since the reply with the first was lost.

        Returns:
            The key, and its text, which nothing shows again.

        Raises:
            UnfitKey: It would be allowed what no program is, or nothing, or is over already, or
                somebody is called so.
            OutOfReach: It would read another site's documents.
        """
        now = self._now()
        if expires_at is not None and expires_at <= now:
            raise UnfitKey("expires_at", f"{expires_at.isoformat()} is over. Give a later time.")
        name, kept_sites = _proper(by, name, sites)
        row, text = _new(now, by.name, request_id)
        row.name, row.scopes, row.role = name, _allowed(scopes), role
        row.sites, row.expires_at = kept_sites, expires_at
        with self._plant.writing() as session:
            if (made := _again(session, row)) is not None:
                return _told(made), text
            _require_no_person(session, name)
            session.add(row)
            session.flush()
            self._tell(session, "key.created", by, row)
        return _told(row), text

    def all(self, by: Principal = _CONSOLE) -> list[Key]:
        """Every key that they may see, those that are over too, latest first."""
        with self._plant.reading() as session:
            rows = session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc())).all()
        return [_told(row) for row in rows if shares(by, row.sites)]

    def rotate(
        self,
        key_id: str,
        *,
        by: Principal,
        overlap: timedelta = OVERLAP,
        request_id: str | None = None,
    ) -> tuple[Key, str]:
        """Another key that may the same; the old one is good for as long as they overlap.

        Args:
            key_id: Which.
            by: Who wants it.
            overlap: So long both do.
            request_id: As for ``create``.

        Raises:
            NotHere: There is no such key.
            OutOfReach: It reads another site's documents.
            UnfitKey: It is over.
        """
        now = self._now()
        with self._plant.writing() as session:
            old = _managed(session, key_id, by)
            row, text = _new(now, by.name, request_id)
            if (made := _again(session, row)) is not None:
                return _told(made), text
            if not _told(old).is_good(now):
                raise UnfitKey("expires_at", f"{key_id} is over. Make a new key in its place.")
            row.name, row.scopes, row.role, row.sites = old.name, old.scopes, old.role, old.sites
            row.expires_at, row.replaces = _prolonged(old, now), old.id
            until = now + overlap
            old.expires_at = until if old.expires_at is None else min(old.expires_at, until)
            session.add(row)
            session.flush()
            self._tell(session, "key.rotated", by, row, replaces=old.id)
        self._remembered.clear()
        return _told(row), text

    def revoke(self, key_id: str, *, by: Principal) -> Key:
        """Nothing is let in by it from now on; raises NotHere, OutOfReach."""
        with self._plant.writing() as session:
            row = _managed(session, key_id, by)
            if row.revoked_at is None:
                row.revoked_at = self._now()
                self._tell(session, "key.revoked", by, row)
        self._remembered.clear()
        return _told(row)

    def principal_of(self, text: str) -> Principal | None:
        """Whose key it is; None where nobody's, or not any more."""
        found = _KEY.fullmatch(text)
        if found is None:
            return None
        now, digest, age = self._now(), _digest(text), self._remembered.age
        if (known := self._remembered.get(digest, now)) is not None:
            return known
        with self._plant.reading() as session:
            row = session.get(KeyRow, found[1])
        if not compare_digest(row.digest if row else _NO_DIGEST, _digest(found[2])):
            return None
        if row is None or not _told(row).is_good(now):
            return None
        principal = _principal(row)
        self._remembered.keep(digest, principal, now, row.expires_at, age)
        if row.last_used_at is None or now - row.last_used_at >= _TOUCH:
            self._touch(row, principal, now)
        return principal

    def _touch(self, row: KeyRow, principal: Principal, now: datetime) -> None:
        """Notes that it is in use; it goes on working where nothing can be written."""
        before = KeyRow.last_used_at
        same = before.is_(None) if row.last_used_at is None else before == row.last_used_at
        used = update(KeyRow).where(KeyRow.id == row.id, same).values(last_used_at=now)
        is_first = row.last_used_at is None or row.last_used_at.date() < now.date()
        try:
            with self._plant.writing() as session:
                noted = session.scalars(used.returning(KeyRow.id)).all()
                if noted and is_first:
                    self._tell(session, "key.used", principal, row)
        except PlantUnavailable as exc:
            logger.warning("It is not noted that the key %s is in use: %s", row.id, exc)

    def _tell(
        self, session: Session, event: AccessEvent, by: Principal, row: KeyRow, **more: object
    ) -> None:
        details = {"key_id": row.id, "key": row.name, "scopes": row.scopes, **more}
        self._happened(session, event, by, details)


def _proper(by: Principal, name: str, sites: Iterable[str] | None) -> tuple[str, list[str]]:
    try:
        return proper(name), given_sites(by, name, sites)
    except UnfitPerson as exc:  # a key is named as a person is
        raise UnfitKey("sites" if exc.field == "sites" else "name", str(exc)) from exc


def _require_no_person(session: Session, name: str) -> None:
    """What a program signs would read as theirs."""
    called = select(PersonRow.id).where(PersonRow.name_digest == digest_of(name))
    if session.scalar(called) is not None:
        raise UnfitKey("name", f"Somebody is called {name}. Name the key after its program.")


def _allowed(scopes: Collection[str]) -> list[Right]:
    """Each once, in order; raises UnfitKey."""
    unknown = sorted(set(scopes) - SCOPES)
    if unknown or not scopes:
        told = (
            f"No key may {', '.join(map(ascii, unknown))}." if unknown else "A key needs a scope."
        )
        deciding = set(unknown) & set(get_args(Right))
        why = " People decide that, signed in." if deciding else ""
        raise UnfitKey("scopes", f"{told}{why} There are: {', '.join(sorted(SCOPES))}.")
    return [cast("Right", scope) for scope in sorted(set(scopes))]


def _new(now: datetime, by: str, request_id: str | None) -> tuple[KeyRow, str]:
    """A key that nobody has seen; of a request that may be sent twice, always of the same id."""
    secret = secrets.token_hex(_SECRET_BYTES)
    key_id = _digest(request_id)[: 2 * _ID_BYTES] if request_id else secrets.token_hex(_ID_BYTES)
    row = KeyRow(id=key_id, digest=_digest(secret), created_by=by, created_at=now)
    return row, f"{PREFIX}{key_id}_{secret}"


def _again(session: Session, row: KeyRow) -> KeyRow | None:
    """What the same request made before its reply was lost, under the new secret; else None."""
    made = session.get(KeyRow, row.id, with_for_update=True)
    if made is not None:
        made.digest = row.digest
    return made


def _prolonged(old: KeyRow, now: datetime) -> datetime | None:
    """As long from now on as the old one was good from its making on."""
    return None if old.expires_at is None else now + (old.expires_at - old.created_at)


def _managed(session: Session, key_id: str, by: Principal) -> KeyRow:
    row = session.get(KeyRow, key_id, with_for_update=True)
    if row is None or not shares(by, row.sites):
        raise NotHere(f"There is no key {key_id[:80]!a}. `shiftmate keys list` shows them.")
    require_reach(by, row.name, row.sites)
    return row


def _principal(row: KeyRow) -> Principal:
    rights = SCOPES.intersection(row.scopes)  # what a later version took from all keys is gone
    sites = frozenset(row.sites)
    return Principal(
        id=row.id, kind="program", name=row.name, role=row.role, rights=rights, sites=sites
    )


def _told(row: KeyRow) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        role=row.role,
        sites=tuple(row.sites),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        replaces=row.replaces,
    )


def _digest(text: str) -> str:
    return sha256(text.encode("ascii")).hexdigest()
