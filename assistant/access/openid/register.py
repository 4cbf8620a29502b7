"""Who a provider's subjects are here: found by issuer and subject, added when they first come.

A person from outside is never taken for one who is here because both are called the same: who
chooses a name at the provider would choose whose work and rights they have.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import uuid4

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.access.events import AccessEvent, Happened, unheard
from assistant.access.model import Principal
from assistant.access.names import MOST, digest_of, proper, proper_sites, shown
from assistant.access.openid.errors import NoRole, NotLetIn, ShutOut
from assistant.access.openid.tables import IdentityRow, LeaveRow
from assistant.access.rights import Role
from assistant.access.rows import is_program
from assistant.access.sessions import Sessions, digest_of_token, principal_from
from assistant.access.tables import PersonRow
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

_CALLED: Final = ("preferred_username", "email", "name", "sub")
"""What a person may be called by, best first."""
_ROOM: Final = 20
"""Characters that tell a name from one like it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody whom the provider has named, in one browser."""

    issuer: str
    subject: str
    name: str
    role: Role | None
    """None: the provider's groups give them none."""
    provider: str
    """What people call it."""
    device: str
    address: str

    @classmethod
    def of(
        cls, claims: Mapping[str, Any], role: Role | None, provider: str, device: str, address: str
    ) -> Self:
        """By what an ID token says, which has been found to hold."""
        told = (shown(str(claims.get(one) or "")).strip() for one in _CALLED)
        name = next(filter(None, told))
        return cls(claims["iss"], claims["sub"], name, role, provider, device, address)

    @property
    def details(self) -> dict[str, object]:
        """For the log, as of any sign-in."""
        told = {"device": shown(self.device), "address": shown(self.address)}
        return {"via": "oidc", **told, "issuer": self.issuer}


@dataclass(frozen=True, slots=True)
class Leave:
    """How to leave the provider again."""

    leave_at: str
    id_token: str


class Register:
    """People from outside. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        sessions: Sessions,
        *,
        sites: Iterable[str] = (),
        now: Callable[[], datetime] = utc_now,
        happened: Happened = unheard,
    ) -> None:
        """Opens sessions there.

        Args:
            plant: Where they are known.
            sessions: Where they are signed in.
            sites: Of who comes for the first time, until somebody says otherwise; none for all.
            now: The time.
            happened: Is told, in the same transaction.

        Raises:
            UnfitPerson: A site's name will not do.
        """
        self._sites = proper_sites(sites)
        self._plant, self._sessions, self._now, self._happened = plant, sessions, now, happened

    def enter(self, visit: Visit, leave: Leave | None = None) -> str:
        """Signs somebody in, with the role that the provider gives them now.

        Returns:
            The token of their session, which nothing shows again.

        Raises:
            NoRole: It gives them none; where they were signed in by it, that ends.
            ShutOut: They are disabled here.
        """
        try:
            entered = self._enter(visit, leave)
        except IntegrityError:  # they came by two doors at once, and are here now
            entered = self._enter(visit, leave)
        self._sessions.forget()
        if isinstance(entered, NotLetIn):
            raise entered
        return entered

    def tell_refused(self, exc: NotLetIn, device: str, address: str, who: str = "") -> None:
        """The log hears of somebody who was not let in."""
        details = {"device": shown(device), "address": shown(address)}
        with self._plant.writing() as session:
            self._tell_bad(session, exc, {"via": "oidc", **details}, who)

    def leave_of(self, token: str) -> Leave | None:
        """How the browser with this session leaves the provider; None where it need not."""
        with self._plant.reading() as session:
            row = session.get(LeaveRow, digest_of_token(token))
        return None if row is None else Leave(row.leave_at, row.id_token)

    def _enter(self, visit: Visit, leave: Leave | None) -> str | NotLetIn:
        with self._plant.writing() as session:
            person = _known(session, visit)
            decided = _decided(visit, person)
            if isinstance(decided, NotLetIn):
                if person is not None:
                    self._sessions.end(session, person.id, via="oidc")
                self._tell_bad(session, decided, visit.details, person.name if person else "")
                return decided
            person = self._as(session, decided, visit, person)
            token = self._sessions.open(session, person, "oidc", visit.device)[1]
            if leave is not None:
                session.flush()
                told = {"leave_at": leave.leave_at, "id_token": leave.id_token}
                session.add(LeaveRow(digest=digest_of_token(token), **told))
            who = principal_from(person, "oidc")
            self._happened(session, "sign_in.good", who, visit.details)
        return token

    def _as(
        self, session: Session, role: Role, visit: Visit, person: PersonRow | None
    ) -> PersonRow:
        """The person, made where there is none, who has this role from now on."""
        if person is None:
            person = self._added(session, visit, role)
            self._tell(session, "person.added", person, {"role": role, "sites": person.sites})
        elif person.role != role:
            person.role = role
            self._sessions.end(session, person.id)
            self._tell(session, "person.changed", person, {"role": role, "sites": person.sites})
        return person

    def _added(self, session: Session, visit: Visit, role: Role) -> PersonRow:
        name = _free_name(session, visit, self._now())
        person = PersonRow(
            id=str(uuid4()), name=name, name_digest=digest_of(name), role=role, sites=self._sites,
            password_hash=None, pin_hash=None, is_disabled=False, created_at=self._now(),
            last_seen=None,
        )  # fmt: skip
        session.add(person)
        session.flush()
        known = {"issuer": visit.issuer, "subject": visit.subject}
        session.add(IdentityRow(**known, person_id=person.id, since=self._now()))
        session.flush()
        return person

    def _tell(
        self, session: Session, event: AccessEvent, person: PersonRow, details: dict[str, object]
    ) -> None:
        """Done by the person's own coming; the provider decided it."""
        who = Principal.person(person.id, person.name, person.role, frozenset(person.sites))
        told = {"person_id": person.id, "person": person.name, "via": "oidc", **details}
        self._happened(session, event, who, told)

    def _tell_bad(
        self, session: Session, exc: NotLetIn, details: dict[str, object], who: str
    ) -> None:
        self._happened(session, "sign_in.bad", who, {**details, "reason": exc.reason})


def _known(session: Session, visit: Visit) -> PersonRow | None:
    identity = session.get(IdentityRow, (visit.issuer, visit.subject))
    if identity is None:
        return None
    return session.get_one(PersonRow, identity.person_id, with_for_update=True)


def _decided(visit: Visit, person: PersonRow | None) -> Role | NotLetIn:
    """The role that they come in with, or why they do not."""
    if person is not None and person.is_disabled:
        return ShutOut("Who comes is disabled here. `shiftmate people enable` lets them in again.")
    if visit.role is None:
        return NoRole(
            "Who comes has no group that SHIFTMATE_OIDC_ROLES names, and there is no default role."
        )
    return visit.role


def _free_name(session: Session, visit: Visit, now: datetime) -> str:
    """As the provider calls them; told apart where somebody, or a program, is called so here."""
    called = visit.name[: MOST - _ROOM - 4]
    source, number = visit.provider[:_ROOM], 1
    name = proper(called)
    while session.scalars(_called(name)).first() is not None or is_program(session, name, now):
        name = proper(f"{called} ({source})" if number == 1 else f"{called} ({source} {number})")
        number += 1
    return name


def _called(name: str) -> Select[str]:
    return select(PersonRow.id).where(PersonRow.name_digest == digest_of(name))
