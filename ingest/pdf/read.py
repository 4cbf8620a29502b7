"""A PDF becomes a Document: pages with text and boxes, and the pages that could not be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.document import Document, UnreadablePage
from ingest.formats.sniff import head_of, require_pdf
from ingest.isolation.beat import beat
from ingest.isolation.deadline import NOT_REACHED, deadline
from ingest.isolation.limits import MAX_PAGES, require_at_most
from ingest.ocr.engine import (
    MAX_PIXELS,
    PIXELS_PER_POINT,
    OcrFailed,
    Picture,
    Recognizer,
    usable_processors,
)
from ingest.ocr.rapid import rapid_recognizer
from ingest.ocr.second_look import second_look
from ingest.pdf.composed import composed, document_of, flawed
from ingest.pdf.figures import figures_of
from ingest.pdf.frame import frame_of, require_unlocked
from ingest.pdf.pdfium import opened, turned_to
from ingest.pdf.printed import PrintedPage, TooManyCharacters, read_page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MEDIA_TYPE = "application/pdf"


def read_pdf(
    path: Path,
    document_id: str,
    recognizer: Callable[[], Recognizer] = rapid_recognizer,
    workers: int | None = None,
) -> Document:
    """Every page of the file, as a Page or an UnreadablePage.

    Args:
        path: The file.
        document_id: SHA-256 of its bytes.
        recognizer: Makes the OCR engine, if a page needs it. It may raise OcrUnavailable.
        workers: Pages that OCR has in work at once; as many as there are processors, if None.

    Raises:
        UnreadableFile: and its kinds EmptyFile and EncryptedFile, from opening it.
    """
    require_pdf(path, head_of(path))
    require_unlocked(path)
    with opened(path) as pdf:
        require_at_most(path, "pages", len(pdf), MAX_PAGES, "Split it.")
        printed, broken = _printed_pages(pdf)
        made = composed(printed)
        seen = second_look(
            flawed(printed, made),
            partial(_drawn, pdf),
            recognizer,
            pages=len(pdf),
            workers=workers or usable_processors(),
        )
    if seen.recognized:
        printed = [seen.recognized.get(page.number, page) for page in printed]
        made = composed(printed)
    frame = frame_of(path, {page.number: page.height for page in printed})
    document = document_of(path, document_id, MEDIA_TYPE, made, seen, broken=broken, frame=frame)
    return replace(document, figures=figures_of(path, document.pages, made.furniture))


def _printed_pages(pdf: PdfDocument) -> tuple[list[PrintedPage], list[UnreadablePage]]:
    """A page that PDFium cannot read costs no other page, and a slow one not those before it."""
    import pypdfium2 as pdfium

    printed: list[PrintedPage] = []
    broken: list[UnreadablePage] = []
    until = deadline()
    for index in range(len(pdf)):
        if until.is_past():
            broken.append(UnreadablePage(index + 1, NOT_REACHED))
            continue
        try:
            with turned_to(pdf, index) as page:
                printed.append(read_page(page, index + 1))
        except (pdfium.PdfiumError, TooManyCharacters) as exc:
            broken.append(UnreadablePage(index + 1, f"damaged page ({exc})"))
        beat(index + 1, len(pdf))
    return printed, broken


def _drawn(pdf: PdfDocument, number: int) -> Picture:
    """The page of that 1-based number as displayed, at PIXELS_PER_POINT unless it is very large.

    Raises:
        OcrFailed: PDFium cannot draw it.
    """
    import pypdfium2 as pdfium

    try:
        with turned_to(pdf, number - 1) as page:
            return _picture(page)
    except (pdfium.PdfiumError, ValueError) as exc:
        raise OcrFailed(f"it cannot be drawn for OCR ({exc})") from exc


def _picture(page: PdfPage) -> Picture:
    width, height = page.get_size()
    scale = min(PIXELS_PER_POINT, sqrt(MAX_PIXELS / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    try:
        picture: Picture = np.array(bitmap.to_numpy()[:, :, :3])
    finally:
        bitmap.close()
    return picture
