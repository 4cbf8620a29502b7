"""Whom ``shiftmate people`` and ``keys`` ask: this machine's database, or a service on it.

A server elsewhere refuses, since people decide these things signed in and commands ask with a key.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from assistant.access.desk import Access
from assistant.access.model import Key, Person, Principal
from assistant.access.rights import Role
from assistant.client import Client
from assistant.client.settings import ClientSettings
from assistant.commands.elsewhere import server
from assistant.engines import build_access, build_plant
from assistant.errors import NotHere
from assistant.settings import Settings

BY = Principal.console()
"""Who can run a command here could as well change the database."""


class PeopleDesk(Protocol):
    """Who may sign in."""

    def all(self) -> Iterable[Person]:
        """Everybody, by name."""

    def named(self, name: str) -> Person:
        """In any case and width; raises NotHere."""

    def add(
        self,
        name: str,
        role: Role,
        *,
        password: str | None,
        pin: str | None,
        sites: Sequence[str],
    ) -> Person:
        """Somebody new."""

    def change(
        self,
        person_id: str,
        version: str,
        *,
        role: Role | None = None,
        sites: Sequence[str] | None = None,
        is_disabled: bool | None = None,
    ) -> Person:
        """What is given, of the version that was read."""

    def set_password(self, person_id: str, password: str) -> Person:
        """A new one."""

    def set_pin(self, person_id: str, pin: str | None) -> Person:
        """A new one, or none."""

    def unlock(self, person_id: str) -> None:
        """Wrong tries are forgotten."""

    def sign_out(self, person_id: str) -> int:
        """How many sessions ended."""


class KeyDesk(Protocol):
    """Which programs may what."""

    def all(self) -> Iterable[Key]:
        """The latest first."""

    def create(
        self, name: str, scopes: Sequence[str], *, days: int, role: Role, sites: Sequence[str]
    ) -> tuple[Key, str]:
        """With its text; 0 days: no end."""

    def rotate(self, key_id: str, overlap_hours: int) -> tuple[Key, str]:
        """With its text."""

    def revoke(self, key_id: str) -> Key:
        """At once."""


class PeopleHere:
    """Those of this machine's database."""

    def __init__(self, access: Access) -> None:
        people, credentials = access.people, access.credentials
        self._people = people
        self.all = people.all
        self.add = partial(people.add, by=BY)
        self.set_password = partial(credentials.set_password, by=BY)
        self.set_pin = partial(credentials.set_pin, by=BY)
        self.unlock = partial(credentials.unlock, by=BY)
        self.sign_out = partial(access.presence.end, by=BY)

    def named(self, name: str) -> Person:
        """In any case and width; raises NotHere."""
        person = self._people.named(name)
        if person is None:
            told = f"There is nobody called {name!a}. `shiftmate people list` shows everybody."
            raise NotHere(told)
        return person

    def change(
        self,
        person_id: str,
        version: str,
        *,
        role: Role | None = None,
        sites: Sequence[str] | None = None,
        is_disabled: bool | None = None,
    ) -> Person:
        """What is given, of the version that was read."""
        return self._people.change(
            person_id, by=BY, role=role, sites=sites, is_disabled=is_disabled, version=version
        )


class KeysHere:
    """Those of this machine's database."""

    def __init__(self, access: Access) -> None:
        self._keys = access.keys
        self.all = access.keys.all
        self.revoke = partial(access.keys.revoke, by=BY)

    def create(
        self, name: str, scopes: Sequence[str], *, days: int, role: Role, sites: Sequence[str]
    ) -> tuple[Key, str]:
        """With its text; 0 days: no end."""
        until = datetime.now(UTC) + timedelta(days=days) if days else None
        return self._keys.create(name, scopes, by=BY, expires_at=until, role=role, sites=sites)

    def rotate(self, key_id: str, overlap_hours: int) -> tuple[Key, str]:
        """With its text."""
        return self._keys.rotate(key_id, by=BY, overlap=timedelta(hours=overlap_hours))


@contextmanager
def people_desk() -> Iterator[PeopleDesk]:
    """The one that was chosen."""
    with _chosen() as chosen:
        yield chosen.people if isinstance(chosen, Client) else PeopleHere(chosen)


@contextmanager
def key_desk() -> Iterator[KeyDesk]:
    """The one that was chosen."""
    with _chosen() as chosen:
        yield chosen.keys if isinstance(chosen, Client) else KeysHere(chosen)


@contextmanager
def _chosen() -> Iterator[Client | Access]:
    """A server that was named, else what is here."""
    if address := server():
        with Client.of(ClientSettings(), address) as client:
            yield client
        return
    with access_here() as access:
        yield access


@contextmanager
def access_here() -> Iterator[Access]:
    """People, sessions and keys of this installation."""
    settings = Settings()
    with closing(build_plant(settings)) as plant:
        yield build_access(settings, plant)
