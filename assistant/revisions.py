"""What a document says otherwise than the revision before it."""

from typing import NamedTuple

from assistant.errors import NotHere
from ingest.changes import Change, Edition, changes
from vectorstore.library import Library
from vectorstore.records import DocumentRecord


class Comparison(NamedTuple):
    """Two revisions and their differences."""

    old: DocumentRecord
    new: DocumentRecord
    changes: list[Change]


def compare(library: Library, document_id: str, earlier: str | None = None) -> Comparison:
    """A document beside the one it superseded last, or beside another one.

    Raises:
        NotHere: one of them is not in the library, or the document supersedes none.
    """
    new = _record(library, document_id)
    if earlier is not None:
        old = _record(library, earlier)
    elif before := library.predecessors(document_id):
        old = before[0]
    else:
        raise NotHere(
            f"{new.file_name} supersedes no document here. Name the one to compare it with."
        )
    return Comparison(
        old, new, changes(_edition(library, old.document_id), _edition(library, new.document_id))
    )


def find_document(library: Library, named: str) -> str:
    """The id of the document with this id or file name; of several revisions, the current one's.

    Raises:
        NotHere: there is none, or several are current.
    """
    found = [one for one in library.documents() if named in (one.document_id, one.file_name)]
    current = [one for one in found if one.superseded_by is None] or found
    if len(current) == 1:
        return current[0].document_id
    if not current:
        raise NotHere(
            f"There is no document {named}. Name it as `shiftmate ingest` does, or by id."
        )
    ids = ", ".join(f"{one.document_id} (added {one.added_at[:10]})" for one in current)
    raise NotHere(f"{len(current)} documents are called {named}. Name one by its id: {ids}.")


def _record(library: Library, document_id: str) -> DocumentRecord:
    record = library.document(document_id)
    if record is None:
        raise NotHere(f"There is no document {document_id}. GET /v1/documents lists them.")
    return record


def _edition(library: Library, document_id: str) -> Edition:
    return Edition(library.pages(document_id), library.chunks(document_id))
