"""A CSV or XLSX file as rows of cells, read again and again in little memory.

A workbook is read once, into a temporary CSV file; everything after that knows CSV alone.
"""

import codecs
import csv
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, NamedTuple, TextIO

from assistant.errors import BadWorkOrders
from ingest.errors import UnreadableFile
from ingest.formats.delimited import DECLARED_DELIMITER, delimiter_of
from ingest.formats.ooxml import EXCEL, opened_package
from ingest.formats.sniff import HEAD_BYTES, head_of, kind_of, require_text
from ingest.isolation.limits import MAX_COLUMNS
from ingest.letters import clean

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

_BLOCK = 1 << 20
_LONGEST_LINE = 1 << 20
"""Characters; what is longer is cut, and then no row of this table."""
_LOOKED_AT = 20
"""Lines among which the titles are looked for."""
_WIDE = 0.6
"""Of the widest of those rows, at least: titles name most columns."""
_PLAIN = re.compile(r"[^\W\d_]", re.UNICODE)


class Row(NamedTuple):
    """One row below the titles."""

    line: int
    """Of the file where the row begins, from 1; in a workbook, its row."""
    cells: Sequence[str]
    fault: str = ""
    """Why it is no row at all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file."""

    name: str
    """Of the file, less its folder."""
    digest: str
    """SHA-256 of the file."""
    titles: tuple[str, ...]
    """Of its columns, no two alike."""
    header_line: int
    others: tuple[str, ...]
    """Names of a workbook's sheets that are not read."""
    _path: Path
    _encoding: str
    _delimiter: str
    _counts_rows: bool

    def rows(self) -> Iterator[Row]:
        """Those below the titles, blank ones left out."""
        for row in _records(self._path, self._encoding, self._delimiter, self._counts_rows):
            if row.line > self.header_line and (row.fault or any(map(str.strip, row.cells))):
                yield self._padded(row) if self._counts_rows else row

    def _padded(self, row: Row) -> Row:
        """A workbook does not keep the blank cells at the end of a row."""
        return row._replace(cells=[*row.cells, *[""] * (len(self.titles) - len(row.cells))])


@contextmanager
def opened_sheet(file: Path, folder: Path, name: str = "", header_line: int = 0) -> Iterator[Sheet]:
    """The table of a file, for the block.

    Args:
        file: CSV in UTF-8, UTF-16 with its mark or GB 18030, or an Excel workbook.
        folder: Where a workbook's rows are put meanwhile.
        name: Of the workbook's sheet; empty: the first that has rows.
        header_line: Where the titles stand; 0: the first line that looks like titles.

    Raises:
        BadWorkOrders: There are no titles in it, or no such sheet.
        UnreadableFile: It is of another kind, damaged or in an unknown encoding.
    """
    head = head_of(file)
    if kind_of(head) != "a ZIP container":
        require_text(file, head)
        digest, encoding = _digest_and_encoding(file)
        yield _sheet(file, digest, file, encoding, header_line, ())
        return
    with NamedTemporaryFile(dir=folder, prefix=".", suffix=".part", delete=False) as part:
        spool = Path(part.name)
    try:
        others = _spool(file, spool, name)
        digest, _ = _digest_and_encoding(file, is_text=False)
        yield _sheet(file, digest, spool, "utf-8", header_line, others)
    finally:
        spool.unlink(missing_ok=True)


def _sheet(
    file: Path, digest: str, path: Path, encoding: str, header_line: int, others: tuple[str, ...]
) -> Sheet:
    counts_rows = path is not file
    delimiter = "," if counts_rows else _delimiter(path, encoding)
    records = _records(path, encoding, delimiter, counts_rows)
    line, cells = _header(file.name, records, header_line)
    titles = tuple(_titles(cells))
    if len(titles) > MAX_COLUMNS:
        raise BadWorkOrders(
            f"{file.name}: {len(titles)} columns, more than the {MAX_COLUMNS} that a table of "
            "work orders can have. Check that it is the right file."
        )
    return Sheet(file.name, digest, titles, line, others, path, encoding, delimiter, counts_rows)


def _digest_and_encoding(file: Path, *, is_text: bool = True) -> tuple[str, str]:
    """One reading of the bytes tells both."""
    digest = sha256()
    decoders: dict[str, codecs.IncrementalDecoder] = {}
    with file.open("rb") as stream:
        marked = stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        stream.seek(0)
        if is_text:
            names = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
            decoders = {name: codecs.getincrementaldecoder(name)() for name in names}
        while block := stream.read(_BLOCK):
            digest.update(block)
            _decode(decoders, block)
        _decode(decoders, b"", final=True)
    if is_text and not decoders:
        raise UnreadableFile(file, "neither UTF-8, UTF-16 nor GB18030 text. Save it as CSV UTF-8.")
    return digest.hexdigest(), next(iter(decoders), "")


def _decode(
    decoders: dict[str, codecs.IncrementalDecoder], block: bytes, *, final: bool = False
) -> None:
    """Drops the decoders that the block is no text to."""
    for name in list(decoders):
        try:
            decoders[name].decode(block, final)
        except UnicodeError:
            del decoders[name]


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as stream:
        sample = stream.read(HEAD_BYTES * 8)
    declared = DECLARED_DELIMITER.match(sample)
    return declared[1] if declared else delimiter_of(sample)


def _records(path: Path, encoding: str, delimiter: str, counts_rows: bool) -> Iterator[Row]:
    """Every record with the line it begins on; one that is no CSV says why and the next follows."""
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(iter(lambda: stream.readline(_LONGEST_LINE), ""), delimiter=delimiter)
        number = 0
        while True:
            begins = reader.line_num + 1
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as exc:
                yield Row(begins, (), f"no CSV up to line {reader.line_num} ({exc}). Check quotes.")
            else:
                yield Row(number if counts_rows else begins, cells)


def _header(name: str, records: Iterator[Row], wanted: int) -> tuple[int, Sequence[str]]:
    """The row of titles: the first one that is nearly as wide as the widest, in words."""
    if wanted:
        rows = [row for row in islice(records, wanted) if row.line == wanted]
    else:
        seen = list(islice(records, _LOOKED_AT))
        widest = max((_filled(row.cells) for row in seen), default=0)
        rows = [
            row
            for row in seen
            if _filled(row.cells) >= max(1.0, _WIDE * widest)
            and sum(bool(_PLAIN.search(cell)) for cell in row.cells) * 2 > _filled(row.cells)
        ]
    if not rows or not any(rows[0].cells):
        where = f"Line {wanted}" if wanted else f"None of the first {_LOOKED_AT} lines"
        raise BadWorkOrders(
            f"{name}: {where} names the columns. Put titles over them, or say in a mapping "
            "file on which line they are: header_line = 3."
        )
    return rows[0].line, rows[0].cells


def _filled(cells: Sequence[str]) -> int:
    return sum(map(bool, map(str.strip, cells)))


def _titles(cells: Sequence[str]) -> Iterator[str]:
    """As written; numbered where one is missing or comes again."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    taken: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        title = clean(cell) or f"column {number}"
        again = 2
        while title in taken:
            title = f"{clean(cell)} ({again})"
            again += 1
        taken.add(title)
        yield title


def _spool(file: Path, spool: Path, wanted: str) -> tuple[str, ...]:
    """Writes a sheet's rows as CSV; gives the names of the other sheets that have rows."""
    from openpyxl import load_workbook

    with (
        opened_package(file, EXCEL),
        file.open("rb") as stream,
        warnings.catch_warnings(),
        spool.open("w", encoding="utf-8", errors="replace", newline="") as out,
    ):
        warnings.simplefilter("ignore")  # openpyxl tells of every extension it leaves out
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        sheets: list[ReadOnlyWorksheet] = list(book.worksheets)
        names = [sheet.title for sheet in sheets]
        if wanted and wanted not in names:
            raise BadWorkOrders(
                f"{file.name}: there is no sheet {wanted!r}; there are {', '.join(names)}."
            )
        for sheet in sheets:
            if wanted in ("", sheet.title) and _write(sheet, out):
                return tuple(name for name in names if name != sheet.title)
    raise BadWorkOrders(f"{file.name}: it has no row. Check that it is the right file.")


def _write(sheet: "ReadOnlyWorksheet", out: TextIO) -> bool:
    sheet.reset_dimensions()  # what the file says of its size may be wrong, or an attack
    writer, is_filled = csv.writer(out), False
    for cells in sheet.iter_rows(max_col=MAX_COLUMNS + 1):
        texts = [_text(cell) for cell in cells]
        is_filled = is_filled or any(texts)
        writer.writerow(texts)
    return is_filled


def _text(cell: "ReadOnlyCell") -> str:
    """A cell as its reader sees it; words keep their line breaks, durations are minutes."""
    from ingest.formats.xlsx import cell_text

    value = cell.value
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 60:.15g} min"
    return cell_text(cell)
