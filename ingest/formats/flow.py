"""Text without pages, gathered block by block into one Page: what formats other than PDF share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.document import Box, Cell, Heading, Line, Page, Row, Table
from ingest.letters import clean, weight
from ingest.tables.header import reads_as_header

_LONGEST_PIECE = 300.0
"""Weight of a line (see letters.weight). A paragraph beyond it is laid out as several lines, cut
where sentences end, since chunks are cut between lines."""
_LONGEST_ROW = 800.0
"""A table row stays one line as long as it fits one chunk."""
_LONGEST_HEADER = 60.0
"""Weight of one cell that is repeated: a title, or what a row begins with."""
_BETWEEN = " | "
"""Cells."""
_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
_SENTENCE = re.compile(r".+?(?:[。！？；]+|[.!?;]+(?=\s)|$)\s*", re.DOTALL)


class _Labelled(NamedTuple):
    """A cell and its column's title."""

    title: str
    text: str

    @property
    def told(self) -> str:
        """Both."""
        return f"{self.title}: {self.text}" if self.title else self.text

    def pieces(self, longest: float) -> Iterator[str]:
        """Told in as many pieces as it takes, each under the title."""
        if weight(self.told) <= longest:
            yield self.told
        elif weight(self.title) <= _LONGEST_HEADER:
            room = longest - weight(self.title) - len(": ")
            yield from (_Labelled(self.title, piece).told for piece in _pieces(self.text, room))
        else:
            yield from _pieces(self.told, longest)


@dataclass(slots=True)
class Flow:
    """Collects blocks in reading order; ``page()`` hands them over."""

    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _lines: list[Line] = field(default_factory=list)
    _headings: list[Heading] = field(default_factory=list)
    _tables: list[Table] = field(default_factory=list)

    def paragraph(self, text: str) -> None:
        """A block of text; blank ones leave no trace."""
        self._block(clean(text), _LONGEST_PIECE)

    def heading(self, level: int, title: str) -> None:
        """Opens a section; level 1 is the outermost."""
        if title := clean(title):
            start = self._length + bool(self._length)
            self._headings.append(Heading(level, title, start))
            self._block(title, _LONGEST_PIECE)

    def table(self, rows: Sequence[Sequence[str]], *, headed: bool | None = None) -> None:
        """Each row becomes a line that can stand alone: ``Code: OC | Cause: short circuit``.

        One that is longer than a passage becomes several, each of whole cells behind the first.

        ``headed`` is what the source says of the first row; where it says nothing (None), words
        alone make a header, and a figure in it makes it a row like the others.
        """
        filled = [row for row in map(_lined, rows) if any(row)]
        if not filled:
            return
        has_header = len(filled) > 1 and (headed or _reads_as_header(_flat(filled[0])))
        header = _flat(filled[0]) if has_header else []
        body = filled[1:] if has_header else filled
        spans = [self._row(_labelled(header, _flat(row))) for row in body]
        cells = _merged(body)
        whole = len({len(row) for row in filled}) == 1
        made = tuple(Row(row, *span) for row, span in zip(cells, spans, strict=True))
        if whole and len(filled[0]) > 1:
            self._tables.append(Table(tuple(header), made, made[0].start))

    def page(self) -> Page:
        """Everything so far, as the one Page of a format that has none."""
        return Page(
            None,
            "".join(self._text),
            tuple(self._lines),
            tuple(self._headings),
            tables=tuple(self._tables),
        )

    def _row(self, cells: Sequence[_Labelled]) -> tuple[int, int]:
        """Where the row stands in the text."""
        start = self._length + bool(self._length)
        for text in _parts(cells):
            self._block(text, _LONGEST_ROW)
        return start, self._length

    def _block(self, text: str, longest: float) -> None:
        if not text:
            return
        if self._length:
            self._append("\n")
        for piece in _pieces(text, longest):
            start = self._length
            self._append(piece)
            self._lines.append(Line(start, self._length, _NOWHERE, 0.0))

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


def _lined(row: Sequence[str]) -> list[str]:
    """Cells cleaned line by line."""
    return ["\n".join(filter(None, map(clean, cell.splitlines()))) for cell in row]


def _flat(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split("\n")) for cell in row]


def _merged(rows: Sequence[Sequence[str]]) -> list[tuple[Cell, ...]]:
    """Neighbours of one text are taken for one merged cell: sources repeat it in each place."""
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        cells: list[Cell] = []
        for column, text in enumerate(row):
            above = made[-1][column] if made and column < len(made[-1]) else None
            near = (cells[-1] if cells else None, above)
            cells.append(
                next((cell for cell in near if cell and text and cell.text == text), Cell(text))
            )
        made.append(tuple(cells))
    return made


def _labelled(header: Sequence[str], row: Sequence[str]) -> list[_Labelled]:
    """The cells in which something stands."""
    if len(row) != len(header) or list(row) == list(header):
        return [_Labelled("", cell) for cell in row if cell]
    return [_Labelled(*both) for both in zip(header, row, strict=True) if both[1]]


def _parts(cells: Sequence[_Labelled]) -> Iterator[str]:
    """The row, or parts of it that begin with what it begins with: small ones, to fill passages."""
    whole = _BETWEEN.join(cell.told for cell in cells)
    if weight(whole) <= _LONGEST_ROW:
        yield whole
        return
    lead = cells[0].told if weight(cells[0].told) <= _LONGEST_HEADER else ""
    repeated = [lead] if lead else []
    room = _LONGEST_PIECE - weight(lead) - len(_BETWEEN)
    part, used = list(repeated), 0.0
    for cell in cells[len(repeated) :]:
        for piece in cell.pieces(room):
            needed = weight(piece) + len(_BETWEEN)
            if used and used + needed > room:
                yield _BETWEEN.join(part)
                part, used = list(repeated), 0.0
            part.append(piece)
            used += needed
    yield _BETWEEN.join(part)


def _reads_as_header(row: Sequence[str]) -> bool:
    if reads_as_header([cell for cell in row if cell]):
        return not any(map(str.isdigit, "".join(row)))
    return (
        len(row) > 1
        and all(row)
        and len(set(row)) == len(row)
        and not any(map(str.isdigit, "".join(row)))
        and max(map(weight, row)) <= _LONGEST_HEADER
    )


def _pieces(text: str, longest: float) -> Iterator[str]:
    """The text again, in pieces that end with a sentence where one does."""
    piece = ""
    for sentence in _sentences(text, longest):
        if piece and weight(piece + sentence) > longest:
            yield piece
            piece = ""
        piece += sentence
    yield piece


def _sentences(text: str, longest: float) -> Iterator[str]:
    """Sentences, none of them longer than that: an endless one is cut, never copied whole."""
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        while start < end:
            window = text[start : min(end, start + int(longest))]
            fits = _fit(window, longest, is_end=start + len(window) == end)
            yield window[:fits]
            start += fits


def _fit(window: str, longest: float, *, is_end: bool) -> int:
    """How much of the window to take: all, or up to the last space that fits; at least 1."""
    fits = len(window)
    while weight(window[:fits]) > longest:
        fits = fits * 9 // 10
    if is_end and fits == len(window):
        return fits
    return max(1, window.rfind(" ", fits // 2, fits) + 1 or fits)
