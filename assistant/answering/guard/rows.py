"""Whether a figure was taken from another row of a table than the one asked for. Pure.

A number that stands in the passage is not yet the number that was asked for: a small model that
reads a table goes astray by a line.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.answering.guard.fold import fold
from ingest.document import Chunk

_FIGURE = r"[-+]?(?:0x[0-9A-Fa-f]+|\d+(?:[.,]\d+)*|\.\d+)"
_FIGURES = re.compile(rf"(?<![\w.]){_FIGURE}(?!\w|[.,]\d)")
_ROW = re.compile(rf"{_FIGURE}(?:[ \t|]+{_FIGURE})+")


class _Row(NamedTuple):
    key: str
    """What the row is of: its first figure."""
    figures: frozenset[str]
    """The others."""
    text: str


class Rows:
    """The rows of bare figures in the passages of one answer, and what was asked."""

    def __init__(self, passages: Sequence[Chunk], question: str) -> None:
        self._tables = [_Table(chunk.text) for chunk in passages]
        self._asked = _figures(question)

    def astray(self, said: str) -> str | None:
        """The row that was asked for, where the sentence tells a figure of another one.

        That is so where the sentence names the key of a row, as the question does, and a figure
        that its table has in rows of other keys only.
        """
        told = _figures(said)
        asked = told & self._asked
        found = (table.astray(asked, told) for table in self._tables)
        return next(filter(None, found), None)


class _Table:
    def __init__(self, text: str) -> None:
        lines = [fold(line) for line in text.splitlines()]
        rows = dict.fromkeys(filter(_ROW.fullmatch, lines))
        self._rows = [_row(line) for line in rows]
        self._keys = frozenset(row.key for row in self._rows)
        others = (line for line in lines if line not in rows)
        self._elsewhere = frozenset[str]().union(*map(_figures, others))

    def astray(self, asked: frozenset[str], told: frozenset[str]) -> str | None:
        meant = [row for row in self._rows if row.key in asked]
        if not meant:
            return None
        for figure in told - asked - self._elsewhere - self._keys:
            keys = {row.key for row in self._rows if figure in row.figures}
            if keys and not keys & told:
                return meant[0].text
        return None


def _row(line: str) -> _Row:
    key, *figures = _FIGURES.findall(line)
    return _Row(key.lower(), frozenset(map(str.lower, figures)), line)


def _figures(text: str) -> frozenset[str]:
    return frozenset(map(str.lower, _FIGURES.findall(fold(text))))
