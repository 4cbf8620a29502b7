"""What is there: documents, pages, chunks and figures, looked up by name and place."""

from ingest.document import Chunk, Figure, Kind
from ingest.letters import storable
from vectorstore import chunk_rows, readers, records, revisions
from vectorstore.readers import Readable
from vectorstore.records import DocumentRecord


class Catalogue:
    """Reads rows; whoever changes them is the library's other half."""

    def __init__(self, database: Readable) -> None:
        self._database = database

    def documents(self, without: str = "") -> list[DocumentRecord]:
        """All documents, by file name, without those of a media type."""
        with self._database.reading() as db:
            return list(records.read_documents(db, without=without))

    def languages(self) -> frozenset[str]:
        """Languages that any chunk is written in."""
        with self._database.reading() as db:
            known = ("zh", "en")
            query = "SELECT EXISTS (SELECT 1 FROM chunks WHERE language = ?)"
            return frozenset(one for one in known if db.execute(query, (one,)).fetchone()[0])

    def document(self, document_id: str) -> DocumentRecord | None:
        """One document."""
        with self._database.reading() as db:
            return next(records.read_documents(db, document_id), None)

    def hides(self, document_id: str) -> bool:
        """Whether it is for others than who reads, though it may have left the library."""
        with self._database.reading() as db:
            return readers.is_hidden(db, document_id)

    def predecessors(self, document_id: str) -> list[DocumentRecord]:
        """The revisions that a document supersedes, the latest first."""
        with self._database.reading() as db:
            older = revisions.predecessors(db, document_id)
            return [record for one in older for record in records.read_documents(db, one)]

    def document_at(self, source: str) -> str | None:
        """The id of the document that a source stands for."""
        with self._database.reading() as db:
            return records.document_at(db, storable(source))

    def sources(self) -> dict[str, str]:
        """Every source and the id of its document."""
        with self._database.reading() as db:
            return dict(db.execute("SELECT path, document_id FROM sources ORDER BY path"))

    def page_text(self, document_id: str, number: int | None) -> str | None:
        """The text of a page, in which a chunk's ``start`` and ``end`` count."""
        with self._database.reading() as db:
            found = db.execute(
                "SELECT text FROM pages WHERE document_id = ? AND number IS ?",
                (document_id, number),
            ).fetchone()
        return found and str(found[0])

    def pages(self, document_id: str) -> list[tuple[int | None, str]]:
        """Number and text of each page of a document, in order."""
        with self._database.reading() as db:
            return db.execute(
                "SELECT number, text FROM pages WHERE document_id = ? ORDER BY position",
                (document_id,),
            ).fetchall()

    def chunk(self, chunk_id: str) -> Chunk | None:
        """One chunk."""
        with self._database.reading() as db:
            return next(iter(chunk_rows.read_chunks(db, "chunk_id = ?", [chunk_id]).values()), None)

    def chunks(self, document_id: str, kind: Kind | None = None) -> list[Chunk]:
        """A document's chunks, or those of one kind, in reading order."""
        wanted, values = "document_id = ?", [document_id]
        if kind is not None:
            wanted, values = f"{wanted} AND kind = ?", [document_id, kind]
        with self._database.reading() as db:
            return list(chunk_rows.read_chunks(db, wanted, values).values())

    def chunks_on(self, document_id: str, page: int | None) -> list[Chunk]:
        """A page's chunks, in reading order."""
        with self._database.reading() as db:
            place = "document_id = ? AND page IS ?"
            return list(chunk_rows.read_chunks(db, place, [document_id, page]).values())

    def codes_told(self, limit: int) -> list[str]:
        """First codes of current manuals' fault records that have a name and a remedy."""
        with self._database.reading() as db:
            return chunk_rows.read_codes_told(db, limit)

    def figures(self, document_id: str) -> list[Figure]:
        """A document's captioned figures, page by page."""
        with self._database.reading() as db:
            return records.read_figures(db, document_id)

    def beside(self, chunk: Chunk, kind: Kind, limit: int) -> list[Chunk]:
        """Chunks of a kind on a chunk's page or in its section, nearest first."""
        with self._database.reading() as db:
            return list(chunk_rows.read_beside(db, chunk, kind, limit).values())

    def over(self, record: Chunk, kind: Kind, limit: int) -> list[Chunk]:
        """Chunks of a kind over the list that a fault record stands in, nearest first."""
        with self._database.reading() as db:
            return list(chunk_rows.read_over(db, record, kind, limit).values())

    def following(self, chunk: Chunk, limit: int) -> list[Chunk]:
        """The passages by which a chunk's section goes on."""
        with self._database.reading() as db:
            return list(chunk_rows.read_following(db, chunk, limit).values())
