"""Tables for tests of the post room: ruled, open and half ruled, drawn cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ingest.document import Chunk
from ingest.readers import read
from ingest.split import split
from tests.paper import CHINESE, Draw, make_pdf

LEFT, LEADING = 60.0, 13.0


@dataclass(frozen=True)
class Sheet:
    """How a table is set. Cells are strings, their lines parted by line breaks."""

    widths: tuple[float, ...]
    rules: str = "grid"
    """``grid``, ``level`` or nothing."""
    font: str = "Helvetica"
    size: float = 10.0
    left: float = LEFT
    gap: float = 6.0
    """White between two rows."""
    codes_last: int | None = None
    """This column's cells are drawn when all else is, each in a frame of its own."""
    centred: int | None = None
    """This column's cells stand at half the height of their rows."""
    merged: tuple[tuple[int, int], ...] = ()
    """(row, column) of cells that are one with the cell above."""

    def at(self, top: float, *rows: Sequence[str]) -> Draw:
        """The table, that far below the page's edge."""

        def draw(canvas: Canvas) -> None:
            self._draw(canvas, canvas._pagesize[1] - top, rows)

        return draw

    def _draw(self, canvas: Canvas, y: float, rows: Sequence[Sequence[str]]) -> None:
        late: list[tuple[float, float, str]] = []
        for number, row in enumerate(rows):
            height = LEADING * max(cell.count("\n") + 1 for cell in row) + self.gap
            x = self.left
            for column, (cell, width) in enumerate(zip(row, self.widths, strict=True)):
                self._rule(canvas, (x, y, width, height), merged=(number, column) in self.merged)
                spare = height - LEADING * (cell.count("\n") + 1)
                drop = spare / 2 - 3 if column == self.centred else 0.0
                if column == self.codes_last and number:
                    late.append((x + 4, y - drop - 2, cell))
                else:
                    self._cell(canvas, x, y - drop, cell)
                x += width
            y -= height
        if self.rules:
            canvas.line(self.left, y, self.left + sum(self.widths), y)
        for x, top, cell in late:
            self._cell(canvas, x, top, cell)
            canvas.rect(x, top - 15, 40, 14)

    def _rule(self, canvas: Canvas, cell: tuple[float, ...], *, merged: bool) -> None:
        x, y, width, height = cell
        if self.rules == "level" or (self.rules and not merged):
            canvas.line(x, y, x + width, y)
        if self.rules == "grid":
            canvas.line(x, y, x, y - height)
            canvas.line(x + width, y, x + width, y - height)

    def _cell(self, canvas: Canvas, x: float, y: float, cell: str) -> None:
        canvas.setFont(self.font, self.size)
        for index, line in enumerate(cell.split("\n")):
            canvas.drawString(x + 4, y - LEADING * (index + 0.85), line)


def chinese(*widths: float, **options: object) -> Sheet:
    return Sheet(widths, font=CHINESE, **options)  # type: ignore[arg-type]


def english(*widths: float, **options: object) -> Sheet:
    return Sheet(widths, **options)  # type: ignore[arg-type]


def chunks_of(folder: Path, *pages: Draw, kind: str = "fault_record") -> list[Chunk]:
    document = read(make_pdf(folder / "manual.pdf", *pages))
    return [chunk for chunk in split(document) if chunk.kind == kind]


Said = tuple[tuple[str, ...], str, str, str]


def said(chunks: Sequence[Chunk]) -> list[Said]:
    """Codes, name, cause and remedy of each record; line breaks as ``/``."""
    faults = [chunk.fault for chunk in chunks if chunk.fault is not None]
    return [(f.codes, _flat(f.name), _flat(f.cause), _flat(f.remedy)) for f in faults]


def codes(chunks: Sequence[Chunk]) -> list[str]:
    return [chunk.fault.codes[0] for chunk in chunks if chunk.fault is not None]


def _flat(text: str) -> str:
    return text.replace("\n", "/")
