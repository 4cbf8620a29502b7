"""Somebody shows who they are: by name, and by password or PIN in the same field.

A try is counted before its secret is looked at and taken back when it was right; the other way
round, a hundred at once would all be looked at. Nothing tells whether there is somebody of a name:
wrong tries are counted for every name, and a hash is computed for every try.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from assistant.access.addresses import Addresses
from assistant.access.credentials import Credentials
from assistant.access.errors import AccessError, PinLocked, TooManyTries, WrongSecret
from assistant.access.events import AccessEvent, Happened, unheard
from assistant.access.hashing import Hasher, is_made
from assistant.access.lockout import ANY, PIN, Limit, Tries, one_more, seconds_left
from assistant.access.model import Principal, SignedIn, Via
from assistant.access.names import digest_of, shown
from assistant.access.passwords import is_pin, require_password
from assistant.access.rows import forget_tries
from assistant.access.sessions import Sessions, principal_from
from assistant.access.tables import PersonRow, TryRow
from assistant.plant.base import Utc, utc_now
from assistant.plant.database import PlantDatabase

_KEPT = timedelta(days=7)
"""So long wrong tries under names of nobody are kept."""
_TYPED = 1024
"""Characters of a name or a secret that are looked at; nothing that is kept is as long."""


class _Try(NamedTuple):
    """One try that was counted."""

    via: Literal["password", "pin"]
    secret: str
    kept: str | None
    """The hash that the secret has to match."""
    person_id: str | None
    refusal: AccessError
    """What to say where it does not."""
    details: dict[str, object]


class SignIn:
    """Lets people in. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        credentials: Credentials,
        sessions: Sessions,
        hasher: Hasher,
        *,
        addresses: Addresses,
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """Opens sessions there; ``happened`` is told of each try."""
        self._plant, self._sessions, self._hasher = plant, sessions, hasher
        self._credentials = credentials
        self._addresses, self._now, self._happened = addresses, now, happened

    def __call__(
        self, name: str, secret: str, device: str = "", address: str = ""
    ) -> tuple[SignedIn, str]:
        """Signs somebody in.

        Args:
            name: In any case and width.
            secret: A password, or a PIN (6 to 9 digits: never as long as a password).
            device: What the browser calls itself.
            address: Where it comes from.

        Returns:
            The session, and its token, which nothing shows again.

        Raises:
            WrongSecret: They do not belong together, or nobody of this name may sign in.
            TooManyTries: Wrong too often, under this name or from this address.
            PinLocked: Wrong too often with PINs.
        """
        tried = self._shown(name, secret, device, address)
        via: Via = "made" if is_made(tried.kept) else tried.via
        with self._plant.writing() as session:
            person = _still(session, tried)
            if via != "made" and self._hasher.is_outdated(str(tried.kept)):
                _keep(person, tried.via, self._hasher.hash(tried.secret))
            forget_tries(session, person.name_digest)
            self._prune(session)
            signed_in, token = self._sessions.open(session, person, via, device)
            who = principal_from(person, via)
            self._happened(session, "sign_in.good", who, tried.details)
        return signed_in, token

    def change_password(
        self, principal: Principal, token: str, old: str, new: str, address: str = ""
    ) -> str:
        """A person's own wish; all their sessions end.

        Returns:
            The token of a new one, in place of that of the token given.

        Raises:
            WrongSecret: The old one is not theirs.
            TooManyTries: Wrong too often.
            UnfitPerson: The new one will not do.
        """
        require_password(new, principal.name)
        if is_pin(old):
            raise WrongSecret
        self._shown(principal.name, old, "", address)
        return self._credentials.renew_password(principal, token, new)

    def _shown(self, name: str, secret: str, device: str, address: str) -> _Try:
        """The try, where the secret is the one; else it stays counted, and is told."""
        self._addresses.count(address)
        details = {"device": shown(device), "address": shown(address)}
        tried = self._count(name[:_TYPED], secret[:_TYPED], details)
        if not self._hasher.matches(tried.kept, tried.secret):
            self._tell_failed(tried)
            raise tried.refusal
        self._addresses.take_back(address)
        return tried

    def _count(self, name: str, secret: str, details: dict[str, str]) -> _Try:
        now, digest = self._now(), digest_of(name)
        via: Literal["password", "pin"] = "pin" if is_pin(secret) else "password"
        refusal: AccessError = WrongSecret()
        with self._plant.writing() as session:
            if via == "pin" and _count_one(session, digest, "pin", now, PIN):
                refusal = PinLocked()
            if wait := _count_one(session, digest, "any", now, ANY):
                refusal = refusal if isinstance(refusal, PinLocked) else TooManyTries(wait)
            wanted = select(PersonRow).where(PersonRow.name_digest == digest)
            person = session.scalars(wanted).one_or_none()
        kept, person_id = _kept(person, via), person.id if person else None
        return _Try(via, secret, kept, person_id, refusal, {"via": via, **details})

    def _tell_failed(self, tried: _Try) -> None:
        locks = not isinstance(tried.refusal, WrongSecret)
        with self._plant.writing() as session:
            person = session.get(PersonRow, tried.person_id) if tried.person_id else None
            event: AccessEvent = "sign_in.locked" if locks else "sign_in.bad"
            self._happened(session, event, person.name if person else "", tried.details)

    def _prune(self, session: Session) -> None:
        """Forgets what was tried under names of nobody."""
        people = select(PersonRow.name_digest)
        old = TryRow.last_at < self._now() - _KEPT, TryRow.name_digest.not_in(people)
        session.execute(delete(TryRow).where(*old))


def _count_one(session: Session, digest: str, kind: str, now: datetime, limit: Limit) -> int:
    """Counts a try of a kind, which nobody else counts until the transaction ends.

    Returns:
        Seconds that the next one would have to wait; 0 for none.

    Raises:
        TooManyTries: This one has to; it is not counted.
        PinLocked: So it is with PINs.
    """
    session.execute(
        text(
            "INSERT INTO sign_in_tries (name_digest, kind, count, since, last_at)"
            " VALUES (:digest, :kind, 0, :now, :now) ON CONFLICT DO NOTHING"
        ).bindparams(bindparam("now", type_=Utc)),
        {"digest": digest, "kind": kind, "now": now},
    )
    row = session.get_one(TryRow, (digest, kind), with_for_update=True)
    tries = Tries(row.count, row.since, row.last_at, row.locked_until)
    if left := seconds_left(tries, now):
        raise PinLocked if limit is PIN else TooManyTries(left)
    tries = one_more(tries, now, limit)
    row.count, row.since, row.last_at, row.locked_until = tries
    return seconds_left(tries, now)


def _kept(person: PersonRow | None, via: Literal["password", "pin"]) -> str | None:
    """The hash that the secret of somebody who may sign in has to match."""
    if person is None or person.is_disabled:
        return None
    return person.pin_hash if via == "pin" else person.password_hash


def _keep(person: PersonRow, via: Literal["password", "pin"], hashed: str) -> None:
    if via == "pin":
        person.pin_hash = hashed
    else:
        person.password_hash = hashed


def _still(session: Session, tried: _Try) -> PersonRow:
    """The person, unless they were disabled or changed it while it was looked at."""
    person = session.get(PersonRow, tried.person_id, with_for_update=True)
    if person is None or _kept(person, tried.via) != tried.kept:
        raise WrongSecret
    return person
