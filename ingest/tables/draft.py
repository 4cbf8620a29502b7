"""A table before its page is composed: rows of cells, and the printed lines in them. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.document import Box, Cell
from ingest.letters import clean, is_cjk
from ingest.pdf.printed import Printed, Word

_ITEM = re.compile(
    r"(?:[(（]?\d{1,2}[.、)）:：]|[(（][a-z一二三四五六七八九十][)）]|[a-z][.)）]|[①-⑳•●◆■▪➢⚫◼·*]|[-–]\s)"
)
_LABEL = re.compile(r"[^\W\d][^:：|]{0,24}[:：]")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row; its lines in reading order, cell by cell."""

    cells: tuple[Cell, ...]
    lines: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows top down, the header's among them."""

    rows: tuple[DraftRow, ...]
    edges: tuple[float, ...]
    """Left edges of the columns, then the right edge."""
    box: Box
    ruled: bool

    @property
    def columns(self) -> int:
        """How many there are."""
        return len(self.edges) - 1


def flat(text: str) -> str:
    """A cell's printed lines as running text; items and labelled parts keep their lines."""
    flowing = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        flowing += _joint(flowing, line) + line
    return flowing


def _joint(before: str, line: str) -> str:
    if not before:
        return ""
    if _ITEM.match(line) or _LABEL.match(line):
        return "\n"
    if is_cjk(before[-1]) and is_cjk(line[0]):
        return ""
    hyphenated = before[-1] == "-" and before[-2:-1].isalpha() and line[0].islower()
    return "" if hyphenated or before[-1] in "（，。、；：" else " "


def worded(words: Sequence[Word]) -> str:
    """Words of one height as text."""
    text = words[0].text if words else ""
    for before, word in pairwise(words):
        together = word.glued and is_cjk(before.text[-1]) and is_cjk(word.text[0])
        text += ("" if together else " ") + word.text
    return clean(text)


def cell_of(lines: Iterable[Printed]) -> Cell:
    """Pieces of lines in a cell, in reading order."""
    heights = groupby(ordered(lines), key=_Height())
    return Cell("\n".join(" ".join(line.text for line in group) for _, group in heights))


def ordered(lines: Iterable[Printed]) -> list[Printed]:
    """Top down, those of one height from left to right."""
    height = _Height()
    by_height = [(height(line), line) for line in sorted(lines, key=_middle)]
    return [line for _, line in sorted(by_height, key=lambda pair: (pair[0], pair[1].box.left))]


def piece_of(line: Printed, words: Sequence[Word]) -> Printed:
    """The part of a line that those words are."""
    if len(words) == len(line.words):
        return line
    return replace(
        line,
        text=worded(words),
        box=Box(words[0].left, line.box.top, max(w.right for w in words), line.box.bottom),
        cell_left=words[0].left,
        hyphenated=line.hyphenated and words[-1] is line.words[-1],
        words=tuple(words),
    )


class _Height:
    """Numbers the heights that lines stand on, as they come top down."""

    def __init__(self) -> None:
        self._count = 0
        self._middle = float("-inf")

    def __call__(self, line: Printed) -> int:
        middle = _middle(line)
        if middle - self._middle > 0.4 * (line.box.bottom - line.box.top):
            self._count, self._middle = self._count + 1, middle
        return self._count


def _middle(line: Printed) -> float:
    return (line.box.top + line.box.bottom) / 2
