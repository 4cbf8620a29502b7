"""The tables of a page, its lines put in the order of their rows, and headers carried on. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.document import Box, Line, Row, Table
from ingest.pdf.order import in_reading_order
from ingest.pdf.printed import Printed, PrintedPage
from ingest.tables.draft import Draft, DraftRow
from ingest.tables.fill import filled
from ingest.tables.grid import grids_of, rulings_in
from ingest.tables.header import header_of
from ingest.tables.open import Columns, open_tables

_FEW = 3
"""Lines between two parts of a table on two pages: running headers, footers, a note."""
_MARGIN = 0.08
"""Of the page's height, at its top and bottom."""
_SAME_WIDTH = 8.0
"""Points by which a column may be set wider on the next page."""


@dataclass(frozen=True, slots=True)
class Found:
    """A table of a page whose text is not composed yet."""

    draft: Draft
    header: tuple[str, ...]
    header_rows: int
    continued: bool


@dataclass(frozen=True, slots=True)
class Tail:
    """What a page ends in, if it is a table."""

    header: tuple[str, ...]
    edges: tuple[float, ...]
    columns: Columns | None
    """Of an open table."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """A page's lines in reading order, and its tables top down."""

    lines: tuple[Printed, ...]
    tables: tuple[Found, ...]


def arranged(pages: Iterable[PrintedPage]) -> Iterator[Arranged]:
    """Each page in turn, read as the paper is; a table that goes on takes its header along."""
    tail: Tail | None = None
    for printed in pages:
        page = replace(printed, lines=in_reading_order(printed.lines))
        drafts, left = _drafts(page, tail)
        found = list(_headed(page, drafts, left, tail))
        tail = _tail(page, drafts, found, left)
        yield Arranged(tuple(_in_order(page, left, found)), tuple(found))


def placed(found: Iterable[Found], lines: Sequence[Line]) -> tuple[Table, ...]:
    """The tables with their places in the page's text, once that is composed."""
    return tuple(table for one in found if (table := _placed(one, lines)) is not None)


_Drafts = list[tuple[Draft, Columns | None]]


def _drafts(page: PrintedPage, tail: Tail | None) -> tuple[_Drafts, list[Printed]]:
    left = list(page.lines)
    drafts: _Drafts = []
    level, upright = rulings_in(page.rulings)
    for grid in grids_of(level, upright):
        made = filled(grid, left)
        if made is not None:
            drafts.append((made[0], None))
            left = made[1]
    opened, left = open_tables(left, level, tail.columns if tail else None)
    drafts.extend(opened)
    return sorted(drafts, key=lambda pair: pair[0].box.top), left


def _headed(
    page: PrintedPage, drafts: _Drafts, left: Sequence[Printed], tail: Tail | None
) -> Iterator[Found]:
    for index, (draft, _) in enumerate(drafts):
        goes_on = (
            index == 0
            and tail is not None
            and _fits(tail.edges, draft.edges)
            and len(_between(page, left, 0.0, draft.box.top)) <= _FEW
        )
        known = tail.header if goes_on and tail else ()
        rows = [row.cells for row in draft.rows]
        header, count = header_of(rows, known)
        is_same = bool(known) and (count == 0 or header == known)
        yield Found(draft, header, count, continued=goes_on and (is_same or not known))


def _fits(before: Sequence[float], after: Sequence[float]) -> bool:
    """The same columns, though left and right pages are set apart."""
    return len(before) == len(after) and all(
        abs((b - a) - (d - c)) <= _SAME_WIDTH
        for (a, b), (c, d) in zip(pairwise(before), pairwise(after), strict=True)
    )


def _between(
    page: PrintedPage, lines: Sequence[Printed], top: float, bottom: float
) -> list[Printed]:
    """Lines between two heights, less those in the page's own margins."""
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [
        line
        for line in lines
        if max(top, low) < (line.box.top + line.box.bottom) / 2 < min(bottom, high)
    ]


def _tail(
    page: PrintedPage, drafts: _Drafts, found: Sequence[Found], left: Sequence[Printed]
) -> Tail | None:
    if not drafts:
        return None
    draft, columns = max(drafts, key=lambda pair: pair[0].box.bottom)
    if len(_between(page, left, draft.box.bottom, page.height)) > _FEW:
        return None
    header = next(one.header for one in found if one.draft is draft)
    return Tail(header, draft.edges, columns)


def _in_order(
    page: PrintedPage, left: Sequence[Printed], found: Sequence[Found]
) -> Iterator[Printed]:
    """The lines in the order of the page's content, each table behind what stands above it.

    Content order alone does not do: codes in frames and numbers are often drawn last.
    """
    behind: dict[int, list[Found]] = {}
    for one in found:
        behind.setdefault(_anchor(page, left, one.draft.box), []).append(one)
    for index, line in enumerate([None, *left]):
        if line is not None:
            yield line
        for one in behind.get(index, ()):
            yield from (piece for row in one.draft.rows for piece in row.lines)


def _anchor(page: PrintedPage, left: Sequence[Printed], box: Box) -> int:
    """How many of the lines come before a table."""
    above = [
        index
        for index, line in enumerate(left, 1)
        if line.box.bottom <= box.top + line.font_size
        and (line.box.top + line.box.bottom) / 2 < box.top
        and min(line.box.right, box.right) > max(line.box.left, box.left)
    ]
    body = [index for index in above if left[index - 1].box.bottom > _MARGIN * page.height]
    return max(body or above, default=0)


def _placed(found: Found, lines: Sequence[Line]) -> Table | None:
    spans = _spans(found.draft, lines)
    if not spans:
        return None
    rows = tuple(
        Row(row.cells, *spans[index])
        for index, row in enumerate(found.draft.rows)
        if index >= found.header_rows and index in spans
    )
    start = min(start for start, _ in spans.values())
    if not rows:
        return None
    return Table(found.header, rows, start, found.draft.edges, found.continued)


def _spans(draft: Draft, lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """From where to where in the page's text each row goes, by its number."""
    row_of = {
        (round(piece.box.left, 1), round(piece.box.bottom, 1)): index
        for index, row in enumerate(draft.rows)
        for piece in row.lines
    }
    tops = [_extent(row) for row in draft.rows]
    spans: dict[int, tuple[int, int]] = {}
    for line in lines:
        index = row_of.get((round(line.box.left, 1), round(line.box.bottom, 1)))
        if index is None:
            index = _overlapped(draft, tops, line)
        if index is not None:
            start, end = spans.get(index, (line.start, line.end))
            spans[index] = (min(start, line.start), max(end, line.end))
    return spans


def _extent(row: DraftRow) -> tuple[float, float]:
    return (
        min((line.box.top for line in row.lines), default=0.0),
        max((line.box.bottom for line in row.lines), default=0.0),
    )


def _overlapped(draft: Draft, extents: Sequence[tuple[float, float]], line: Line) -> int | None:
    """The row that a line joined from several cells stands in."""
    middle = (line.box.left + line.box.right) / 2
    if not draft.box.left <= middle <= draft.box.right:
        return None
    common = [min(line.box.bottom, bottom) - max(line.box.top, top) for top, bottom in extents]
    best = max(range(len(common)), key=common.__getitem__)
    return best if common[best] > 0.5 * (line.box.bottom - line.box.top) else None
