"""Pages and figures of documents as pictures, with the evidence marked on them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from assistant.errors import NotHere
from ingest.document import Box, Chunk, Figure, enclosing
from ingest.errors import NoSuchPage, UnreadableFile
from ingest.picture import render_crop, render_page
from vectorstore.originals import Originals
from vectorstore.records import DocumentRecord

FIRST_LOOK: Final = 1200
"""Pixels across; A4 at 145 dots an inch."""
_AT_ONCE: Final = 2
"""Pictures drawn side by side, by threads of their own: the allocator keeps a thread's buffers for
its next ones, tens of megabytes, and fifty tablets come by forty threads."""


class Pictures:
    """Draws what the originals hold, as PNG. Safe to use from many threads."""

    def __init__(self, originals: Originals) -> None:
        self._originals = originals
        self._drawing = ThreadPoolExecutor(_AT_ONCE, "pictures")

    def page(
        self,
        record: DocumentRecord,
        page: int,
        chunk: Chunk | None = None,
        *,
        crop: bool = False,
        width: int | None = None,
    ) -> bytes:
        """A page; the chunk's lines are highlighted where the chunk stands on it.

        Args:
            record: The document.
            page: 1-based.
            chunk: The evidence.
            crop: Draws no more of the page than those lines and a margin.
            width: In pixels, of what is drawn; a first look's unless told.

        Raises:
            NotHere: The format has no pages, or the original is missing.
            NoSuchPage: The document has fewer.
            UnreadableFile: The original is damaged.
        """
        original = self._original(record)
        boxes: tuple[Box, ...] = ()
        if chunk is not None and (chunk.document_id, chunk.page) == (record.document_id, page):
            boxes = chunk.boxes
        with _named_as(record):
            if crop and boxes:
                return self._crop(original, page, enclosing(boxes), width)
            draw = partial(render_page, original, page, boxes, width or FIRST_LOOK)
            return self._drawing.submit(draw).result()

    def figure(
        self,
        record: DocumentRecord,
        figures: Sequence[Figure],
        number: int,
        width: int | None = None,
    ) -> bytes:
        """A figure with its caption, cut out of its page.

        Args:
            record: The document.
            figures: All of it, page by page.
            number: 1-based.
            width: In pixels; a first look's unless told.

        Raises:
            NotHere: It has no such figure, or its original is missing.
            UnreadableFile: The original is damaged.
        """
        original = self._original(record)
        if not 1 <= number <= len(figures):
            raise NotHere(f"{record.file_name}: no figure {number}; it has {len(figures)}.")
        figure = figures[number - 1]
        with _named_as(record):
            return self._crop(original, figure.page, figure.box, width)

    def _crop(self, original: Path, page: int, box: Box, width: int | None) -> bytes:
        draw = partial(render_crop, original, page, box, width_px=width or FIRST_LOOK)
        return self._drawing.submit(draw).result()

    def _original(self, record: DocumentRecord) -> Path:
        if not record.page_count:
            raise NotHere(f"{record.file_name} has no pages; its passages are text alone.")
        original = self._originals.path(record.document_id)
        if original is None:
            raise NotHere(f"The original of {record.file_name} is missing. Ingest it again.")
        return original


@contextmanager
def _named_as(record: DocumentRecord) -> Iterator[None]:
    """Errors in drawing a document name its file as people know it, not as it is kept."""
    try:
        yield
    except NoSuchPage as exc:
        raise NoSuchPage(
            f"{record.file_name}: no such page; it has pages 1 to {record.page_count}."
        ) from exc
    except UnreadableFile as exc:
        raise UnreadableFile(Path(record.file_name), exc.reason) from exc
