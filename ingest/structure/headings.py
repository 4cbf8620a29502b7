"""Where sections begin: from the file's outline, else from the type. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Heading, Page
from ingest.letters import squeeze
from ingest.structure.contents import is_contents_page
from ingest.structure.furniture import Furniture
from ingest.structure.typography import Spot, could_head, headings_by_type, is_caption

CAPTION_LEVEL = 9
"""``Table 13.2 …`` heads what follows it, below every real heading."""

_Found = Sequence[tuple[int, Heading]]
"""Index among the spots, and the heading that begins there."""


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark of the file."""

    level: int
    title: str
    page: int
    """1-based."""
    top: float | None
    """Points from the page's top; None where the bookmark tells only the page."""


def with_headings(
    pages: Sequence[Page], furniture: Furniture, outline: Sequence[OutlineEntry]
) -> tuple[Page, ...]:
    """The same pages, each with its headings, in reading order; table captions included."""
    spots = [spot for page in pages for spot in _spots(page, furniture)]
    found = _by_outline(spots, outline) if outline else []
    if len(found) < max(3, len(pages) / 20):  # a stub of an outline tells less than the type does
        found = headings_by_type(spots)
    headed: dict[int, dict[int, Heading]] = {}
    for index, heading in [*_captions(spots), *found]:
        headed.setdefault(id(spots[index].page), {})[heading.start] = heading
    return tuple(_headed(page, headed.get(id(page), {})) for page in pages)


def _headed(page: Page, by_start: dict[int, Heading]) -> Page:
    return replace(page, headings=tuple(by_start[start] for start in sorted(by_start)))


def _spots(page: Page, furniture: Furniture) -> Iterator[Spot]:
    texts = [page.text[line.start : line.end] for line in page.lines]
    if is_contents_page(texts):
        return
    tables = _tables(page)
    for line, text in zip(page.lines, texts, strict=True):
        is_furniture = (page.number or 0, line.start) in furniture
        if text and not is_furniture and not any(line.start in table for table in tables):
            yield Spot(page, line, text)


def _tables(page: Page) -> list[range]:
    """Column titles and cells in bold head no section; a frame without titles may hold some."""
    return [
        range(table.start, max(row.end for row in table.rows))
        for table in page.tables
        if table.header
    ]


def _captions(spots: Sequence[Spot]) -> Iterator[tuple[int, Heading]]:
    for index, spot in enumerate(spots):
        if is_caption(spot.text):
            yield index, Heading(CAPTION_LEVEL, spot.text, spot.line.start)


def _by_outline(spots: Sequence[Spot], outline: Iterable[OutlineEntry]) -> _Found:
    by_page: dict[int | None, list[int]] = {}
    for index, spot in enumerate(spots):
        by_page.setdefault(spot.page.number, []).append(index)
    found: dict[int, Heading] = {}
    for entry in outline:
        at = _line_of(entry, spots, by_page.get(entry.page, []))
        if at is not None:
            heading = Heading(entry.level, _title(entry, spots[at].text), spots[at].line.start)
            found.setdefault(at, heading)
    return sorted(found.items())


def _title(entry: OutlineEntry, printed: str) -> str:
    """As printed where the line is the title: many outlines leave the number out."""
    is_printed = squeeze(entry.title) in squeeze(printed) and could_head(printed)
    return printed if is_printed else " ".join(entry.title.split())


def _line_of(entry: OutlineEntry, spots: Sequence[Spot], indices: list[int]) -> int | None:
    """The line that prints the title; else the first one at or below the bookmark's height."""
    title = squeeze(entry.title).casefold()
    printed = [i for i in indices if title in squeeze(spots[i].text).casefold()]
    if title and printed:
        return min(printed, key=lambda i: len(spots[i].text))
    top = entry.top
    below = [i for i in indices if top is not None and spots[i].line.box.bottom > top]
    return min(below, key=lambda i: spots[i].line.box.top, default=None)
