"""Numbers as people and spreadsheets write them: decimals, money, durations. Pure.

``1.234`` can be read two ways: a whole column is looked at, and where it does not tell, nobody
guesses.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from assistant.history.blanks import is_blank
from assistant.history.table import MONEY_PLACES

_GROUP = 3
_SPACES = re.compile(r"(?<=\d)[\s'’\u00a0\u202f](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?P<minus>[-−(]?)\s*(?P<digits>\d[\d.,]*|[.,]\d+)\s*(?P<after>[-)]?)")
_CURRENCY = re.compile(
    r"[¥￥$€£₹₽₩฿]|\b(?:CNY|RMB|USD|EUR|GBP|JPY|AUD|CAD|CHF|INR|HKD|TWD|SGD|KRW|US|A|HK)\b|人民币|元|圆",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?")
"""An amount as most exports write it."""
_MYRIAD = "万"
_MOST_MONEY = Decimal(10) ** 12
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?")
_UNIT = (
    r"(?:分钟|小时|天|日|秒|时|分|days?|d|hours?|hrs?|hr|h|minutes?|mins?|min|m|seconds?|secs?|s)"
)
_PART = re.compile(rf"(?P<number>[-−]?\d[\d.,]*|[-−]?[.,]\d+)\s*(?P<unit>{_UNIT})\.?(?![a-z])")
_MINUTES: dict[str, Decimal | int] = {
    "天": 1440, "日": 1440, "d": 1440, "小": 60, "时": 60, "h": 60,
    "分": 1, "m": 1, "秒": Decimal(1) / 60, "s": Decimal(1) / 60,
}  # fmt: skip
"""By the first letter of the unit."""
_MOST_MINUTES = Decimal(60 * 24 * 366 * 20)


@dataclass(slots=True)
class NumberEvidence:
    """What a column's cells tell of the mark before their decimals."""

    read: int = 0
    failed: int = 0
    point: int = 0
    comma: int = 0
    unsure: int = 0
    bare: int = 0
    """Without a unit; of durations."""
    marked: int = 0
    """With a currency or a unit."""
    example: str = ""

    def see(self, cell: str, *, is_duration: bool) -> None:
        """One more cell of the column."""
        if cell.isdecimal():
            self.read += 1
            self.bare += 1
            return
        looks = _looks(cell, is_duration=is_duration)
        if looks is None:
            return
        self.read += looks.is_number
        self.failed += not looks.is_number
        self.bare += looks.is_bare
        self.marked += looks.is_marked
        self.point += looks.mark == "."
        self.comma += looks.mark == ","
        if looks.mark == "?":
            self.unsure += 1
            self.example = self.example or cell

    @property
    def share(self) -> float:
        """Of the cells that hold anything, those that are numbers."""
        return self.read / ((self.read + self.failed) or 1)

    @property
    def is_settled(self) -> bool:
        """Whether no cell could be read two ways."""
        return not (self.unsure or self.point or self.comma)

    @property
    def decimal(self) -> str:
        """``.`` or ``,``; empty where the column does not tell, or tells both."""
        if bool(self.point) == bool(self.comma):
            return ""
        return "." if self.point else ","


class _Looks(NamedTuple):
    """What one cell tells."""

    is_number: bool
    mark: str = ""
    """Before decimals; ``?`` where it could be either."""
    is_bare: bool = False
    is_marked: bool = False


@lru_cache(maxsize=1 << 14)
def _looks(cell: str, *, is_duration: bool) -> _Looks | None:
    """None of a blank cell."""
    if is_blank(cell):
        return None
    if is_duration and _CLOCK.fullmatch(cell.strip()):
        return _Looks(is_number=True)
    text = cell.lower()
    found = _PART.search(text) if is_duration else None
    core = found["number"] if found else _core(text)
    if core is None:
        return _Looks(is_number=False)
    is_marked = found is not None or _CURRENCY.search(cell) is not None
    return _Looks(is_number=True, mark=_decimal_mark(core), is_bare=not found, is_marked=is_marked)


def _core(text: str) -> str | None:
    """The digits and marks of a bare number or an amount of money."""
    text = _SPACES.sub("", _CURRENCY.sub("", text)).strip().removesuffix(_MYRIAD).strip()
    found = _NUMBER.fullmatch(text)
    return found["digits"] if found else None


def _decimal_mark(core: str) -> str:
    """``.`` or ``,`` where it must be that; ``?`` where it could be either; empty without any."""
    marks = [character for character in core if character in ".,"]
    if not marks:
        return ""
    last, other = marks[-1], "," if marks[-1] == "." else "."
    if other in marks:
        return last
    if len(marks) > 1:
        return other
    whole, _, part = core.partition(last)
    if len(part) == _GROUP and 1 <= len(whole.lstrip("-−")) <= _GROUP and whole.strip("-−0"):
        return "?"
    return last


def money_reader(decimal: str) -> Callable[[str], Decimal | None]:
    """How a column's amounts are read; None for a blank cell.

    Args:
        decimal: The mark before decimals; empty where the column has none.

    The function raises ValueError, with the reason, for what is no amount.
    """

    def read(cell: str) -> Decimal | None:
        if _SIMPLE.fullmatch(cell) and decimal != ",":
            return Decimal(cell)
        if is_blank(cell):
            return None
        text = _SPACES.sub("", _CURRENCY.sub("", cell)).strip()
        scale = 10_000 if text.endswith(_MYRIAD) else 1
        found = _NUMBER.fullmatch(text.removesuffix(_MYRIAD).strip())
        if found is None or bool(found["minus"] == "(") != bool(found["after"] == ")"):
            raise ValueError(f"{cell!r} is no amount of money")
        amount = scale * _number(cell, found["digits"], decimal)
        if amount >= _MOST_MONEY:
            raise ValueError(f"{cell!r} is more than {_MOST_MONEY:,.0f}")
        return -amount if found["minus"] or found["after"] else amount

    return read


def is_whole(cell: str, amount: Decimal | None) -> bool:
    """Whether the amount says all that the cell did: no currency, no further places."""
    return amount is None or (not _CURRENCY.search(cell) and amount == round(amount, MONEY_PLACES))


def minutes_reader(decimal: str, unit: str) -> Callable[[str], float | None]:
    """How a column's durations are read, in minutes; None for a blank cell.

    Args:
        decimal: The mark before decimals; empty where the column has none.
        unit: Of bare numbers: ``min``, ``h``, ``d`` or ``s``.

    The function raises ValueError, with the reason, for what is no duration.
    """

    @lru_cache(maxsize=1 << 14)
    def read(cell: str) -> float | None:
        if is_blank(cell):
            return None
        minutes = _minutes(cell, decimal, unit)
        if not 0 <= minutes <= _MOST_MINUTES:
            raise ValueError(f"{cell!r} is no possible duration")
        return float(minutes)

    return read


def _minutes(cell: str, decimal: str, unit: str) -> Decimal:
    text = cell.strip().lower()
    if clock := _CLOCK.fullmatch(text):
        return Decimal(60 * int(clock[1]) + int(clock[2])) + Decimal(int(clock[3] or 0)) / 60
    if parts := list(_PART.finditer(text)):
        if _PART.sub("", text).strip(" ,") or (len(parts) > 1 and "-" in text):
            raise ValueError(f"{cell!r} is no duration")
        return sum(
            (_signed(cell, part["number"], decimal) * _MINUTES[part["unit"][0]] for part in parts),
            Decimal(),
        )
    if not unit:
        raise ValueError(f"{cell!r} has no unit; declare it in [units]")
    return _signed(cell, _SPACES.sub("", text), decimal) * _MINUTES[unit[0]]


def _signed(cell: str, text: str, decimal: str) -> Decimal:
    number = _number(cell, text.lstrip("-−"), decimal)
    return -number if text[:1] in ("-", "−") else number


def _number(cell: str, text: str, decimal: str) -> Decimal:
    decimal = decimal or "."
    thousands = "," if decimal == "." else "."
    whole, _, part = text.partition(decimal)
    groups = whole.split(thousands)
    is_grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= _GROUP
        and len(groups[-1]) == _GROUP
        and all(2 <= len(group) <= _GROUP for group in groups[1:])
    )
    digits = "".join(groups)
    if not is_grouped or not (digits + part).isascii() or not (digits + part).isdigit():
        raise ValueError(f"{cell!r} is no number with {decimal!r} before its decimals")
    return Decimal(f"{digits or 0}.{part or 0}")
