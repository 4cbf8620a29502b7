"""What an OCR engine made out becomes printed lines: in points, in reading order, with sizes. Pure.

A page that was scanned sideways is composed in the frame in which it can be read, since rows and
columns mean nothing in another; `as_displayed` puts its boxes back where a reader sees them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import log
from statistics import median
from string import ascii_letters, ascii_lowercase
from unicodedata import east_asian_width

from ingest.document import Box, Page
from ingest.letters import clean, count_words_and_digits
from ingest.ocr.engine import Reading, Recognition
from ingest.pdf.printed import Printed, Word

_SURE = 0.5
"""Confidence from which a line is taken over; what had less was mostly a picture's edge."""
_SHORT, _SURE_OF_SHORT = 2, 0.75
"""Characters, and the confidence from which so short a line is taken: no context helps with it. A
1 was read as a 7 with 0.68; lone figures that were right had 0.94 and more."""
_TYPE_PER_HEIGHT = 0.75
"""Font size over the height of the engine's box: the median over 358 lines of twelve pages."""
_SIZE_STEP = 1.25
"""Sizes within half such a step of the common one are taken for it: boxes are no finer."""
_WORD_GAP = 0.4
"""Times the font size, between two words' inks, as in ingest.pdf.printed."""
_WIDE, _NARROW = 0.5, 0.27
"""Half a Chinese and half a Latin character's width, times the font size."""
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x30, 0x7B) if chr(code).isalnum()}
_ENDS, _LETTERS = frozenset(ascii_lowercase + ",;"), frozenset(ascii_letters)
_LONGEST_WORD = 16
"""Characters; of English words in manuals one in a thousand is longer."""
_SAME_ROW = 0.5
"""Share of the lower line's height by which lines of one row overlap."""
_COLUMN_LINES = 6
"""On either side at least, and long ones: a table's cells are short."""
_COLUMN_FILL = 0.6
"""Share of the column's width that its median line has."""


def turned_back(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of the upright page, as it stands on the page as displayed.

    Args:
        box: On the upright page.
        turn: Degrees, clockwise, by which the displayed page was turned to stand upright.
        width: Of the page as displayed.
        height: Likewise.
    """
    left, top, right, bottom = box
    return {
        0: box,
        90: Box(top, height - right, bottom, height - left),
        180: Box(width - right, height - bottom, width - left, height - top),
        270: Box(width - bottom, left, width - top, right),
    }[turn % 360]


def as_displayed(page: Page, turn: int) -> Page:
    """The page composed upright, in the frame of the page as displayed."""
    if not turn:
        return page
    width, height = upright_size(page.width, page.height, turn)
    lines = tuple(
        replace(line, box=turned_back(line.box, turn, width, height)) for line in page.lines
    )
    return replace(page, lines=lines, width=width, height=height)


def upright_size(width: float, height: float, turn: int) -> tuple[float, float]:
    """Of a page so turned; the same call leads back."""
    return (height, width) if turn % 180 else (width, height)


def why_useless(recognition: Recognition) -> str | None:
    """What to tell of a page on which nothing could be read; None for a page that was."""
    written = [reading for reading in recognition.readings if count_words_and_digits(reading.text)]
    if not written:
        return "OCR found no text"
    sure = [reading for reading in written if _is_sure(reading)]
    if 2 * _characters(sure) < _characters(written):
        mean = sum(reading.confidence * len(reading.text) for reading in written)
        return f"OCR is not sure of it (confidence {mean / _characters(written):.0%})"
    return None


def lines_of(recognition: Recognition, width: float) -> tuple[Printed, ...]:
    """Lines in reading order, in points of the upright page, which is ``width`` points wide."""
    scale = width / recognition.width
    sure = filter(_is_sure, recognition.readings)
    lines = [line for reading in sure if (line := _line(reading, scale)).text]
    return tuple(line for part in _parts(lines) for row in _rows(part) for line in row)


def evened(pages: Sequence[Sequence[Printed]]) -> list[tuple[Printed, ...]]:
    """The same lines, their sizes rounded to steps from the most common size of all the pages.

    Measured heights differ from line to line; what is ordinary and what is larger would not show.
    """
    sizes = [line.font_size for lines in pages for line in lines for _ in line.text]
    if not sizes:
        return [tuple(lines) for lines in pages]
    common = median(sizes)
    return [
        tuple(replace(line, font_size=_rounded(line.font_size, common)) for line in lines)
        for lines in pages
    ]


def _rounded(size: float, common: float) -> float:
    return round(common * _SIZE_STEP ** round(log(size / common, _SIZE_STEP)), 1)


def _is_sure(reading: Reading) -> bool:
    is_short = len(reading.text.strip()) <= _SHORT
    return reading.confidence >= (_SURE_OF_SHORT if is_short else _SURE)


def _characters(readings: Iterable[Reading]) -> int:
    return sum(len(reading.text) for reading in readings)


def _line(reading: Reading, scale: float) -> Printed:
    box = Box(*(scale * edge for edge in reading.box))
    size = max(_TYPE_PER_HEIGHT * min(box.bottom - box.top, box.right - box.left), 1.0)
    words = tuple(_words(reading, box, size, scale))
    text = _joined(words, size) if words else _cleaned(reading.text)
    return Printed(
        text=text,
        box=box,
        font_size=size,
        cell_left=box.left,
        hyphenated=text.endswith("-"),
        words=words,
    )


def _cleaned(text: str) -> str:
    """Full-width letters and figures become ordinary: the engine cannot tell their widths."""
    return clean(text.translate(_FULL_WIDTH))


def _joined(words: Sequence[Word], size: float) -> str:
    """With a space between words that stand apart, though the engine at times leaves it out.

    A wide m or w, too, stands apart from its neighbours, so a narrow gap is believed only in a run
    longer than words are; and any gap only where a word ends in a small letter, since figures and
    capitals are set wider than they measure.
    """
    starts = [index for index, word in enumerate(words) if not word.glued or not index]
    runs = [words[start:end] for start, end in pairwise([*starts, len(words)])]
    return " ".join(_run(run, size) for run in runs)


def _run(words: Sequence[Word], size: float) -> str:
    gap = 0.0 if sum(len(word.text) for word in words) > _LONGEST_WORD else size
    text = words[0].text
    for before, word in pairwise(words):
        may_end = before.text[-1] in _ENDS and word.text[0] in _LETTERS
        text += f" {word.text}" if may_end and word.left - before.right > gap else word.text
    return text


def _is_wide(character: str) -> bool:
    """Chinese characters and their punctuation fill a square."""
    return east_asian_width(character) in "WF"


def _words(reading: Reading, box: Box, size: float, scale: float) -> Iterator[Word]:
    """Runs of characters without a gap; none where the engine did not tell their places."""
    if not reading.centres:
        return
    spans = [
        (character, scale * centre - half, scale * centre + half)
        for character, centre in zip(reading.text, reading.centres, strict=True)
        for half in [size * (_WIDE if _is_wide(character) else _NARROW)]
    ]
    starts = [0] + [
        index
        for index, (before, after) in enumerate(pairwise(spans), 1)
        if before[0].isspace() or after[1] - before[2] > _WORD_GAP * size
    ]
    for start, end in pairwise([*starts, len(spans)]):
        if text := _cleaned("".join(character for character, *_ in spans[start:end])):
            left, right = max(spans[start][1], box.left), min(spans[end - 1][2], box.right)
            glued = start > 0 and not spans[start - 1][0].isspace()
            yield Word(text, left, max(left, right), glued)


def _parts(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Two columns of prose one after the other, between lines that cross them; else all lines."""
    gutter = _gutter(lines)
    if gutter is None:
        yield list(lines)
        return
    crossing = sorted(
        (line for line in lines if line.box.left < gutter < line.box.right),
        key=lambda line: line.box.top,
    )
    beside = [line for line in lines if not line.box.left < gutter < line.box.right]
    edges = [float("-inf"), *(line.box.top for line in crossing), float("inf")]
    for index, (top, bottom) in enumerate(pairwise(edges)):
        band = [line for line in beside if top <= line.box.top < bottom]
        if index:
            yield [crossing[index - 1]]
        yield [line for line in band if line.box.right <= gutter]
        yield [line for line in band if line.box.left >= gutter]


def _gutter(lines: Sequence[Printed]) -> float | None:
    """The middle between two columns of prose, where there are two."""
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    left, right = min(line.box.left for line in lines), max(line.box.right for line in lines)
    thirds = (2 * left + right) / 3, (left + 2 * right) / 3
    places = {line.box.left - 1 for line in lines if thirds[0] < line.box.left < thirds[1]}
    return next((place for place in sorted(places) if _divides(lines, place, left, right)), None)


def _divides(lines: Sequence[Printed], place: float, left: float, right: float) -> bool:
    before = [line for line in lines if line.box.right <= place]
    after = [line for line in lines if line.box.left >= place]
    return (
        len(before) + len(after) >= 0.8 * len(lines)
        and _is_prose(before, place - left)
        and _is_prose(after, right - place)
    )


def _is_prose(lines: Sequence[Printed], width: float) -> bool:
    widths = [line.box.right - line.box.left for line in lines]
    return len(widths) >= _COLUMN_LINES and median(widths) >= _COLUMN_FILL * width


def _rows(lines: Sequence[Printed]) -> list[list[Printed]]:
    """Lines that stand beside each other, from left to right; rows from the top down."""
    rows: list[list[Printed]] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        if rows and _beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _beside(one: Printed, other: Printed) -> bool:
    common = min(one.box.bottom, other.box.bottom) - max(one.box.top, other.box.top)
    lower = min(one.box.bottom - one.box.top, other.box.bottom - other.box.top)
    apart = other.box.left >= one.box.right or other.box.right <= one.box.left
    return apart and common > _SAME_ROW * lower
