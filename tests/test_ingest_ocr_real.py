"""The OCR engine itself, on pages that the tests draw as pictures."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Page
from ingest.isolation.isolate import ReadingRoom
from ingest.ocr.engine import Picture
from ingest.ocr.rapid import rapid_recognizer
from ingest.pdf.read import read_pdf
from tests.paper import HEIGHT, WIDTH, make_pdf, scan, squeezed, writing

pytestmark = pytest.mark.ocr

ID = "ab" * 32
LINES = (
    "Fault E07: overcurrent at start",
    "Switch off the main breaker and wait 10 minutes.",
    "Check the insulation of motor cable W2.",
    "Set parameter P196.4 to 1 and reset the drive.",
)
DOTS = 3
"""A point."""


def drawn(turn: int = 0, lines: tuple[str, ...] = LINES) -> Image.Image:
    """A scanned page; turned anticlockwise."""
    image = Image.new("L", (round(DOTS * WIDTH), round(DOTS * HEIGHT)), 235)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(12 * DOTS)
    for number, line in enumerate(lines):
        pen.text((72 * DOTS, (100 + 30 * number) * DOTS), line, fill=30, font=font)
    return image.rotate(turn, expand=True)


def scanned(turn: int = 0) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        image = drawn(turn)
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        size = image.width / DOTS, image.height / DOTS
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(buffer), 0, 0, *size)

    return draw


def darkest(page: Page, path_of_picture: Image.Image, line: int) -> int:
    """The darkest level of grey in a line's box on the picture that the page is."""
    box = page.lines[line].box
    return int(np.asarray(path_of_picture.crop(tuple(DOTS * edge for edge in box))).min())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_scans_are_read_however_they_lie(tmp_path: Path, turn: int) -> None:
    (page,) = read_pdf(make_pdf(tmp_path / "a.pdf", scanned(turn)), ID).pages

    assert [squeezed(line) for line in page.text.splitlines()] == [*map(squeezed, LINES)]
    assert "Switch off the main breaker" in page.text
    assert page.scanned
    picture = drawn(turn)
    assert (page.width, page.height) == pytest.approx(
        (picture.width / DOTS, picture.height / DOTS), abs=1
    )
    assert all(darkest(page, picture, line) < 100 for line in range(4))
    sideways = page.lines[1].box.bottom - page.lines[1].box.top > 100
    assert sideways == (turn % 180 == 90)


def test_a_picture_without_words_is_told_as_such(tmp_path: Path) -> None:
    document = read_pdf(make_pdf(tmp_path / "a.pdf", scan, writing(*LINES)), ID)
    assert [page.number for page in document.pages] == [2]
    assert "OCR" in document.unreadable[0].reason


def test_the_engine_works_within_the_limits_of_a_reading_process(tmp_path: Path) -> None:
    room = ReadingRoom()
    try:
        path = make_pdf(tmp_path / "a.pdf", *[scanned()] * 4)
        document = room.understand(path, ID).document
    finally:
        room.close()
    assert [page.scanned for page in document.pages] == [True] * 4


@pytest.mark.parametrize("shape", [(1, 1), (3, 4000), (4000, 3), (40, 40), (900, 900)])
def test_no_picture_is_too_small_too_long_or_too_noisy(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*shape, 3), np.uint8)
    picture: Picture = noise
    assert rapid_recognizer().recognize(picture, int).turn in (0, 90, 180, 270)
