"""A photo or a scan as a file: each of its frames is a page, read by OCR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Document
from ingest.errors import NoSuchPage, UnreadableFile
from ingest.formats.sniff import head_of, kind_of
from ingest.isolation.limits import require_at_most
from ingest.ocr.engine import MAX_PIXELS, OcrFailed, Picture, Recognizer, usable_processors
from ingest.ocr.rapid import rapid_recognizer
from ingest.ocr.second_look import second_look
from ingest.pdf.composed import composed, document_of
from ingest.pdf.legible import Flaw
from ingest.pdf.printed import PrintedPage

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".bmp": "image/bmp",
    ".webp": "image/webp",
}
MAX_FRAMES = 2000
"""Of one TIFF; a fax machine's whole memory. Animations are read as their first frame."""
MAX_FILE_PIXELS = 89_000_000
"""Where Pillow begins to warn of decompression bombs: A3 at 680 dots an inch."""
MAX_SIDE = 32_000
"""Pixels. A longer strip is no page, and its other side would vanish when it is drawn."""
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_DOTS_PER_INCH = (100.0, 1200.0)
"""Of scanners. Cameras write 72, whatever they took."""
_LONG_SIDE = 842.0
"""Points, A4's, of a picture that does not tell its size."""
_ORIENTATION = 0x0112
_LYING = (5, 6, 7, 8)
"""Exif orientations that swap width and height."""


def read_image(
    path: Path,
    document_id: str,
    recognizer: Callable[[], Recognizer] = rapid_recognizer,
    workers: int | None = None,
) -> Document:
    """Every frame as a Page or an UnreadablePage.

    Args:
        path: The file.
        document_id: SHA-256 of its bytes.
        recognizer: Makes the OCR engine. It may raise OcrUnavailable.
        workers: Frames in work at once; as many as there are processors, if None.

    Raises:
        UnreadableFile: and its kind EmptyFile: it is no picture, is damaged, or passes
            MAX_FILE_PIXELS, MAX_SIDE or MAX_FRAMES.
    """
    head_of(path)
    with _opened(path) as image:
        printed = [_bare_page(image, number) for number in range(1, _count(path, image) + 1)]
    flaw = Flaw("a picture without a text layer")
    seen = second_look(
        [(page, flaw) for page in printed],
        _drawing(path, len(printed)),
        recognizer,
        pages=len(printed),
        workers=workers or usable_processors(),
    )
    made = composed([seen.recognized.get(page.number, page) for page in printed])
    return document_of(path, document_id, MEDIA_TYPES[path.suffix.lower()], made, seen)


def frame_of_image(path: Path, number: int) -> tuple[Image, tuple[float, float]]:
    """The frame of that 1-based number as RGB, set as its camera was held, and its size in points.

    Raises:
        NoSuchPage: there is none of that number.
        UnreadableFile: see `read_image`.
    """
    with _opened(path) as image:
        count = _count(path, image)
        if not 1 <= number <= count:
            raise NoSuchPage(f"{path.name}: no page {number}; it has pages 1 to {count}.")
        _turn_to(image, number)
        size = _size_in_points(image)
        return _upright(image), size


def _damage() -> tuple[type[Exception], ...]:
    """What Pillow's decoders raise over files that lie about themselves; warnings, if errors."""
    return (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, Warning)


class _TooLarge(Exception):
    """A frame beyond MAX_SIDE or MAX_FILE_PIXELS."""


@contextmanager
def _opened(path: Path) -> Iterator[Image]:
    """The file's first frame; whatever is wrong with it in the block is the file's fault."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path, formats=_FORMATS) as image:
            yield image
    except UnidentifiedImageError as exc:
        kind = kind_of(head_of(path))
        raise UnreadableFile(
            path, f"named {path.suffix}, yet its content is {kind}, not a picture. Check it."
        ) from exc
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, _TooLarge) as exc:
        # Pillow speaks of bombs, which frightens whoever has scanned a large drawing.
        size = exc if isinstance(exc, _TooLarge) else f"more than {MAX_FILE_PIXELS:,} pixels"
        raise UnreadableFile(path, f"too large ({size}). Scan it at 300 dots an inch.") from exc
    except _damage() as exc:
        raise UnreadableFile(
            path, f"a damaged picture ({exc}). Open it in a viewer and save it anew."
        ) from exc


def _count(path: Path, image: Image) -> int:
    """How many pages there are. Only a TIFF's frames are pages."""
    if image.format != "TIFF":
        return 1
    count = 0
    try:
        while count <= MAX_FRAMES:
            image.seek(count)
            count += 1
    except EOFError:
        pass
    require_at_most(path, "pages", count, MAX_FRAMES, "Split it.")
    return count


def _bare_page(image: Image, number: int) -> PrintedPage:
    _turn_to(image, number)
    width, height = _size_in_points(image)
    return PrintedPage(number, width, height, (), garbled=0.0, picture_cover=1.0, blank=False)


def _turn_to(image: Image, number: int) -> None:
    image.seek(number - 1)
    if max(image.size) > MAX_SIDE or image.width * image.height > MAX_FILE_PIXELS:
        raise _TooLarge(f"{image.width:,} by {image.height:,} pixels")


def _size_in_points(image: Image) -> tuple[float, float]:
    """As its scanner tells; else as large as fits on A4."""
    width, height = image.size
    if image.getexif().get(_ORIENTATION, 1) in _LYING:
        width, height = height, width
    dots = [float(value) for value in image.info.get("dpi", (0.0, 0.0))]
    if all(_DOTS_PER_INCH[0] <= value <= _DOTS_PER_INCH[1] for value in dots):
        return 72 * width / dots[0], 72 * height / dots[1]
    scale = _LONG_SIDE / max(width, height)
    return scale * width, scale * height


def _upright(image: Image) -> Image:
    """RGB, no larger than MAX_PIXELS, set as the camera was held, transparency as white paper."""
    from PIL import Image as Pictures
    from PIL import ImageOps

    scale = min(1.0, sqrt(MAX_PIXELS / (image.width * image.height)))
    size = (max(1, int(image.width * scale)), max(1, int(image.height * scale)))
    image.draft("RGB", size)  # a JPEG is then decoded at about that size
    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith(("I", "F")):  # 16 bits a pixel and more: the high ones
        levels = np.asarray(turned, np.float32) / 256
        turned = Pictures.fromarray(np.nan_to_num(levels).clip(0, 255).astype(np.uint8))
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        paper = Pictures.new("RGBA", turned.size, "white")
        turned = Pictures.alpha_composite(paper, turned)
    turned = turned.convert("RGB")
    turned.thumbnail(size if turned.size[0] >= turned.size[1] or size[0] < size[1] else size[::-1])
    return turned


def _drawing(path: Path, count: int) -> Callable[[int], Picture]:
    """What makes a frame's picture. A lone frame is made at once: damaged, it is the file's end."""
    if count > 1:
        return partial(_drawn, path)
    only = _array(path, 1)
    return lambda _: only


def _drawn(path: Path, number: int) -> Picture:
    try:
        return _array(path, number)
    except UnreadableFile as exc:
        raise OcrFailed(exc.reason) from exc


def _array(path: Path, number: int) -> Picture:
    image, _ = frame_of_image(path, number)
    return np.array(image)
