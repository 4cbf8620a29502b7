"""The one SQLite file that holds the truth: its tables, its connections, its transactions."""

import sqlite3
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from vectorstore import changed, readers
from vectorstore.errors import DamagedLibrary, LibraryError
from vectorstore.readers import ANYBODY, Reader

SCHEMA_VERSION = 2
FILE_NAME = "shiftmate.db"
RESTORING = ".restoring"
"""A folder of this name beside a database: others are being put in its place."""
_PATIENCE = 30.0
"""Seconds to wait for another process that writes; one document takes well below one."""

# Row numbers of chunks are never used twice (AUTOINCREMENT) and those of one document follow one
# another, so a removal is a range and an index knows by two numbers what it has not seen yet.
# Vectors stand apart from chunks: a filter that walks the chunks then reads a third of the pages.
# `identifiers` are codes, part numbers and model names in one spelling (ingest.identifiers).
# Its columns stand in the order of its key: SQLite 3.40 checks them wrongly in another one.
# `keywords` keeps its words. Without them (contentless) each removal must repeat the very words
# that went in, and one that differs damages the counts behind bm25 without a sign.
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    document_id TEXT PRIMARY KEY,
    file_name   TEXT NOT NULL,
    title       TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    page_count  INTEGER NOT NULL,
    language    TEXT,
    added_at    TEXT NOT NULL,
    family      TEXT NOT NULL DEFAULT '',
    revision    TEXT NOT NULL DEFAULT '',
    superseded_by TEXT REFERENCES documents ON DELETE SET NULL
) WITHOUT ROWID;
CREATE INDEX documents_of_family ON documents (family);
CREATE TABLE sources (
    path        TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX sources_of_document ON sources (document_id);
CREATE TABLE pages (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    number      INTEGER,
    text        TEXT NOT NULL,
    PRIMARY KEY (document_id, position)
);
CREATE TABLE unreadable_pages (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
) WITHOUT ROWID;
CREATE TABLE chunks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    chunk_id    TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    language    TEXT NOT NULL,
    page        INTEGER,
    start       INTEGER NOT NULL,
    end         INTEGER NOT NULL,
    section     TEXT NOT NULL,
    text        TEXT NOT NULL,
    boxes       TEXT NOT NULL,
    signal_word TEXT NOT NULL
);
CREATE INDEX chunks_of_document ON chunks (document_id);
CREATE INDEX chunks_by_language ON chunks (language, kind, document_id);
CREATE TABLE fault_records (
    id     INTEGER PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    codes  TEXT NOT NULL,
    name   TEXT NOT NULL,
    cause  TEXT NOT NULL,
    remedy TEXT NOT NULL
);
CREATE TABLE identifiers (
    identifier TEXT NOT NULL,
    rank       INTEGER NOT NULL,
    id         INTEGER NOT NULL REFERENCES chunks ON DELETE CASCADE,
    PRIMARY KEY (identifier, rank, id)
) WITHOUT ROWID;
CREATE INDEX identifiers_of_chunk ON identifiers (id);
CREATE TABLE links (
    id       INTEGER NOT NULL REFERENCES chunks ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    label    TEXT NOT NULL,
    chunk_id TEXT NOT NULL,
    PRIMARY KEY (id, place)
) WITHOUT ROWID;
CREATE TABLE figures (
    document_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    place       INTEGER NOT NULL,
    page        INTEGER NOT NULL,
    label       TEXT NOT NULL,
    caption     TEXT NOT NULL,
    box         TEXT NOT NULL,
    PRIMARY KEY (document_id, place)
) WITHOUT ROWID;
CREATE TABLE vectors (
    id     INTEGER PRIMARY KEY REFERENCES chunks ON DELETE CASCADE,
    vector BLOB NOT NULL
);
CREATE TABLE removals (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL
);
CREATE VIRTUAL TABLE keywords USING fts5(words, tokenize="ascii tokenchars '-._/''+%#'");
CREATE VIRTUAL TABLE keyword_counts USING fts5vocab(keywords, row);
"""
# What a library of this version may lack; made when it is opened. `asset_names` are folded.
_ADDED = """
CREATE INDEX IF NOT EXISTS documents_superseded ON documents (superseded_by)
    WHERE superseded_by IS NOT NULL;
CREATE TABLE IF NOT EXISTS assets (
    tag     TEXT PRIMARY KEY,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    area    TEXT NOT NULL,
    maker   TEXT NOT NULL,
    model   TEXT NOT NULL,
    aliases TEXT NOT NULL,
    manuals TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS asset_names (
    name TEXT PRIMARY KEY,
    tag  TEXT NOT NULL REFERENCES assets ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_of_asset ON asset_names (tag);
"""
_MOST_IDLE = 64
"""Connections kept open of all readers together; each reader's are prepared for them alone."""


class Database:
    """Connections to the file: any number of readers, one writer, from any thread.

    Readers see the last committed state and never wait for the writer (write-ahead log).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: dict[Reader, deque[sqlite3.Connection]] = defaultdict(deque)
        self._writer = Lock()
        self.closed = False
        if restoring := being_restored(path.parent):
            raise LibraryError(restoring)
        try:
            self._prepare()
        except sqlite3.OperationalError as exc:
            raise LibraryError(
                f"{self._path}: cannot be opened ({exc}). Check that the folder can be written "
                "and that no other program holds the file."
            ) from exc
        except sqlite3.DatabaseError as exc:
            raise self._damaged(exc) from exc

    @contextmanager
    def reading(self, reader: Reader = ANYBODY) -> Iterator[sqlite3.Connection]:
        """One unchanging view of the library, however many queries are asked of it.

        Of what a reader may see, where one is given.
        """
        with self._transaction("BEGIN", "ROLLBACK", reader) as connection:
            while not readers.is_current(connection, reader):
                readers.follow(connection, reader)
                connection.execute("COMMIT")
                connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is written in the block becomes true at its end, or none of it.

        No other thread or process writes meanwhile. Never nested.
        """
        with self._writer, self._transaction("BEGIN IMMEDIATE", "COMMIT", ANYBODY) as connection:
            yield connection

    def close(self) -> None:
        """Closes the connections; those in use, when they come back."""
        self.closed = True
        for idle in list(self._idle.values()):
            while idle:
                idle.pop().close()

    @contextmanager
    def _transaction(self, begin: str, end: str, reader: Reader) -> Iterator[sqlite3.Connection]:
        connection = self._borrow(reader)
        try:
            connection.execute(begin)
            yield connection
            connection.execute(end)
        except sqlite3.OperationalError as exc:
            raise LibraryError(f"{self._path}: {exc}. Check free space and other writers.") from exc
        except sqlite3.DatabaseError as exc:
            if type(exc) is not sqlite3.DatabaseError:  # a broken rule, not a broken file
                raise
            raise self._damaged(exc) from exc
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._give_back(connection, reader)

    def _damaged(self, exc: sqlite3.DatabaseError) -> DamagedLibrary:
        return DamagedLibrary(
            f"{self._path}: not a usable database ({exc}). Restore the data folder from a backup, "
            "or move the file away and ingest again."
        )

    def _borrow(self, reader: Reader) -> sqlite3.Connection:
        if self.closed:
            raise LibraryError(f"{self._path}: the library is closed. Open it again.")
        try:
            return self._idle[reader].pop()
        except IndexError:
            return self._connect(reader)

    def _give_back(self, connection: sqlite3.Connection, reader: Reader) -> None:
        others = sum(map(len, list(self._idle.values())))
        if self.closed or (others >= _MOST_IDLE and reader != ANYBODY):
            connection.close()
        else:
            self._idle[reader].append(connection)

    def _connect(self, reader: Reader = ANYBODY) -> sqlite3.Connection:
        # A connection serves one thread at a time, whichever borrows it.
        connection = sqlite3.connect(
            self._path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
        )
        # FULL: after a power cut the newest documents are still there, and so the index file
        # can never know rows that the database has forgotten.
        connection.executescript(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;"
            # A view of each place where a word stands, not a table of its own.
            "CREATE VIRTUAL TABLE temp.keyword_places USING fts5vocab(main, keywords, instance);"
        )
        readers.prepare(connection, reader)
        return connection

    def _prepare(self) -> None:
        connection = self._connect()
        try:
            version = _version(connection)
            if version == 0:
                _create(connection)
            elif version != SCHEMA_VERSION:
                raise DamagedLibrary(
                    f"{self._path}: schema version {version}, this program knows {SCHEMA_VERSION}. "
                    "Use the version of Shiftmate that wrote it, or a newer one."
                )
            for statement in (_ADDED + readers.SCHEMA).split(";\n"):
                connection.execute(statement)
            changed.prepare(connection)
        finally:
            self._give_back(connection, ANYBODY)


def being_restored(folder: Path) -> str:
    """Why nothing may be opened in a data folder now; empty where all may."""
    if not (folder / RESTORING).exists():
        return ""
    return (
        f"{folder}: a backup is being put back here, or that was cut off. If no "
        "`shiftmate restore` is running, run it without a file: it puts the rest in place."
    )


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _create(connection: sqlite3.Connection) -> None:
    _keep_log(connection)
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) == 0:  # else another process was faster
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES ('library_id', lower(hex(randomblob(16))))")
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _keep_log(connection: sqlite3.Connection) -> None:
    """Switches to write-ahead logging, for good.

    The one statement for which SQLite itself does not wait while another process is at the same
    (it could lock both out), so the waiting is done here.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
