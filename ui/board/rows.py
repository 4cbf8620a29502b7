"""Rows of an outcome as a table whose headings stand in both languages. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.history.terms import heading
from ui.cells import cell, kind_of
from ui.phrases import PHRASES, Phrase
from ui.safe import spoken, text

MOST: int = 50
"""Shown; the file has all."""


def table_html(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """The first rows, without the columns that tell nothing; empty where there are none."""
    shown = rows[:MOST]
    told = [
        (name, [_told(row[place]) for row in shown])
        for place, name in enumerate(columns)
        if any(row[place] is not None for row in shown)
    ]
    if not told:
        return ""
    kinds = [f' class="{kind_of(cells)}"' for _, cells in told]
    head = "".join(
        f'<th scope="col"{kind}>{_heading(name)}</th>'
        for (name, _), kind in zip(told, kinds, strict=True)
    )
    cells = [
        [f"<td{kind}>{text(cell(name, one))}</td>" for one in column]
        for (name, column), kind in zip(told, kinds, strict=True)
    ]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in zip(*cells, strict=True))
    label = text(PHRASES["rows_label"].en)
    return (
        f'<div class="table" tabindex="0" role="group" data-label="rows_label"'
        f' aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _heading(name: str) -> str:
    return spoken(Phrase(heading(name, "en"), heading(name, "zh")))


def _told(value: Any) -> Any:  # noqa: ANN401  # a cell
    return value.isoformat() if isinstance(value, date) else value
