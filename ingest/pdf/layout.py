"""Printed lines become the text of a page: rows joined, broken words mended. Pure.

Every Line of the result is exactly ``text[line.start:line.end]``. Between two lines stands a line
break, or nothing where a word or a Chinese sentence runs on.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.document import Box, Line
from ingest.letters import is_cjk
from ingest.pdf.printed import Printed

_LONGEST_LINE = 400
"""Characters. Chunks are cut between lines, so a line must never outgrow a chunk."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NARROWEST = 8.0
"""Times the font size. In a narrower column a full line says nothing: it may be a whole cell."""
_COLUMN_GRID = 6.0
"""Points. Lines whose last cells begin closer than this are taken for one column."""

Vocabulary = frozenset[str]
_Edges = dict[int, float]
"""How far to the right the lines of each column reach."""


def vocabulary_of(lines: Iterable[Printed]) -> Vocabulary:
    """Words of a document in lower case, with their hyphens: what a broken word is mended by.

    Fragments at either side of a line's break are left out, else every fragment would be a word.
    """
    words: set[str] = set()
    after_hyphen = False
    for line in lines:
        found = _WORD.findall(line.text.lower())
        words.update(found[after_hyphen : -1 if line.hyphenated else None])
        after_hyphen = line.hyphenated
    return frozenset(words)


def compose(printed: Sequence[Printed], vocabulary: Vocabulary) -> tuple[str, tuple[Line, ...]]:
    """The page's text, and its lines as spans of it, in the order of the paper's content."""
    rows = [piece for row in _rows(printed) for piece in _pieces(row)]
    edges = _right_edges(rows)
    text, lines = "", []
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        words, joint = _joined(row, following, vocabulary, edges)
        start = len(text)
        text += words
        lines.append(Line(start, len(text), row.box, row.font_size, row.bold))
        text += joint
    return text.removesuffix("\n"), tuple(lines)


def _rows(printed: Sequence[Printed]) -> list[Printed]:
    """Neighbours on one height become one row: table cells, and raised or lowered characters."""
    rows: list[Printed] = []
    for line in printed:
        if rows and _continues_row(rows[-1], line):
            rows[-1] = _side_by_side(rows[-1], line)
        else:
            rows.append(line)
    return rows


def _continues_row(left: Printed, right: Printed) -> bool:
    heights = sorted((left.box.bottom - left.box.top, right.box.bottom - right.box.top))
    overlap = min(left.box.bottom, right.box.bottom) - max(left.box.top, right.box.top)
    return (
        overlap > 0.5 * heights[0]
        and heights[1] < 2.5 * heights[0]
        and right.box.left >= left.box.right - 0.3 * heights[0]
    )


def _side_by_side(left: Printed, right: Printed) -> Printed:
    touching = right.box.left - left.box.right < 0.15 * left.font_size
    return replace(
        left if len(left.text) >= len(right.text) else right,
        text=f"{left.text}{'' if touching else ' '}{right.text}",
        box=Box(
            min(left.box.left, right.box.left),
            min(left.box.top, right.box.top),
            max(left.box.right, right.box.right),
            max(left.box.bottom, right.box.bottom),
        ),
        cell_left=left.cell_left if touching else right.cell_left,
        hyphenated=right.hyphenated,
    )


def _pieces(row: Printed) -> list[Printed]:
    """A row longer than any printed line is cut; its box holds for every piece."""
    cuts = range(0, len(row.text), _LONGEST_LINE)
    return [replace(row, text=row.text[cut : cut + _LONGEST_LINE]) for cut in cuts]


def _joined(
    row: Printed, following: Printed | None, vocabulary: Vocabulary, edges: _Edges
) -> tuple[str, str]:
    """The row's own words, and what stands between them and the following row's."""
    if following is None or row.box is following.box:  # the last, or a piece of one row
        return row.text, ""
    if row.hyphenated:
        return _mended(row.text, following.text, vocabulary)
    if _chinese_runs_on(row, following, edges):
        return row.text, ""
    return row.text, "\n"


def _mended(text: str, following: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """``poten-`` before ``tially`` loses its hyphen; ``radio-`` before ``frequency`` keeps it.

    The document's own words decide. Codes and part numbers (``CN-`` before ``21``) are left alone.
    """
    before, after = re.search(r"([^\W\d_]+)-$", text), re.match(r"[^\W\d_]+", following)
    if not before or not after or not after[0].islower():
        return text, "\n"
    left, right = before[1].lower(), after[0]
    if left + right not in vocabulary and (
        f"{left}-{right}" in vocabulary or (left in vocabulary and right in vocabulary)
    ):
        return text, ""
    return text[:-1], ""


def _chinese_runs_on(row: Printed, following: Printed, edges: _Edges) -> bool:
    """A Chinese line that fills its column, and goes on below: no word break between them."""
    em = row.font_size or row.box.bottom - row.box.top
    return (
        is_cjk(row.text[-1])
        and is_cjk(following.text[0])
        and row.box.right >= edges.get(_column(row), row.box.right) - 1.5 * em
        and row.box.right - row.cell_left >= _NARROWEST * em
        and abs(following.box.left - row.cell_left) <= 2.5 * em
        and following.box.left <= row.cell_left + 0.5 * em
        and 0 < following.box.top - row.box.top < 3 * em
        and abs(row.font_size - following.font_size) < 0.5
    )


def _right_edges(rows: Iterable[Printed]) -> _Edges:
    edges: dict[int, float] = {}
    for row in rows:
        edges[_column(row)] = max(edges.get(_column(row), 0.0), row.box.right)
    return edges


def _column(row: Printed) -> int:
    return int(row.cell_left / _COLUMN_GRID)
