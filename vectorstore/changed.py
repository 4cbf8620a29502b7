"""When what is told of a document last changed, for those who follow changes.

Triggers note it, so that whatever changes a document, in whichever way and by whatever version of
this program, notes it in the same transaction. Writers take turns: moments come in the order of
commits, and who asks from the latest one they were told misses none.
"""

import sqlite3
from typing import Final

_NOW: Final = "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
"""In the form of `added_at`."""
_OWN: Final = (
    f"UPDATE documents SET changed_at = {_NOW}"  # noqa: S608
    " WHERE document_id = {one}.document_id"
)
# What supersedes a document is told past what is kept from the reader, so of the whole chain.
_WITH_OLDER: Final = f"""
UPDATE documents SET changed_at = {_NOW} WHERE document_id IN (
    WITH RECURSIVE older (document_id) AS (
        SELECT {{one}}.document_id UNION
        SELECT before.document_id FROM older
        JOIN documents AS before ON before.superseded_by = older.document_id
    ) SELECT document_id FROM older
)
"""  # noqa: S608
_TRIGGERS: Final = (
    ("document_came", "INSERT ON documents", _OWN, "NEW"),
    (
        "document_changed",
        "UPDATE OF file_name, title, media_type, page_count, language, revision ON documents",
        _OWN,
        "NEW",
    ),
    ("document_superseded", "UPDATE OF superseded_by ON documents", _WITH_OLDER, "NEW"),
    ("source_came", "INSERT ON sources", _OWN, "NEW"),
    ("source_moved", "UPDATE OF document_id ON sources", _OWN, "NEW"),
    ("source_left", "UPDATE OF document_id ON sources", _OWN, "OLD"),
    ("source_went", "DELETE ON sources", _OWN, "OLD"),
    ("restricted", "INSERT ON restricted", _WITH_OLDER, "NEW"),
    ("released", "DELETE ON restricted", _WITH_OLDER, "OLD"),
)
"""Name, event, what is done, and the row whose document it is done to."""
_IS_SAME: Final = {
    "document_superseded": "OLD.superseded_by IS NEW.superseded_by",
    "source_moved": "OLD.document_id = NEW.document_id",
    "source_left": "OLD.document_id = NEW.document_id",
}
"""By trigger: an update that changes nothing."""


def prepare(connection: sqlite3.Connection) -> None:
    """Adds column and triggers to a library that lacks them, once; outside of any transaction.

    Of the time before, it is known only when a document was added.
    """
    if _is_prepared(connection):
        return
    connection.execute("BEGIN IMMEDIATE")
    if not _is_prepared(connection):  # else another process was faster
        connection.execute("ALTER TABLE documents ADD COLUMN changed_at TEXT NOT NULL DEFAULT ''")
        connection.execute("UPDATE documents SET changed_at = added_at")
        for name, event, done, one in _TRIGGERS:
            unless = f"WHEN NOT ({_IS_SAME[name]})" if name in _IS_SAME else ""
            connection.execute(
                f"CREATE TRIGGER {name} AFTER {event} {unless} BEGIN {done.format(one=one)}; END"
            )
    connection.execute("COMMIT")


def _is_prepared(connection: sqlite3.Connection) -> bool:
    column = "SELECT 1 FROM pragma_table_info('documents') WHERE name = 'changed_at'"
    return connection.execute(column).fetchone() is not None
