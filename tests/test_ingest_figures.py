"""Figures by their captions, drawn by lines or pictures, and cut out of their pages."""

import io
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Box, Figure
from ingest.errors import NoSuchPage
from ingest.pdf.read import read_pdf
from ingest.picture import render_crop
from ingest.structure.captions import figure_label
from tests.paper import CHINESE, HEIGHT, Draw, make_pdf, together, writing

PROSE = "The motor is wired through the contactor, and the relay guards it against overload."


def drawing(left: float, top: float, right: float, bottom: float) -> Draw:
    """A box with a cross and a label: vectors, no picture."""

    def draw(canvas: Canvas) -> None:
        canvas.rect(left, HEIGHT - bottom, right - left, bottom - top)
        canvas.line(left, HEIGHT - top, right, HEIGHT - bottom)
        canvas.drawString(left + 20, HEIGHT - (top + bottom) / 2, "M1")

    return draw


def picture(left: float, top: float, right: float, bottom: float) -> Draw:
    def draw(canvas: Canvas) -> None:
        buffer = io.BytesIO()
        Image.new("RGB", (40, 40), "red").save(buffer, "PNG")
        buffer.seek(0)
        canvas.drawImage(ImageReader(buffer), left, HEIGHT - bottom, right - left, bottom - top)

    return draw


def figures(tmp_path: Path, *pages: Draw) -> tuple[Figure, ...]:
    return read_pdf(make_pdf(tmp_path / "a.pdf", *pages), "0" * 64).figures


def close(found: Box, expected: tuple[float, float, float, float]) -> bool:
    return all(abs(a - b) < 14 for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Fig. 5-10 Wiring", "Fig. 5-10"),
        ("Figure 1-9.—Insulation.", "Figure 1-9"),
        ("Figure 8. 1st check", "Figure 8"),
        ("Fig. B.2 Dimensions", "Fig. B.2"),
        ("图 3-2 主回路接线", "图 3-2"),
        ("图3.2-1", "图3.2-1"),
        ("Abb. 4 Klemmen", "Abb. 4"),
        ("Figure: Wall mounting", "Figure"),
        ("Figure 3 shows the brake.", ""),
        ("Fig. 3 Putting into operation on page 10", ""),
        ("Fig. 2.1 Card ............ 6", ""),
        ("图 3-2 所示为主回路。", ""),
        ("图形显示画面", ""),
        ("Figures denote steps.", ""),
    ],
)
def test_captions_are_told_from_prose(line: str, label: str) -> None:
    assert figure_label(line) == label


def test_vectors_above_their_caption_and_no_text(tmp_path: Path) -> None:
    page = together(
        writing(PROSE, PROSE, top=100),
        drawing(72, 150, 300, 300),
        writing("Fig. 2-1 Motor circuit", top=320),
        writing(PROSE, top=350),
    )
    (figure,) = figures(tmp_path, page)
    assert (figure.page, figure.label, figure.caption) == (1, "Fig. 2-1", "Fig. 2-1 Motor circuit")
    assert close(figure.box, (72, 150, 300, 322))


def test_captions_stand_over_their_pictures_where_the_document_has_them_so(
    tmp_path: Path,
) -> None:
    first = together(writing("图 1-1 外形", font=CHINESE, top=100), picture(72, 110, 272, 260))
    second = together(
        writing("图 1-2 接线", font=CHINESE, top=300), picture(72, 310, 272, 460), first
    )
    found = figures(tmp_path, first, second)
    assert [(figure.label, round(figure.box.bottom)) for figure in found] == [
        ("图 1-1", 260),
        ("图 1-1", 260),
        ("图 1-2", 460),
    ]


def test_two_columns_keep_to_themselves(tmp_path: Path) -> None:
    def captions(canvas: Canvas) -> None:
        canvas.drawString(72, HEIGHT - 320, "Figure 1. Nut")
        canvas.drawString(330, HEIGHT - 345, "Figure 2. Plate")

    page = together(drawing(72, 150, 260, 300), drawing(330, 150, 520, 325), captions)
    one, two = figures(tmp_path, page)
    assert one.box.right < 270
    assert two.box.left > 320


def test_figures_with_their_captions_on_one_line_share_a_box(tmp_path: Path) -> None:
    page = together(
        drawing(72, 150, 220, 300),
        drawing(225, 150, 380, 300),
        writing("Figure 20. Slotted nut Figure 21. Locknut", top=320),
    )
    one, two = figures(tmp_path, page)
    assert (one.label, one.caption) == ("Figure 20", "Figure 20. Slotted nut")
    assert (two.label, two.caption) == ("Figure 21", "Figure 21. Locknut")
    assert one.box == two.box


def test_a_caption_without_a_drawing_is_no_figure(tmp_path: Path) -> None:
    assert figures(tmp_path, writing("See below.", "Fig. 7 Belt", PROSE)) == ()


def test_a_figure_is_cut_out_of_its_page(tmp_path: Path) -> None:
    page = together(picture(100, 200, 300, 300), writing("Fig. 1 Red", top=320))
    path = make_pdf(tmp_path / "a.pdf", page)
    (figure,) = read_pdf(path, "0" * 64).figures
    image = Image.open(io.BytesIO(render_crop(path, 1, figure.box))).convert("RGB")
    assert abs(image.width / image.height - 244 / 138) < 0.2
    assert image.getpixel((image.width // 2, image.height // 3)) == (255, 0, 0)
    with pytest.raises(NoSuchPage, match="nothing of page 1"):
        render_crop(path, 1, Box(900, 900, 950, 950))
