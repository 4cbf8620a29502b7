"""Picture files: each frame a page, the right way up, in points; absurd ones refused."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest.document import Box
from ingest.errors import EmptyFile, NoSuchPage, UnreadableFile
from ingest.formats.image import MEDIA_TYPES, read_image
from ingest.ocr.engine import Picture, Reading, Recognition, Step
from ingest.picture import render_page
from ingest.readers import read

ID = "ab" * 32


class FakeRecognizer:
    """Frames the dark spot of a picture, and calls it by the picture's size."""

    def recognize(self, picture: Picture, step: Step) -> Recognition:
        step()
        height, width = picture.shape[:2]
        down, across = np.nonzero(picture.max(axis=2) < 100)
        box = Box(*map(float, (across.min(), down.min(), across.max() + 1, down.max() + 1)))
        return Recognition((Reading(f"plate {width} {height}", box, 0.9),), width, height)


def plate(width: int = 400, height: int = 200, mode: str = "L") -> Image.Image:
    """White, with a dark spot near its upper left corner."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (40, 20, 120, 40))
    return image.convert(mode)


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("suffix", sorted(MEDIA_TYPES))
def test_a_picture_is_a_document_of_one_page(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path / f"plate{suffix}", plate())
    document = read_image(path, ID, FakeRecognizer)
    (page,) = document.pages

    assert (page.number, page.text, page.scanned) == (1, "plate 400 200", True)
    assert document.page_count == 1
    assert document.media_type == MEDIA_TYPES[suffix]
    assert (page.width, page.height) == pytest.approx((842, 421))  # A4's long side
    scale = 842 / 400
    expected = [scale * edge for edge in (40, 20, 120, 40)]
    assert page.lines[0].box == pytest.approx(expected, abs=3 * scale)  # JPEG blurs


@pytest.mark.parametrize(
    ("dots", "width"), [((200, 200), 144.0), ((72, 72), 842.0), ((0, 0), 842.0)]
)
def test_a_scanners_resolution_is_believed_and_a_cameras_is_not(
    tmp_path: Path, dots: tuple[int, int], width: float
) -> None:
    path = saved(tmp_path / "a.png", plate(), dpi=dots)
    assert read_image(path, ID, FakeRecognizer).pages[0].width == pytest.approx(width, rel=0.01)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "fax.tif",
        plate(400),
        save_all=True,
        append_images=[plate(500, mode="1"), Image.new("L", (300, 200), 255)],
    )
    document = read_image(path, ID, FakeRecognizer)
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "plate 400 200"),
        (2, "plate 500 200"),
        (3, ""),
    ]


def test_photos_stand_as_the_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    path = saved(tmp_path / "photo.jpg", plate(), exif=exif)
    (page,) = read_image(path, ID, FakeRecognizer).pages

    assert page.text == "plate 200 400"
    assert page.height > page.width
    drawn = Image.open(io.BytesIO(render_page(path, 1, width_px=200)))
    assert drawn.size == (200, 400)


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "CMYK", "I;16", "F"])
def test_every_kind_of_pixel_is_understood(tmp_path: Path, mode: str) -> None:
    image = plate()
    if mode in ("I;16", "F"):
        levels = np.asarray(image).astype(np.float32) * 257
        image = Image.fromarray(levels if mode == "F" else levels.astype(np.uint16))
    elif mode == "RGBA":
        image = plate(mode="RGBA")
        image.putalpha(image.convert("L").point(lambda level: 255 - level))  # white is clear
    else:
        image = image.convert(mode)
    path = saved(tmp_path / "a.tif", image)
    assert read_image(path, ID, FakeRecognizer).pages[0].text == "plate 400 200"


def test_the_mark_lies_over_the_words(tmp_path: Path) -> None:
    path = saved(tmp_path / "plate.png", plate())
    (page,) = read_image(path, ID, FakeRecognizer).pages
    empty = Box(600, 300, 700, 350)
    drawn = Image.open(io.BytesIO(render_page(path, 1, [page.lines[0].box, empty], width_px=842)))

    assert drawn.getpixel((168, 63)) == (0, 0, 0)  # in the middle of the spot
    assert drawn.getpixel((650, 325)) == (255, 224, 0)
    assert drawn.getpixel((500, 325)) == (255, 255, 255)


def test_there_is_no_second_page(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPage, match="no page 2; it has pages 1 to 1"):
        render_page(saved(tmp_path / "plate.png", plate()), 2)


def png_of(width: int, height: int) -> bytes:
    """A few hundred bytes that claim to be so large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack("!I", zlib.crc32(name + data))
        return struct.pack("!I", len(data)) + name + data + check

    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.png", png_of(50_000, 50_000), "too large"),
        ("a.png", png_of(10_000, 10_000), "too large"),
        ("a.png", png_of(40_000, 1), "too large"),
        ("a.png", png_of(500, 500), "damaged"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "not a picture"),
        ("a.jpg", b"%PDF-1.7", "its content is a PDF"),
        ("a.tif", b"II*\x00\xff\xff\xff\xff", "picture"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "picture"),
    ],
)
def test_what_is_no_picture_or_an_absurd_one_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as refused:
        read_image(path, ID, FakeRecognizer)
    assert "bomb" not in str(refused.value)
    with pytest.raises(UnreadableFile):
        render_page(path, 1)


def test_an_empty_picture_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.touch()
    with pytest.raises(EmptyFile):
        read(path)


def test_a_white_picture_is_a_blank_page(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.bmp", Image.new("L", (90, 90), 255))
    assert [page.text for page in read_image(path, ID, FakeRecognizer).pages] == [""]
