"""``shiftmate reports``: what was reported, and how far it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from rich.table import Table

from assistant.commands.console import cell, out, say
from assistant.commands.plant import opened_plant
from assistant.reports.listing import Wanted
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.reports.values import Status
from assistant.reports.wording import language_of_report, render
from assistant.settings import Settings


def list_reports(status: Status | None, asset: str | None, limit: int, *, as_json: bool) -> int:
    """The latest reports, newest change first."""
    with _store() as store:
        reports = store.page(Wanted(status=status, asset=asset, limit=limit)).reports
    if as_json:
        rows = [report.model_dump(mode="json") for report in reports]
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return 0
    table = Table("number", "state", "machine", "priority", "changed", "title", box=None)
    for report in reports:
        cells = (
            report.number,
            report.status,
            report.asset_id or report.asset_text or "",
            report.priority or "",
            f"{report.updated_at.astimezone(store.zone):%Y-%m-%d %H:%M}",
            report.title or "",
        )
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def show_report(name: str, *, as_json: bool) -> int:
    """One report, by its number or id, with its log."""
    with _store() as store:
        report = _named(store, name)
        events = store.events(report.id)
    if as_json:
        out.print_json(report.model_dump_json())
        return 0
    text = render(report, language_of_report(report), store.zone)
    say(f"{report.number}: {report.status}")
    for line in text.split("\n"):
        say(line)
    for event in events:
        at = f"{event.at.astimezone(store.zone):%Y-%m-%d %H:%M}"
        told = f"{at}  {event.action} by {event.actor.name} ({event.actor.role})"
        say(f"{told}  {event.reason or ''}".rstrip(), "dim")
    return 0


def _named(store: ReportStore, name: str) -> Report:
    found = store.numbered(name.upper())
    if found is None:
        return store.get(name.lower())
    return found


@contextmanager
def _store() -> Iterator[ReportStore]:
    settings = Settings()
    with opened_plant(settings) as plant:
        yield ReportStore(plant, site=settings.site, zone=settings.zone)
