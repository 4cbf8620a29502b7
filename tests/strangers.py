"""Asks the API whatever its description allows, and much that it does not, in process.

``python -m tests.strangers 300`` asks 300 times a route and mode, as each role, and tells what it
found; `test_schemathesis` does the same shortly.
"""

import copy
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation.modes import GenerationMode
from starlette.types import Message, Receive, Scope, Send

from assistant.access.model import Principal
from assistant.access.rights import SCOPES, Role
from assistant.api.app import create_app
from assistant.api.description import operations
from assistant.api.entrance import Entrance
from assistant.build import Assistant
from tests.api_examples import play, served

HOST = "testserver"
PASSWORD = "a long way to the press"  # noqa: S105
REFUSED = ("400", "401", "403", "404", "409", "412", "422", "428")
"""What a request of the right form may meet: a machine, a version, a code that is not there."""
ROLES = ("console", *get_args(Role), "program")


Shown = dict[str, dict[str, str]]
"""Of who asks: ``headers`` or ``cookies``."""


class Counted:
    """The application, and how often it replied with what."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self.replies: Counter[int] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.replies[message["status"]] += 1
            await send(message)

        if scope["type"] == "lifespan":  # the assistant is started already
            raise RuntimeError("no lifespan")
        await self._app(scope, receive, counted)


def doors(assistant: Assistant, role: str) -> tuple[Counted, Shown, dict[str, Any]]:
    """The application as this role meets it, what it shows, and the description of that way in."""
    demands = role != "console"
    names = frozenset({"localhost", HOST})
    app = create_app(assistant, entrance=Entrance(demands_sign_in=demands, names=names))
    description = copy.deepcopy(app.openapi())
    way = "key" if role == "program" else "session"
    for _, operation in operations(description):
        operation["security"] = [one for one in operation["security"] if not one or way in one]
    return Counted(app), _shown(assistant, role) if demands else {}, description


def _shown(assistant: Assistant, role: str) -> Shown:
    access, by = assistant.access, Principal.console()
    if role == "program":
        key = access.keys.create("cmms", SCOPES, by=by)[1]
        return {"headers": {"Authorization": f"Bearer {key}"}}
    access.people.add(role.capitalize(), role, by=by, password=PASSWORD)  # type: ignore[arg-type]
    token = access.sign_in(role.capitalize(), PASSWORD, "tablet", "127.0.0.1")[1]
    return {"cookies": {"shiftmate": token}}


def wander(
    app: Counted,
    shown: Shown,
    description: dict[str, Any],
    most: int,
    *,
    among: int = 1,
    first: int = 0,
) -> Iterator[str]:
    """What was found wrong, operation by operation.

    Args:
        app: Is asked.
        shown: Of who asks.
        description: What may be asked.
        most: Requests of each operation and mode.
        among: In each mode one operation of so many, for to make requests up takes the time.
        first: Which of these.
    """
    for turn, mode in enumerate((GenerationMode.POSITIVE, GenerationMode.NEGATIVE)):
        place = (first + turn * among // 2) % among
        for number, found in enumerate(_schema(app, description, mode).get_all_operations()):
            if number % among == place:
                yield from _asked(found.ok(), mode, shown, most)


def _schema(app: Counted, description: dict[str, Any], mode: GenerationMode) -> Any:
    told = copy.deepcopy(description)
    if mode is GenerationMode.NEGATIVE:  # else what is left out would be the cookie, often
        for _, operation in operations(told):
            del operation["security"]
        for path, operation in list(operations(told)):
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
                del told["paths"][path]["post"]  # whatever a form holds is text, and so valid
    schema = schemathesis.openapi.from_dict(told)
    schema.app = app
    checks = schema.config.checks
    checks.positive_data_acceptance.expected_statuses = ["2xx", "304", *REFUSED]
    checks.missing_required_header.expected_statuses = [*REFUSED]
    checks.negative_data_rejection.expected_statuses = [*REFUSED, "405", "413", "415"]
    return schema


def _asked(operation: Any, mode: GenerationMode, shown: Shown, most: int) -> list[str]:
    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(**shown)

    try:
        ask()
    except Unsatisfiable:
        return []  # nothing can be wrong with a request that has no parts
    except (Failure, FailureGroup) as exc:
        told = exc.exceptions if isinstance(exc, FailureGroup) else [exc]
        return [f"{operation.label} ({mode.value}): {one}" for one in told]
    return []


@contextmanager
def plant(*, is_new: bool = False) -> Iterator[Assistant]:
    """A small plant, new or after a day of work."""
    with TemporaryDirectory() as name, served(Path(name, "data")) as assistant:
        if not is_new:
            play(assistant, Path(name))
        yield assistant


if __name__ == "__main__":
    most = int(sys.argv[1])
    out = sys.stdout
    with plant() as assistant:
        for role in sys.argv[2:] or ROLES:
            began = time.monotonic()
            app, shown, description = doors(assistant, role)
            wrong = list(wander(app, shown, description, most))
            spent, asked = time.monotonic() - began, app.replies.total()
            out.write(f"{role}: {asked} requests in {spent:.0f} s, {dict(app.replies)}\n")
            out.writelines(f"  {one}\n" for one in wrong)
            out.flush()
