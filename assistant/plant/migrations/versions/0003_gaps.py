"""Questions that went badly, verified answers and their log."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0003"
down_revision: str | None = "0002"

_ID = sa.String(36)
_NAME = sa.String(200)
_WORD = sa.String(32)


def upgrade() -> None:
    """Makes the tables, and the trigger that keeps the log as it was written."""
    _questions()
    _answers()
    (_keep_on_sqlite if op.get_bind().dialect.name == "sqlite" else _keep_on_postgresql)()


def downgrade() -> None:
    """Takes everything away."""
    for table in ("verified_events", "verified_answers", "asked_questions"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_verified_change()")


def _questions() -> None:
    op.create_table(
        "asked_questions",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("asked_at", Utc, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("machine", _NAME),
        sa.Column("refused", _WORD),
        sa.Column("rating", _WORD),
        sa.Column("reason", _WORD),
        sa.Column("comment", sa.Text),
        sa.Column("who", _NAME),
        sa.Column("answer", sa.Text),
        sa.Column("citations", sa.JSON, nullable=False),
        sa.Column("vector", sa.LargeBinary),
        sa.Column("embedder", _NAME),
    )
    op.create_index("ix_asked_questions_site", "asked_questions", ["site", "asked_at"])


def _answers() -> None:
    op.create_table(
        "verified_answers",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("machine", _NAME),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("text_en", sa.Text),
        sa.Column("text_zh", sa.Text),
        sa.Column("pages", sa.JSON, nullable=False),
        sa.Column("author", _NAME, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("verified_at", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
        sa.Column("withdrawn_at", Utc),
    )
    op.create_index("ix_verified_answers_site", "verified_answers", ["site", "withdrawn_at"])
    op.create_table(
        "verified_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("answer_id", _ID, sa.ForeignKey("verified_answers.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("actor_name", _NAME, nullable=False),
        sa.Column("actor_role", _WORD, nullable=False),
        sa.Column("action", _WORD, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("contents", sa.JSON, nullable=False),
        sa.UniqueConstraint("answer_id", "version"),
    )


def _keep_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER verified_events_stay_{verb.lower()} BEFORE {verb} ON verified_events"
            " BEGIN SELECT RAISE(ABORT, 'it is kept as it was written'); END"
        )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_verified_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'it is kept as it was written'; END $$"
    )
    op.execute(
        "CREATE TRIGGER verified_events_stay BEFORE UPDATE OR DELETE ON verified_events"
        " FOR EACH ROW EXECUTE FUNCTION refuse_verified_change()"
    )
