"""A CSV or TSV file becomes a Document: one table, a line a row."""

import csv
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ingest.document import Document
from ingest.errors import UnreadableFile
from ingest.formats.flow import Flow
from ingest.formats.sheet import Row, pour, row_of
from ingest.formats.text import decode, document_from, load
from ingest.isolation.beat import beat
from ingest.isolation.limits import MAX_CELLS, MAX_COLUMNS, require_at_most

MEDIA_TYPE = "text/csv"
_DELIMITERS = ",;\t|，"
_SAMPLE = 50
"""Rows that tell the delimiter."""
_SAMPLED = 1 << 16
"""Characters of them at most."""
DECLARED_DELIMITER = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""A first line that Excel heeds and does not show."""
_ADVICE = "Split it; measurements and logs do not belong into a library."
_BEAT = 1000


def read_delimited(path: Path, document_id: str) -> Document:
    """Every row of the file, under its header if it has one.

    Raises:
        EmptyFile: it holds no text.
        UnreadableFile: it is binary, in an unknown encoding, or passes a limit of
            `ingest.isolation.limits`.
    """
    text = decode(path, load(path))
    declared = DECLARED_DELIMITER.match(text)
    if declared:
        text = text[declared.end() :]
    flow = Flow()
    try:
        rows = list(_rows(path, text, declared[1] if declared else delimiter_of(text)))
    except csv.Error as exc:
        raise UnreadableFile(
            path, f"no table of delimited text ({exc}). Open it in Excel and save it as .xlsx."
        ) from exc
    pour(flow, path.stem, rows)
    return document_from(flow, path, document_id, path.stem, MEDIA_TYPE)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[Row]:
    total = 0
    for number, cells in enumerate(csv.reader(_lines(text), delimiter=delimiter), start=1):
        if number % _BEAT == 0:
            beat()
        filled = sum(map(bool, cells))
        total += filled
        require_at_most(path, "filled cells in one row", filled, MAX_COLUMNS, _ADVICE)
        require_at_most(path, "filled cells", total, MAX_CELLS, _ADVICE)
        yield row_of(cells)


def _lines(text: str) -> Iterator[str]:
    """With their ends, which may stand inside a quoted cell; only what ends a line in CSV does."""
    return (match[0] for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))


def delimiter_of(text: str) -> str:
    """The one that cuts the first rows into the same number of cells, and into most of them."""
    sample = list(islice(_lines(text[:_SAMPLED]), _SAMPLE))
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: list[str], delimiter: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if any(row)]
    except csv.Error:
        return 0.0, 0
    usual = max(widths, key=widths.count, default=1)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)
