"""What a document is of: its machines, and its title with its revision."""

from collections.abc import Iterable

from assistant.answering.disagree import Owners
from ingest.document import Chunk
from ingest.identifiers import names_of_manual
from vectorstore.library import Library


def owners(library: Library, chunks: Iterable[Chunk]) -> Owners:
    """Tags of the register, and models that title and file name bear, by document id."""
    named = {chunk.document_id: chunk for chunk in chunks}
    found = {key: set(names_of_manual(one.title, one.file_name)) for key, one in named.items()}
    shelf = library.assets.shelf()
    for asset in library.assets.all():
        for document_id in shelf.manuals(asset) & found.keys():
            found[document_id].add(asset.tag)
    return {key: frozenset(names) for key, names in found.items()}


def edition(library: Library, chunk: Chunk) -> str:
    """``Press PX-200, Rev. B``; the title alone where the document bears no mark."""
    return ", ".join(
        part for part in (chunk.title or chunk.file_name, mark(library, chunk)) if part
    )


def mark(library: Library, chunk: Chunk) -> str:
    """The revision that a chunk's document bears; empty where it bears none."""
    record = library.document(chunk.document_id)
    return record.revision if record else ""
