"""Figures of a PDF: a caption, and the pictures and drawings next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from ingest.document import Box, Figure, Line, Page, enclosing
from ingest.letters import weight
from ingest.pdf.drawings import drawn_boxes
from ingest.pdf.pdfium import opened, turned_to
from ingest.structure.captions import captions_in, figure_label
from ingest.structure.contents import is_contents_page
from ingest.structure.furniture import Furniture
from ingest.structure.signals import is_signal
from ingest.structure.typography import is_caption

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_PROSE = 45.0
"""Weight from which a line is text between figures; the words in a drawing are fewer."""
_SMALL = 0.85
"""Times the page's ordinary size. Smaller type is a drawing's, however long its lines."""
_TOUCHING = 12.0
"""Points. Parts of one drawing, and its words, are closer to each other."""
_FAR = 60.0
"""Points. A drawing farther from its caption is another's."""
_LEAST = 24.0
"""Points across and down. What is smaller is an icon or a ruling."""
_BACKGROUND = 0.8
"""Of the page's area. What is larger lies behind the text."""
_MARGIN = 0.07
"""Of the page's height: rulings below a running header and above a footer."""
_LINES = 4
"""Of a caption."""
_LEGEND = 3
"""Lines of text that a drawing's frame may hold."""
_MOST = 2000
"""Parts looked at to find frames."""
_CALLOUT = re.compile(r"^(?:\d{1,2}|[A-Z]|[①-⑳])[\s:：)]\s*\S")
"""``1 Mounting hole``: a drawing's legend, though long."""


@dataclass(frozen=True, slots=True)
class _Caption:
    label: str
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Choice:
    """What stands over a caption, and what under it."""

    page: int
    caption: _Caption
    above: Box | None
    below: Box | None

    @property
    def leaning(self) -> int:
        """1 where only what is above can be the figure, -1 where only what is below."""
        return (self.above is not None) - (self.below is not None)

    def made(self, *, above: bool) -> Figure | None:
        """The figure, on the side where this document has its figures if there is one."""
        sides = (self.above, self.below) if above else (self.below, self.above)
        drawing = next((side for side in sides if side is not None), None)
        if drawing is None:
            return None
        box = enclosing([drawing, self.caption.box])
        return Figure(self.page, self.caption.label, self.caption.text, box)


def figures_of(path: Path, pages: Sequence[Page], furniture: Furniture) -> tuple[Figure, ...]:
    """Every captioned figure, page by page; a caption without a drawing near it is none.

    Raises:
        UnreadableFile: and its kinds, from opening the file.
    """
    captioned = [(page, found) for page in pages if (found := _captions(page, furniture))]
    if not captioned:
        return ()
    with opened(path) as pdf:
        choices = [
            choice
            for page, captions in captioned
            for choice in _choices(page, captions, _drawn(pdf, page), furniture)
        ]
    above = sum(choice.leaning for choice in choices) >= 0
    return tuple(figure for choice in choices if (figure := choice.made(above=above)))


def _captions(page: Page, furniture: Furniture) -> list[_Caption]:
    texts = [page.text[line.start : line.end] for line in page.lines]
    if page.number is None or is_contents_page(texts):
        return []
    found: list[_Caption] = []
    for index, (line, text) in enumerate(zip(page.lines, texts, strict=True)):
        label = figure_label(text)
        if label and (page.number, line.start) not in furniture:
            lines = _whole_caption(page.lines[index : index + _LINES], texts[index:])
            caption = page.text[line.start : lines[-1].end].replace("\n", " ")
            box = enclosing([part.box for part in lines])
            parts = captions_in(caption)
            found.extend(_Caption(figure_label(part) or label, part, box) for part in parts)
    return found


def _whole_caption(lines: Sequence[Line], texts: Sequence[str]) -> Sequence[Line]:
    """The caption's first line, and those that go on below it in the same type."""
    count = 1
    for above, below, text in zip(lines, lines[1:], texts[1:], strict=False):
        gap = below.box.top - above.box.bottom
        same = (above.font_size, above.bold) == (below.font_size, below.bold)
        if not same or not -1 < gap < 0.4 * below.font_size or figure_label(text):
            break
        if texts[count - 1].rstrip().endswith((".", "。")) or weight(texts[count - 1]) < _PROSE:
            break
        count += 1
    return lines[:count]


def _drawn(pdf: PdfDocument, page: Page) -> list[Box]:
    """Pictures and drawings on the page, without backgrounds and rulings of its margins."""
    import pypdfium2 as pdfium

    if page.number is None:
        return []
    try:
        with turned_to(pdf, page.number - 1) as open_page:
            boxes = drawn_boxes(open_page)
    except pdfium.PdfiumError:  # it was read before: a page without drawings, then
        return []
    low, high = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return [
        box
        for box in (_clipped(box, page) for box in boxes)
        if box.bottom > low
        and box.top < high
        and not (_wide(box) > 0.6 * page.width and _high(box) < 3)
        and _wide(box) * _high(box) < _BACKGROUND * page.width * page.height
    ]


def _choices(
    page: Page, captions: Sequence[_Caption], drawn: Sequence[Box], furniture: Furniture
) -> Iterator[_Choice]:
    stops = list(_stops(page, captions, drawn, furniture))
    free = [line.box for line in _words(page) if line.box not in stops]
    for caption in captions:
        above = _side(caption, drawn, free, stops, page, up=True)
        below = _side(caption, drawn, free, stops, page, up=False)
        yield _Choice(page.number or 0, caption, above, below)


def _stops(
    page: Page, captions: Sequence[_Caption], drawn: Sequence[Box], furniture: Furniture
) -> Iterator[Box]:
    """Lines that no figure reaches across: text, headings, captions, running headers."""
    ordinary = median(line.font_size for line in page.lines)
    headings = {heading.start for heading in page.headings}
    prose = [line for line in page.lines if _is_prose(page, line, ordinary)]
    frames = [box for box in _clusters(drawn) if _is_frame(box, prose)]
    for line in page.lines:
        text = page.text[line.start : line.end]
        is_own = line.start in headings or (page.number or 0, line.start) in furniture
        inside = any(_holds(frame, line.box) for frame in frames)
        if is_own or is_caption(text) or is_signal(text) or (line in prose and not inside):
            yield line.box
    yield from (caption.box for caption in captions)


def _words(page: Page) -> Iterator[Line]:
    """Short lines: what may be written in a drawing."""
    for line in page.lines:
        if weight(page.text[line.start : line.end]) < _PROSE:
            yield line


def _is_prose(page: Page, line: Line, ordinary: float) -> bool:
    text = page.text[line.start : line.end]
    return (
        weight(text) >= _PROSE and line.font_size >= _SMALL * ordinary and not _CALLOUT.match(text)
    )


def _is_frame(box: Box, prose: Sequence[Line]) -> bool:
    """A picture or a drawing; a panel of text is none, nor is a table."""
    if _wide(box) < 4 * _LEAST or _high(box) < 2 * _LEAST:
        return False
    return sum(_holds(box, line.box) for line in prose) <= _LEGEND


def _clusters(drawn: Sequence[Box]) -> list[Box]:
    """Boxes around parts that touch each other."""
    clusters: list[Box] = []
    for part in drawn[:_MOST]:
        apart = [box for box in clusters if not _near(box, part, 1.0)]
        touching = [box for box in clusters if _near(box, part, 1.0)]
        clusters = [*apart, enclosing([part, *touching])]
    return clusters


def _side(
    caption: _Caption,
    drawn: Sequence[Box],
    words: Sequence[Box],
    stops: Sequence[Box],
    page: Page,
    *,
    up: bool,
) -> Box | None:
    """The drawing above the caption, or below it, as far as the text lets it reach."""
    box = caption.box
    across = [stop for stop in stops if stop != box and _beside(stop, box)]
    if up:
        limit = max((s.bottom for s in across if s.bottom <= box.top + 2), default=0.0)
        window = Box(0.0, limit, page.width, box.top)
    else:
        limit = min((s.top for s in across if s.top >= box.bottom - 2), default=page.height)
        window = Box(0.0, box.bottom, page.width, limit)
    parts = [part for part in drawn if _in_window(part, window)]
    found = _grown(box, parts, [word for word in words if _in_window(word, window)])
    if found is None or _wide(found) < _LEAST or _high(found) < _LEAST:
        return None
    gap = box.top - found.bottom if up else found.top - box.bottom
    return found if gap <= _FAR else None


def _in_window(part: Box, window: Box) -> bool:
    middle = (part.top + part.bottom) / 2
    inside = part.top >= window.top - 6 and part.bottom <= window.bottom + 6
    return inside and window.top <= middle <= window.bottom


def _grown(caption: Box, parts: Sequence[Box], words: Sequence[Box]) -> Box | None:
    """What stands over or under the caption, and what touches that."""
    seeds = [part for part in parts if _beside(part, caption)]
    if not seeds:
        return None
    found, left = enclosing(seeds), [*parts, *words]
    while touching := [part for part in left if _near(found, part, _TOUCHING)]:
        grown = enclosing([found, *touching])
        left = [part for part in left if not _holds(grown, part)]
        if grown == found:
            break
        found = grown
    return found


def _near(one: Box, other: Box, gap: float) -> bool:
    return (
        other.left < one.right + gap
        and other.right > one.left - gap
        and other.top < one.bottom + gap
        and other.bottom > one.top - gap
    )


def _beside(one: Box, other: Box) -> bool:
    """Whether one is over the other, at whatever height."""
    return min(one.right, other.right) > max(one.left, other.left)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left - 2 <= inner.left
        and outer.right + 2 >= inner.right
        and outer.top - 2 <= inner.top
        and outer.bottom + 2 >= inner.bottom
    )


def _clipped(box: Box, page: Page) -> Box:
    return Box(
        max(box.left, 0.0),
        max(box.top, 0.0),
        min(box.right, page.width),
        min(box.bottom, page.height),
    )


def _wide(box: Box) -> float:
    return box.right - box.left


def _high(box: Box) -> float:
    return box.bottom - box.top
