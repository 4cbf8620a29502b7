"""``shiftmate people``: who may sign in, as what, with which secret."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from getpass import getpass
from typing import Literal

from rich.table import Table

from assistant.access.desk import Access
from assistant.access.model import Person, Principal
from assistant.access.rights import Role
from assistant.commands.console import cell, out, say
from assistant.engines import build_access, build_plant
from assistant.errors import BadQuestion, NotHere
from assistant.settings import Settings

BY = Principal.console()
"""Who can run a command here could as well change the database."""


def add(
    name: str,
    role: Role,
    sites: Sequence[str],
    way: Literal["password", "pin", "none"],
    *,
    as_json: bool,
) -> int:
    """Somebody new, with the secret that is asked for."""
    password = ask_secret("Password") if way == "password" else None
    pin = ask_secret("PIN") if way == "pin" else None
    with access_desk() as access:
        person = access.people.add(name, role, by=BY, password=password, pin=pin, sites=sites)
    return _show(person, as_json=as_json)


def list_people(*, as_json: bool) -> int:
    """Everybody."""
    with access_desk() as access:
        everybody = access.people.all()
    if as_json:
        told = [person.model_dump(mode="json") for person in everybody]
        out.print_json(json.dumps(told, ensure_ascii=False))
        return 0
    table = Table("name", "role", "sites", "signs in with", "last seen", box=None)
    for one in everybody:
        seen = f"{one.last_seen.astimezone():%Y-%m-%d %H:%M}" if one.last_seen else ""
        cells = (one.name, one.role, ", ".join(one.sites) or "all", _ways(one), seen)
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def set_password(name: str) -> int:
    """A new password; the person's sessions end."""
    with access_desk() as access:
        person = _named(access, name)
        return _show(access.people.set_password(person.id, ask_secret("Password"), by=BY))


def set_pin(name: str, *, remove: bool) -> int:
    """A new PIN, or none."""
    with access_desk() as access:
        person = _named(access, name)
        pin = None if remove else ask_secret("PIN")
        return _show(access.people.set_pin(person.id, pin, by=BY))


def change(name: str, role: Role, sites: Sequence[str] | None) -> int:
    """Another role, and other sites if any are given."""
    with access_desk() as access:
        person = _named(access, name)
        return _show(access.people.change(person.id, by=BY, role=role, sites=sites))


def switch(name: str, *, enabled: bool) -> int:
    """Out, or in again."""
    with access_desk() as access:
        person = _named(access, name)
        return _show(access.people.switch(person.id, by=BY, enabled=enabled))


def unlock(name: str) -> int:
    """Wrong tries under this name are forgotten."""
    with access_desk() as access:
        access.people.unlock(_named(access, name).id, by=BY)
    return 0


def sign_out(name: str) -> int:
    """The person's sessions end."""
    with access_desk() as access:
        ended = access.sessions.sign_out_everywhere(_named(access, name).id, by=BY)
    out.print(f"{ended} signed out.")
    return 0


@contextmanager
def access_desk() -> Iterator[Access]:
    """People, sessions and keys of this installation."""
    settings = Settings()
    with closing(build_plant(settings)) as plant:
        yield build_access(settings, plant)


def ask_secret(what: str) -> str:
    """Typed twice unseen, or one line of stdin: an argument would stand in the process list.

    Raises:
        BadQuestion: The two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed = getpass(f"{what}: ")
    if getpass(f"{what}, once more: ") != typed:
        raise BadQuestion("The two are different. Nothing was changed; try again.")
    return typed


def _named(access: Access, name: str) -> Person:
    person = access.people.named(name)
    if person is None:
        raise NotHere(f"There is nobody called {name!a}. `shiftmate people list` shows everybody.")
    return person


def _ways(person: Person) -> str:
    if person.is_disabled:
        return "disabled"
    ways = [("password", person.has_password), ("PIN", person.has_pin)]
    return ", ".join(way for way, given in ways if given) or "nothing yet"


def _show(person: Person, *, as_json: bool = False) -> int:
    if as_json:
        out.print_json(person.model_dump_json())
        return 0
    say(f"{person.name}: {person.role}, {', '.join(person.sites) or 'all sites'}, {_ways(person)}")
    return 0
