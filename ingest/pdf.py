"""A PDF becomes a Document: pages with text and boxes, and the pages that could not be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.beat import beat
from ingest.document import Document, Page, UnreadablePage
from ingest.frame import frame_of, require_unlocked
from ingest.furniture import furniture_of, without_furniture
from ingest.headings import with_headings
from ingest.layout import Vocabulary, compose, vocabulary_of
from ingest.legible import why_unreadable
from ingest.limits import MAX_PAGES, require_at_most
from ingest.order import in_reading_order
from ingest.pdfium import opened, turned_to
from ingest.printed import PrintedPage, TooManyCharacters, read_page
from ingest.sniff import head_of, require_pdf
from ingest.tables.find import Arranged, arranged, placed
from ingest.titles import title_of

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MEDIA_TYPE = "application/pdf"


def read_pdf(path: Path, document_id: str) -> Document:
    """Every page of the file, as a Page or an UnreadablePage.

    Raises:
        UnreadableFile: and its kinds EmptyFile and EncryptedFile, from opening it.
    """
    require_pdf(path, head_of(path))
    require_unlocked(path)
    with opened(path) as pdf:
        require_at_most(path, "pages", len(pdf), MAX_PAGES, "Split it.")
        printed, broken = _printed_pages(pdf)
    printed = [replace(page, lines=in_reading_order(page.lines)) for page in printed]
    frame = frame_of(path, {page.number: page.height for page in printed})
    vocabulary = vocabulary_of(line for page in printed for line in page.lines)
    composed = [
        _composed(page, arrangement, vocabulary)
        for page, arrangement in zip(printed, arranged(printed), strict=True)
    ]
    furniture = furniture_of(composed)
    reasons = [
        why_unreadable(
            without_furniture(page, furniture),
            garbled=source.garbled,
            picture_cover=source.picture_cover,
            blank=source.blank,
        )
        for page, source in zip(composed, printed, strict=True)
    ]
    pages = [page for page, reason in zip(composed, reasons, strict=True) if reason is None]
    illegible = [
        UnreadablePage(page.number, reason)
        for page, reason in zip(printed, reasons, strict=True)
        if reason is not None
    ]
    return Document(
        document_id=document_id,
        file_name=path.name,
        title=title_of(frame.title, pages, furniture, path.stem),
        media_type=MEDIA_TYPE,
        pages=with_headings(pages, furniture, frame.outline),
        unreadable=tuple(sorted([*illegible, *broken], key=lambda page: page.number)),
    )


def _composed(page: PrintedPage, arrangement: Arranged, vocabulary: Vocabulary) -> Page:
    text, lines = compose(arrangement.lines, vocabulary)
    tables = placed(arrangement.tables, lines)
    return Page(page.number, text, lines, width=page.width, height=page.height, tables=tables)


def _printed_pages(pdf: PdfDocument) -> tuple[list[PrintedPage], list[UnreadablePage]]:
    """A page that PDFium cannot read costs no other page."""
    import pypdfium2 as pdfium

    printed: list[PrintedPage] = []
    broken: list[UnreadablePage] = []
    for index in range(len(pdf)):
        try:
            with turned_to(pdf, index) as page:
                printed.append(read_page(page, index + 1))
        except (pdfium.PdfiumError, TooManyCharacters) as exc:
            broken.append(UnreadablePage(index + 1, f"damaged page ({exc})"))
        beat(index + 1, len(pdf))
    return printed, broken
