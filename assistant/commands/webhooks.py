"""``shiftmate webhooks``: which systems are told what happens to reports, and how that went."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta

from pydantic import BaseModel
from rich.table import Table

from assistant.commands.console import cell, out, say
from assistant.engines import build_plant, build_webhooks
from assistant.errors import BadQuestion
from assistant.settings import Settings
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Delivery, Endpoint, NewEndpoint
from assistant.webhooks.post import Postman


def add(url: str, events: Sequence[str], description: str | None, *, as_json: bool) -> int:
    """Tells an endpoint what happens from now on, and shows its secret once."""
    told = {"url": url, "events": tuple(events), "description": description}
    with _desk() as desk:
        endpoint, secret = desk.add(NewEndpoint.model_validate(told))
    if as_json:
        shown = {"endpoint": endpoint.model_dump(mode="json"), "secret": secret}
        out.print_json(json.dumps(shown, ensure_ascii=False))
        return 0
    out.print(f"{endpoint.id}: {endpoint.url}\nIts secret, shown this once:", markup=False)
    say(secret)
    return 0


def list_endpoints(*, as_json: bool) -> int:
    """Every endpoint, with what waits for it."""
    with _desk() as desk:
        endpoints = desk.all()
    if as_json:
        return _print_json(endpoints)
    table = Table("id", "state", "waiting", "events", "url", "description", box=None)
    for one in endpoints:
        state = _state(one)
        events = ", ".join(event.removeprefix("report.") for event in one.events) or "all"
        cells = (one.id, state, str(one.waiting), events, one.url, one.description or "")
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def rotate(endpoint_id: str, overlap_hours: int) -> int:
    """A new secret, shown once; the old one signs beside it meanwhile."""
    with _desk() as desk:
        secret = desk.rotate(endpoint_id, timedelta(hours=overlap_hours))
    out.print(f"The old secret signs too for {overlap_hours} hours. The new one, shown this once:")
    say(secret)
    return 0


def test(endpoint_id: str) -> int:
    """Sends ``webhook.test`` at once; 1 where it does not get through."""
    with _desk() as desk:
        postman = Postman(AllowedHosts(Settings().webhook_hosts))
        outcome = desk.try_out(endpoint_id, postman)
    told = outcome.error or f"HTTP {outcome.status}, taken"
    out.print(f"{told} ({outcome.milliseconds} ms)", markup=False)
    return 0 if outcome.got_through else 1


def switch(endpoint_id: str, *, enabled: bool) -> int:
    """Off, or on again."""
    with _desk() as desk:
        endpoint = desk.switch(endpoint_id, enabled=enabled)
    out.print(f"{endpoint.id}: {_state(endpoint)}, {endpoint.waiting} waiting", markup=False)
    return 0


def log(endpoint_id: str, limit: int, *, as_json: bool) -> int:
    """The messages to an endpoint and how each try ended, latest first."""
    with _desk() as desk:
        deliveries = desk.deliveries(endpoint_id, limit=limit)
    if as_json:
        return _print_json(deliveries)
    table = Table("message", "at", "event", "state", "tries", "last", box=None)
    for one in deliveries:
        last = one.attempts[-1] if one.attempts else None
        told = "" if last is None else last.error or f"HTTP {last.status}"
        at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
        cells = (one.event_id, at, one.type, one.state, str(len(one.attempts)), told)
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def replay(endpoint_id: str, event_id: str | None, hours: int | None) -> int:
    """Puts one message in line again, or all that failed in the last hours."""
    if (event_id is None) == (hours is None):
        raise BadQuestion("Name one message, or give --hours for all that failed in them.")
    with _desk() as desk:
        since = None if hours is None else desk.now() - timedelta(hours=hours)
        count = desk.replay(endpoint_id, event_id, since)
    out.print(f"{count} in line again; `shiftmate serve` delivers.")
    return 0


def remove(endpoint_id: str) -> int:
    """Forgets an endpoint, what waits for it and its log."""
    with _desk() as desk:
        desk.remove(endpoint_id)
    return 0


def _state(endpoint: Endpoint) -> str:
    if not endpoint.enabled:
        return f"off ({endpoint.disabled_because})"
    return (
        f"failing since {endpoint.failing_since:%Y-%m-%d %H:%M}" if endpoint.failing_since else "on"
    )


def _print_json(rows: Sequence[Endpoint] | Sequence[Delivery]) -> int:
    told: list[BaseModel] = [*rows]
    dumped = [row.model_dump(mode="json") for row in told]
    out.print_json(json.dumps(dumped, ensure_ascii=False))
    return 0


@contextmanager
def _desk() -> Iterator[WebhookDesk]:
    settings = Settings()
    with closing(build_plant(settings)) as plant:
        yield build_webhooks(settings, plant)
