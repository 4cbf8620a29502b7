"""Work orders of a file into the plant's database: in batches, each of them whole or not at all.

The same file again adds nothing; a row that changed is written over the one of the same number;
and an import that was killed goes on where its last batch ended.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from assistant.errors import BadWorkOrders
from assistant.history.backwards import Backwards
from assistant.history.columns import Plan
from assistant.history.convert import Converter, Order
from assistant.history.desk import Counts, ImportDesk
from assistant.history.guess import Column
from assistant.history.rejects import Rejected, Rejects
from assistant.history.reported import SOURCE, mark_doubles
from assistant.history.sheet import Sheet
from assistant.plant.database import PlantDatabase

REJECTED = "rejected"
"""Folder of rejected rows, in the data folder."""
BATCH = 10_000
"""Rows of one transaction; SQLite takes 32,766 values in one statement, of keys one a row."""


@dataclass(slots=True)
class ImportReport:
    """What became of a file's rows."""

    file_name: str
    source: str
    columns: tuple[Column, ...]
    import_id: int | None = None
    """None of a dry run."""
    rows: int = 0
    added: int = 0
    updated: int = 0
    """Known by their number, and changed."""
    unchanged: int = 0
    repeated: int = 0
    """The same number and content as an earlier row of the file."""
    rejected: int = 0
    duplicates: int = 0
    """Of the added ones: same machine, text and day as another order. They are marked and kept."""
    rejections: list[Rejected] = field(default_factory=list)
    """The first of them."""
    rejected_file: Path | None = None
    uncategorised: dict[str, int] = field(default_factory=dict)
    """Work types, and how often, that no KPI can tell apart until [categories] says what they
    are."""
    abbreviated: dict[str, str] = field(default_factory=dict)
    """Abbreviated work types, and what they were taken for."""
    backwards: int = 0
    """Taken rows in which something ends before it begins; no figure counts such a span."""
    backward_rows: list[Rejected] = field(default_factory=list)
    """The first of them."""
    is_resumed: bool = False
    is_known: bool = False
    """The file is what was imported last from its source: nothing was read."""
    seconds: float = 0.0

    def count(self, counts: Counts) -> None:
        """Takes over what became of the rows in the database."""
        self.added, self.updated = counts.added, counts.updated
        self.unchanged, self.duplicates = counts.unchanged, counts.duplicates


Watch = Callable[[int], object]
"""Told how many rows are done."""


def import_work_orders(
    sheet: Sheet,
    plan: Plan,
    plant: PlantDatabase | None,
    *,
    zone: tzinfo,
    folder: Path | None = None,
    watch: Watch | None = None,
    batch: int = BATCH,
) -> ImportReport:
    """Takes the orders of a sheet in.

    Args:
        sheet: The table.
        plan: How it is read.
        plant: Where to; None: a dry run, which tells rejected rows and writes nothing.
        zone: The site's, of times without an offset and of days.
        folder: The data folder, which keeps rejected rows.
        watch: Told after each batch.
        batch: Rows of one transaction.

    Raises:
        BadWorkOrders: Its source bears the name of our own reports.
        UnsureColumns: The plan leaves open what values mean.
        SQLAlchemyError: The database cannot be written; whole batches are in it.
    """
    if plan.mapping.source == SOURCE:
        raise BadWorkOrders(
            f"{sheet.name}: the source {SOURCE!r} stands for the reports that are kept here. "
            "Give --source another name."
        )
    plan.require_sure(sheet.name)
    started = time.perf_counter()
    converter = Converter(plan, sheet.titles, zone)
    backwards = Backwards(plan)
    report = ImportReport(sheet.name, plan.mapping.source, plan.columns)
    rejects = Rejects(folder / REJECTED if plant and folder else None, sheet.titles)
    desk = ImportDesk(plant, sheet, plan.mapping, converter.mapping_digest) if plant else None
    if desk:
        report.import_id = desk.import_id
        report.is_known, report.is_resumed = desk.is_known, desk.settled > 0
        if desk.is_known:
            return report
    try:
        _run(sheet, converter, desk, report, rejects, backwards, watch, batch)
        report.rejected_file = rejects.keep(f"import-{report.import_id}")
        if desk:
            desk.finish()
            report.count(desk.counts)
        if plant:
            with plant.writing() as session:
                mark_doubles(session)
    finally:
        rejects.discard()
    report.rejected, report.rejections = rejects.count, rejects.first
    report.uncategorised = dict(converter.uncategorised.most_common())
    report.backwards, report.backward_rows = backwards.count, backwards.first
    report.abbreviated = converter.abbreviated
    report.seconds = time.perf_counter() - started
    return report


def _run(
    sheet: Sheet,
    converter: Converter,
    desk: ImportDesk | None,
    report: ImportReport,
    rejects: Rejects,
    backwards: Backwards,
    watch: Watch | None,
    size: int,
) -> None:
    """Row by row; rows of batches that are in are read again, for what is known of them."""
    seen: dict[int, int] = {}
    batch: list[Order] = []
    line = 0
    for row in sheet.rows():
        report.rows += 1
        try:
            order = _identified(converter.convert(row), seen)
        except ValueError as exc:
            rejects.add(row, str(exc))
            continue
        line = row.line
        if order is None:
            report.repeated += 1
            continue
        backwards.see(line, order)
        if desk and line > desk.settled:
            batch.append(order)
        if desk and len(batch) >= size:
            desk.write(batch, line)
            batch = []
        if watch and not report.rows % size:
            watch(report.rows)
    if desk and batch:
        desk.write(batch, line)


def _identified(order: Order, seen: dict[int, int]) -> Order | None:
    """The order under a key that is its own in the file; None if it stood there before.

    Raises:
        ValueError: An earlier row has its number and says something else.
    """
    number = order["external_id"]
    key = hash(order["row_key"])
    if number is None:
        again = seen.get(key, 0)
        seen[key] = again + 1
        order["row_key"] += f".{again}"
        return order
    content = hash(order["digest"])
    if key not in seen:
        seen[key] = content
        return order
    if seen[key] != content:
        raise ValueError(f"the number {number!r} stands in an earlier row that says otherwise")
    return None
