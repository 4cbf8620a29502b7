"""Small documents to put into a library."""

from collections.abc import Sequence
from hashlib import sha256

from ingest.document import Box, Chunk, Document, Kind, Language, Page


def make_document(
    name: str,
    texts: Sequence[str],
    *,
    language: Language = "en",
    kind: Kind = "passage",
    content: str | None = None,
) -> tuple[Document, list[Chunk]]:
    """A one-page document with a chunk for each text; its content is its name unless given."""
    document_id = sha256((content or name).encode()).hexdigest()
    page = Page(1, "\n".join(texts))
    document = Document(document_id, f"{name}.pdf", f"Manual {name}", "application/pdf", (page,))
    chunks, start = [], 0
    for text in texts:
        chunks.append(
            Chunk(
                chunk_id=f"{document_id[:12]}-{start}",
                document_id=document_id,
                file_name=document.file_name,
                title=document.title,
                page=1,
                section=("5 Faults", "Table 5.1"),
                kind=kind,
                text=text,
                start=start,
                end=start + len(text),
                language=language,
                boxes=(Box(72.25, 100.0, 300.5, 112.0),),
            )
        )
        start += len(text) + 1
    return document, chunks
