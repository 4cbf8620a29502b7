"""A file read and split: all that the post room does with it, in this very process."""

from pathlib import Path
from typing import NamedTuple

from ingest.document import Chunk, Document
from ingest.errors import IngestError, UnreadableFile
from ingest.isolation.limits import require_bounded
from ingest.readers import read
from ingest.split import split


class Understood(NamedTuple):
    """A document and its chunks."""

    document: Document
    chunks: tuple[Chunk, ...]


def understand(path: Path, document_id: str | None = None) -> Understood:
    """Reads and splits; a reader's own fault becomes the file's.

    Raises:
        IngestError: the file cannot be read, or holds more than a library can.
        OSError: its folder or disk cannot be read.
        MemoryError: there is no more.
    """
    try:
        document = read(path, document_id)
        chunks = split(document)
    except (IngestError, OSError, MemoryError):
        raise
    except Exception as exc:
        # Files are hostile and parsers other people's: whatever one of them raises is told with
        # the file's name, and the next file is read.
        reason = f"its reader stumbled ({type(exc).__name__}: {exc}). Convert it to PDF."
        raise UnreadableFile(path, reason) from exc
    require_bounded(path, [page.text for page in document.pages], len(chunks))
    return Understood(document, tuple(chunks))
