"""Rows for a spreadsheet, which runs what begins like a formula and guesses at encodings. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

BYTE_ORDER_MARK: Final = "\ufeff"
"""By it spreadsheets know UTF-8; without it they show Chinese as noise."""
_FORMULA: Final = ("=", "@", "＝", "＠", "＋", "－", "\t", "\r", "\n")
"""Full width too: spreadsheets on Chinese and Japanese systems take them for the same."""


def harmless(cell: str) -> str:
    """The same text; an apostrophe before what begins like a formula makes it text again."""
    is_number = cell[1:].replace(".", "").replace(",", "").isdigit()
    if cell.startswith(_FORMULA) or (cell.startswith(("+", "-")) and not is_number):
        return f"'{cell}"
    return cell


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A file's text: RFC 4180, headings first, nothing for what nobody said."""
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([harmless(one) for one in headings])
    writer.writerows([_cell(one) for one in row] for row in rows)
    return BYTE_ORDER_MARK + held.getvalue()


def _cell(value: object) -> object:
    return harmless(value) if isinstance(value, str) else value
