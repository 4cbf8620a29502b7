"""What happened, by whom: entries that nothing changes or deletes, and the end of their chain."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0007"
down_revision: str | None = "0006"

_NAME = sa.String(200)
_WORD = sa.String(32)
_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables, and the triggers that keep the entries as they were written."""
    _entries()
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", _SEQ, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "digest": "0" * 64}])
    (_keep_on_sqlite if op.get_bind().dialect.name == "sqlite" else _keep_on_postgresql)()


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("audit_head")
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def _entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("who_kind", _WORD, nullable=False),
        sa.Column("who_id", _NAME, nullable=False),
        sa.Column("who_name", _NAME, nullable=False),
        sa.Column("event", _WORD, nullable=False),
        sa.Column("subject_kind", _WORD),
        sa.Column("subject_id", _NAME),
        sa.Column("request_id", _NAME),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    for name, column in (("event", "event"), ("subject", "subject_id"), ("who", "who_id")):
        op.create_index(f"ix_audit_entries_{name}", "audit_entries", [column, "seq"])


def _keep_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entries_stay_{verb.lower()} BEFORE {verb} ON audit_entries"
            " BEGIN SELECT RAISE(ABORT, 'it is kept as it was written'); END"
        )
    op.execute(
        "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head"
        " BEGIN SELECT RAISE(ABORT, 'the log keeps its end'); END"
    )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'it is kept as it was written'; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_audit_change()"
    op.execute(
        "CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries"
        f" FOR EACH ROW {refuse}"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_stay_all BEFORE TRUNCATE ON audit_entries"
        f" FOR EACH STATEMENT {refuse}"
    )
    op.execute(f"CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head FOR EACH ROW {refuse}")
