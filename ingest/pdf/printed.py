"""Printed lines of a PDF page: PDFium's characters and boxes, as arrays, broken into lines.

One foreign call a character is what PDFium offers; a call costs about half a microsecond, so the
loops below do nothing else, and numpy does the rest.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.document import Box
from ingest.letters import clean
from ingest.tables.rulings import rulings_of

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

MAX_CHARACTERS = 200_000
"""On one page. The densest real page seen held 9,000; more is an attack or a broken export."""

_PLENTY = 300
"""A page with more visible characters than this is not taken for a scan."""
_SAMPLE = 500
"""Characters looked at to tell whether a text layer is garbled."""
_MANY_OBJECTS = 2000
"""A page of more objects than this is a drawing, not a scan."""
_CELL_GAP = 0.8
"""Times the font size. Word spaces are 0.25 to 0.5 wide, gaps between cells 1 and more."""
_WORD_GAP = 0.4
"""Times the font size. Wider, and what follows may stand in another cell."""
_BREAKS = (10, 13)
_HYPHEN = 2
"""PDFium's mark for a hyphen that ends a line; it leaves the line break out."""
_BOLD = re.compile("bol|black|heavy|hei|黑", re.IGNORECASE)

Codes = NDArray[np.uint32]
Boxes = NDArray[np.float32]


class Word(NamedTuple):
    """Characters without a gap between them, as the file has them."""

    text: str
    left: float
    right: float
    glued: bool
    """No space stands between it and the word before: they are apart on the paper alone."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it stands on the paper, already cleaned."""

    text: str
    box: Box
    font_size: float
    bold: bool = False
    cell_left: float = 0.0
    """Where the last cell of the row begins; the line's own left edge where it is one run."""
    hyphenated: bool = False
    """The text ends with a hyphen and the next line may go on with the word."""
    words: tuple[Word, ...] = ()
    """From left to right; none where the line was made by other hands."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """All that is known of a page before its text is composed."""

    number: int
    width: float
    height: float
    lines: tuple[Printed, ...]
    garbled: float
    """Share of visible characters, 0..1, whose meaning the file does not tell."""
    picture_cover: float
    """Share of the page, 0..1, under pictures; 0 without a look where there is plenty of text."""
    blank: bool
    """Nothing is drawn on it."""
    rulings: tuple[Box, ...] = ()
    """Level and upright bars: what tables are ruled with."""


class TooManyCharacters(ValueError):
    """A page holds more than MAX_CHARACTERS."""


def read_page(page: PdfPage, number: int) -> PrintedPage:
    """What PDFium finds on a page. The caller holds the lock.

    Raises:
        pypdfium2.PdfiumError: the page's content cannot be read.
        TooManyCharacters: beyond MAX_CHARACTERS.
    """
    import pypdfium2.raw as raw

    width, height = displayed_size(page)
    textpage = page.get_textpage()
    try:
        codes = _codes(textpage)
        boxes = displayed(_boxes(textpage, len(codes)), page.get_bbox(), page.get_rotation())
        lines = tuple(_on_page(_lines(textpage, codes, boxes), width, height))
        garbled = _garbled(textpage, codes)
    finally:
        textpage.close()
    bars = displayed(rulings_of(page), page.get_bbox(), page.get_rotation())
    cover = _picture_cover(page) if len(codes) < _PLENTY else 0.0
    blank = raw.FPDFPage_CountObjects(page.raw) == 0
    rulings = tuple(Box(*map(float, bar)) for bar in bars)
    return PrintedPage(number, width, height, lines, garbled, cover, blank, rulings)


def displayed_size(page: PdfPage) -> tuple[float, float]:
    """Width and height in points as a reader sees the page, crop box and rotation applied."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    return (height, width) if page.get_rotation() % 180 else (width, height)


def _codes(textpage: PdfTextPage) -> Codes:
    """Unicode code points, (n,)."""
    import pypdfium2.raw as raw

    count = textpage.count_chars()
    if count > MAX_CHARACTERS:
        raise TooManyCharacters(f"{count} characters, more than {MAX_CHARACTERS}")
    unicode_of, handle = raw.FPDFText_GetUnicode, textpage.raw
    return np.fromiter((unicode_of(handle, i) for i in range(count)), np.uint32, count)


def _boxes(textpage: PdfTextPage, count: int) -> Boxes:
    """(n, 4) left, top, right, bottom in user space, ascent and descent of the font included."""
    import pypdfium2.raw as raw

    rectangles = (raw.FS_RECTF * count)()
    box_of, handle = raw.FPDFText_GetLooseCharBox, textpage.raw
    for index, rectangle in enumerate(rectangles):
        box_of(handle, index, rectangle)
    return np.frombuffer(rectangles, np.float32).reshape(count, 4).copy()


def displayed(boxes: Boxes, crop: tuple[float, float, float, float], rotation: int) -> Boxes:
    """User space, y upwards, becomes the page as displayed, y downwards from the top left."""
    left, bottom, right, top = crop
    x0, y1, x1, y0 = boxes.T
    columns = {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[rotation % 360]
    return np.stack(columns, axis=1)


def _lines(textpage: PdfTextPage, codes: Codes, boxes: Boxes) -> tuple[Printed, ...]:
    ends = _line_ends(textpage, codes, boxes)
    visible = (codes > 32) & (codes != 0xA0) & (boxes[:, 2] > boxes[:, 0])
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    lines = (
        _line(textpage, codes, boxes, np.flatnonzero(visible[start:end]) + start, (start, end))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    )
    return tuple(line for line in lines if line and line.text)


def _on_page(lines: Iterable[Printed], width: float, height: float) -> Iterator[Printed]:
    """Lines that a reader sees; what lies beyond the crop box is nobody's evidence."""
    for line in lines:
        left, top, right, bottom = line.box
        box = Box(max(left, 0.0), max(top, 0.0), min(right, width), min(bottom, height))
        if box.left < box.right and box.top < box.bottom:
            yield replace(line, box=box)


def _line_ends(textpage: PdfTextPage, codes: Codes, boxes: Boxes) -> NDArray[np.intp]:
    """Index behind the last character of each line."""
    import pypdfium2.raw as raw

    hyphens = [
        i
        for i in np.flatnonzero(codes == _HYPHEN)
        if raw.FPDFText_IsHyphen(textpage.raw, int(i)) == 1
    ]
    codes[hyphens] = ord("-")
    breaks = np.flatnonzero(np.isin(codes, _BREAKS))
    last = [len(codes)] if len(codes) else []
    ends = (breaks + 1, np.asarray(hyphens, np.intp) + 1, _carriage_returns(codes, boxes), last)
    return np.unique(np.concatenate(ends)).astype(np.intp)


def _carriage_returns(codes: Codes, boxes: Boxes) -> NDArray[np.intp]:
    """Where the next character stands below and further left, and PDFium marks no break.

    It happens in narrow rows of tables, whose lines it takes for one.
    """
    visible = np.flatnonzero((codes > 32) & (boxes[:, 2] > boxes[:, 0]))
    left, top, _, bottom = boxes[visible].T
    down = np.diff((top + bottom) / 2)
    back = left[1:] < left[:-1] - (bottom - top)[:-1]
    found: NDArray[np.intp] = visible[1:][back & (down > 0.6 * (bottom - top)[:-1])]
    return found


def _line(
    textpage: PdfTextPage,
    codes: Codes,
    boxes: Boxes,
    visible: NDArray[np.intp],
    span: tuple[int, int],
) -> Printed | None:
    if not len(visible):
        return None
    text = "".join(map(chr, codes[span[0] : span[1]].tolist()))
    on_paper = boxes[visible]
    low, high = on_paper.min(axis=0), on_paper.max(axis=0)
    # The middle character, since the first may be a bullet of another font.
    size, bold = _font(textpage, int(visible[len(visible) // 2]))
    return Printed(
        text=clean(text),
        box=Box(float(low[0]), float(low[1]), float(high[2]), float(high[3])),
        font_size=size,
        bold=bold,
        cell_left=_last_cell(on_paper, size),
        hyphenated=text.endswith("-"),
        words=_words_of(codes, boxes, visible, size),
    )


def _words_of(
    codes: Codes, boxes: Boxes, visible: NDArray[np.intp], size: float
) -> tuple[Word, ...]:
    """Runs of visible characters, cut at spaces and at gaps."""
    lefts, rights = boxes[visible, 0], boxes[visible, 2]
    spaced = np.diff(visible) > 1
    gaps = lefts[1:] - np.maximum.accumulate(rights)[:-1]
    cuts = np.flatnonzero(spaced | (np.abs(gaps) > _WORD_GAP * (size or 1.0))) + 1
    starts, ends = [0, *cuts.tolist()], [*cuts.tolist(), len(visible)]
    letters = [chr(code) for code in codes[visible].tolist()]
    return tuple(
        Word(
            "".join(letters[start:end]),
            float(lefts[start]),
            float(rights[start:end].max()),
            start > 0 and not spaced[start - 1],
        )
        for start, end in zip(starts, ends, strict=True)
    )


def _last_cell(boxes: Boxes, size: float) -> float:
    """Left edge of what follows the last gap wider than a character; (n, 4) boxes in order."""
    gaps = np.flatnonzero(boxes[1:, 0] - boxes[:-1, 2] > _CELL_GAP * size)
    return float(boxes[gaps[-1] + 1 if len(gaps) else 0, 0])


def _font(textpage: PdfTextPage, index: int) -> tuple[float, bool]:
    """Size in points as printed, and whether the face is a bold one."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(textpage.raw, index, matrix)
    size = raw.FPDFText_GetFontSize(textpage.raw, index) * float(np.hypot(matrix.c, matrix.d))
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(textpage.raw, index, name, len(name), None)
    return round(size, 1), _BOLD.search(name.value.decode("utf-8", "replace")) is not None


def _garbled(textpage: PdfTextPage, codes: Codes) -> float:
    """Share of visible characters that are control or private codes, or unmapped signs.

    A missing map alone proves nothing: fonts with a standard encoding read well without one.
    """
    import pypdfium2.raw as raw

    visible = np.flatnonzero((codes != 32) & ~np.isin(codes, _BREAKS))
    sample = visible[:: 1 + len(visible) // _SAMPLE]
    strange = (codes < 32) | ((codes >= 0xE000) & (codes <= 0xF8FF)) | (codes == 0xFFFD)
    unmapped = raw.FPDFText_HasUnicodeMapError
    count = sum(
        bool(strange[i]) or (not chr(codes[i]).isalnum() and unmapped(textpage.raw, i) == 1)
        for i in sample.tolist()
    )
    return count / len(sample) if len(sample) else 0.0


def _picture_cover(page: PdfPage) -> float:
    """Pictures' areas over the page's area; a scan may lie there in many strips."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    left, bottom, right, top = page.get_bbox()
    covered = 0.0
    for item in islice(page.get_objects(max_depth=3), _MANY_OBJECTS):
        if item.type != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        try:
            x0, y0, x1, y1 = item.get_bounds()
        except pdfium.PdfiumError:  # a picture without extent covers nothing
            continue
        wide = min(x1, right) - max(x0, left)
        high = min(y1, top) - max(y0, bottom)
        covered += max(0.0, wide) * max(0.0, high)
    area = (right - left) * (top - bottom)
    return min(1.0, covered / area) if area > 0 else 0.0
