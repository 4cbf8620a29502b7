"""What stands in JSON of others, whatever shape it has: nothing here raises for a wrong one."""

import json
from typing import Any

from assistant.tickets.errors import PeerTrouble


def object_of(body: bytes) -> dict[str, Any]:
    """The object that a body is; empty where it is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def part(told: object, *names: str) -> dict[str, Any]:
    """An object inside of nested ones; empty where there is none."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, dict) else {}


def text_in(told: object, *names: str) -> str:
    """A text inside of nested objects; empty where there is none."""
    found = part(told, *names[:-1]).get(names[-1])
    return found if isinstance(found, str) else ""


def rows(told: object) -> list[dict[str, Any]]:
    """The objects of a list; none where it is none."""
    return [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []


def whole(told: object) -> str | None:
    """An id that is a whole number, as text; None for anything else."""
    if isinstance(told, bool) or not isinstance(told, int | str):
        return None
    digits = str(told)
    return digits if digits.isascii() and digits.isdigit() and len(digits) < 20 else None


def made(ticket_id: str | None) -> str:
    """The id of what was made; raises PeerTrouble where the reply does not tell it."""
    if not ticket_id:
        raise PeerTrouble("The reply does not tell what the new ticket is called.")
    return ticket_id
