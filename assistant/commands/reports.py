"""``shiftmate reports``: what was reported, and how far it is."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table

from assistant.api.report_schemas import ReportReply
from assistant.commands.console import cell, out, say
from assistant.commands.counter import counter
from assistant.reports.model import Report
from assistant.reports.values import Status
from assistant.reports.wording import language_of_report, render


def list_reports(status: Status | None, asset: str | None, limit: int, *, as_json: bool) -> int:
    """The latest reports, newest change first."""
    with counter() as desk:
        reports = desk.reports.latest(status, asset, limit)
    if as_json:
        rows = [_kept(report).model_dump(mode="json") for report in reports]
        out.print_json(json.dumps(rows, ensure_ascii=False))
        return 0
    table = Table("number", "state", "machine", "priority", "changed", "title", box=None)
    for report in reports:
        cells = (
            report.number,
            report.status,
            report.asset_id or report.asset_text or "",
            report.priority or "",
            f"{datetime.fromisoformat(report.updated_at_local):%Y-%m-%d %H:%M}",
            report.title or "",
        )
        table.add_row(*map(cell, cells))
    out.print(table)
    return 0


def show_report(name: str, *, as_json: bool) -> int:
    """One report, by its number or id, with its log."""
    with counter() as desk:
        report = _kept(desk.reports.named(name))
        log = desk.reports.events(report.id)
    if as_json:
        out.print_json(report.model_dump_json())
        return 0
    zone = ZoneInfo(log.zone)
    few = "" if report.is_for_all else f", for {report.audience}s"
    say(f"{report.number}: {report.status}{few}")
    for line in render(report, language_of_report(report), zone).split("\n"):
        say(line)
    for event in log.events:
        at = f"{event.at.astimezone(zone):%Y-%m-%d %H:%M}"
        told = f"{at}  {event.action} by {event.actor.name} ({event.actor.role})"
        say(f"{told}  {event.reason or ''}".rstrip(), "dim")
    return 0


def _kept(reply: ReportReply) -> Report:
    """The report without what a reply says beside it."""
    return Report.model_validate({name: getattr(reply, name) for name in Report.model_fields})
