"""Running headers, footers and side tabs: lines that stand on page after page. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from ingest.document import Line, Page

_MIN_PAGES = 4
_MIN_SHARE = 0.4
"""Of the pages between the first and the last that carry the line: a chapter's own header, or one
for even pages only, counts too."""
_TOP_AND_BOTTOM = 0.08
_SIDES = 0.1
_FOR_NUMBERS = 0.13
"""Margins as shares of the page's height and width. A table's head that recurs lies inside; a
lone number further in is still a page number."""
_GRID = 24.0
"""Points. The same words closer than this are in the same place; pages are not set alike."""

_OUTER = 0.06
"""Of the page's height, at its top and bottom."""
_STEADY = 3.0
"""Points by which a header's height may differ."""
_APART = 1.0
"""Times the font size. Text stands closer to the next line; headers stand alone."""
_EVERY_OTHER = 0.45
"""Of all pages."""

_NUMBER = re.compile(r"\d+|^[ivxlc]+$", re.IGNORECASE)

Furniture = frozenset[tuple[int, int]]
"""(page number, start of the line) of every line that is furniture."""


def furniture_of(pages: Sequence[Page]) -> Furniture:
    """Lines in the margins that recur in the same place, numbers aside.

    At the outer edge of the page the place alone tells: there the words change with the chapter.
    """
    places: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            for key in _places(page, line):
                places[key].append((page.number or 0, line.start))
    steady: defaultdict[tuple[float, float], list[tuple[int, int]]] = defaultdict(list)
    for place, spot in _set_apart(pages):
        steady[place].append(spot)
    found = [spots for spots in places.values() if _recurs(spots)]
    found += [spots for spots in steady.values() if _is_steady(spots, len(pages))]
    return frozenset(spot for spots in found for spot in spots)


def _set_apart(pages: Sequence[Page]) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """Lines alone in the outer margin, by height and size of type: headers that name a chapter."""
    for page in pages:
        low, high = _OUTER * page.height, (1 - _OUTER) * page.height
        for line in page.lines:
            is_outer = line.box.bottom < low or line.box.top > high
            if is_outer and not any(_is_close(line, other) for other in page.lines):
                place = (round(line.box.top / _STEADY), line.font_size)
                yield place, (page.number or 0, line.start)


def _is_close(line: Line, other: Line) -> bool:
    """The other line goes on with it, above or below."""
    gap = max(other.box.top - line.box.bottom, line.box.top - other.box.bottom)
    same_row = other.box.top < line.box.bottom - 1 and other.box.bottom > line.box.top + 1
    return not same_row and gap < _APART * line.font_size


def without_furniture(page: Page, furniture: Furniture) -> str:
    """The page's text, one line after the other, less what stands on every page."""
    return "\n".join(
        page.text[line.start : line.end]
        for line in page.lines
        if (page.number or 0, line.start) not in furniture
    )


def _places(page: Page, line: Line) -> Iterable[tuple[str, int]]:
    """The line's words and height on the page, rounded both ways so that no seam divides it."""
    if not page.height or not _in_margin(page, line):
        return ()
    words = _NUMBER.sub("#", " ".join(page.text[line.start : line.end].split()))
    height = line.box.top / _GRID
    return ((words, 2 * int(height)), (words, 2 * int(height + 0.5) - 1))


def _in_margin(page: Page, line: Line) -> bool:
    box = line.box
    is_number = _NUMBER.fullmatch(page.text[line.start : line.end].strip())
    margin = (_FOR_NUMBERS if is_number else _TOP_AND_BOTTOM) * page.height
    return (
        box.bottom < margin
        or box.top > page.height - margin
        or box.right < _SIDES * page.width
        or box.left > (1 - _SIDES) * page.width
    )


def _recurs(spots: list[tuple[int, int]]) -> bool:
    numbers = {number for number, _ in spots}
    return len(numbers) >= _MIN_PAGES and len(numbers) >= _MIN_SHARE * (
        max(numbers) - min(numbers) + 1
    )


def _is_steady(spots: list[tuple[int, int]], pages: int) -> bool:
    """On every other page at least: left and right pages may be set apart."""
    return len({number for number, _ in spots}) >= max(_MIN_PAGES, _EVERY_OTHER * pages)
