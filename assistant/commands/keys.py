"""``shiftmate keys``: which programs may what, until when."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.table import Column, Table

from assistant.access.model import Key
from assistant.access.rights import Role
from assistant.commands.access import key_desk
from assistant.commands.console import cell, out, say


def create(
    name: str,
    scopes: Sequence[str],
    days: int,
    role: Role,
    sites: Sequence[str],
    *,
    as_json: bool,
) -> int:
    """Makes a key, and shows it once."""
    with key_desk() as desk:
        key, text = desk.create(name, scopes, days=days, role=role, sites=sites)
    return _show(key, text, as_json=as_json)


def list_keys(*, as_json: bool) -> int:
    """Every key, without its secret."""
    with key_desk() as desk:
        every = list(desk.all())
    if as_json:
        told = [key.model_dump(mode="json") for key in every]
        out.print_json(json.dumps(told, ensure_ascii=False))
        return 0
    now = datetime.now(UTC)
    key_id = Column("id", no_wrap=True)  # other commands ask for all of it
    table = Table(key_id, "name", "scopes", "reads as", "sites", "good", "last used", box=None)
    for key in every:
        cells = (
            key.id,
            key.name,
            ", ".join(key.scopes),
            key.role,
            ", ".join(key.sites) or "all",
            _good(key, now),
            f"{key.last_used_at.astimezone():%Y-%m-%d %H:%M}" if key.last_used_at else "never",
        )
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def rotate(key_id: str, overlap_hours: int, *, as_json: bool) -> int:
    """Another key that may the same, shown once; the old one does too for a while."""
    with key_desk() as desk:
        key, text = desk.rotate(key_id, overlap_hours)
    return _show(key, text, as_json=as_json)


def revoke(key_id: str) -> int:
    """Nothing is let in by it any more."""
    with key_desk() as desk:
        key = desk.revoke(key_id)
    say(f"{key.id} ({key.name}) lets nothing in any more.")
    return 0


def _show(key: Key, text: str, *, as_json: bool) -> int:
    if as_json:
        shown = {"key": key.model_dump(mode="json"), "text": text}
        out.print_json(json.dumps(shown, ensure_ascii=False))
        return 0
    say(f"{key.id} ({key.name}): {', '.join(key.scopes)}; {_good(key, key.created_at)}")
    say("The key, shown this once:")
    say(text)
    return 0


def _good(key: Key, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at.astimezone():%Y-%m-%d}"
    if key.expires_at is None:
        return "until revoked"
    until = f"{key.expires_at.astimezone():%Y-%m-%d %H:%M}"
    return f"until {until}" if key.is_good(now) else f"over since {until}"
