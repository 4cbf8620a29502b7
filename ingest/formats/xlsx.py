"""An Excel workbook becomes a Document: a section a sheet, a line a row, hidden sheets too.

Read by openpyxl row by row, so that a workbook is never held whole; what its read-only mode leaves
out (merged cells) and what it cannot know (formulas that were never calculated) come from a
look at the sheet's XML.
"""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ingest.document import Document
from ingest.formats.flow import Flow
from ingest.formats.ooxml import EXCEL, opened_package
from ingest.formats.sheet import Row, pour
from ingest.formats.text import document_from
from ingest.isolation.beat import beat
from ingest.isolation.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, require_at_most
from ingest.letters import clean
from ingest.structure.titles import is_meaningful

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ADVICE = "Split it; measurements and logs do not belong into a library."
_BEAT = 1000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PADDED = re.compile(r"0{2,20}")
"""A number format of zeros alone: part number 123 shown as 00123."""
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class _Merged:
    """A block of cells shown as one; rows and columns count from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class _Budget:
    """Filled cells that may still come, in the whole workbook."""

    path: Path
    cells: int = 0

    def take(self, count: int) -> None:
        self.cells += count
        require_at_most(self.path, "filled cells", self.cells, MAX_CELLS, _ADVICE)
        require_at_most(self.path, "filled cells in one row", count, MAX_COLUMNS, _ADVICE)


def read_xlsx(path: Path, document_id: str) -> Document:
    """Every sheet with something in it, in the workbook's order.

    Raises:
        EmptyFile: no bytes, or no cell with text.
        EncryptedFile: it is locked with a password.
        UnreadableFile: it is no workbook, is damaged, or passes a limit of
            `ingest.isolation.limits`.
    """
    from openpyxl import load_workbook

    flow, budget = Flow(), _Budget(path)
    with (
        opened_package(path, EXCEL) as container,
        path.open("rb") as stream,
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # openpyxl tells of every extension it leaves out
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            merged, uncalculated = _marks(container, sheet._worksheet_path)
            rows = list(_rows(sheet, merged, budget))
            pour(flow, clean(sheet.title), rows, _remark(uncalculated))
        title = clean(book.properties.title or "")
    return document_from(
        flow, path, document_id, title if is_meaningful(title) else path.stem, MEDIA_TYPE
    )


def _remark(uncalculated: int) -> str:
    if not uncalculated:
        return ""
    return f"({uncalculated} formulas without a stored value; save the file in Excel to have them.)"


def _rows(sheet: ReadOnlyWorksheet, merged: Sequence[_Merged], budget: _Budget) -> Iterator[Row]:
    from openpyxl.cell.read_only import EMPTY_CELL

    sheet.reset_dimensions()  # what the file says of its size may be wrong, or an attack
    spans = _Spans(merged)
    blank = True  # a run of blank rows says no more than one, and there may be a million of them
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number % _BEAT == 0:
            beat()
        require_at_most(budget.path, "rows in one sheet", number, MAX_ROWS, _ADVICE)
        texts = ["" if cell is EMPTY_CELL else cell_text(cell) for cell in cells]
        budget.take(sum(map(bool, texts)))
        row = spans.applied(number, texts)
        if any(row.cells) or not blank:
            yield row
        blank = not any(row.cells)


class _Spans:
    """Carries merged cells' text into the rows and columns they cover, from the top row down."""

    def __init__(self, merged: Sequence[_Merged]) -> None:
        self._waiting = sorted(merged, key=lambda span: span.top, reverse=True)
        self._active: list[tuple[_Merged, str]] = []

    def applied(self, number: int, texts: list[str]) -> Row:
        self._active = [item for item in self._active if item[0].bottom >= number]
        while self._waiting and self._waiting[-1].top <= number:
            span = self._waiting.pop()
            if span.left <= len(texts) and (text := texts[span.left - 1]):
                self._active.append((span, text))
        if len(self._active) > MAX_COLUMNS:
            raise ValueError("merged cells overlap")
        if not self._active:
            return Row(texts, texts)
        width = max(len(texts), *(min(span.right, MAX_COLUMNS) for span, _ in self._active))
        cells = texts + [""] * (width - len(texts))
        for span, text in self._active:
            cells[span.left - 1] = text
        spread = list(cells)
        for span, text in self._active:
            right = min(span.right, MAX_COLUMNS)
            spread[span.left - 1 : right] = [text] * (right - span.left + 1)
        return Row(cells, spread)


def cell_text(cell: ReadOnlyCell) -> str:
    """A cell as a reader sees it, dates in ISO 8601."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        is_date = value.time() == datetime.time()
        return value.date().isoformat() if is_date else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _figure(value, cell.number_format or "")
    return clean(str(value))


def _figure(value: float, number_format: str) -> str:
    """15 significant digits, as Excel keeps; padded with zeros or as a percentage where so set."""
    if _PADDED.fullmatch(number_format) and value == int(value):
        return f"{int(value):0{len(number_format)}d}"
    if number_format.endswith("%"):
        return f"{100 * value:.15g} %"
    return f"{value:.15g}"


def _marks(container: zipfile.ZipFile, part: str) -> tuple[list[_Merged], int]:
    """Merged cells of a sheet, and how many of its formulas have no stored value."""
    merged: list[_Merged] = []
    uncalculated = 0
    with container.open(part) as stream:
        tags = [f"{_MAIN}{name}" for name in ("row", "mergeCell")]
        parsed = etree.iterparse(stream, tag=tags, resolve_entities=False, no_network=True)
        for count, (_, node) in enumerate(parsed):
            if node.tag == tags[0]:
                uncalculated += _uncalculated(node)
            elif found := _RANGE.fullmatch(node.get("ref", "")):
                merged.append(_merged(found))
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
            if count % _BEAT == 0:
                beat()
    return merged, uncalculated


def _uncalculated(row: etree._Element) -> int:
    return sum(
        cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v")
        for cell in row.iterchildren(f"{_MAIN}c")
    )


def _merged(found: re.Match[str]) -> _Merged:
    from openpyxl.utils import column_index_from_string as column

    return _Merged(int(found[2]), column(found[1]), int(found[4]), column(found[3]))
