"""Rows that were not taken: told by line and reason, and kept as a CSV file to mend."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from assistant.history.sheet import Row
from assistant.spreadsheet import harmless
from vectorstore.atomic import PART_SUFFIX, put_in_place

SHOWN = 100
"""Rejections that are held in memory."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken."""

    line: int
    """Of the file, from 1; where the row begins."""
    reason: str


class Rejects:
    """Gathers them while an import runs."""

    def __init__(self, folder: Path | None, titles: Sequence[str]) -> None:
        """Of one import.

        Args:
            folder: Where the file is written; None: they are only counted and shown.
            titles: Of the columns.
        """
        self.count = 0
        self.first: list[Rejected] = []
        """The first ones."""
        self._folder = folder
        self._part: Path | None = None
        self._titles = titles
        self._rows: list[list[str]] = []

    def add(self, row: Row, reason: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(Rejected(row.line, reason))
        if self._folder is not None:
            self._rows.append([str(row.line), *map(harmless, (reason, *row.cells))])
            if len(self._rows) >= SHOWN:
                self._flush(self._folder)

    def keep(self, name: str) -> Path | None:
        """Puts the file in place; gives its path, or None where there is none to write."""
        if self._folder is None or not self.count:
            return None
        self._flush(self._folder)
        if self._part is None:
            return None
        path = self._folder / f"{name}.csv"
        put_in_place(self._part, path)
        self._part = None
        return path

    def discard(self) -> None:
        """Leaves nothing half written behind."""
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def _flush(self, folder: Path) -> None:
        if self._part is None:
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(
                dir=folder, prefix=".", suffix=PART_SUFFIX, delete=False
            ) as new:
                self._part = Path(new.name)
            self._rows.insert(0, ["line", "reason", *map(harmless, self._titles)])
        with self._part.open("a", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(self._rows)
            stream.flush()
            os.fsync(stream.fileno())
        self._rows.clear()
