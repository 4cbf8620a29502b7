"""``shiftmate people``: who may sign in, as what, with which secret."""

import json
import sys
from collections.abc import Sequence
from getpass import getpass
from typing import Literal

from rich.table import Table

from assistant.access.model import Person
from assistant.access.rights import Role
from assistant.commands.access import BY, access_here, people_desk
from assistant.commands.console import cell, out, say
from assistant.commands.elsewhere import server
from assistant.errors import BadQuestion


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
    with people_desk() as desk:
        person = desk.add(name, role, password=password, pin=pin, sites=sites)
    return _show(person, as_json=as_json)


def list_people(*, as_json: bool) -> int:
    """Everybody."""
    with people_desk() as desk:
        everybody = list(desk.all())
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
    with people_desk() as desk:
        return _show(desk.set_password(desk.named(name).id, ask_secret("Password")))


def set_pin(name: str, *, remove: bool) -> int:
    """A new PIN, or none."""
    with people_desk() as desk:
        person = desk.named(name)
        return _show(desk.set_pin(person.id, None if remove else ask_secret("PIN")))


def change(name: str, role: Role, sites: Sequence[str] | None) -> int:
    """Another role, which ends their sessions, and other sites if any are given."""
    with people_desk() as desk:
        person = desk.named(name)
        return _show(desk.change(person.id, person.version, role=role, sites=sites))


def switch(name: str, *, enabled: bool) -> int:
    """Out, or in again."""
    with people_desk() as desk:
        person = desk.named(name)
        return _show(desk.change(person.id, person.version, is_disabled=not enabled))


def unlock(name: str) -> int:
    """Wrong tries under this name are forgotten."""
    with people_desk() as desk:
        desk.unlock(desk.named(name).id)
    return 0


def sign_out(name: str | None, *, everybody: bool) -> int:
    """The person's sessions end, or everybody's.

    Raises:
        BadQuestion: Neither of the two is asked for, or both; or everybody's, of a server.
    """
    if everybody == (name is not None):
        raise BadQuestion("Name one person, or give --everybody.")
    if name is not None:
        with people_desk() as desk:
            ended = desk.sign_out(desk.named(name).id)
    elif server():
        raise BadQuestion("--everybody works on the machine itself: run it there.")
    else:
        with access_here() as access:
            ended = access.sessions.sign_everybody_out(by=BY)
    out.print(f"{ended} signed out.")
    return 0


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
