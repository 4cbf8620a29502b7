"""Who may read what: a reader's connection has no row of a document that is kept from them.

Every query of the library names its tables plainly, and SQLite looks a name up among the temporary
ones first. So a reader's connection gets views by the names of the tables that hold documents,
without the rows of those kept from them, and no query needs a condition that somebody could forget.
Only what is not read by such a query is masked by hand: the postings of words and the vectors
(`Columns.mask`).

Which documents are kept from the reader is noted in the connection, and noted anew in the first
transaction after anybody's rights have changed. A document that is for everybody has no row here.
"""

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal, Protocol, get_args

from vectorstore.errors import LibraryError

Audience = Literal["technician", "supervisor", "admin"]
"""The lowest role that may read a document."""
AUDIENCES: Final[tuple[Audience, ...]] = get_args(Audience)
"""From everybody to the fewest."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Whom a document is for."""

    site: str = ""
    """Empty: every site."""
    audience: Audience = "technician"

    def stricter(self, other: "Rights") -> "Rights":
        """What both allow, as far as one document can say it: of two sites, this one's."""
        audience = max(self.audience, other.audience, key=AUDIENCES.index)
        return Rights(self.site or other.site, audience)


FOR_ALL: Final = Rights()


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose documents somebody may read."""

    sites: frozenset[str] | None = None
    """Besides those that are for every site; None: all."""
    audiences: frozenset[Audience] | None = None
    """None: all; else with the first of them, whose documents are everybody's."""

    def is_of(self, site: str) -> bool:
        """Whether they may read what is a site's alone."""
        return self.sites is None or site in self.sites

    def may_read(self, rights: Rights) -> bool:
        """Whether a document with these rights is for them."""
        is_theirs = not rights.site or self.is_of(rights.site)
        return is_theirs and (self.audiences is None or rights.audience in self.audiences)

    def condition(self) -> tuple[str, list[str]]:
        """The same of columns ``site`` and ``audience``, and its parameters.

        Where a row says nothing of one of them, it is for everybody.
        """
        clauses, values = ["TRUE"], []
        for column, allowed in (("site", self.sites), ("audience", self.audiences)):
            if allowed is not None:
                marks = ",".join("?" for _ in allowed)
                clauses.append(f"(coalesce({column}, '') = '' OR {column} IN ({marks}))")
                values.extend(sorted(allowed))
        return " AND ".join(clauses), values


ANYBODY: Final = Reader()
"""From whom nothing is kept."""


class Readable(Protocol):
    """A library's rows, all of them or those for one reader."""

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One unchanging view of them."""

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """One transaction; raises LibraryError where not all can be seen."""


class ReadersDatabase(Protocol):
    """What gives connections for a reader."""

    def reading(self, reader: Reader) -> AbstractContextManager[sqlite3.Connection]:
        """One unchanging view of the library as this reader may see it."""


class AsReadBy:
    """The database as one reader may see it. Nothing is written through it."""

    def __init__(self, database: ReadersDatabase, reader: Reader) -> None:
        self._database = database
        self._reader = reader

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One unchanging view of what they may read."""
        return self._database.reading(self._reader)

    def writing(self) -> AbstractContextManager[sqlite3.Connection]:
        """Never: who sees a part would overwrite what they cannot see."""
        raise LibraryError("This is one reader's view of the library. Write to the library itself.")


SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS restricted (
    document_id TEXT PRIMARY KEY,
    site        TEXT NOT NULL,
    audience    TEXT NOT NULL
) WITHOUT ROWID;
"""
"""Rows outlive their documents: removed and sent again, a manual is for whom it was for, and what
people wrote about its pages does not become everybody's with its removal."""
_STAMP: Final = "coalesce((SELECT value FROM main.meta WHERE key = 'restricted'), '0')"
_HIDDEN: Final = "CREATE TEMP TABLE hidden (document_id TEXT PRIMARY KEY) WITHOUT ROWID"
# What nobody may read stands for nothing: of the revisions that follow, the first that they may.
_DOCUMENTS: Final = """
CREATE TEMP VIEW documents AS
SELECT document_id, file_name, title, media_type, page_count, language, added_at, changed_at,
    family, revision,
    CASE WHEN superseded_by IS NULL OR superseded_by NOT IN hidden THEN superseded_by ELSE (
        WITH RECURSIVE newer (document_id) AS (
            SELECT own.superseded_by UNION
            SELECT next.superseded_by FROM newer JOIN main.documents AS next USING (document_id)
            WHERE newer.document_id IN hidden AND next.superseded_by IS NOT NULL
        ) SELECT document_id FROM newer WHERE document_id NOT IN hidden
    ) END AS superseded_by
FROM main.documents AS own WHERE document_id NOT IN hidden
"""
_OF_DOCUMENTS: Final = ("sources", "pages", "unreadable_pages", "figures", "chunks", "restricted")
_OF_CHUNKS: Final = ("fault_records", "identifiers", "links", "vectors")


def prepare(connection: sqlite3.Connection, reader: Reader) -> None:
    """Makes a new connection this reader's; outside of any transaction."""
    connection.execute(_HIDDEN)
    if reader == ANYBODY:
        return
    connection.execute("CREATE TEMP TABLE hidden_as_of (stamp TEXT NOT NULL)")
    connection.execute(_DOCUMENTS)
    for table in _OF_DOCUMENTS:
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table}"  # noqa: S608
            " WHERE document_id NOT IN hidden"
        )
    for table in _OF_CHUNKS:
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} AS own"  # noqa: S608
            " WHERE EXISTS (SELECT 1 FROM chunks WHERE chunks.id = own.id)"
        )


def is_current(connection: sqlite3.Connection, reader: Reader) -> bool:
    """Whether what the connection noted is so in this transaction."""
    current = f"SELECT 1 FROM hidden_as_of WHERE stamp = {_STAMP}"  # noqa: S608
    return reader == ANYBODY or connection.execute(current).fetchone() is not None


def follow(connection: sqlite3.Connection, reader: Reader) -> None:
    """Notes what is kept from the reader in this transaction."""
    readable, values = reader.condition()
    connection.execute("DELETE FROM hidden")
    connection.execute(
        "INSERT INTO hidden SELECT document_id FROM main.restricted"  # noqa: S608
        f" WHERE NOT ({readable})",
        values,
    )
    connection.execute("DELETE FROM hidden_as_of")
    connection.execute(f"INSERT INTO hidden_as_of SELECT {_STAMP}")


def hidden_rows(db: sqlite3.Connection) -> list[tuple[int, int]]:
    """First and last chunk row of each document that is kept from this connection's reader."""
    found = db.execute(
        "SELECT (SELECT min(id) FROM main.chunks WHERE chunks.document_id = hidden.document_id),"
        " (SELECT max(id) FROM main.chunks WHERE chunks.document_id = hidden.document_id)"
        " FROM hidden"
    )
    return [(first, last) for first, last in found if first is not None]


def hidden_files(db: sqlite3.Connection) -> list[str]:
    """File names of the documents here that are kept from this connection's reader."""
    found = db.execute(
        "SELECT file_name FROM main.documents WHERE document_id IN hidden ORDER BY file_name"
    )
    return [name for (name,) in found]


def is_hidden(db: sqlite3.Connection, document_id: str) -> bool:
    """Whether a document, even one that has left, is kept from this connection's reader."""
    found = db.execute("SELECT 1 FROM hidden WHERE document_id = ?", (document_id,))
    return found.fetchone() is not None


def rights_of(db: sqlite3.Connection, document_id: str) -> Rights:
    """Whom a document is for."""
    found = db.execute(
        "SELECT site, audience FROM restricted WHERE document_id = ?", (document_id,)
    ).fetchone()
    return Rights(*found) if found else FOR_ALL


def for_few(db: sqlite3.Connection, among: Collection[str], never_for_all: str) -> frozenset[str]:
    """Which of these documents somebody keeps from others; see `Library.for_few`."""
    marks = ",".join("?" for _ in among)
    found = db.execute(
        "SELECT document_id FROM restricted LEFT JOIN documents USING (document_id)"  # noqa: S608
        f" WHERE document_id IN ({marks})"
        " AND (audience != 'technician' OR coalesce(media_type, '') != ?)",
        (*among, never_for_all),
    )
    return frozenset(document_id for (document_id,) in found)


def restrict(db: sqlite3.Connection, document_id: str, rights: Rights) -> None:
    """Says whom a document is for, whoever it was for before."""
    if rights == rights_of(db, document_id):
        return
    db.execute("DELETE FROM restricted WHERE document_id = ?", (document_id,))
    if rights != FOR_ALL:
        db.execute(
            "INSERT INTO restricted VALUES (?, ?, ?)", (document_id, rights.site, rights.audience)
        )
    db.execute(
        "INSERT INTO meta VALUES ('restricted', '1') ON CONFLICT DO UPDATE SET value = value + 1"
    )


def tighten(db: sqlite3.Connection, document_id: str, others: Iterable[Rights]) -> None:
    """Keeps a document from whomever it was, or any of the others, were kept from."""
    rights = rights_of(db, document_id)
    for other in others:
        rights = rights.stricter(other)
    restrict(db, document_id, rights)
