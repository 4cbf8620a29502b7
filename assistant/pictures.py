"""Pages and figures of documents as pictures, with the evidence marked on them."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from assistant import by_id
from assistant.errors import NotHere
from assistant.noting import Notes
from ingest.document import Box, enclosing
from ingest.errors import NoSuchPage, UnreadableFile
from ingest.picture import render_crop, render_page
from vectorstore.library import Library
from vectorstore.originals import Originals
from vectorstore.records import DocumentRecord

FIRST_LOOK: Final = 1200
"""Pixels across; A4 at 145 dots an inch."""
_AT_ONCE: Final = 2
"""Pictures drawn side by side, by threads of their own: the allocator keeps a thread's buffers for
its next ones, tens of megabytes, and fifty tablets come by forty threads."""


def drawers() -> Executor:
    """Threads to draw in, for everybody's pictures."""
    return ThreadPoolExecutor(_AT_ONCE, "pictures")


@dataclass(frozen=True, slots=True)
class Pictures:
    """Draws what one person may see of the originals, as PNG. Safe to use from many threads."""

    library: Library
    """As they may read it."""
    originals: Originals
    notes: Notes
    drawers: Executor

    def page(
        self,
        document_id: str,
        page: int,
        chunk_id: str | None = None,
        *,
        crop: bool = False,
        width: int | None = None,
    ) -> bytes:
        """A page; the chunk's lines are highlighted where the chunk stands on it.

        Args:
            document_id: Which.
            page: 1-based.
            chunk_id: The evidence.
            crop: Draws no more of the page than those lines and a margin.
            width: In pixels, of what is drawn; a first look's unless told.

        Raises:
            NotHere: No such document or chunk, a format without pages, or the original is missing.
            NoSuchPage: The document has fewer.
            UnreadableFile: The original is damaged.
        """
        record = by_id.document(self.library, document_id)
        boxes: tuple[Box, ...] = ()
        if chunk_id is not None:
            chunk = by_id.chunk(self.library, chunk_id)
            self.notes.read([chunk.document_id])
            if (chunk.document_id, chunk.page) == (document_id, page):
                boxes = chunk.boxes
        self.notes.read([document_id])
        original = self._original(record)
        with _named_as(record):
            if crop and boxes:
                return self._crop(original, page, enclosing(boxes), width)
            draw = partial(render_page, original, page, boxes, width or FIRST_LOOK)
            return self.drawers.submit(draw).result()

    def figure(self, document_id: str, number: int, width: int | None = None) -> bytes:
        """A figure with its caption, cut out of its page.

        Args:
            document_id: Which.
            number: 1-based.
            width: In pixels; a first look's unless told.

        Raises:
            NotHere: No such document or figure, or the original is missing.
            UnreadableFile: The original is damaged.
        """
        record = by_id.document(self.library, document_id)
        figures = self.library.figures(document_id)
        self.notes.read([document_id])
        original = self._original(record)
        if not 1 <= number <= len(figures):
            raise NotHere(f"{record.file_name}: no figure {number}; it has {len(figures)}.")
        figure = figures[number - 1]
        with _named_as(record):
            return self._crop(original, figure.page, figure.box, width)

    def _crop(self, original: Path, page: int, box: Box, width: int | None) -> bytes:
        draw = partial(render_crop, original, page, box, width_px=width or FIRST_LOOK)
        return self.drawers.submit(draw).result()

    def _original(self, record: DocumentRecord) -> Path:
        if not record.page_count:
            raise NotHere(f"{record.file_name} has no pages; its passages are text alone.")
        original = self.originals.path(record.document_id)
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
