"""Text without pages, gathered block by block into one Page: what formats other than PDF share."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.document import Box, Heading, Line, Page
from ingest.letters import clean, weight

_LONGEST_PIECE = 300.0
"""Weight of a line (see letters.weight). A paragraph beyond it is laid out as several lines, cut
where sentences end, since chunks are cut between lines."""
_LONGEST_ROW = 800.0
"""A table row stays one line as long as it fits one chunk."""
_LONGEST_HEADER = 60.0
"""Weight of one cell."""
_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
_SENTENCE = re.compile(r".+?(?:[。！？；]+|[.!?;]+(?=\s)|$)\s*", re.DOTALL)


@dataclass(slots=True)
class Flow:
    """Collects blocks in reading order; ``page()`` hands them over."""

    _text: list[str] = field(default_factory=list)
    _length: int = 0
    _lines: list[Line] = field(default_factory=list)
    _headings: list[Heading] = field(default_factory=list)

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

        ``headed`` is what the source says of the first row; where it says nothing (None), words
        alone make a header, and a figure in it makes it a row like the others.
        """
        cleaned = [[clean(cell) for cell in row] for row in rows]
        filled = [row for row in cleaned if any(row)]
        if headed is None:
            headed = len(filled) > 0 and _reads_as_header(filled[0])
        if headed and len(filled) > 1:
            header, *body = filled
            for row in body:
                self._block(_labelled(header, row), _LONGEST_ROW)
        else:
            for row in filled:
                self._block(" | ".join(cell for cell in row if cell), _LONGEST_ROW)

    def page(self) -> Page:
        """Everything so far, as the one Page of a format that has none."""
        return Page(None, "".join(self._text), tuple(self._lines), tuple(self._headings))

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


def _labelled(header: Sequence[str], row: Sequence[str]) -> str:
    if len(row) != len(header) or list(row) == list(header):
        return " | ".join(cell for cell in row if cell)
    return " | ".join(
        f"{name}: {cell}" if name else cell for name, cell in zip(header, row, strict=True) if cell
    )


def _reads_as_header(row: Sequence[str]) -> bool:
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
