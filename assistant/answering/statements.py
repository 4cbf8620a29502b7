"""A passage cut into what can be quoted by itself: sentences, items of a list, rows. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.letters import weight

_ENDS = re.compile(r"[。．.！!？?；;：:]$")
_BEGINS = re.compile(r"^(?:[•●■◆▪➢⚫◼\-–*(（]|\d+[.、)）\s]|[A-Z]{0,4}\d{2,}|[a-z][.)）])")
_LONGEST = 240
"""Characters of lines that neither end nor begin anything, as table cells do, joined to one."""
_BETWEEN_SENTENCES = re.compile(r"(?<=[。！？!?；])|(?<!\b\d\.)(?<!\b\d\d\.)(?<=\.)(?=\s)")
"""The number of an item is no sentence."""


class Span(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int


def statements(text: str) -> list[Span]:
    """Spans in reading order; a sentence broken over lines is one, two on one line are two."""
    return [span for block in _blocks(text) for span in _sentences(text, block)]


def lines(text: str) -> list[Span]:
    """Rows of a table: a line each."""
    return list(_lines(text))


def windows(text: str, cut: Sequence[Span], room: float) -> Iterator[tuple[Span, Sequence[Span]]]:
    """From each statement on, as many as fit the room (``letters.weight``), at least one."""
    last = 0
    for first, begin in enumerate(cut):
        last = max(last, first)
        while last + 1 < len(cut) and weight(text[begin.start : cut[last + 1].end]) <= room:
            last += 1
        yield Span(begin.start, cut[last].end), cut[first : last + 1]


def _blocks(text: str) -> list[Span]:
    """Printed lines joined to sentences and items."""
    blocks: list[Span] = []
    for line in _lines(text):
        if blocks and _goes_on(text, blocks[-1], text[line.start : line.end]):
            blocks[-1] = Span(blocks[-1].start, line.end)
        else:
            blocks.append(line)
    return blocks


def _lines(text: str) -> Iterator[Span]:
    for line in re.finditer(r"\S.*", text):
        yield Span(line.start(), line.start() + len(line[0].rstrip()))


def _goes_on(text: str, above: Span, line: str) -> bool:
    is_open = _ENDS.search(text[above.start : above.end]) is None
    return is_open and _BEGINS.match(line) is None and above.end - above.start < _LONGEST


def _sentences(text: str, block: Span) -> Iterator[Span]:
    place = block.start
    for part in _BETWEEN_SENTENCES.split(text[block.start : block.end]):
        blank = len(part) - len(part.lstrip())
        if part.strip():
            yield Span(place + blank, place + len(part))
        place += len(part)
