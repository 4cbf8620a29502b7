"""``shiftmate import-workorders``: orders of another system out of a CSV or XLSX file."""

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from rich.progress import Progress, TextColumn
from rich.table import Table

from assistant.commands.console import cell, err, out, say
from assistant.engines import build_audit, build_plant
from assistant.history.columns import Plan, plan_columns
from assistant.history.mapping import ColumnMapping, read_mapping, save_mapping
from assistant.history.sheet import Sheet, opened_sheet
from assistant.history.take import ImportReport, import_work_orders
from assistant.settings import Settings

ALL_TAKEN, SOME_REJECTED = 0, 3


def import_workorders(
    file: Path,
    *,
    mapping: Path | None,
    save_to: Path | None,
    source: str,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Shows how the columns will be read, then takes the orders in; 3 when a row was rejected."""
    settings = Settings()
    settings.data_dir.mkdir(0o700, parents=True, exist_ok=True)
    given = read_mapping(mapping) if mapping else ColumnMapping()
    with opened_sheet(file, settings.data_dir, given.sheet, given.header_line) as sheet:
        plan = plan_columns(sheet, given, source)
        if save_to:
            save_mapping(plan.mapping, save_to)
        if not as_json:
            _show_columns(sheet, plan)
        report = _run(settings, sheet, plan, dry_run=dry_run)
    if as_json:
        out.print_json(json.dumps(_summary(report), ensure_ascii=False))
    else:
        _show(report)
    return SOME_REJECTED if report.rejected else ALL_TAKEN


def _run(settings: Settings, sheet: Sheet, plan: Plan, *, dry_run: bool) -> ImportReport:
    if dry_run:
        return import_work_orders(sheet, plan, None, zone=settings.zone)
    plan.require_sure(sheet.name)
    column = TextColumn("{task.completed:,.0f} rows")
    screen = Progress(column, console=err, transient=True, disable=not err.is_terminal)
    with closing(build_plant(settings)) as plant, screen as bar:
        task = bar.add_task("", total=None)
        report = import_work_orders(
            sheet,
            plan,
            plant,
            zone=settings.zone,
            folder=settings.data_dir,
            watch=lambda rows: bar.update(task, completed=rows),
        )
        told: dict[str, JsonValue] = {
            "file_name": report.file_name,
            "source": report.source,
            "rows": report.rows,
        }
        build_audit(settings, plant).tell("history.imported", details=told)
    return report


def _show_columns(sheet: Sheet, plan: Plan) -> None:
    table = Table("column", "field", "because", box=None)
    for column in plan.columns:
        table.add_row(*(cell(one) for one in (column.title, column.field, column.because)))
    out.print(table)
    if sheet.others:
        say(f"Not read: the sheets {', '.join(sheet.others)}. A mapping names another: sheet = …")


def _show(report: ImportReport) -> None:
    if report.is_known:
        say(f"{report.file_name} is what came last from {report.source}: nothing to do.")
        return
    for row in report.rejections:
        say(f"rejected: {report.file_name}, line {row.line}: {row.reason}")
    if report.rejected > len(report.rejections):
        say(f"… and {report.rejected - len(report.rejections)} more.")
    if report.rejected_file:
        say(f"All rejected rows: {report.rejected_file}")
    for row in report.backward_rows:
        say(f"taken, but look: {report.file_name}, line {row.line}: {row.reason}")
    if report.backwards > len(report.backward_rows):
        say(
            f"… and {report.backwards - len(report.backward_rows)} more that end before they begin."
        )
    _show_types(report)
    say(
        f"{report.rows} rows: {report.added} orders added, {report.updated} changed, "
        f"{report.unchanged} known, {report.repeated} repeated, {report.rejected} rejected; "
        f"{report.duplicates} marked as duplicates; "
        f"{report.rows / max(report.seconds, 1e-9):,.0f} rows/s."
    )


def _show_types(report: ImportReport) -> None:
    """What work types were taken for, and those of which nobody said it."""
    if report.abbreviated:
        taken = ", ".join(f'{kind} = "{name}"' for kind, name in report.abbreviated.items())
        say(f"Taken as is usual: {taken}. [categories] of a mapping says otherwise.")
    if report.uncategorised:
        kinds = ", ".join(f"{kind} ({n})" for kind, n in list(report.uncategorised.items())[:10])
        say(
            f"Corrective or preventive? Nobody said it of {kinds}. A mapping can: [categories] "
            'PM01 = "corrective".'
        )


def _summary(report: ImportReport) -> dict[str, Any]:
    told = asdict(report)
    told["rejected_file"] = str(report.rejected_file) if report.rejected_file else None
    return told
