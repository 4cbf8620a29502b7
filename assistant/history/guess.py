"""Which column is which field of a work order: guessed from titles and values, with the reason."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from assistant.history.amounts import NumberEvidence
from assistant.history.blanks import is_blank
from assistant.history.fields import FIELDS, Kind
from assistant.history.moments import DateEvidence
from assistant.history.sheet import Row, Sheet
from assistant.history.titles import Reading, is_due, readings

_SAMPLE = 2000
"""Rows that tell what a column may be."""
_MOSTLY = 0.8
"""Of a column's filled cells that must fit its field."""
_HALF = 0.5
"""The same, where the title means this field and nothing else: the rest are slips, and their rows
are rejected with the reason, which is better than a field that no row has."""
REPEATED = 0.02
"""Of a column's cells that may repeat one before, and it is still what orders are known by."""
_FEW = 2
"""Repeated ones that say nothing against a short column of orders' numbers."""
_WORDY = 12.0
"""Characters in the mean cell of a column of free text, at least."""
_LIKE_ID = re.compile(r"(?=.*\d)[A-Za-z]{1,6}[-_/]?[\d\-_/]{3,}")
_LONGEST_CODE = 24


@dataclass(frozen=True, slots=True)
class Column:
    """What becomes of one column."""

    title: str
    field: str
    """Empty: it is kept, and nothing is read out of it."""
    because: str


@dataclass(slots=True)
class _Seen:
    """What the values of a column are like."""

    cells: list[str] = field(default_factory=list)
    """Filled ones of the sample."""
    dates: DateEvidence = field(default_factory=DateEvidence)
    numbers: NumberEvidence = field(default_factory=NumberEvidence)
    durations: NumberEvidence = field(default_factory=NumberEvidence)

    def fits(self, reading: Reading) -> bool:
        """Whether they can be what the title says; a column without values can be anything."""
        said = FIELDS[reading.field]
        least = _HALF if reading.name in said.names else _MOSTLY
        return not self.cells or _FITS[said.kind](self, least)


_FITS: dict[Kind, Callable[[_Seen, float], bool]] = {
    "moment": lambda seen, least: seen.dates.share >= least,
    "money": lambda seen, least: seen.numbers.share >= least and not _is_dated(seen),
    "minutes": lambda seen, least: seen.durations.share >= least,
    "id": lambda seen, _: _tells_apart(seen),
    "code": lambda seen, _: sum(map(_is_code, seen.cells)) >= _MOSTLY * len(seen.cells),
    "text": lambda seen, _: not _is_dated(seen),
}


def guess_columns(sheet: Sheet) -> list[Column]:
    """What each column is, after its title and the values of the first rows."""
    seen = _looked_at(len(sheet.titles), islice(sheet.rows(), _SAMPLE))
    candidates = [
        (reading, number)
        for number, title in enumerate(sheet.titles)
        for reading in readings(title)
        if seen[number].fits(reading)
    ]
    taken: dict[int, Column] = {}
    for reading, number in sorted(candidates, key=_worth):
        if number not in taken and all(one.field != reading.field for one in taken.values()):
            because = f"its title says {reading.name!r}"
            taken[number] = Column(sheet.titles[number], reading.field, because)
    _guess_by_values(sheet.titles, seen, taken)
    return [
        taken.get(number) or Column(title, "", _why_not(title, seen[number]))
        for number, title in enumerate(sheet.titles)
    ]


def _why_not(title: str, seen: _Seen) -> str:
    for reading in readings(title):
        if not seen.fits(reading):
            return f"its title says {reading.name!r}, and its values do not; kept as it is"
    if is_due(title):
        return "its title says when work is due; kept as it is, for PM compliance"
    return "no known title; kept as it is"


def _worth(candidate: tuple[Reading, int]) -> tuple[float, int, int]:
    """Best first; of equals the field that asks more of its values, then the column on the left."""
    reading, number = candidate
    return -reading.score, list(FIELDS).index(reading.field), number


def _looked_at(width: int, rows: Iterable[Row]) -> list[_Seen]:
    seen = [_Seen() for _ in range(width)]
    for row in rows:
        for one, cell in zip(seen, row.cells, strict=False):
            if not is_blank(cell):
                one.cells.append(cell.strip())
                one.dates.see(cell)
                one.numbers.see(cell, is_duration=False)
                one.durations.see(cell, is_duration=True)
    return seen


def _guess_by_values(titles: Sequence[str], seen: list[_Seen], taken: dict[int, Column]) -> None:
    """What no title named, where values leave little doubt."""
    for name, looks, because in (
        ("opened_at", _is_dated, "its values are dates"),
        ("external_id", _is_numbered, "its values are numbers of orders, none twice"),
        ("text", _is_wordy, "its values are sentences"),
        ("cost", _is_priced, "its values are money"),
    ):
        if any(column.field == name for column in taken.values()):
            continue
        fitting = [n for n in range(len(titles)) if n not in taken and looks(seen[n])]
        if len(fitting) == 1:
            taken[fitting[0]] = Column(titles[fitting[0]], name, because)


def _is_dated(seen: _Seen) -> bool:
    return len(seen.cells) > 0 and seen.dates.share >= _MOSTLY and seen.numbers.share < _MOSTLY


def _is_numbered(seen: _Seen) -> bool:
    matching = sum(_LIKE_ID.fullmatch(cell) is not None for cell in seen.cells)
    return bool(seen.cells) and matching >= _MOSTLY * len(seen.cells) and _tells_apart(seen)


def _is_wordy(seen: _Seen) -> bool:
    letters = sum(len(cell) for cell in seen.cells)
    spaced = sum(" " in cell or not cell.isascii() for cell in seen.cells)
    return (
        bool(seen.cells)
        and letters >= _WORDY * len(seen.cells)
        and spaced >= len(seen.cells) / 2
        and seen.dates.share < _MOSTLY
    )


def _is_priced(seen: _Seen) -> bool:
    return seen.numbers.marked > len(seen.cells) / 2 and seen.numbers.share >= _MOSTLY


def _tells_apart(seen: _Seen) -> bool:
    repeated = len(seen.cells) - len(set(seen.cells))
    return repeated <= max(_FEW, REPEATED * len(seen.cells))


def _is_code(cell: str) -> bool:
    return len(cell) <= _LONGEST_CODE and " " not in cell
