"""What is kept is not replaced either: SQLite's ``REPLACE`` deletes without a word to triggers.

`INSERT OR REPLACE` runs delete triggers only where ``recursive_triggers`` is on, which is for each
connection to say (sqlite.org/lang_conflict.html); so it is refused before it begins.
"""

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"

_KEPT = {
    "audit_entries": ("seq = NEW.seq",),
    "report_events": (
        "id = NEW.id",
        "report_id = NEW.report_id AND version = NEW.version",
    ),
    "verified_events": (
        "id = NEW.id",
        "answer_id = NEW.answer_id AND version = NEW.version",
    ),
}
"""What tells that a row is there already: each of the table's unique keys."""


def upgrade() -> None:
    """Makes the triggers; PostgreSQL has no such statement, and its triggers see every change."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for table, keys in _KEPT.items():
        is_there = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608 - our own words
            for key in keys
        )
        _refuse(
            f"{table}_stay_replaced", f"{table} WHEN {is_there}", "it is kept as it was written"
        )
    _refuse(
        "reported_text_stays_replaced",
        "reports WHEN EXISTS (SELECT 1 FROM reports WHERE reported_text IS NOT NULL"
        " AND (id = NEW.id OR (site = NEW.site AND number = NEW.number)))",
        "it is kept as it was written",
    )
    _refuse(
        "audit_head_stays_replaced",
        "audit_head WHEN EXISTS (SELECT 1 FROM audit_head WHERE id = NEW.id)",
        "the log keeps its end",
    )


def downgrade() -> None:
    """Takes them away."""
    if op.get_bind().dialect.name == "sqlite":
        for name in (
            *(f"{table}_stay" for table in _KEPT),
            "reported_text_stays",
            "audit_head_stays",
        ):
            op.execute(f"DROP TRIGGER {name}_replaced")


def _refuse(name: str, when: str, why: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE INSERT ON {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"
    )
