"""The library: what is added together is found together, or not at all, even after a crash.

SQLite holds the truth. A document's rows, words and vectors come and go in one transaction; the
FAISS index follows the rows, before every search and after every restart.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

import numpy as np

from ingest.document import Chunk, Document
from ingest.letters import storable
from vectorstore import (
    chunk_rows,
    database,
    exact,
    inspection,
    keyword,
    kinds,
    readers,
    records,
    revisions,
    vectors,
)
from vectorstore.assets import Register
from vectorstore.catalogue import Catalogue
from vectorstore.database import Database
from vectorstore.embedder import Embedder, Vectors
from vectorstore.errors import LibraryError, WrongEmbedder
from vectorstore.follow import STORED, Follower
from vectorstore.found import Found, Hit, Named, Wording
from vectorstore.fuse import fuse
from vectorstore.lift import Lifts, lifts_of
from vectorstore.postings import Postings
from vectorstore.rank import NOWHERE, Candidate, Form, rank
from vectorstore.readers import ANYBODY, AsReadBy, Reader, Rights
from vectorstore.records import Filters
from vectorstore.tokens import query_words

_AT_ONCE = 32
"""Chunks embedded in one call: a stop, or a question that needs the same model, waits no longer."""
EVERYTHING = Filters()
DEPTH = 50
"""Rows from each arm; page@5 did not change between 30 and 100 on the questions measured."""
CANDIDATES = 100
"""Rows looked at closely; reading them takes about as long as embedding the question."""


class AddOutcome(NamedTuple):
    """What became of a source."""

    state: Literal["added", "replaced"]
    """``replaced``: the source stood for a document before."""
    chunks: int


_REMEMBERED = 256
"""Questions whose vectors are kept, 1.5 KB each."""
_READERS = 64
"""Whose views are kept: people of one role and one site share one."""


class Library(Catalogue):
    """Documents, their chunks, and two ways to find them. Safe to use from many threads."""

    def __init__(self, folder: Path, embedder: Embedder, small: int) -> None:
        """Use `open`."""
        self._folder = folder
        self._embedder = embedder
        # A question is searched again for a machine's own manuals, and asked again by a tablet.
        self._asked = lru_cache(_REMEMBERED)(embedder.embed_query)
        self._sides = ThreadPoolExecutor(2, "embed-question")
        self._whole = Database(folder / database.FILE_NAME)
        super().__init__(self._whole)
        try:
            self._following = Follower(
                self._whole,
                folder / vectors.FILE_NAME,
                self._identify(),
                embedder.dimension,
                small,
            )
        except BaseException:
            self._whole.close()
            raise
        self._postings = Postings(self._following.columns)
        self.assets = Register(self._database)
        self.reader = ANYBODY
        """Who may see this much of it."""
        self._views: dict[Reader, Self] = {}

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, *, small: int = kinds.SMALL) -> Self:
        """Opens the library in a folder, or founds one there.

        Args:
            folder: Holds the database and the index file.
            embedder: Made the vectors, and will make those of questions.
            small: Chunks up to which a question is compared with every vector; above, the index
                is a compressed one, which finds 97 of 100 of the nearest.

        Raises:
            DamagedLibrary: the database is not one this version can use.
            WrongEmbedder: its vectors were made by another model.
        """
        folder.mkdir(0o700, parents=True, exist_ok=True)
        return cls(folder, embedder, small)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Saves the index and lets go of the files. Closing twice does no harm."""
        if not self._whole.closed:
            self._sides.shutdown()
            self.save()
            self._following.close()
            self._whole.close()

    def save(self) -> None:
        """Writes the index file, so that the next opening need not catch up."""
        self._following.save()

    def as_read_by(self, reader: Reader) -> Self:
        """The library as somebody may see it: what is kept from them is not there at all.

        Whatever is asked of it, by any method; nothing can be written through it. How much a word
        tells is still counted over all chunks.
        """
        if reader == ANYBODY:
            return self
        if (known := self._views.get(reader)) is not None:
            return known
        view = copy(self)
        view.reader = reader
        view._database = AsReadBy(self._whole, reader)
        view.assets = Register(view._database)
        if len(self._views) >= _READERS:
            self._views.clear()
        self._views[reader] = view
        return view

    # -- what comes and goes ---------------------------------------------------------------------

    def add(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        source: str,
        keep: Callable[[], object] | None = None,
        progress: Callable[[int, int], object] | None = None,
        rights: Rights | None = None,
    ) -> AddOutcome:
        """Puts a document on the shelf under a source, in place of what either held before.

        Args:
            document: Of which the pages are kept.
            chunks: Of this document. They are embedded before the library is locked.
            source: The path or other name it came from.
            keep: Called just before all becomes true, and undone with it if it raises: the moment
                to put the original file in its place.
            progress: Told how many chunks of how many are embedded, after every few. What it
                raises ends the adding, before anything was written.
            rights: Whom it is for. If it was here before for fewer, it stays for those. None:
                whom what it takes the place of is for, a revision or what stood at the source.

        Raises:
            LibraryError: the database cannot be written, or the embedder broke its promise.
        """
        rows = self._embed(chunks, progress)
        words = [keyword.words_of(chunk.searchable) for chunk in chunks]
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._database.writing() as db:
            records.write_document(db, document, now)
            ids = chunk_rows.write_chunks(db, document.document_id, chunks)
            keyword.add(db, ids, words)
            exact.add(db, ids, chunks)
            db.executemany(
                "INSERT INTO vectors VALUES (?, ?)",
                [(row, vector.tobytes()) for row, vector in zip(ids, rows, strict=True)],
            )
            revisions.place(db, document.document_id, storable(source))
            records.restrict_added(db, document.document_id, storable(source), rights)
            before = records.move_source(db, storable(source), document.document_id)
            if keep is not None:
                keep()
        return AddOutcome("added" if before is None else "replaced", len(chunks))

    def link(
        self, source: str, document_id: str, rights: Rights | None = None
    ) -> AddOutcome | None:
        """Lets a source stand for a document that is here already; None if it is not.

        It stays for whom it was for, or for fewer where the rights say so.
        """
        with self._database.writing() as db:
            record = next(records.read_documents(db, document_id), None)
            if record is None:
                return None
            readers.tighten(db, document_id, [rights] if rights else [])
            before = records.move_source(db, storable(source), document_id)
        return AddOutcome("added" if before is None else "replaced", record.chunk_count)

    def detach(self, source: str) -> bool:
        """Forgets a source; its document goes with its last one, unless a newer revision is here.

        False if the source was unknown.
        """
        with self._database.writing() as db:
            document_id = records.document_at(db, storable(source))
            if document_id is None:
                return False
            db.execute("DELETE FROM sources WHERE path = ?", (storable(source),))
            records.delete_if_unowned(db, document_id)
        return True

    def remove(self, document_id: str) -> bool:
        """Takes a document out, whatever its sources; False if it was not there."""
        with self._database.writing() as db:
            return records.delete_document(db, document_id)

    def for_few(self, among: Collection[str], never_for_all: str) -> frozenset[str]:
        """Which of these documents somebody keeps from others, by role or by site.

        Args:
            among: Ids.
            never_for_all: Media type of what is one site's whatever anybody decides: of these only
                such as not every technician of the site may read.
        """
        with self._database.reading() as db:
            return readers.for_few(db, among, never_for_all)

    def restrict(self, document_id: str, rights: Rights, before: Rights | None = None) -> bool:
        """Says whom a document is for, from the next question on.

        Returns:
            False if it is not here, or not for whom it was before.
        """
        with self._database.writing() as db:
            found = next(records.read_documents(db, document_id), None)
            is_meant = found is not None and before in (None, found.rights)
            if is_meant:
                readers.restrict(db, document_id, rights)
        return is_meant

    @contextmanager
    def exclusive(self) -> Iterator[frozenset[str]]:
        """The ids of all documents, none of which comes or goes in the block, here or elsewhere."""
        with self._database.writing() as db:
            yield frozenset(i for (i,) in db.execute("SELECT document_id FROM documents"))

    # -- what is there ---------------------------------------------------------------------------

    @property
    def chunk_count(self) -> int:
        """Chunks of all documents."""
        if self.reader != ANYBODY:
            with self._database.reading() as db:
                return int(db.execute("SELECT count(*) FROM chunks").fetchone()[0])
        self._following.follow()
        return self._following.columns.count

    def check(self) -> list[str]:
        """What in the library disagrees, a sentence each; empty when it is sound."""
        with self._database.writing() as db:  # FTS5 checks itself by a statement that writes
            self._following.follow()
            return inspection.check(db, self._following.index, STORED)

    # -- what is found ---------------------------------------------------------------------------

    def exact(self, codes: Sequence[str], limit: int, filters: Filters = EVERYTHING) -> list[Named]:
        """Chunks that are about one of these codes or numbers, in any spelling, surest first."""
        with self._database.reading() as db:
            found = exact.search(db, codes, limit, filters)
            chunks = chunk_rows.read_chunks_at(db, [hit.row for hit in found])
            common = exact.common(db, found)
        return [
            Named(chunks[hit.row], hit.asked, hit.rank == exact.CODE, hit.asked in common)
            for hit in found
        ]

    def knows(self, name: str) -> bool:
        """Whether a manual is about a name or mentions it, alone or at the head of a longer one."""
        if self.is_model(name):
            return True
        with self._database.reading() as db:
            return keyword.stands(db, name)

    def says(self, words: Sequence[str]) -> bool:
        """Whether any chunk holds one of these search words."""
        with self._database.reading() as db:
            return keyword.is_said(db, words)

    def is_model(self, name: str) -> bool:
        """Whether a manual bears this name."""
        with self._database.reading() as db:
            return bool(exact.models(db, [name]))

    def codes_like(self, code: str, limit: int) -> list[str]:
        """Codes of fault records that look like this one, as printed, the likest first."""
        with self._database.reading() as db:
            return exact.near(db, code, limit)

    def codes_printed(self, codes: Iterable[str]) -> dict[str, str]:
        """Of codes in their normal spelling, those that fault records have, each as printed."""
        with self._database.reading() as db:
            return exact.printed(db, codes)

    def codes_numbered(self, number: str, limit: int) -> list[str]:
        """Codes of fault records that end in this number, as printed."""
        with self._database.reading() as db:
            return exact.numbered(db, number, limit)

    def search(
        self,
        wordings: Sequence[Wording],
        limit: int,
        filters: Filters = EVERYTHING,
        names: Sequence[str] = (),
    ) -> list[Found]:
        """Chunks that answer a question, by words and by meaning together, best first.

        Args:
            wordings: The question; the same in the other language beside it, where there is one.
            limit: How many at most.
            filters: What may be found.
            names: Codes, parts and models that the question names. What they stand for is judged
                whatever the arms bring up, and ranks a little higher.
        """
        # In both languages at once: a question takes one core.
        vectors = list(self._sides.map(self._asked, [wording.text for wording in wordings]))
        self._following.follow()
        with self._database.reading() as db:
            forms = [
                Form(tuple(query_words(wording.words)), vector, wording.trust)
                for wording, vector in zip(wordings, vectors, strict=True)
            ]
            lifts = lifts_of(db, names, filters)
            candidates = self._candidates(db, forms, filters, lifts)
            ranked = rank(
                forms,
                candidates,
                self._postings.rarities(
                    db, (NOWHERE, *(word for form in forms for word in form.words))
                ),
            )[:limit]
            chunks = chunk_rows.read_chunks_at(db, [judged.row for judged in ranked])
        return [Found(chunks[it.row], it.score, it.likeness, it.coverage) for it in ranked]

    def lexical(self, question: str, limit: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Chunks that share words with the question, best first, by BM25."""
        self._following.follow()
        with self._database.reading() as db:
            mask = self._following.columns.mask(db, filters)
            return _hits(db, self._postings.search(db, query_words(question), limit, mask))

    def dense(self, question: str, limit: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Chunks that mean what the question means, best first, by cosine."""
        return self.nearest(self.embed(question), limit, filters)

    def rarities(self, words: Sequence[str]) -> dict[str, float]:
        """How much each search word tells; that of ``rank.NOWHERE`` for one that no chunk holds."""
        self._following.follow()
        with self._database.reading() as db:
            return self._postings.rarities(db, words)

    def embed(self, question: str) -> Vectors:
        """A question's vector, (d,), for as many calls of `nearest` as there are."""
        return self._asked(question)

    def nearest(self, vector: Vectors, limit: int, filters: Filters = EVERYTHING) -> list[Hit]:
        """Chunks whose vectors are most like a (d,) unit vector, best first, by cosine."""
        self._following.follow()
        index = self._following.index
        with self._database.reading() as db:
            mask = self._following.columns.mask(db, filters)
            if not index.rounded:
                return _hits(db, index.search(vector, limit, mask))
            found = index.search(vector, 2 * limit, mask)
            return _hits(db, _exactly(db, vector, [row for row, _ in found])[:limit])

    def _candidates(
        self, db: sqlite3.Connection, forms: Sequence[Form], filters: Filters, lifts: Lifts
    ) -> list[Candidate]:
        """What the arms bring up for any form: so many by words, so many by meaning a language."""
        columns, index = self._following.columns, self._following.index
        mask = columns.mask(db, filters)
        masks = [columns.mask(db, narrowed) for narrowed in filters.by_language()]
        rankings = [
            ranking
            for form in forms
            for ranking in (
                self._postings.search(db, form.words, DEPTH, mask),
                *(index.search(form.vector, DEPTH, narrowed) for narrowed in masks),
            )
        ]
        fused = fuse([[row for row, _ in ranking] for ranking in rankings])
        rows = list(dict.fromkeys([*(row for row, _ in fused[:CANDIDATES]), *sorted(lifts.rows)]))
        words, stored = keyword.words_at(db, rows), chunk_rows.read_vectors_at(db, rows)
        return [
            Candidate(
                row,
                words[row],
                np.frombuffer(stored[row], STORED).astype(np.float32),
                lifts.of(row),
            )
            for row in rows
            if row in words and row in stored
        ]

    # -- how it begins ---------------------------------------------------------------------------

    def _identify(self) -> str:
        """Claims a new library for this embedder, or finds that it is another's."""
        mine = f"{self._embedder.name} ({self._embedder.dimension}-d)"
        with self._database.writing() as db:
            db.execute("INSERT OR IGNORE INTO meta VALUES ('embedder', ?)", (mine,))
            facts = dict(db.execute("SELECT key, value FROM meta"))
            if facts["embedder"] != mine:
                raise WrongEmbedder(
                    f"{self._folder}: its vectors were made by {facts['embedder']}, and the "
                    f"settings ask for {mine}. Set the model back, or ingest again into an empty "
                    "data folder."
                )
            keyword.refresh(db)
            exact.refresh(db)
        return f"{facts['library_id']} {mine}"

    def _embed(
        self, chunks: Sequence[Chunk], progress: Callable[[int, int], object] | None
    ) -> np.ndarray[tuple[int, int], np.dtype[np.float16]]:
        """The chunks' vectors as they are stored, (n, d)."""
        texts = [chunk.searchable for chunk in chunks]
        rows = np.empty((len(texts), self._embedder.dimension), dtype=STORED)
        # Texts of one length share a batch: little is spent on padding.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]), reverse=True)
        for start in range(0, len(order), _AT_ONCE):
            batch = order[start : start + _AT_ONCE]
            rows[batch] = self._vectors([texts[at] for at in batch])
            if progress is not None:
                progress(start + len(batch), len(order))
        return rows

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        made = self._embedder.embed_passages(texts)
        expected = (len(texts), self._embedder.dimension)
        if made.shape != expected or not np.isfinite(made).all():
            raise LibraryError(
                f"{self._embedder.name} gave vectors of shape {made.shape}, "
                f"{expected} finite ones were due. Verify the weights: shiftmate models verify."
            )
        return made


def _hits(db: sqlite3.Connection, found: Sequence[tuple[int, float]]) -> list[Hit]:
    chunks = chunk_rows.read_chunks_at(db, [row for row, _ in found])
    return [Hit(chunks[row], score) for row, score in found if row in chunks]


def _exactly(
    db: sqlite3.Connection, vector: Vectors, rows: Sequence[int]
) -> list[tuple[int, float]]:
    """These rows, best first, by their stored vectors."""
    stored = chunk_rows.read_vectors_at(db, rows)
    scored = [
        (row, float(np.frombuffer(kept, STORED).astype(np.float32) @ vector))
        for row, kept in stored.items()
    ]
    return sorted(scored, key=lambda found: -found[1])
