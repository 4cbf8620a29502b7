"""A service with sign-in, somebody of each kind at its door, and a quick way to ask it."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn

from assistant.access.desk import Access
from assistant.access.hashing import Hasher
from assistant.access.model import Principal
from assistant.access.rights import RIGHTS, SCOPES, Right, Role
from assistant.access.tables import PersonRow
from assistant.api.app import create_app
from assistant.api.entrance import Entrance
from assistant.build import Assistant
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.nursery import forked

PASSWORD = "a rather long password"  # noqa: S105
HOST = {"host": "10.0.0.5:8443"}
SIGN_IN = Entrance(demands_sign_in=True)


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


Headers = dict[str, str]
Call = tuple[str, str, Headers]


class Plant(Assistant):
    """Whose passwords are hashed at the lowest price."""

    cheap: Access

    @property
    def access(self) -> Access:
        return self.cheap


class House(NamedTuple):
    """A service with sign-in, and somebody of each kind at its door."""

    assistant: Assistant
    app: Any
    people: dict[str, Headers]
    keys: dict[Right, Headers]


def house(
    data: Path, entrance: Entrance = SIGN_IN, door: str = "", settings: Settings | None = None
) -> House:
    told = settings or Settings(data_dir=data, requests_a_minute=10**6)  # all from one address
    assistant = Plant(told, HashingEmbedder(), ScriptedGenerator([]))
    assistant.cheap = access = Access(assistant.plant, hasher=Hasher(1, 64))
    console = Principal.console()
    people = {role: _session(assistant, f"{role} 1", role) for role in RIGHTS}
    keys = {}
    for scope in sorted(SCOPES):
        _, text = access.keys.create(scope, [scope], by=console)
        keys[scope] = {"authorization": f"Bearer {text}"}
    return House(assistant, create_app(assistant, door, entrance), people, keys)


def _session(assistant: Assistant, name: str, role: Role) -> Headers:
    access = assistant.access
    person = access.people.add(name, role, by=Principal.console(), password=PASSWORD)
    with assistant.plant.writing() as session:
        row = session.get_one(PersonRow, person.id)
        return {"cookie": f"shiftmate={access.sessions.open(session, row, 'password', '')[1]}"}


def ask(app: Any, call: Call, **more: Any) -> Reply:
    """The reply."""
    return ask_all(app, call, **more)[0]


def ask_all(
    app: Any,
    *calls: Call,
    body: bytes = b"",
    client: str = "10.0.0.9",
    heard: list[Any] | None = None,
    **scope: Any,
) -> list[Reply]:
    """The replies, straight from the application: a thousand a second."""

    async def one(method: str, target: str, headers: Headers) -> Reply:
        path, _, query = target.partition("?")
        told: list[Any] = []
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            return messages.pop() if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            told.append(message)
            if heard is not None:
                heard.append(message)

        raw = [(name.encode(), value.encode()) for name, value in {**HOST, **headers}.items()]
        await app(
            {
                "type": "http", "method": method, "path": path, "raw_path": path.encode(),
                "query_string": query.encode(), "headers": raw, "scheme": "http",
                "http_version": "1.1", "server": ("10.0.0.5", 8443), "client": (client, 40000),
                "root_path": "", "state": {}, **scope,
            },
            receive,
            send,
        )  # fmt: skip
        found = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        return Reply(told[0]["status"], found, b"".join(m.get("body", b"") for m in told[1:]))

    async def all_of_them() -> list[Reply]:
        return [await one(*call) for call in calls]

    return asyncio.run(all_of_them())


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address of such a service, with its page, in a process of its own."""
    with forked(serve, data) as (address, _):
        yield address


def serve(port: int, data: Path) -> None:
    uvicorn.run(
        house(data, door="ui.web:mount").app,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
