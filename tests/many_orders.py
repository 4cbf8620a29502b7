"""Work orders by the hundred thousand, as an order system exports them; the same every time."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

TITLES = (
    "Order No", "Created", "Equipment", "Plant Section", "Order Type", "Priority", "Description",
    "Fault Code", "Action Taken", "Parts Used", "Malfunction Start", "Malfunction End",
    "Downtime (min)", "Labour (h)", "Total Cost", "Technician", "Status", "Crew",
)  # fmt: skip
MACHINES = tuple(f"{kind}-{n:03d}" for kind in ("CV", "HP", "PK", "PU", "SP") for n in range(60))
_PLACES = ("left side", "right side", "drive end", "infeed", "outfeed", "main", "upper", "电机侧")
_THINGS = (
    "gearbox", "belt", "bearing", "hydraulic hose", "proximity switch", "cylinder", "filter",
    "seal", "coupling", "valve", "接近开关", "皮带", "轴承", "油管", "气缸", "滤芯",
)  # fmt: skip
_FAULTS = (
    "leaking oil", "noisy", "overheating", "broken", "worn", "no signal", "stuck", "vibration high",
    "漏油", "异响", "过热", "断裂", "磨损", "无信号", "卡住",
)  # fmt: skip
_DONE = ("replaced", "adjusted", "cleaned and refitted", "repaired", "更换", "调整", "清洁", "修理")
_KINDS = (("corrective", 6), ("preventive", 3), ("PM03", 1))
_BEGIN = datetime(2012, 1, 1)  # noqa: DTZ001  # by the wall's clock, as exports tell it
_MINUTES = 14 * 365 * 24 * 60


def rows(count: int, seed: int = 5) -> Iterator[Sequence[str]]:
    """Orders in the order of their numbers."""
    dice = random.Random(seed)  # noqa: S311
    kinds = [kind for kind, weight in _KINDS for _ in range(weight)]
    for number in range(count):
        opened = _BEGIN + timedelta(minutes=_MINUTES * number // count + dice.randrange(60))
        kind = dice.choice(kinds)
        yield _order(dice, number, opened, kind)


def _order(dice: random.Random, number: int, opened: datetime, kind: str) -> Sequence[str]:
    thing = dice.choice(_THINGS)
    down = dice.randrange(5, 900) if kind == "corrective" else 0
    ended = f"{opened + timedelta(minutes=down):%Y-%m-%d %H:%M}" if down else ""
    return (
        f"{4_000_000 + number}",
        f"{opened:%Y-%m-%d %H:%M}",
        dice.choice(MACHINES),
        f"Hall {dice.randrange(1, 9)}",
        kind,
        dice.choice(("1", "2", "3", "4")),
        f"{dice.choice(_PLACES)} {thing} {dice.choice(_FAULTS)}, order {number % 9973}",
        f"F{dice.randrange(1, 90):02d}" if down else "",
        f"{dice.choice(_DONE)} {thing}",
        f"{dice.randrange(10**6):06d} x{dice.randrange(1, 5)}" if dice.random() < 0.4 else "",
        f"{opened:%Y-%m-%d %H:%M}" if down else "",
        ended,
        str(down or ""),
        f"{dice.randrange(2, 80) / 10}",
        f"{dice.paretovariate(1.2) * 80:,.2f}",
        f"T{dice.randrange(80):02d}",
        "closed" if number % 97 else "open",
        f"Crew {number % 5 + 1}",
    )


def write(path: Path, count: int) -> None:
    """A CSV file of so many orders."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(TITLES)
        writer.writerows(rows(count))
