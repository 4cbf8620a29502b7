"""Pictures of pages: the mark is where the words are, and no page is too large."""

import io
from pathlib import Path

import pytest
from PIL import Image

from ingest.document import Box
from ingest.errors import NoSuchPage, UnreadableFile
from ingest.picture import MAX_PIXELS, render_page
from ingest.readers import read
from tests.paper import HEIGHT, WIDTH, make_pdf, writing


def picture(data: bytes) -> Image.Image:
    assert data.startswith(b"\x89PNG")
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_a_page_is_drawn_in_the_width_asked_for(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("one"), writing("two"))
    image = picture(render_page(path, 2, width_px=600))

    assert image.width == 600
    assert image.height == pytest.approx(600 * HEIGHT / WIDTH, abs=1.5)


def test_the_marker_covers_the_evidence_and_leaves_letters_black(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("Replace the fuse.", "Another line."))
    first, second = read(path).pages[0].lines
    image = picture(render_page(path, 1, [first.box], width_px=1190))

    def colours(box: Box) -> set[tuple[int, ...]]:
        left, top, right, bottom = (round(2 * edge) for edge in box)
        found = image.crop((left, top, right, bottom)).getcolors(1 << 20) or []
        return {colour for _, colour in found if isinstance(colour, tuple)}

    assert (255, 224, 0) in colours(first.box)
    assert (255, 255, 255) not in colours(first.box)
    assert min(map(sum, colours(first.box))) < 60  # ink
    assert (255, 224, 0) not in colours(second.box._replace(top=second.box.top + 4))


@pytest.mark.parametrize("number", [0, -1, 3])
def test_a_page_that_is_not_there_cannot_be_drawn(tmp_path: Path, number: int) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("one"), writing("two"))
    with pytest.raises(NoSuchPage, match=rf"no page {number}; it has pages 1 to 2"):
        render_page(path, number)


def test_formats_without_pages_have_no_pictures(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPage, match="only PDFs and pictures can be drawn"):
        render_page(tmp_path / "a.md", 1)


@pytest.mark.parametrize("size", [(14400.0, 9000.0), (14400.0, 3.0), (3.0, 14400.0)])
def test_absurd_pages_stay_within_the_pixels_allowed(
    tmp_path: Path, size: tuple[float, float]
) -> None:
    path = make_pdf(tmp_path / "a.pdf", writing("far away"), size=size)
    image = picture(render_page(path, 1, [Box(0, 0, 1e9, 1e9)], width_px=10**9))

    assert image.width * image.height <= MAX_PIXELS * 1.01


def test_a_damaged_file_is_our_error(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\njunk\n%%EOF")
    with pytest.raises(UnreadableFile):
        render_page(path, 1)
