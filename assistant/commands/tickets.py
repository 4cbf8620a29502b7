"""``shiftmate tickets``: is tickets.toml sound, what would be sent, what was, and once more."""

import json
from contextlib import closing
from datetime import timedelta
from typing import Any

from rich.table import Table

from assistant.commands.console import cell, out, say
from assistant.commands.plant import opened_plant
from assistant.engines import build_plant, build_tickets
from assistant.errors import BadQuestion, NotHere
from assistant.plant.base import utc_now
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.settings import Settings
from assistant.tickets.connections import FILE_NAME, OTHERWISE, Connection, Told, load_connections
from assistant.tickets.errors import BadTickets
from assistant.tickets.fields import new_ticket
from assistant.tickets.model import State
from assistant.tickets.system import TicketSystem
from assistant.tickets.systems import open_system
from assistant.webhooks.errors import UnfitEndpoint
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.wire import Wire


def check(report: str | None, *, as_json: bool) -> int:
    """Says of each connection what is wrong with it; with a report, what it would become there."""
    settings = Settings()
    connections = load_connections(settings.data_dir)
    if not connections:
        raise NotHere(f"{settings.data_dir / FILE_NAME}: there are no connections.")
    found = _found(settings, report) if report else None
    checked = [_checked(settings, connection, found) for connection in connections.values()]
    if as_json:
        out.print_json(json.dumps(checked, ensure_ascii=False))
    else:
        for one in checked:
            _show(one)
    return 1 if any(one["trouble"] for one in checked) else 0


def list_errands(connection: str | None, state: State | None, limit: int, *, as_json: bool) -> int:
    """The log, latest first."""
    settings = Settings()
    with opened_plant(settings) as plant:
        errands = build_tickets(settings, lambda: plant).desk.errands(
            connection, state, limit=limit
        )
    if as_json:
        told = [one.model_dump(mode="json") for one in errands]
        out.print_json(json.dumps(told, ensure_ascii=False))
        return 0
    table = Table("errand", "at", "connection", "what", "ticket", "state", "tries", "", box=None)
    for one in errands:
        at = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
        what = (one.event or "answer").removeprefix("report.")
        tries, ticket = str(len(one.attempts)), one.ticket_id or ""
        cells = (one.id, at, one.connection, what, ticket, one.state, tries, one.outcome or "")
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def replay(errand: str | None, hours: int | None) -> int:
    """Puts one errand in line again, or all that failed in the last hours."""
    if (errand is None) == (hours is None):
        raise BadQuestion("Name one errand, or give --hours for all that failed in them.")
    since = None if hours is None else utc_now() - timedelta(hours=hours)
    settings = Settings()
    with opened_plant(settings) as plant:
        count = build_tickets(settings, lambda: plant).desk.replay(errand, since)
    out.print(f"{count} in line again; `shiftmate serve` does it.")
    return 0


def _found(settings: Settings, told: str) -> Report:
    with closing(build_plant(settings)) as plant:
        store = ReportStore(plant, site=settings.site, zone=settings.zone)
        return store.numbered(told) or store.get(told)


def _checked(settings: Settings, connection: Connection, report: Report | None) -> dict[str, Any]:
    """Its troubles, and what it would be sent: no secret is part of either."""
    told = connection.told
    checked: dict[str, Any] = {
        "connection": connection.name,
        "system": told.system,
        "url": told.url,
        "answers": told.answers,
        "reports": told.reports,
        "trouble": None,
        "would_send": None,
    }
    try:
        allowed = AllowedHosts(settings.webhook_hosts)
        allowed.require(told.url)
        system = open_system(connection, Wire(allowed))
    except (BadTickets, UnfitEndpoint) as exc:
        checked["trouble"] = str(exc)
        return checked
    if lacking := _lacking(system, told):
        checked["trouble"] = f"fields lacks {', '.join(lacking)}, without which no ticket opens."
    if report is not None:
        checked["would_send"] = system.payload(new_ticket(connection, report))
    return checked


def _lacking(system: TicketSystem, told: Told) -> list[str]:
    """What a new ticket would not have, whatever the report says."""
    always = [told.fields, *(values.get(OTHERWISE, {}) for values in told.map.values())]
    given = {name for fields in always for name in fields}
    return [name for name in system.needs if told.reports and name not in given]


def _show(checked: dict[str, Any]) -> None:
    does = " and ".join(word for word in ("answers", "reports") if checked[word]) or "idle"
    say(f"{checked['connection']}: {checked['system']} at {checked['url']}, {does}")
    if checked["trouble"]:
        say(checked["trouble"], style="red")
    if checked["would_send"] is not None:
        out.print_json(json.dumps(checked["would_send"], ensure_ascii=False))
