"""A page, or a part of it, as a picture, its evidence marked."""

import io
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import Box
from ingest.errors import NoSuchPage, UnreadableFile
from ingest.formats.image import MEDIA_TYPES, frame_of_image
from ingest.pdf.pdfium import opened, turned_to
from ingest.pdf.printed import displayed_size

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

MAX_PIXELS = 12_000_000
"""36 MB as RGB. An A4 page of 2,900 pixels' width; a page of absurd size is drawn smaller."""
_WIDEST = 4000
_MARKER = (255, 224, 0)
_BORDER = 8.0
"""Points around a crop."""
_PADDING = 1.5
"""Points around a line's box, so that the mark does not cut letters."""


def render_page(
    path: Path, page_number: int, boxes: Sequence[Box] = (), width_px: int = 1200
) -> bytes:
    """The page of that 1-based number as PNG, boxes laid over with yellow marker.

    ``width_px`` is kept within 1..4000, and lowered where the picture would pass MAX_PIXELS.

    Raises:
        NoSuchPage: the document has no such page, or is of a format without pages.
        UnreadableFile: and its kinds, from opening the file or drawing the page.
    """
    image, scale = _page_image(path, page_number, width_px)
    return _png(_marked(image, boxes, scale))


def render_crop(
    path: Path, page_number: int, box: Box, boxes: Sequence[Box] = (), width_px: int = 1000
) -> bytes:
    """What stands in ``box`` on that page, with a margin, as PNG; ``boxes`` under yellow marker.

    ``width_px`` is what the box alone is wide, within the limits of ``render_page``.

    Raises:
        NoSuchPage: as ``render_page`` does.
        UnreadableFile: as ``render_page`` does.
    """
    image, scale = _page_image(path, page_number, width_px, box)
    across, down = scale
    left, top = max((box.left - _BORDER) * across, 0), max((box.top - _BORDER) * down, 0)
    right = min((box.right + _BORDER) * across, image.width)
    bottom = min((box.bottom + _BORDER) * down, image.height)
    if right - left < 1 or bottom - top < 1:
        raise NoSuchPage(f"{path.name}: nothing of page {page_number} lies in {tuple(box)}.")
    return _png(_marked(image, boxes, scale).crop((int(left), int(top), int(right), int(bottom))))


def _page_image(
    path: Path, page_number: int, width_px: int, part: Box | None = None
) -> "tuple[Image, tuple[float, float]]":
    import pypdfium2 as pdfium

    if path.suffix.lower() in MEDIA_TYPES:
        return _resized(*frame_of_image(path, page_number), width_px, part)
    if path.suffix.lower() != ".pdf":
        raise NoSuchPage(
            f"{path.name}: only PDFs and pictures can be drawn. Show the text instead."
        )
    with opened(path) as pdf:
        if not 1 <= page_number <= len(pdf):
            raise NoSuchPage(f"{path.name}: no page {page_number}; it has pages 1 to {len(pdf)}.")
        try:
            with turned_to(pdf, page_number - 1) as page:
                return _drawn(page, width_px, part)
        except (pdfium.PdfiumError, MemoryError, ValueError) as exc:
            raise UnreadableFile(
                path, f"page {page_number} cannot be drawn ({exc}). Open it in a PDF viewer."
            ) from exc


def _png(image: "Image") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _drawn(page: "PdfPage", width_px: int, part: Box | None) -> "tuple[Image, tuple[float, float]]":
    """The picture, and pixels per point across and down; ``width_px`` is the part's, if given."""
    width, height = page.get_size()
    scale = _scale(width, height, width_px, part)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    try:
        image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    wide, high = displayed_size(page)
    return image, (image.width / wide, image.height / high)


def _resized(
    image: "Image", size: tuple[float, float], width_px: int, part: Box | None
) -> "tuple[Image, tuple[float, float]]":
    """Likewise, of a picture of that size in points."""
    width, height = size
    scale = _scale(width, height, width_px, part)
    image = image.resize((max(1, round(scale * width)), max(1, round(scale * height))))
    return image, (image.width / width, image.height / height)


def _scale(width: float, height: float, width_px: int, part: Box | None) -> float:
    if part is not None:
        width_px = int(min(width_px * width / max(part.right - part.left, 1.0), 2 * _WIDEST / 3))
    wanted = min(max(width_px, 1), _WIDEST) / width
    return min(wanted, sqrt(MAX_PIXELS / (width * height)), _WIDEST * 4 / height)


def _marked(image: "Image", boxes: Sequence[Box], scale: tuple[float, float]) -> "Image":
    """Multiplied, as a felt pen does: black letters stay black."""
    from PIL import Image, ImageChops, ImageDraw

    if not boxes:
        return image
    across, down = scale
    marker = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(marker)
    for box in boxes:
        pen.rectangle(
            (
                (box.left - _PADDING) * across,
                (box.top - _PADDING) * down,
                (box.right + _PADDING) * across,
                (box.bottom + _PADDING) * down,
            ),
            fill=_MARKER,
        )
    return ImageChops.multiply(image, marker)
