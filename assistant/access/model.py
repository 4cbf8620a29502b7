"""Who is asking, as every door is told; people and keys as they are listed."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

from assistant.access.rights import RIGHTS, Right, Role

Kind = Literal["person", "program", "console"]
"""``console``: somebody at this very machine, where no sign-in is asked for."""
Via = Literal["password", "pin", "oidc", "made"]
"""How somebody showed who they are; ``made``: by a password that the service made for them."""


class Principal(BaseModel):
    """One person, one program's key, or whoever sits at the machine itself."""

    model_config = ConfigDict(frozen=True)

    id: str
    """Of the person or the key; ``console``."""
    kind: Kind
    name: str
    """As reports name the person; of a key, what its owner called it."""
    role: Role
    """Of a program: whose documents it may read; its rights are its scopes."""
    rights: frozenset[Right]
    sites: frozenset[str] = frozenset()
    """Whose documents and reports they may read; empty for all."""
    has_to_choose: bool = False
    """A password of their own, before anything else."""

    @classmethod
    def person(cls, person_id: str, name: str, role: Role, sites: frozenset[str]) -> Self:
        """Somebody who signed in."""
        return cls(
            id=person_id, kind="person", name=name, role=role, rights=RIGHTS[role], sites=sites
        )

    @classmethod
    def console(cls) -> Self:
        """Whoever sits at the machine: there is nobody else to be kept out."""
        return cls(
            id="console", kind="console", name="console", role="admin", rights=RIGHTS["admin"]
        )

    def may(self, right: Right) -> bool:
        """Whether this is allowed to them."""
        return right in self.rights

    def as_pin(self) -> Self:
        """The same person by a PIN: whatever their role, with a technician's rights."""
        return self.model_copy(update={"role": "technician", "rights": RIGHTS["technician"]})

    def as_newcomer(self) -> Self:
        """The same person by a password that the service made: with no right at all."""
        return self.model_copy(update={"rights": frozenset(), "has_to_choose": True})


class Person(BaseModel):
    """Somebody who may sign in."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: Role
    sites: tuple[str, ...]
    """Empty for all."""
    has_password: bool
    has_pin: bool
    is_disabled: bool
    created_at: datetime
    last_seen: datetime | None
    version: str
    """Of role, sites and whether they are disabled; see `assistant.marks`."""


class LockedPerson(BaseModel):
    """Somebody who cannot sign in, or not with the PIN, after wrong tries."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: Role
    sites: tuple[str, ...]
    is_pin_locked: bool
    """No PIN is taken until the password was, or somebody unlocks it."""
    locked_until: datetime | None
    """Else no try is looked at before then."""


class SignedIn(BaseModel):
    """A person in one browser."""

    model_config = ConfigDict(frozen=True)

    id: str
    """Names the session and opens nothing."""
    person_id: str
    via: Via
    device: str
    created_at: datetime
    last_seen: datetime
    expires_at: datetime
    """However busy it is; when it is idle, sooner."""


class Key(BaseModel):
    """A program's key, without its secret."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    scopes: tuple[Right, ...]
    role: Role
    """Whose documents it may read."""
    sites: tuple[str, ...]
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    replaces: str | None

    def is_good(self, now: datetime) -> bool:
        """Whether it lets its program in."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
