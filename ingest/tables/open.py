"""Tables without a grid: columns told by a header whose titles are known, and by white space. Pure.

The header stands first or on the page before. Rows are parted by level rulings where there are
some, else each begins where its first column, or its column of codes, is printed.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ingest.document import Box
from ingest.faults.codes import codes_in
from ingest.faults.words import role_of
from ingest.letters import weight
from ingest.pdf.printed import Printed, Word
from ingest.tables.draft import Draft, DraftRow, cell_of, ordered, piece_of
from ingest.tables.grid import Ruling
from ingest.tables.header import reads_as_header

_CELL_GAP = 0.8
"""Times the font size; see printed.py."""
_FARTHEST = 4.0
"""Times the font size: more white below a row and the table is over."""
_LARGER = 1.2
"""Times the header's font size. What is set larger heads the next section."""
_LONGEST_GROUP = 60.0
"""Weight of a line across all columns that parts groups of rows; a longer one is a paragraph."""
_WIDE = 0.6
"""Share of the table's width that a ruling between rows spans."""

_FIRST_BANDS = 6
"""A table from the page before goes on below the running header."""

_Band = list[Printed]
"""Segments of one height, from left to right."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where an open table's columns stand, and which of them tells where rows begin."""

    edges: tuple[float, ...]
    """Left edges, then the right edge."""
    titles: tuple[str, ...]

    def of(self, word: Word) -> int:
        """Index of the column that a word stands in."""
        at = (word.left + word.right) / 2
        return min(max(bisect_right(self.edges, at) - 1, 0), len(self.titles) - 1)

    @property
    def key(self) -> int:
        """The column of codes; the first where there is none."""
        roles = [role_of(title) for title in self.titles]
        return next((roles.index(role) for role in ("code", "mark") if role in roles), 0)


def open_tables(
    lines: Sequence[Printed], rulings: Sequence[Ruling], before: Columns | None = None
) -> tuple[list[tuple[Draft, Columns]], list[Printed]]:
    """Tables found, top down, and the lines left; ``before`` are those the last page ended in."""
    bands = _bands(lines)
    found: list[tuple[Draft, Columns]] = []
    taken: set[int] = set()
    index = 0
    while index < len(bands):
        expected = before if index < _FIRST_BANDS and not found else None
        made = _begun(bands, index, rulings, expected)
        if made is None:
            index += 1
            continue
        draft, columns, behind = made
        found.append((draft, columns))
        taken.update(id(word) for band in bands[index:behind] for seg in band for word in seg.words)
        index = behind
    left = [line for line in lines if not any(id(word) in taken for word in line.words)]
    return found, left


def _begun(
    bands: Sequence[_Band], index: int, rulings: Sequence[Ruling], before: Columns | None
) -> tuple[Draft, Columns, int] | None:
    titles = [segment.text for segment in bands[index]]
    if reads_as_header(titles):
        return _with_header(bands, index, rulings)
    if before is not None and _goes_on(bands[index], before):
        return _made(bands, index, index, before, rulings)
    return None


def _with_header(
    bands: Sequence[_Band], index: int, rulings: Sequence[Ruling]
) -> tuple[Draft, Columns, int] | None:
    header = bands[index]
    behind = _end(bands, index + 1, header)
    columns = _columns(header, bands[index + 1 : behind])
    return _made(bands, index, index + 1, columns, rulings) if columns else None


def _made(
    bands: Sequence[_Band],
    index: int,
    first: int,
    columns: Columns,
    rulings: Sequence[Ruling],
) -> tuple[Draft, Columns, int] | None:
    behind = _end(bands, first, bands[index])
    groups = _grouped(bands[first:behind], columns, rulings)
    rows = [_row(group, columns) for group in groups]
    if len(rows) < 2 or 2 * sum(_is_filled(row) for row in rows) < len(rows):
        return None
    header = [_row(bands[index:first], columns)] if first > index else []
    segments = [segment for band in bands[index:behind] for segment in band]
    box = Box(
        columns.edges[0], min(s.box.top for s in segments),
        columns.edges[-1], max(s.box.bottom for s in segments),
    )  # fmt: skip
    return Draft((*header, *rows), columns.edges, box, ruled=False), columns, behind


def _is_filled(row: DraftRow) -> bool:
    return sum(bool(cell.text) for cell in row.cells) > 1


def _bands(lines: Iterable[Printed]) -> list[_Band]:
    """Segments of lines by the height they stand on."""
    segments = ordered(segment for line in lines if line.words for segment in _segments(line))
    bands: list[_Band] = []
    for segment in segments:
        if bands and _is_level(bands[-1][0], segment):
            bands[-1].append(segment)
        else:
            bands.append([segment])
    return bands


def _segments(line: Printed) -> Iterable[Printed]:
    """The line cut at gaps wider than a character."""
    run: list[Word] = []
    for word in line.words:
        if run and word.left - run[-1].right > _CELL_GAP * (line.font_size or 10.0):
            yield piece_of(line, run)
            run = []
        run.append(word)
    yield piece_of(line, run)


def _is_level(a: Printed, b: Printed) -> bool:
    overlap = min(a.box.bottom, b.box.bottom) - max(a.box.top, b.box.top)
    return overlap > 0.5 * min(a.box.bottom - a.box.top, b.box.bottom - b.box.top)


def _end(bands: Sequence[_Band], first: int, header: _Band) -> int:
    """Index behind the last band of the table."""
    size = max(segment.font_size for segment in header)
    left, right = header[0].box.left, max(segment.box.right for segment in header)
    for index in range(first, len(bands)):
        band, above = bands[index], bands[index - 1] if index else bands[index]
        gap = band[0].box.top - max(segment.box.bottom for segment in above)
        if (
            gap > _FARTHEST * (size or 10.0)
            or max(segment.font_size for segment in band) > _LARGER * size > 0
            or reads_as_header([segment.text for segment in band])
            or band[0].box.left < left - 4 * (size or 10.0)
            or _is_paragraph(band, header, right)
        ):
            return index
    return len(bands)


def _is_paragraph(band: _Band, header: _Band, right: float) -> bool:
    """One run of words from the first column across the next ones."""
    first = band[0]
    if len(band) > 1 or len(header) < 2 or first.box.left > header[1].box.left - 6:
        return False
    crossed = sum(segment.box.left < first.box.right - 6 for segment in header)
    return crossed > 1 and (weight(first.text) > _LONGEST_GROUP or first.box.right > right + 6)


def _columns(header: _Band, body: Sequence[_Band]) -> Columns | None:
    """Borders in the white between the columns; where words reach into it, left of the title."""
    rest = [segment for band in body if len(band) > 1 for segment in band]
    if not rest:
        return None
    spans = _covered([*header, *rest])
    starts = [_start(header, index, spans, rest) for index in range(len(header))]
    if any(b <= a for a, b in pairwise(starts)):
        return None
    right = max(segment.box.right for segment in [*header, *rest])
    return Columns((*starts, right + 1), tuple(segment.text for segment in header))


def _covered(segments: Iterable[Printed]) -> list[tuple[float, float]]:
    """Stretches of the page's width under any of the segments."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted((segment.box.left, segment.box.right) for segment in segments):
        if spans and left <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _start(
    header: _Band, index: int, spans: Sequence[tuple[float, float]], rest: Sequence[Printed]
) -> float:
    """Left border of a column: the edge of its stretch of words, if it has one of its own."""
    title = header[index]
    stretch = next(span for span in spans if span[0] <= title.box.left <= span[1])
    if index == 0 or header[index - 1].box.right < stretch[0]:
        return stretch[0] - 1
    lefts = [s.box.left for s in rest if header[index - 1].box.left + 12 < s.box.left]
    near = [left for left in lefts if left <= title.box.left + 2]
    best = max(set(map(round, near)), key=[*map(round, near)].count, default=None)
    return (title.box.left if best is None else float(best)) - 2


def _goes_on(band: _Band, columns: Columns) -> bool:
    """The band is a row of the table that the page before ended in."""
    parts = _parts(band, columns)
    key = parts.get(columns.key)
    crossing = any(
        columns.of(segment.words[0]) != columns.of(segment.words[-1]) for segment in band
    )
    return (
        len(parts) > 1
        and not crossing
        and key is not None
        and codes_in(" ".join(piece.text for piece in key), spelt=True) is not None
    )


def _parts(band: Iterable[Printed], columns: Columns) -> dict[int, list[Printed]]:
    """Pieces of the segments by column."""
    parts: dict[int, list[Printed]] = {}
    for segment in band:
        for column, run in groupby(segment.words, key=columns.of):
            parts.setdefault(column, []).append(piece_of(segment, list(run)))
    return parts


def _grouped(
    bands: Sequence[_Band], columns: Columns, rulings: Sequence[Ruling]
) -> list[list[_Band]]:
    """Bands by the row that they belong to."""
    if not bands:
        return []
    ruled = _by_rulings(bands, columns, rulings)
    return ruled if len(ruled) > 2 else _by_key(bands, columns)


def _by_rulings(
    bands: Sequence[_Band], columns: Columns, rulings: Sequence[Ruling]
) -> list[list[_Band]]:
    width = columns.edges[-1] - columns.edges[0]
    heights = sorted(
        ruling.at
        for ruling in rulings
        if min(ruling.end, columns.edges[-1]) - max(ruling.start, columns.edges[0]) >= _WIDE * width
    )
    groups = groupby(bands, key=lambda band: bisect_right(heights, _middle(band)))
    return [list(group) for _, group in groups]


def _middle(band: _Band) -> float:
    return (band[0].box.top + band[0].box.bottom) / 2


def _by_key(bands: Sequence[_Band], columns: Columns) -> list[list[_Band]]:
    """A row begins with each code; in a table without codes, with each entry of its first column.

    Where codes stand at half the height of their rows, the white between the rows parts them.
    """
    begins = [_begins(band, columns) for band in bands]
    spaced = _by_white(bands)
    if len(spaced) > 1 and all(
        sum(begins[index] for index in group) == 1 for group in _indices(spaced)
    ):
        return spaced
    groups: list[list[_Band]] = []
    for band, is_first in zip(bands, begins, strict=True):
        if is_first or not groups:
            groups.append([band])
        else:
            groups[-1].append(band)
    return groups


def _begins(band: _Band, columns: Columns) -> bool:
    pieces = _parts(band, columns).get(columns.key)
    if pieces is None:
        return False
    text = " ".join(piece.text for piece in pieces)
    coded = role_of(columns.titles[columns.key]) in {"code", "mark"}
    return codes_in(text, spelt=True) is not None if coded else True


def _by_white(bands: Sequence[_Band]) -> list[list[_Band]]:
    """Bands with more white between them than within: at least half a line more."""
    gaps = [
        below[0].box.top - max(segment.box.bottom for segment in above)
        for above, below in pairwise(bands)
    ]
    if not gaps:
        return [list(bands)]
    limit = max(0.0, min(gaps)) + 0.4 * (bands[0][0].font_size or 10.0)
    groups = [[bands[0]]]
    for gap, band in zip(gaps, bands[1:], strict=True):
        if gap > limit:
            groups.append([band])
        else:
            groups[-1].append(band)
    return groups


def _indices(groups: Sequence[list[_Band]]) -> Iterable[range]:
    at = 0
    for group in groups:
        yield range(at, at + len(group))
        at += len(group)


def _row(bands: Iterable[_Band], columns: Columns) -> DraftRow:
    parts = _parts((segment for band in bands for segment in band), columns)
    cells = tuple(cell_of(parts.get(column, ())) for column in range(len(columns.titles)))
    lines = [line for column in sorted(parts) for line in ordered(parts[column])]
    return DraftRow(cells, tuple(lines))
