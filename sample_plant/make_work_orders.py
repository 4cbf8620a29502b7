"""Write three years of work orders: ``python -m sample_plant.make_work_orders``."""

import csv
import io
import os
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sample_plant.dice import Dice
from sample_plant.faults import (
    BRAKE,
    BRAKE_DAYS,
    BRAKE_ROOT,
    BRAKE_ROOT_DAY,
    FAULTS,
    PLANS,
    Fault,
    Plan,
)

HERE = Path(__file__).parent
TARGET = HERE / "work_orders.csv"
SEED = 20261001
FIRST, LAST = date(2023, 10, 1), date(2026, 9, 30)
COLUMNS = (
    "Order No", "Created", "Asset Tag", "Asset Name", "Area", "Type", "Priority", "Reported Text", "Failure Code",
    "Action Taken", "Parts Used", "Malfunction Start", "Malfunction End", "Downtime (min)", "Labour (h)", "Technician", "Status",
)  # fmt: skip
TECHNICIANS = ("Chen Wei", "李建国", "Marta Oyelaran", "王芳", "T. Lindqvist", "赵磊")
FAULTS_A_MONTH = {
    "SP-101": 0.2,
    "SP-102": 0.35,
    "CV-201": 0.2,
    "CV-202": 0.45,
    "CV-203": 0.2,
    "HP-301": 0.42,
    "AC-401": 0.24,
    "AC-402": 0.2,
    "PK-501": 0.4,
    "PK-502": 0.3,
}
SUMMER_FACTOR = {"AC": 7.0, "HP": 2.0}
STILL_OPEN = ("open", "in progress", "waiting for parts")
LEFT_BLANK = {
    "Technician": 0.05,
    "Labour (h)": 0.06,
    "Failure Code": 0.07,
    "Action Taken": 0.04,
    "Malfunction End": 0.03,
}
Row = dict[str, str]


def work_orders() -> list[Row]:
    """All rows, oldest first, numbered, with the blemishes of a real export."""
    dice = Dice(SEED)
    assets = read_assets()
    rows = [
        *_brake_story(dice, assets),
        *_breakdowns(dice, assets),
        *_preventive(dice, assets),
        *_rounds(dice, assets),
    ]
    rows.sort(key=lambda row: (row["Created"], row["Asset Tag"], row["Reported Text"]))
    for position, row in enumerate(rows):
        row["Order No"] = f"WO-{row['Created'][:4]}-{position + 1:04d}"
    _leave_open(rows)
    _leave_blanks(dice, rows)
    return _with_duplicates(rows)


def read_assets() -> dict[str, Row]:
    """The asset list by tag."""
    with (HERE / "assets.csv").open(encoding="utf-8", newline="") as file:
        return {row["tag"]: row for row in csv.DictReader(file)}


def _brake_story(dice: Dice, assets: dict[str, Row]) -> Iterator[Row]:
    for day in BRAKE_DAYS:
        yield _corrective(dice, assets["CV-202"], BRAKE, date.fromisoformat(day))
    yield _corrective(dice, assets["CV-202"], BRAKE_ROOT, date.fromisoformat(BRAKE_ROOT_DAY))


def _breakdowns(dice: Dice, assets: dict[str, Row]) -> Iterator[Row]:
    for tag, asset in assets.items():
        day = FIRST
        while (day := day + timedelta(days=1)) <= LAST:
            family = tag[:2]
            rate = FAULTS_A_MONTH[tag] * (
                SUMMER_FACTOR.get(family, 1) if day.month in {6, 7, 8} else 1
            )
            if dice.chance(rate / 30.4):
                possible = [
                    fault
                    for fault in FAULTS
                    if fault.family == family and (not fault.months or day.month in fault.months)
                ]
                yield _corrective(dice, asset, dice.pick_fault(possible), day)


def _corrective(dice: Dice, asset: Row, fault: Fault, day: date) -> Row:
    start = datetime.combine(day, time()) + timedelta(minutes=5 * int(dice.between(72, 270)))
    stop = 5 * round(dice.between(*fault.stop_minutes) / 5)
    action, _, parts = dice.pick(fault.action).partition(" => ")
    row = _row(
        asset, start + timedelta(minutes=int(dice.between(2, 20))), "corrective", fault.priority
    )
    row |= {
        "Reported Text": _typed(dice, dice.pick(fault.reported)),
        "Failure Code": fault.code,
        "Action Taken": action,
        "Parts Used": parts,
        "Labour (h)": f"{max(0.5, stop / 60 * dice.between(0.8, 1.5)):.1f}",
        "Technician": dice.pick(TECHNICIANS),
    }
    if stop:
        row |= {
            "Malfunction Start": _stamp(start),
            "Malfunction End": _stamp(start + timedelta(minutes=stop)),
            "Downtime (min)": str(stop),
        }
    return row


def _typed(dice: Dice, text: str) -> str:
    """Gloves on, queue behind: now and then two letters change places, or the sender is in a hurry."""
    words = text.split(" ")
    long = [
        place
        for place, word in enumerate(words)
        if len(word) > 5 and word.isascii() and word.isalpha()
    ]
    if long and dice.chance(0.2):
        place = dice.pick(long)
        word = words[place]
        words[place] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words) + (
        dice.pick(("!!", " 急", " pls", "，快来看")) if dice.chance(0.12) else ""
    )


def _preventive(dice: Dice, assets: dict[str, Row]) -> Iterator[Row]:
    for position, (tag, asset) in enumerate(assets.items()):
        for plan in (plan for plan in PLANS if plan.family == tag[:2]):
            day = FIRST + timedelta(days=6 + 5 * position)
            while day <= LAST:
                yield _planned(dice, asset, plan, day)
                day += timedelta(days=plan.days)


def _planned(dice: Dice, asset: Row, plan: Plan, day: date) -> Row:
    row = _row(asset, datetime.combine(day, time(7, 30)), "preventive", "medium")
    row["Reported Text"] = plan.text
    if dice.chance(0.09):
        return row | {
            "Status": "missed",
            "Action Taken": dice.pick(("生产不停机，顺延", "no window, skipped", "")),
        }
    hours = plan.hours * dice.between(0.8, 1.3)
    return row | {
        "Action Taken": plan.done,
        "Parts Used": "; ".join(plan.parts),
        "Labour (h)": f"{hours:.1f}",
        "Technician": dice.pick(TECHNICIANS),
    }


def _rounds(dice: Dice, assets: dict[str, Row]) -> Iterator[Row]:
    findings = (
        ("漏气点检：发现 3 处，挂牌", "已更换接头密封"),
        ("Annual interlock test, all guards", "all guards and e-stops tested, ok"),
        ("红外测温：端子温度正常", "无异常"),
        ("Oil sample taken, see lab report", "ISO 4406 19/17/14, ok"),
    )
    for month in range(12):
        day = FIRST + timedelta(days=40 + 91 * month)
        if day <= LAST:
            text, done = findings[month % 4]
            row = _row(
                assets[dice.pick(list(assets))],
                datetime.combine(day, time(9, 0)),
                "inspection",
                "low",
            )
            yield row | {
                "Reported Text": text,
                "Action Taken": done,
                "Labour (h)": "1.5",
                "Technician": dice.pick(TECHNICIANS),
            }


def _row(asset: Row, created: datetime, kind: str, priority: str) -> Row:
    name = f"{asset['name_zh']} {asset['name_en']}"
    known = {
        "Created": _stamp(created),
        "Asset Tag": asset["tag"],
        "Asset Name": name,
        "Area": asset["area"],
        "Type": kind,
        "Priority": priority,
        "Status": "closed",
    }
    return dict.fromkeys(COLUMNS, "") | known


def _leave_open(rows: list[Row]) -> None:
    latest = [row for row in rows if row["Type"] == "corrective"][-5:]
    for position, row in enumerate(latest):
        unknown = ("Action Taken", "Parts Used", "Malfunction End", "Downtime (min)", "Labour (h)")
        row |= dict.fromkeys(unknown, "") | {"Status": STILL_OPEN[position % 3]}


def _leave_blanks(dice: Dice, rows: list[Row]) -> None:
    for row in (row for row in rows if row["Type"] == "corrective" and row["Status"] == "closed"):
        for column, share in LEFT_BLANK.items():
            if dice.chance(share):
                row[column] = ""
        if not row["Malfunction End"]:
            row["Downtime (min)"] = ""


def _with_duplicates(rows: list[Row]) -> list[Row]:
    """Three rows were exported twice; two faults were reported twice under new numbers."""
    closed = [
        position
        for position, row in enumerate(rows)
        if row["Type"] == "corrective" and row["Malfunction Start"]
    ]
    twice = {closed[len(closed) * part // 4] for part in (1, 2, 3)}
    again = {closed[len(closed) * part // 5]: f"{len(rows) + part:04d}" for part in (1, 3)}
    exported: list[Row] = []
    for position, row in enumerate(rows):
        exported.append(row)
        if position in twice:
            exported.append(row)
        if position in again:
            blank = dict.fromkeys(
                (
                    "Action Taken",
                    "Parts Used",
                    "Malfunction Start",
                    "Malfunction End",
                    "Downtime (min)",
                    "Labour (h)",
                ),
                "",
            )
            number = f"WO-{row['Created'][:4]}-{again[position]}"
            exported.append(
                row
                | blank
                | {
                    "Order No": number,
                    "Action Taken": f"duplicate of {row['Order No']}",
                    "Status": "cancelled",
                }
            )
    return exported


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def as_csv(rows: list[Row]) -> str:
    """The export's text: comma separated, a header, Unix line ends."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the file whole or not at all."""
    rows = work_orders()
    temporary = TARGET.with_suffix(".part")
    with temporary.open("w", encoding="utf-8", newline="") as file:
        file.write(as_csv(rows))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(TARGET)
    sys.stdout.write(f"{TARGET.name}: {len(rows)} rows\n")


if __name__ == "__main__":
    main()
