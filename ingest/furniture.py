"""Running headers, footers and side tabs: lines that stand on page after page. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

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

_NUMBER = re.compile(r"\d+|^[ivxlc]+$", re.IGNORECASE)

Furniture = frozenset[tuple[int, int]]
"""(page number, start of the line) of every line that is furniture."""


def furniture_of(pages: Sequence[Page]) -> Furniture:
    """Lines in the margins that recur in the same place, numbers aside."""
    places: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page in pages:
        for line in page.lines:
            for key in _places(page, line):
                places[key].append((page.number or 0, line.start))
    return frozenset(spot for spots in places.values() if _recurs(spots) for spot in spots)


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
