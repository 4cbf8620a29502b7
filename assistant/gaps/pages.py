"""The pages that verified answers rest on: whether they are still what they were."""

from collections.abc import Iterator, Sequence

from assistant.answering.cite import overlap
from assistant.gaps.model import PageRef, Review
from assistant.reports.errors import BadReference
from ingest.document import Chunk
from vectorstore.library import Library
from vectorstore.tokens import segment


def named(library: Library, pages: Sequence[PageRef]) -> tuple[PageRef, ...]:
    """The same with the documents' ids.

    Raises:
        BadReference: There is no such document or page, or a newer revision took its place.
    """
    return tuple(_named(library, number, page) for number, page in enumerate(pages))


def faults(library: Library, pages: Sequence[PageRef]) -> Iterator[Review]:
    """What is wrong with the pages now."""
    for page in pages:
        record = library.document(page.document_id)
        if record is None:
            yield "document_gone"
        elif record.superseded_by is not None:
            yield "superseded"
        elif not library.chunks_on(page.document_id, page.page):
            yield "page_gone"


def shown(library: Library, pages: Sequence[PageRef], text: str) -> tuple[Chunk, ...]:
    """Of each page the chunk that says most of what the answer says."""
    words = segment(text)
    return tuple(
        max(
            library.chunks_on(page.document_id, page.page),
            key=lambda chunk: overlap(words, segment(chunk.text)),
        )
        for page in pages
    )


def _named(library: Library, number: int, page: PageRef) -> PageRef:
    field = f"pages/{number}"
    shelf = library.assets.shelf()
    found = shelf.current(shelf.named(page.document_id))
    if len(found) != 1:
        raise BadReference(
            field, page.document_id, "Give the id of a document that GET /v1/documents lists."
        )
    (document_id,) = found
    kept = PageRef(document_id=document_id, page=page.page)
    if any(faults(library, [kept])):
        record = library.document(document_id)
        last = record.page_count if record else 0
        title = record.title or record.file_name if record else document_id
        advice = f"It has pages 1 to {last}" if last else "It has no pages: leave page out"
        place = f"{title}, page {page.page}"
        raise BadReference(field, place, f"{advice}, and what is named must have text.")
    return kept
