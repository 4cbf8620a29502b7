"""Pages as printed become the pages of a Document: text, tables, headings, title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ingest.document import Document, Page, UnreadablePage
from ingest.ocr.second_look import Seen
from ingest.pdf.frame import Frame
from ingest.pdf.layout import Vocabulary, compose, vocabulary_of
from ingest.pdf.legible import Flaw, flaw_of
from ingest.pdf.printed import PrintedPage
from ingest.structure.furniture import Furniture, furniture_of, without_furniture
from ingest.structure.headings import with_headings
from ingest.structure.titles import title_of
from ingest.tables.find import Arranged, arranged, placed

_NO_FRAME = Frame()


class Composed(NamedTuple):
    """Pages with their text, and which of their lines stand on page after page."""

    pages: list[Page]
    furniture: Furniture


def composed(printed: Sequence[PrintedPage]) -> Composed:
    """Each page's text and tables, as far as the page itself and its neighbours tell."""
    vocabulary = vocabulary_of(line for page in printed for line in page.lines)
    pages = [
        _composed_page(page, arrangement, vocabulary)
        for page, arrangement in zip(printed, arranged(printed), strict=True)
    ]
    return Composed(pages, furniture_of(pages))


def flawed(printed: Sequence[PrintedPage], made: Composed) -> list[tuple[PrintedPage, Flaw]]:
    """The pages whose text layer is of little or no use, and why."""
    found = (
        flaw_of(
            without_furniture(page, made.furniture),
            garbled=source.garbled,
            picture_cover=source.picture_cover,
            blank=source.blank,
        )
        for page, source in zip(made.pages, printed, strict=True)
    )
    return [(page, flaw) for page, flaw in zip(printed, found, strict=True) if flaw]


def document_of(
    path: Path,
    document_id: str,
    media_type: str,
    made: Composed,
    seen: Seen,
    *,
    broken: Sequence[UnreadablePage] = (),
    frame: Frame = _NO_FRAME,
) -> Document:
    """The pages with their headings, less those that cannot be read, and these by name.

    Args:
        path: The file.
        document_id: SHA-256 of its bytes.
        media_type: Of the file.
        made: All its pages that could be loaded.
        seen: What the second look at some of them showed.
        broken: Those that could not be loaded.
        frame: The file's own title and outline.
    """
    illegible = {page.number for page in seen.unreadable}
    pages = [page for page in made.pages if page.number not in illegible]
    return Document(
        document_id=document_id,
        file_name=path.name,
        title=title_of(frame.title, pages, made.furniture, path.stem),
        media_type=media_type,
        pages=tuple(map(seen.finished, with_headings(pages, made.furniture, frame.outline))),
        unreadable=tuple(sorted([*seen.unreadable, *broken], key=lambda page: page.number)),
    )


def _composed_page(page: PrintedPage, arrangement: Arranged, vocabulary: Vocabulary) -> Page:
    text, lines = compose(arrangement.lines, vocabulary)
    tables = placed(arrangement.tables, lines)
    return Page(page.number, text, lines, width=page.width, height=page.height, tables=tables)
