"""Paper for the post room's tests: small PDFs drawn by reportlab, and Documents made by hand."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Box, Document, Heading, Line, Page

WIDTH, HEIGHT = A4
CHINESE = "STSong-Light"

Draw = Callable[[Canvas], object]


def make_pdf(
    path: Path,
    *pages: Draw,
    title: str = "",
    size: tuple[float, float] = A4,
    encrypt: StandardEncryption | None = None,
) -> Path:
    """A PDF with one page for each drawing."""
    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
    canvas = Canvas(str(path), pagesize=size, encrypt=encrypt, invariant=1)
    canvas.setTitle(title)
    for draw in pages:
        canvas.setFont("Helvetica", 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def writing(*lines: str, font: str = "Helvetica", size: float = 11, top: float = 100) -> Draw:
    """Lines one below the other, `top` points below the page's edge."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for number, line in enumerate(lines):
            canvas.drawString(72, canvas._pagesize[1] - top - number * 1.4 * size, line)

    return draw


def together(*drawings: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for drawing in drawings:
            drawing(canvas)

    return draw


def scan(canvas: Canvas) -> None:
    """A page that is nothing but a picture, and one without any letter."""
    buffer = io.BytesIO()
    image = Image.new("RGB", (60, 80), "white")
    image.paste("gray", (20, 30, 50, 70))
    image.save(buffer, "PNG")
    canvas.drawImage(ImageReader(buffer), 0, 0, canvas._pagesize[0], canvas._pagesize[1])


def page_of(
    number: int | None, *lines: str, headings: Sequence[tuple[int, int]] = (), size: float = 10
) -> Page:
    """A Page whose lines stand one below the other; headings as (level, index of the line)."""
    text, spans = "", []
    for index, line in enumerate(lines):
        text += "\n" if index else ""
        top = 100 + 12 * index
        box = Box(70, top, 70 + 5 * len(line), top + 10)
        spans.append(Line(len(text), len(text) + len(line), box, size))
        text += line
    found = tuple(Heading(level, lines[i], spans[i].start) for level, i in headings)
    return Page(number, text, tuple(spans), found, width=595, height=842)


def document_of(*pages: Page) -> Document:
    return Document("ab" * 32, "manual.pdf", "Manual", "application/pdf", pages)


def squeezed(text: str) -> str:
    return "".join(text.split())
