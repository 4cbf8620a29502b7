"""What an id names in a library, as its reader may see it."""

from assistant.errors import NotHere
from ingest.document import Chunk
from vectorstore.library import Library
from vectorstore.records import DocumentRecord


def document(library: Library, document_id: str) -> DocumentRecord:
    """One document; raises NotHere."""
    record = library.document(document_id)
    if record is None:
        raise NotHere(f"There is no document {document_id}. GET /v1/documents lists them.")
    return record


def chunk(library: Library, chunk_id: str) -> Chunk:
    """One chunk; raises NotHere."""
    found = library.chunk(chunk_id)
    if found is None:
        raise NotHere(f"There is no chunk {chunk_id}; its document may have been replaced.")
    return found
