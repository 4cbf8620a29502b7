"""References become links to the chunks that stand where they lead. Pure.

A link to the wrong place is worse than none: what two places could be meant by leads nowhere.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ingest.document import Chunk, Document, Link, Page
from ingest.identifiers import identifiers, normal
from ingest.letters import squeeze
from ingest.references import figure_key, keys_of_heading, references_in
from ingest.structure.furniture import Furniture
from ingest.structure.page_labels import page_labels

MOST = 8
"""Links of one chunk; a list of parameters names a hundred codes."""
_BEFORE = 120
"""Characters before a page's number among which a title of that page is looked for."""
_SHORTEST_TITLE = 4
_OWN_NUMBER = re.compile(r"^[\d.]+\s*")
_RUN = re.compile(r"[A-Za-z0-9]+(?:[-._/][A-Za-z0-9]+)*|(?<![A-Za-z])[A-Z]{1,3} \d{1,4}(?!\w)")
_NAMED = re.compile(r"^\S+\s+.*(?:[\u4e00-\u9fff]|[a-z]{3})")
"""A code and words: a heading that tells of it, not a label in a drawing."""


class _Place(NamedTuple):
    page: int | None
    start: int


@dataclass(frozen=True, slots=True)
class _Map:
    """Where everything stands in one document."""

    places: Mapping[str, _Place]
    """By what they are referred to: ``table:5-10``."""
    labels: Mapping[str, int]
    """Printed page numbers."""
    pages: Mapping[int | None, Page]
    passages: Mapping[int | None, list[Chunk]]
    codes: Mapping[str, Chunk]
    """By code in its normal spelling: the record, rows or section that tell of it."""

    def passage(self, place: _Place) -> Chunk | None:
        """The passage that holds a place."""
        found = self.passages.get(place.page, [])
        index = bisect_right(found, place.start, key=lambda chunk: chunk.start) - 1
        return found[index] if index >= 0 and place.start < found[index].end else None


def with_links(document: Document, chunks: Sequence[Chunk], furniture: Furniture) -> list[Chunk]:
    """The same chunks, each with links to what its text names: at most MOST, none to itself."""
    known = _map_of(document, chunks, furniture)
    return [replace(chunk, links=tuple(_links(chunk, known))) for chunk in chunks]


def _links(chunk: Chunk, known: _Map) -> Iterator[Link]:
    met = {chunk.chunk_id}
    for label, target in (*_referred(chunk, known), *_named(chunk, known)):
        if len(met) > MOST:
            return
        if target.chunk_id not in met and not _overlap(chunk, target):
            met.add(target.chunk_id)
            yield Link(label, target.chunk_id)


def _overlap(one: Chunk, other: Chunk) -> bool:
    return one.page == other.page and one.start < other.end and other.start < one.end


def _referred(chunk: Chunk, known: _Map) -> Iterator[tuple[str, Chunk]]:
    for start, label, key in references_in(chunk.text):
        kind, _, number = key.partition(":")
        if kind == "page":
            place = _place_on(known, number, chunk.text[max(0, start - _BEFORE) : start])
        else:
            place = known.places.get(key)
        target = known.passage(place) if place else None
        if target is not None:
            yield label, target


def _place_on(known: _Map, label: str, before: str) -> _Place | None:
    """The title that is named before a page's number, else the page's beginning."""
    page = known.pages.get(known.labels.get(label, 0))
    passages = known.passages.get(page.number, []) if page else []
    if page is None or not passages:
        return None
    said = squeeze(before).casefold()
    titles = [(squeeze(_OWN_NUMBER.sub("", one.title)).casefold(), one) for one in page.headings]
    named = [pair for pair in titles if len(pair[0]) >= _SHORTEST_TITLE and pair[0] in said]
    if named:
        _, heading = max(named, key=lambda pair: len(pair[0]))
        return _Place(page.number, heading.start)
    return _Place(page.number, passages[0].start)


def _named(chunk: Chunk, known: _Map) -> Iterator[tuple[str, Chunk]]:
    """Codes that another chunk is about."""
    own = {normal(code) for code in chunk.fault.codes} if chunk.fault else set()
    for printed in dict.fromkeys(_RUN.findall(chunk.text)):
        for code in identifiers(printed):
            target = known.codes.get(code)
            if target is not None and code not in own:
                yield printed, target


def _map_of(document: Document, chunks: Sequence[Chunk], furniture: Furniture) -> _Map:
    passages: dict[int | None, list[Chunk]] = {}
    for chunk in chunks:
        if chunk.kind == "passage":
            passages.setdefault(chunk.page, []).append(chunk)
    for found in passages.values():
        found.sort(key=lambda chunk: chunk.start)
    pages = {page.number: page for page in document.pages}
    places = _unique(_places(document))
    known = _Map(places, page_labels(document.pages, furniture), pages, passages, {})
    return replace(known, codes=_codes(document, chunks, known))


def _places(document: Document) -> Iterator[tuple[str, _Place, str]]:
    for page in document.pages:
        for heading in page.headings:
            for key in keys_of_heading(heading.title):
                yield key, _Place(page.number, heading.start), heading.title
    pages = {page.number: page for page in document.pages}
    for figure in document.figures:
        page, key = pages[figure.page], figure_key(figure.label)
        for line in page.lines if key else ():
            printed = page.text[line.start : line.end]
            if printed and (figure.caption in printed or figure.caption.startswith(printed)):
                yield key, _Place(figure.page, line.start), figure.caption
                break


def _unique(found: Iterable[tuple[str, _Place, str]]) -> dict[str, _Place]:
    """Keys that one place claims. Where a table goes on under its caption, the first stands."""
    places: dict[str, _Place] = {}
    titles: dict[str, str] = {}
    doubtful: set[str] = set()
    for key, place, title in found:
        words = squeeze(title).casefold()
        known = titles.setdefault(key, words)
        if key in places and not (words.startswith(known) or known.startswith(words)):
            doubtful.add(key)
        places.setdefault(key, place)
    return {key: place for key, place in places.items() if key not in doubtful}


def _codes(document: Document, chunks: Sequence[Chunk], known: _Map) -> dict[str, Chunk]:
    """A code's fault record, else its own section, else the rows that begin with it."""
    sources = (
        ((code, chunk) for chunk in chunks if chunk.fault for code in chunk.fault.codes),
        _titled(document, known),
        _rows(document, chunks),
    )
    codes: dict[str, Chunk] = {}
    for source in sources:
        claimed: dict[str, list[Chunk]] = {}
        for code, chunk in source:
            claimed.setdefault(normal(code), []).append(chunk)
        for code, claims in claimed.items():
            if len({chunk.chunk_id for chunk in claims}) == 1:
                codes.setdefault(code, claims[0])
    return codes


def _titled(document: Document, known: _Map) -> Iterator[tuple[str, Chunk]]:
    for page in document.pages:
        for heading in page.headings:
            found = identifiers(heading.title.split()[0]) if _NAMED.match(heading.title) else []
            target = known.passage(_Place(page.number, heading.start))
            if len(found) == 1 and target is not None:
                yield found[0], target


def _rows(document: Document, chunks: Sequence[Chunk]) -> Iterator[tuple[str, Chunk]]:
    pages = {page.number: page for page in document.pages}
    for chunk in chunks:
        if chunk.kind != "table_row":
            continue
        rows = [row for table in pages[chunk.page].tables for row in table.rows]
        for row in rows:
            if chunk.start <= row.start < chunk.end and row.cells:
                found = identifiers(row.cells[0].text)
                if len(found) == 1 and normal(row.cells[0].text.split("\n")[0]) == found[0]:
                    yield found[0], chunk
