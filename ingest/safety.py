"""Safety blocks: a signal word and the whole text that it stands over. Pure.

A block is found by its signal word, alone on a line or before its text, and ends where the paper
ends it: at a gap, another indent or face, the next heading, figure or signal word. Lines in 严禁 or
禁止, one below the other, are a block too.

What explains the words themselves (``DANGER indicates …``) warns of nothing and makes no block; it
stays in the passages.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.chunk import chunk_of, joined
from ingest.document import Chunk, Document, Line, Page
from ingest.structure.captions import figure_label
from ingest.structure.contents import is_contents_page
from ingest.structure.furniture import Furniture
from ingest.structure.sections import Sections, titles
from ingest.structure.signals import Signal, prohibition_of, signal_of
from ingest.structure.typography import is_caption

_LONGEST = 60
"""Lines. What goes on beyond is a chapter, not a warning."""
_COLUMNS = 3
"""A word in a table of as many columns is a value: an alarm's class, a column's title."""
_FAR = 3.1
"""Times the font size: how far below a signal word its text may begin."""
_APART = 0.9
"""Times the font size: lines of one block stand closer, unless all of them are set apart."""
_WIDER = 1.35
_OPEN = 2.2
"""Times the font size: how far below a broken sentence it may go on."""
_OUTDENT = 2.6
"""Times the font size: how far left of its first line a paragraph may begin."""
_HEADLINE = 1.4
"""Times its text's size. A word set so large heads all that follows, in lists and groups."""
_ENDS = re.compile(r"[。．.！!？?；;:：]\W*$")
_ITEM = re.compile(r"^(?:[•●■◆▪➢⚫◼◦\-–—*]\s*|[(（]?\d{1,2}[.、)）]\s*|[a-z][.)）]\s)")
_EXPLAINS = re.compile(
    r"""^\W*(?:(?:the|this)\s)?(?:\w+\s){0,2}(?:indicates?|describes?|denotes?|means?|signifies)\b
      | ^\W*an?\s(?:operating\s)?procedure,\spractice
      | ^\W*(?:如|若)?不(?:加以)?避免 | ^\W*(?:用于)?(?:表示|指示)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A line that may open a block, or go on with it."""

    page: Page
    line: Line
    text: str
    signal: Signal | None
    is_heading: bool

    @property
    def em(self) -> float:
        return self.line.font_size or self.line.box.bottom - self.line.box.top

    @property
    def begins(self) -> bool:
        """A figure, a table or another warning: nothing goes on across it."""
        is_figure = bool(figure_label(self.text)) or is_caption(self.text)
        return is_figure or self.signal is not None


def safety_blocks(document: Document, furniture: Furniture) -> list[Chunk]:
    """A chunk of kind ``safety`` for each block, in reading order; its text begins with the word.

    A word at the foot of a page takes its text from the next page, and the chunk stands there.
    """
    sections = Sections.of(document.pages)
    spots = [spot for page in document.pages for spot in _spots(page, furniture)]
    found: list[Chunk] = []
    index = 0
    while index < len(spots):
        block = _block(spots, index)
        if block:
            found.append(_chunk(document, sections, block))
        index += max(1, len(block))
    return found


def _spots(page: Page, furniture: Furniture) -> Iterator[_Spot]:
    lines = [line for line in page.lines if (page.number or 0, line.start) not in furniture]
    texts = [page.text[line.start : line.end] for line in lines]
    if is_contents_page(texts):
        return
    headings = {heading.start for heading in page.headings}
    large = _HEADLINE * median([line.font_size for line in lines] or [0.0])
    tabled = _tabled(page)
    for line, text in zip(lines, texts, strict=True):
        is_heading = line.start in headings
        is_value = any(start <= line.start < end for start, end in tabled)
        is_title = is_heading or 0 < large <= line.font_size
        signal = signal_of(text, is_title=is_title)
        if is_value and signal and not signal.parted:
            signal = None
        yield _Spot(page, line, text, signal, is_heading)


def _tabled(page: Page) -> list[tuple[int, int]]:
    """Where tables of several columns stand in the page's text."""
    return [
        (table.start, max(row.end for row in table.rows))
        for table in page.tables
        if len(table.rows[0].cells) >= _COLUMNS
    ]


def _block(spots: Sequence[_Spot], index: int) -> list[_Spot]:
    """The lines of the block that begins there, its signal word's first; none if none does."""
    first = spots[index]
    if first.signal is None:
        return _prohibitions(spots, index)
    if _EXPLAINS.match(first.signal.rest):
        return []
    block = [first]
    for spot in spots[index + 1 : index + _LONGEST]:
        if not _goes_on(block, spot):
            break
        block.append(spot)
    if first.signal.alone and (len(block) == 1 or _EXPLAINS.match(block[1].text)):
        return []
    return block


def _prohibitions(spots: Sequence[_Spot], index: int) -> list[_Spot]:
    block: list[_Spot] = []
    for spot in spots[index : index + _LONGEST]:
        on_page = spot.page is spots[index].page
        if not on_page or spot.begins or spot.is_heading or not prohibition_of(spot.text):
            break
        block.append(spot)
    return block if len(block) > 1 else []


def _goes_on(block: Sequence[_Spot], spot: _Spot) -> bool:
    signal = block[0].signal
    if signal is None or spot.begins or (spot.is_heading and not _is_subtitle(block[0], spot)):
        return False
    if spot.page is not block[-1].page:
        return signal.alone and len(block) == 1 and _is_overleaf(block[0].page, spot.page)
    if spot.page.number is None:
        return _flows_on(block, spot, signal)
    if signal.alone and len(block) == 1:
        return _stands_under(block[0], spot)
    return _is_near(block, spot) and _is_aligned(block, spot) and not _is_next(block, spot)


def _is_overleaf(page: Page, following: Page) -> bool:
    """The page's end cut a word from its text."""
    return page.number is not None and following.number == page.number + 1


def _is_subtitle(title: _Spot, spot: _Spot) -> bool:
    """A group's name in the chapter that the title heads."""
    is_title = title.signal is not None and title.signal.is_title
    return is_title and spot.em < 0.95 * title.em and not spot.text[:1].isalnum()


def _flows_on(block: Sequence[_Spot], spot: _Spot, signal: Signal) -> bool:
    """Of a format without places: the paragraph below the word, and a list."""
    if signal.is_title:
        return True
    return (signal.alone and len(block) == 1) or _ITEM.match(spot.text) is not None


def _stands_under(signal: _Spot, text: _Spot) -> bool:
    """Below the word or beside it."""
    word, box, em = signal.line.box, text.line.box, max(signal.em, text.em)
    beside = box.left >= word.right and box.top < word.bottom and box.bottom > word.top
    below = word.top < box.top <= word.bottom + _FAR * em
    near = box.top <= word.bottom + 2 * em or _is_headline([signal, text])
    in_column = box.left <= word.right + 2 * em and (near or box.right >= word.left - 2 * em)
    return beside or (below and in_column)


def _is_near(block: Sequence[_Spot], spot: _Spot) -> bool:
    last, texts = block[-1], _texts(block)
    gap = spot.line.box.top - last.line.box.bottom
    if gap < -1.5 * last.em:
        return False
    if _is_headline(block):
        return gap <= _FAR * block[0].em
    allowed = _APART * spot.em
    if len(texts) == 1 and not _ENDS.search(last.text):
        allowed = _OPEN * spot.em
    gaps = [b.line.box.top - a.line.box.bottom for a, b in pairwise(texts)]
    return gap <= max(allowed, _WIDER * min(gaps, default=0.0))


def _is_aligned(block: Sequence[_Spot], spot: _Spot) -> bool:
    """In the block's column: right of its edge, or centred below its word."""
    texts, box, em = _texts(block), spot.line.box, spot.em
    left = min(text.line.box.left for text in texts)
    right = max(text.line.box.right for text in texts)
    word = block[0].line.box
    centred = abs((box.left + box.right) - (word.left + word.right)) < 2 * em
    outdent = _OUTDENT if len(texts) == 1 else 1.0
    return box.left < right and (centred or box.left >= left - outdent * em)


def _is_next(block: Sequence[_Spot], spot: _Spot) -> bool:
    """Another paragraph in another face, or the text that a sentence of warning stands in."""
    texts, last = _texts(block), block[-1]
    gap = spot.line.box.top - last.line.box.bottom
    if _is_headline(block):
        return spot.em > max(0.95 * block[0].em, 1.1 * block[1].em)
    if abs(spot.em - texts[0].em) > 0.15 * texts[0].em:
        return True
    if all(text.line.bold for text in texts) and not spot.line.bold and gap > 0.4 * spot.em:
        return True
    return not _is_alone(block) and _ENDS.search(last.text) is not None and _is_parted(block, spot)


def _is_parted(block: Sequence[_Spot], spot: _Spot) -> bool:
    """Where the sentences after ``Caution:`` end, for there is no frame to tell."""
    first, last = block[0].line.box, block[-1].line.box
    right = max(text.line.box.right for text in block)
    is_short = last.right < right - 3 * spot.em
    gap = spot.line.box.top - last.bottom
    is_item = _ITEM.match(spot.text) is not None
    opens_list = last is not first or not block[0].text.rstrip().endswith((":", "："))
    return is_short or gap > 0.5 * spot.em or (is_item and opens_list)


def _texts(block: Sequence[_Spot]) -> Sequence[_Spot]:
    return block[1:] if _is_alone(block) else block


def _is_alone(block: Sequence[_Spot]) -> bool:
    signal = block[0].signal
    return signal is not None and signal.alone


def _is_headline(block: Sequence[_Spot]) -> bool:
    signal = block[0].signal
    is_title = signal is not None and signal.is_title
    return is_title or (_is_alone(block) and block[0].em >= _HEADLINE * block[1].em)


def _chunk(document: Document, sections: Sections, block: Sequence[_Spot]) -> Chunk:
    first, last = block[0], block[-1]
    spots = [spot for spot in block if spot.page is last.page]
    lines = [spot.line for spot in spots]
    text = joined(last.page, lines)
    if last.page is not first.page:
        text = f"{first.text}\n{text}"
    section = titles(sections.at(first.page.number, first.line.start))
    word = first.signal.word if first.signal else prohibition_of(first.text)
    chunk = chunk_of(document, last.page, section, lines, "safety", text=_from_word(text, word))
    return replace(chunk, signal_word=word)


def _from_word(text: str, word: str) -> str:
    """Without the icon before the signal word; a title's own words stay."""
    found = re.match(r"[\W_]{1,4}(?=\w)", text)
    return text[found.end() :] if found and word[:1] == text[found.end()] else text
