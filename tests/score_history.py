"""Forty questions over three files of work orders; what is right is reckoned here from the files.

    python -m tests.score_history

The sample plant's orders, and two synthetic plants': trucks in English, pumps in Chinese. Questions
that the orders cannot answer must be told as such.
"""

import csv
import json
import logging
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.history.answer import History, HistoryAnswer
from assistant.history.columns import plan_columns
from assistant.history.mapping import ColumnMapping
from assistant.history.sheet import opened_sheet
from assistant.history.take import import_work_orders
from assistant.plant.database import PlantDatabase, sqlite_url

HERE = Path(__file__).parent
FILES = {
    "s": HERE.parent / "sample_plant" / "work_orders.csv",
    "t": HERE / "history" / "haul_trucks.csv",
    "p": HERE / "history" / "water_pumps.csv",
}
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 1, 22, 4, tzinfo=UTC)
Row = dict[str, str]
Rows = Sequence[Row]


def plant_of(folder: Path, files: Sequence[Path] = tuple(FILES.values())) -> PlantDatabase:
    """A plant with these files imported as they are guessed."""
    plant = PlantDatabase.open(sqlite_url(folder))
    bring_in(plant, folder, files)
    return plant


def bring_in(plant: PlantDatabase, folder: Path, files: Sequence[Path]) -> None:
    """Imports these files as they are guessed."""
    for file in files:
        with opened_sheet(file, folder, "", 0) as sheet:
            plan = plan_columns(sheet, ColumnMapping(), "")
            import_work_orders(sheet, plan, plant, zone=ZONE, folder=folder)


def questions() -> list[dict]:
    lines = (HERE / "history_questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def rows_of(name: str) -> Rows:
    """Of a file; a line that stands in it twice, number and all, is one order."""
    with FILES[name].open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    return [row for place, row in enumerate(told) if row not in told[:place]]


def total(rows: Rows, column: str) -> float:
    return round(sum(float(row[column]) for row in rows if row[column]), 4)


def mean(rows: Rows, column: str) -> float:
    told = [float(row[column]) for row in rows if row[column]]
    return round(sum(told) / len(told), 4)


def top(rows: Rows, column: str, count: int = 1) -> dict[str, int]:
    ranked = Counter(row[column] for row in rows if row[column]).most_common()
    edge = ranked[count - 1][1]
    return {key: n for key, n in ranked if n >= edge}


def sums(rows: Rows, by: str, column: str, count: int) -> dict[str, float]:
    groups = {row[by]: total([one for one in rows if one[by] == row[by]], column) for row in rows}
    return dict(sorted(groups.items(), key=lambda one: -one[1])[:count])


def holds(row: Row, *terms: str, columns: Sequence[str]) -> bool:
    return any(term in row[column].lower() for term in terms for column in columns)


def hours_stood(rows: Rows) -> float:
    spans = [
        (
            datetime.fromisoformat(row["Malfunction End"]),
            datetime.fromisoformat(row["Malfunction Start"]),
        )
        for row in rows
        if row["Malfunction End"] and row["Malfunction Start"] and row["Type"] == "corrective"
    ]
    return sum((end - start).total_seconds() for end, start in spans) / 3600 / len(spans)


TAG, TEXT, DID, DOWN = "Asset Tag", "Reported Text", "Action Taken", "Downtime (min)"
S, T, P = (rows_of(name) for name in "stp")


def s(tag: str, kind: str = "", year: str = "") -> Rows:
    return [
        row for row in S
        if row[TAG] == tag and kind in row["Type"] and row["Created"].startswith(year)
    ]  # fmt: skip


def t(unit: str = "HT", **wanted: str) -> Rows:
    return [
        row for row in T
        if row["Unit"].startswith(unit) and all(row[key] == value for key, value in wanted.items())
    ]  # fmt: skip


def p(**wanted: str) -> Rows:
    return [row for row in P if all(row[key] == value for key, value in wanted.items())]


def latest(rows: Rows, column: str) -> str:
    return max(row[column] for row in rows)[:10]


def costliest(rows: Rows) -> float:
    return max(float(row["Total Cost"]) for row in rows if row["Total Cost"])


EXPECTED: dict[str, Callable[[], object]] = {
    "s1": lambda: len(s("SP-102", year="2024")),
    "s2": lambda: len(s("CV-202", "corrective", "2025")),
    "s3": lambda: top(s("AC-401"), "Failure Code"),
    "s4": lambda: total(s("PK-501"), DOWN),
    "s5": lambda: top(s("SP-101"), "Technician"),
    "s6": lambda: len([r for r in S if r["Type"] == "preventive" and r["Status"] == "missed"
                       and r["Area"].startswith("Utilities")]),
    "s7": lambda: latest(s("HP-301", "corrective"), "Created"),
    "s8": lambda: len([r for r in s("CV-203")
                       if holds(r, "bearing", "roller", columns=(TEXT, DID))]),
    "s9": lambda: max(float(r[DOWN]) for r in s("AC-402") if r[DOWN]),
    "s10": lambda: dict(sorted(Counter(r["Created"][:4] for r in s("AC-401")).items())),
    "s11": lambda: mean(s("CV-202", "corrective", "2024"), DOWN),
    "s12": lambda: len([r for r in s("CV-202", "corrective") if r[DOWN] and float(r[DOWN]) > 120]),
    "s13": lambda: len([r for r in s("PK-502") if "2024-03" <= r["Created"] < "2024-06"]),
    "s14": lambda: round(hours_stood(s("HP-301")), 4),
    "t1": lambda: len(T),
    "t2": lambda: sums(T, "Unit", "Total Cost", 1),
    "t3": lambda: top(T, "Unit", 2),
    "t4": lambda: mean(t(**{"Maintenance Type": "emergency"}), "Total Cost"),
    "t5": lambda: len([r for r in t("HT-1") if holds(r, "leak", columns=["Description"])]),
    "t6": lambda: costliest(t("HT-2")),
    "t7": lambda: len([r for r in T if r["Total Cost"] and float(r["Total Cost"]) > 15000]),
    "t8": lambda: len(t(Status="waiting")),
    "t9": lambda: 60 * total(t("HT-3"), "Labour Hours"),
    "t10": lambda: len([r for r in t(Pit="North") if r["Date Opened"] >= "2024"]),
    "t11": lambda: len([r for r in T if r["Date Closed"].startswith("2024")]),
    "t12": lambda: min(r["Date Opened"] for r in t("HT-4")),
    "t13": lambda: mean(t("HT-1"), "Total Cost"),
    "t14": lambda: len([r for r in T if r["Unit"] in ("HT-1", "HT-2")
                        and not holds(r, "tyre", columns=["Description"])]),
    "p1": lambda: len(p(设备编号="PU-101")),
    "p2": lambda: sums(P, "设备编号", "停机时长(分钟)", 1),
    "p3": lambda: len([r for r in P if holds(r, "漏", columns=("故障描述", "处理措施"))]),
    "p4": lambda: sums(P, "设备编号", "维修费用", 2),
    "p5": lambda: latest([r for r in p(设备编号="PU-102")
                          if holds(r, "轴承", columns=("故障描述", "处理措施"))], "报修时间"),
    "p6": lambda: len(p(优先级="高")),
    "p8": lambda: total([r for r in p(维修人员="刘洋")
                         if "2024-01" <= r["报修时间"] < "2024-07"], "维修费用"),
}  # fmt: skip
"""Values by question."""


def is_right(item: dict, answer: HistoryAnswer) -> bool:
    """Whether the value is what the files tell, and the sentence says it; or that it cannot."""
    if not item["answerable"]:
        return answer.query is None and bool(answer.not_understood) and answer.value is None
    value, wanted = answer.value, EXPECTED[item["id"]]()
    value = round(value, 4) if isinstance(value, float) else value
    return answer.query is not None and value == wanted and _says(answer.answer, wanted)


def _says(told: str, wanted: object) -> bool:
    if isinstance(wanted, dict):
        return all(key in told and _says(told, one) for key, one in wanted.items())
    if isinstance(wanted, float):
        return f"{wanted:.2f}" in told or f"{wanted:.0f}" in told
    return str(wanted) in told


def main() -> int:
    logging.basicConfig(format="%(message)s", stream=sys.stdout)
    log = logging.getLogger("score")
    log.setLevel(logging.INFO)
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        history = History(plant_of(Path(folder)), ZONE)
        for item in questions():
            answer = history.ask(item["question"], NOW)
            fine = is_right(item, answer)
            right += fine
            if not fine:
                wanted = EXPECTED[item["id"]]() if item["answerable"] else "that it cannot"
                log.info(
                    "%s %s\n   %s\n   wanted %s",
                    item["id"],
                    item["question"],
                    answer.answer,
                    wanted,
                )
    log.info("%d of %d right on %s", right, len(questions()), date.today())  # noqa: DTZ011
    return 0


if __name__ == "__main__":
    sys.exit(main())
