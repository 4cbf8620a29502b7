"""A Document becomes Chunks: passages of whole lines, each on one page and in one section. Pure.

A passage's text is ``Page.text[start:end]``, save that running headers and footers which stand
between its lines are cut out, and that one which begins within a table has the table's titles put
above it. Every other line of a page is in exactly one passage, in order; pages that list contents
make none, nor do headings, chapter titles and page numbers with nothing below them on their page,
unless nothing else tells of the section.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.chunk import chunk_of, joined
from ingest.document import Chunk, Document, Line, Page
from ingest.faults.collect import fault_records
from ingest.isolation.beat import beat
from ingest.letters import weight
from ingest.links import with_links
from ingest.safety import safety_blocks
from ingest.structure.bare import is_label
from ingest.structure.contents import is_contents_page
from ingest.structure.furniture import Furniture, furniture_of
from ingest.structure.sections import Section, entered, titles
from ingest.tables.rows import header_above, row_starts, table_rows

BUDGET = 900.0
"""Weight of a passage (letters.weight): 900 Latin or 360 Chinese characters. To the multilingual
e5 tokenizer that is 240 tokens of prose and up to 410 of figures and codes, so that prefix, title
and section fit beside it in the 512 it reads: of 1,884 passages of manuals the longest had 462."""
_LEFTOVER = 40.0
"""A shorter end of a section is kept with what stands before it."""
_EARLIEST_CUT = 0.5
"""Of the budget; a good place to cut is not looked for before."""

_ENDS_SENTENCE = re.compile(r"[。．.！!？?；;]$")
_BEGINS_ITEM = re.compile(r"^(?:[•●■◆▪➢⚫◼\-–*(（]|\d+[.、)）\s]|[A-Z]{0,4}\d{2,}|[a-z][.)）])")


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one page under one section."""

    section: tuple[str, ...]
    lines: list[Line]


def split(document: Document) -> list[Chunk]:
    """Passages in reading order, then the same text again, cut along its meaning."""
    furniture = furniture_of(document.pages)
    chunks = _passages_of(document, furniture)
    beat()  # each of these goes through all pages
    chunks += fault_records(document, furniture)
    beat()
    chunks += table_rows(document)
    beat()
    chunks += safety_blocks(document, furniture)
    beat()
    return with_links(document, chunks, furniture)


def _passages_of(document: Document, furniture: Furniture) -> list[Chunk]:
    section: Section = ()
    blocks: list[tuple[Page, _Block]] = []
    for page in document.pages:
        own, section = _blocks(page, furniture, section)
        blocks.extend((page, block) for block in own)
    return [
        _passage(document, page, block.section, lines)
        for page, block in _telling(blocks)
        for lines in _passages(page, block.lines)
    ]


def _telling(blocks: Sequence[tuple[Page, _Block]]) -> Sequence[tuple[Page, _Block]]:
    """Less labels. A heading stays if its section has no text: a drawing is found by its title."""
    labels = {
        place for place, (page, one) in enumerate(blocks) if _is_label(page, one.section, one.lines)
    }
    told = {block.section for place, (_, block) in enumerate(blocks) if place not in labels}
    kept = [
        (page, block)
        for place, (page, block) in enumerate(blocks)
        if place not in labels or (block.section not in told and _is_headed(page, block))
    ]
    return kept or blocks  # where nothing else is said, labels are all there is


def _is_headed(page: Page, block: _Block) -> bool:
    return any(heading.start == block.lines[-1].start for heading in page.headings)


def _passage(
    document: Document, page: Page, section: tuple[str, ...], lines: Sequence[Line]
) -> Chunk:
    header = header_above(page, lines)
    text = f"{header}\n{joined(page, lines)}" if header else ""
    return chunk_of(document, page, section, lines, "passage", text=text)


def _blocks(page: Page, furniture: Furniture, section: Section) -> tuple[list[_Block], Section]:
    """The page's lines by section, and the section that the next page begins in.

    Headings without text of their own stay with the block that follows them; so does a label.
    """
    lines = [line for line in page.lines if (page.number or 0, line.start) not in furniture]
    if is_contents_page(page.text[line.start : line.end] for line in lines):
        return [], section
    headings = {heading.start: heading for heading in page.headings}
    blocks: list[_Block] = []
    gathered: list[Line] = []
    has_body = False
    for line in lines:
        heading = headings.get(line.start)
        if heading is not None:
            if has_body and not _is_label(page, titles(section), gathered):
                blocks.append(_Block(titles(section), gathered))
                gathered = []
            has_body = False
            section = entered(section, heading)
        else:
            has_body = True
        gathered.append(line)
    if gathered:
        blocks.append(_Block(titles(section), gathered))
    return blocks, section


def _is_label(page: Page, section: tuple[str, ...], lines: Sequence[Line]) -> bool:
    """Whether they hold a heading's or a page number's worth of text: found, it would tell nothing.

    A short line under a heading of its own is text: ``Torque``, ``45 Nm``.
    """
    if lines[-1].end - lines[0].start > _LEFTOVER:
        return False
    headings = {heading.start for heading in page.headings}
    free = [_words(page, line) for line in lines if line.start not in headings]
    if len(free) < len(lines):
        return not free
    return weight("".join(free)) <= _LEFTOVER and all(is_label(text, section) for text in free)


def _passages(page: Page, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Cuts a section's lines into passages within the budget, at the best places."""
    start, rows = 0, row_starts(page)
    while start < len(lines):
        end = _cut(page, lines, start, rows)
        if _is_leftover(page, lines, end):
            end = len(lines)
        yield lines[start:end]
        start = end


def _is_leftover(page: Page, lines: Sequence[Line], start: int) -> bool:
    # Only a short rest is weighed, so that a long section is not weighed again and again.
    if start >= len(lines) or lines[-1].end - lines[start].start > 2 * _LEFTOVER:
        return False
    return sum(weight(_words(page, line)) for line in lines[start:]) < _LEFTOVER


def _cut(page: Page, lines: Sequence[Line], start: int, rows: Mapping[int, bool]) -> int:
    """Where the passage that begins there ends: behind at least one line."""
    used, best, best_rank = 0.0, start + 1, -1
    for index in range(start, len(lines)):
        if index > start and used >= _EARLIEST_CUT * BUDGET:
            rank = _cut_rank(page, lines[index - 1], lines[index], rows)
            best, best_rank = (index, rank) if rank >= best_rank else (best, best_rank)
        used += weight(_words(page, lines[index]))
        if used > BUDGET:
            return best if best_rank >= 0 else max(start + 1, index)
    return len(lines)


def _cut_rank(page: Page, above: Line, below: Line, rows: Mapping[int, bool]) -> int:
    """How well a passage may end between two lines: 0 where a sentence, a word or a row runs on."""
    if below.start in rows:
        return 5 if rows[below.start] else 0
    if above.end == below.start:
        return 0
    sentence_ends = _ENDS_SENTENCE.search(_words(page, above)) is not None
    item_begins = _BEGINS_ITEM.match(_words(page, below)) is not None
    gap = below.box.top - above.box.bottom
    apart = page.number is None or not -0.7 < gap / (below.font_size or 1.0) < 0.7
    return 1 + sentence_ends + item_begins + 2 * apart


def _words(page: Page, line: Line) -> str:
    return page.text[line.start : line.end]
