"""PDFium, one thread at a time: opening, closing, and whose turn it is.

PDFium is not thread-safe, not even across documents, so every call to it stands under LOCK.
The lock is taken per page, not per document: a page picture never waits for a whole manual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ingest.errors import EmptyFile, EncryptedFile, UnreadableFile
from ingest.formats.sniff import head_of, require_pdf

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

LOCK = Lock()

_TAIL_BYTES = 64 * 1024
"""How far from the end ``%%EOF`` is looked for: files in the wild carry junk behind it."""


_LONGEST_XREF = 8 << 20
"""Twenty bytes for each object of a file: a manual of 10,000 pages has some 100,000."""
_END_BYTES = 64
"""Room of ``startxref``, a number and ``%%EOF``."""


@contextmanager
def opened(path: Path) -> Iterator[PdfDocument]:
    """The document, for as long as the block lasts. Take LOCK around each use of it.

    Raises:
        EmptyFile: no bytes, or no pages.
        EncryptedFile: it does not open without a password.
        UnreadableFile: it is no PDF, or is cut short, or is damaged.
    """
    head = head_of(path)
    require_pdf(path, head)
    _require_whole(path, head)
    with LOCK:
        document = _open(path)
    try:
        yield document
    finally:
        with LOCK:
            document.close()


@contextmanager
def turned_to(document: PdfDocument, index: int) -> Iterator[PdfPage]:
    """The page of that 0-based index, LOCK held meanwhile.

    Raises:
        pypdfium2.PdfiumError: the page cannot be loaded.
    """
    with LOCK:
        page = document[index]
        try:
            yield page
        finally:
            page.close()


def _open(path: Path) -> PdfDocument:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError) as exc:
        if "password" in str(exc).lower():
            raise EncryptedFile(path, "locked with a password. Save a copy without one.") from exc
        raise UnreadableFile(
            path, f"damaged ({exc}). Open it in a PDF viewer and save it anew."
        ) from exc
    if len(document) == 0:
        document.close()
        raise EmptyFile(path, "a PDF without pages. Export it again.")
    return document


def _require_whole(path: Path, head: bytes) -> None:
    """PDFium quietly rebuilds a file that was cut off, leaving pages out: refuse it instead.

    A file that lacks no more than its end mark has all its pages, and passes.
    """
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        size = len(content)
        missing = max(0, _linearized_length(head) - size)
        has_end = content.find(b"%%EOF", max(0, size - _TAIL_BYTES)) >= 0 and not missing
        if not has_end and (missing > _END_BYTES or not _has_all_objects(content)):
            raise UnreadableFile(
                path,
                f"cut off after {size} bytes, its end mark is missing. Copy or download it again.",
            )


def _has_all_objects(content: mmap) -> bool:
    """Whether the cross-references, which follow the last object, are there to their end."""
    end = max(0, content.rfind(b"endobj"))
    after = content[end : end + _LONGEST_XREF].removeprefix(b"endobj").lstrip()
    if after.startswith(b"xref"):
        trailer = after.partition(b"trailer")[2]
        return b"<<" in trailer and trailer.count(b"<<") == trailer.count(b">>")
    # Or they are an object themselves (ISO 32000-1, 7.5.8), and no other has been begun.
    last = max(0, content.rfind(b" obj", 0, end))
    return b" obj" not in after and content.find(b"/XRef", last, end) >= 0


def _linearized_length(head: bytes) -> int:
    """The length a "fast web view" file gives for itself; 0 for all others.

    Such a file has an early %%EOF of its own, which would hide that its end is missing.
    """
    found = re.search(rb"/Linearized\b[^>]*?/L\s+(\d{1,18})\b", head[:1024])
    return int(found[1]) if found else 0
