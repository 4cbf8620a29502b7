"""A row of cells becomes the values of a work order, or a reason why it cannot. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache, partial
from hashlib import blake2b
from operator import is_not
from typing import Any

from assistant.history.amounts import is_whole, minutes_reader, money_reader
from assistant.history.blanks import is_blank
from assistant.history.columns import Plan
from assistant.history.fields import ABBREVIATIONS, CATEGORY_WORDS, FIELDS
from assistant.history.moments import moment_reader
from assistant.history.sheet import Row

Order = dict[str, Any]
"""Values by the names of `assistant.history.table.WorkOrder`'s columns."""
_UNIT, _RECORD = "\x1f", "\x1e"
_TWIN_BYTES = 5
"""Beside a day, in a signed number of 64 bits: 2 in 10^12 that two texts of a day collide."""
_IS_TOLD = partial(is_not, None)
_VERSION = "2"
"""Another one where the same row and mapping have come to mean something else."""
_NAMES = (
    *FIELDS, "category", "opened_on", "opened_precision", "duplicate_of", "twin",
)  # fmt: skip


class Converter:
    """Rows of one sheet into orders, as its plan says."""

    def __init__(self, plan: Plan, titles: Sequence[str], zone: tzinfo) -> None:
        self._titles = titles
        self._daily = plan.daily
        self._declared = _folded_keys(plan.mapping.categories)
        self._categories = {**CATEGORY_WORDS, **self._declared}
        self.mapping_digest = plan.mapping.digest(_VERSION, str(zone))
        """Of everything but the row that decides what it becomes."""
        self.uncategorised: Counter[str] = Counter()
        """Work types of which nobody declared what they are."""
        self.abbreviated: dict[str, str] = {}
        """Abbreviations that were taken for a work type without a declaration, and for which."""
        by_title = {one.title: one.field for one in plan.columns}
        self._fields = [(number, by_title[title], title) for number, title in enumerate(titles)]
        self._order = sorted(range(len(titles)), key=titles.__getitem__)
        self._readers = {
            title: _reader(field, title, plan, zone) for _, field, title in self._fields if field
        }

    def convert(self, row: Row) -> Order:
        """The order of a row, less what only the database knows.

        Raises:
            ValueError: There is none in it; the message says why.
        """
        if row.fault:
            raise ValueError(row.fault)
        cells = self._fitted(row.cells)
        order: Order = dict.fromkeys(_NAMES)
        extra: dict[str, str] = {}
        for number, field, title in self._fields:
            if cell := cells[number].strip():
                if "\x00" in cell:
                    cell = cell.replace("\x00", "")
                if field:
                    self._fill(order, extra, field, title, cell)
                else:
                    extra[title] = cell
        if not any(map(_IS_TOLD, map(order.get, FIELDS))):
            raise ValueError("nothing stands in any column that is known")
        self._categorise(order)
        raw = self._digest(cells)
        order["extra"] = extra
        order["twin"] = _twin(order)
        order["digest"] = blake2b(raw + self.mapping_digest.encode(), digest_size=16).digest()
        order["row_key"] = order["external_id"] or f"row {raw.hex()}"
        return order

    def _fitted(self, cells: Sequence[str]) -> Sequence[str]:
        width = len(self._titles)
        if len(cells) < width or any(map(str.strip, cells[width:])):
            raise ValueError(
                f"{len(cells)} cells under {width} titles. Quote cells that hold a delimiter."
            )
        return cells

    def _fill(self, order: Order, extra: dict[str, str], field: str, title: str, cell: str) -> None:
        reader = self._readers[title]
        if reader is str:
            order[field] = cell
            return
        try:
            value = reader(cell)
        except ValueError as exc:
            raise ValueError(f"{title}: {exc}") from exc
        if value is None:
            return
        kind = FIELDS[field].kind
        if kind == "moment":
            order[field] = value.at
            if field == "opened_at":
                is_timed = value.is_timed and title not in self._daily
                order["opened_on"] = value.on
                order["opened_precision"] = "minute" if is_timed else "day"
            return
        if kind == "money" and not is_whole(cell, value):
            extra[title] = cell
        order[field] = value

    def _categorise(self, order: Order) -> None:
        if (written := order["work_type"]) is not None:
            word = _folded(written)
            category = order["category"] = self._categories.get(word)
            if category is None:
                self.uncategorised[written] += 1
            elif word in ABBREVIATIONS and word not in self._declared:
                self.abbreviated[written] = category

    def _digest(self, cells: Sequence[str]) -> bytes:
        """Of what stands in the row, in whatever order its columns come."""
        told = _RECORD.join(f"{self._titles[n]}{_UNIT}{cells[n]}" for n in self._order if cells[n])
        return blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()


def _reader(field: str, title: str, plan: Plan, zone: tzinfo) -> Callable[[str], Any]:
    kind, mapping = FIELDS[field].kind, plan.mapping
    if kind == "moment":
        return moment_reader(mapping.of("dates", title), zone)
    if kind == "minutes":
        return minutes_reader(mapping.of("decimals", title), mapping.of("units", title))
    if kind == "money":
        return money_reader(mapping.of("decimals", title))
    return _identifier if kind == "id" else str


def _identifier(cell: str) -> str | None:
    return None if is_blank(cell) else cell


@lru_cache(maxsize=1 << 12)
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())


def _folded_keys(categories: Mapping[str, str]) -> dict[str, str]:
    return {_folded(name): category for name, category in categories.items()}


def _twin(order: Order) -> int | None:
    """The same for orders of the same machine, words and day; case and spaces make no other.

    The day comes first, so that orders that come by date stand together in the index.
    """
    asset, text, day = order["asset"], order["text"], order["opened_on"]
    if asset is None or text is None or day is None:
        return None
    told = f"{_folded(asset)}{_UNIT}{_folded(text)}".encode("utf-8", "replace")
    digest = blake2b(told, digest_size=_TWIN_BYTES).digest()
    return int(day.toordinal()) << 8 * _TWIN_BYTES | int.from_bytes(digest)
