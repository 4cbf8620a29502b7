"""A million work orders on this machine: ``make bench-history``, or a number and a folder.

Imports synthetic orders (see ``tests/many_orders.py``) unless the folder holds them already, asks
the questions that supervisors ask in SQL, and prints one table. Needs a gigabyte of disk.
"""

import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import Select, func, select

from assistant.history.answer import History
from assistant.history.columns import plan_columns
from assistant.history.mapping import ColumnMapping
from assistant.history.sheet import opened_sheet
from assistant.history.table import WorkOrder
from assistant.history.take import import_work_orders
from assistant.plant.database import PlantDatabase, sqlite_url
from tests.many_orders import MACHINES, write

_ASKED = 15
_ASKED_IN_WORDS = 3
_ZONE = ZoneInfo("Asia/Shanghai")
_NOW = datetime(2026, 1, 22, 4, tzinfo=UTC)
_WORDS = (
    "How many work orders are there?",
    "How many work orders are there on CV-007 in 2019?",
    "How many corrective orders per month in 2020?",
    "How many work orders per month?",
    "Top 10 machines by cost",
    "Which failure code occurs most often?",
    "Pareto of failure codes by downtime",
    "Total cost",
    "Cost per year",
    "Compare cost in 2019 and 2020",
    "Median cost",
    "Median downtime of CV-007",
    "Average cost of PM03 orders",
    "How many work orders by work type and priority?",
    "Share of cost by plant section",
    "Total downtime by plant section",
    "Downtime by plant section and year",
    "Cost by crew",
    "Total labour by technician",
    "How many different technicians are there?",
    "Top 5 most expensive work orders",
    "How many orders mention bearing?",
    "How many orders are open?",
    "MTBF of CV-007",
    "MTBF of CV-007 in 2020",
    "MTTR in 2020",
    "Availability of CV-007",
    "Availability in 2020",
    "MTBF by machine in 2020",
    "Repeat failures of CV-007",
    "MTBF",
    "MTTR",
    "MTBF by machine",
    "Availability",
    "Repeat failures",
)
"""The last five are of every stop and failure of all years; no field of ours holds the crew."""
Tell = Callable[..., None]


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else ".bench") / f"orders-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    table = Table("what", "value or p50, ms", "p95, ms", "slowest, ms", box=None)

    def tell(*row: str) -> None:
        table.add_row(*row)
        Console(stderr=True).print(*row, sep="\t")

    file = folder / "orders.csv"
    if not file.exists():
        write(file, size)
    tell("file, MB", f"{file.stat().st_size / 1e6:.0f}")
    plant = PlantDatabase.open(sqlite_url(folder))
    _import(plant, file, folder, tell)
    _import(plant, file, folder, tell)
    _ask(plant, tell)
    _ask_in_words(plant, tell)
    plant.close()
    tell("database, MB", f"{(folder / 'plant.db').stat().st_size / 1e6:.0f}")
    Console().print(table)


def _import(plant: PlantDatabase, file: Path, folder: Path, tell: Tell) -> None:
    begun, processor = time.perf_counter(), time.process_time()
    with opened_sheet(file, folder) as sheet:
        plan = plan_columns(sheet, ColumnMapping())
        planned = time.perf_counter() - begun
        report = import_work_orders(sheet, plan, plant, zone=_ZONE, folder=folder)
    seconds, processor = time.perf_counter() - begun, time.process_time() - processor
    rows = report.rows or 1
    tell(f"import: {report.added} added, {report.duplicates} duplicates", f"{seconds:.1f} s")
    tell("of it: encoding and columns", f"{planned:.1f} s")
    tell("rows/s by the clock, by the processor", f"{rows / seconds:,.0f}, {rows / processor:,.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    tell("peak memory, MiB", f"{peak:.0f}")


def _ask(plant: PlantDatabase, tell: Tell) -> None:
    with plant.reading() as session:
        for name, statement in _questions().items():
            times = []
            for turn in range(_ASKED):
                begun = time.perf_counter()
                session.execute(statement(turn)).all()
                times.append(1000 * (time.perf_counter() - begun))
            p95 = statistics.quantiles(times, n=20)[-1]
            tell(name, f"{statistics.median(times):.1f}", f"{p95:.1f}", f"{max(times):.1f}")


def _ask_in_words(plant: PlantDatabase, tell: Tell) -> None:
    """By the clock, from the question to the sentence; then the p95 of all of them."""
    history = History(plant, _ZONE)
    history.warm()
    history.ask("MTTR of CV-001 in 2020", _NOW)  # loads what the first question loads
    every: list[float] = []
    for question in _WORDS:
        times = []
        for _ in range(_ASKED_IN_WORDS):
            begun = time.perf_counter()
            told = history.ask(question, _NOW)
            times.append(1000 * (time.perf_counter() - begun))
            if told.query is None:
                raise ValueError(f"{question!r} is not understood: {told.not_understood}")
        every += times
        tell(question, f"{statistics.median(times):.0f}", "", f"{max(times):.0f}")
    p95 = statistics.quantiles(every, n=20)[-1]
    tell("all questions", f"{statistics.median(every):.0f}", f"{p95:.0f}", f"{max(every):.0f}")


def _questions() -> dict[str, Callable[[int], Select]]:
    order = WorkOrder
    count = func.count()

    def year(turn: int) -> tuple[datetime, datetime]:
        return datetime(2013 + turn % 10, 1, 1, tzinfo=UTC), datetime(
            2014 + turn % 10, 1, 1, tzinfo=UTC
        )

    def machine(turn: int) -> str:
        return MACHINES[turn * 17 % len(MACHINES)]

    words = ("leak", "bearing", "异响", "order 77", "nothing at all")
    return {
        "count of all": lambda _: select(count).select_from(order),
        "count of a machine in a year": lambda t: select(count).where(
            order.asset == machine(t), order.opened_at.between(*year(t))
        ),
        "count in a year": lambda t: select(count).where(order.opened_at.between(*year(t))),
        "orders by machine, top 10": lambda _: (
            select(order.asset, count).group_by(order.asset).order_by(count.desc()).limit(10)
        ),
        "mention, all machines": lambda t: select(count).where(
            order.text.like(f"%{words[t % len(words)]}%")
        ),
        "mention, one machine": lambda t: select(count).where(
            order.asset == machine(t), order.text.like(f"%{words[t % len(words)]}%")
        ),
        "last of a machine with a mention": lambda t: (
            select(order)
            .where(order.asset == machine(t), order.text.like(f"%{words[t % len(words)]}%"))
            .order_by(order.opened_at.desc())
            .limit(1)
        ),
        "top 5 by cost": lambda _: select(order).order_by(order.cost.desc()).limit(5),
        "top 5 by cost of a machine": lambda t: (
            select(order).where(order.asset == machine(t)).order_by(order.cost.desc()).limit(5)
        ),
        "cost by machine": lambda _: select(order.asset, func.sum(order.cost)).group_by(
            order.asset
        ),
        "mean cost of a work type": lambda _: select(
            func.sum(order.cost), func.count(order.cost)
        ).where(order.work_type == "PM03"),
        "count by month": lambda _: select(func.substr(order.opened_on, 1, 7), count).group_by(
            func.substr(order.opened_on, 1, 7)
        ),
        "machines, distinct": lambda _: select(order.asset).distinct(),
        "downtime by fault code": lambda _: select(
            order.failure_code, count, func.sum(order.downtime_minutes)
        ).group_by(order.failure_code),
        "stops of a machine": lambda t: select(
            order.malfunction_start, order.malfunction_end
        ).where(order.asset == machine(t), order.category.startswith("corrective")),
    }


if __name__ == "__main__":
    main()
