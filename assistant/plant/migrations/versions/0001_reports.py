"""Fault reports, their log, their numbers, and what the library is to be told of them."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0001"
down_revision: str | None = None

_ID = sa.String(36)
_NAME = sa.String(200)
_CODE = sa.String(8)
_WORD = sa.String(32)


def upgrade() -> None:
    """Makes the tables, and the triggers that keep what must never change."""
    _reports()
    _beside_them()
    (_keep_on_sqlite if op.get_bind().dialect.name == "sqlite" else _keep_on_postgresql)()


def downgrade() -> None:
    """Takes everything away."""
    for table in ("report_outbox", "report_numbers", "report_events", "report_refs", "reports"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_report_change()")


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", _WORD, nullable=False),
        sa.Column("author_name", _NAME, nullable=False),
        sa.Column("author_role", _WORD, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("updated_at", Utc, nullable=False),
        sa.Column("submitted_at", Utc),
        sa.Column("submitted_by", _NAME),
        sa.Column("acknowledged_at", Utc),
        sa.Column("acknowledged_by", _NAME),
        sa.Column("reviewed_at", Utc),
        sa.Column("reviewed_by", _NAME),
        sa.Column("closed_at", Utc),
        sa.Column("closed_by", _NAME),
        sa.Column("decision_reason", sa.Text),
        sa.Column("reopen_count", sa.Integer, nullable=False),
        sa.Column("created_digest", sa.String(64), nullable=False),
        sa.Column("source", _WORD, nullable=False),
        sa.Column("conversation_id", _NAME),
        sa.Column("reported_text", sa.Text),
        sa.Column("language", sa.String(35)),
        sa.Column("title", sa.String(120)),
        sa.Column("description", sa.Text),
        sa.Column("asset_id", _NAME),
        sa.Column("asset_text", _NAME),
        sa.Column("location", _NAME),
        sa.Column("reporter", _NAME),
        sa.Column("work_category", _WORD),
        sa.Column("detected_at", Utc),
        sa.Column("occurred_at", Utc),
        sa.Column("failure_impact", _WORD),
        sa.Column("is_breakdown", sa.Boolean),
        sa.Column("malfunction_start", Utc),
        sa.Column("malfunction_end", Utc),
        sa.Column("downtime_minutes", sa.Integer),
        sa.Column("failure_mode_code", _CODE),
        sa.Column("mechanism_code", _CODE),
        sa.Column("cause_code", _CODE),
        sa.Column("detection_code", _CODE),
        sa.Column("operating_state", _WORD),
        sa.Column("priority", _WORD),
        sa.Column("operations_impact", _WORD),
        sa.Column("safety_relevant", sa.Boolean),
        sa.Column("incident", sa.Boolean),
        sa.Column("loto_required", sa.Boolean),
        sa.Column("duplicate_of", _ID),
        sa.Column("repeat_of", _ID),
        sa.Column("rest", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("site", "number", name="uq_reports_site"),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["reports.id"], name="fk_reports_duplicate_of_reports"
        ),
        sa.ForeignKeyConstraint(["repeat_of"], ["reports.id"], name="fk_reports_repeat_of_reports"),
    )
    op.create_index("ix_reports_updated", "reports", ["updated_at", "id"])
    op.create_index("ix_reports_status", "reports", ["status", "updated_at", "id"])
    op.create_index("ix_reports_asset", "reports", ["asset_id", "updated_at", "id"])


def _beside_them() -> None:
    op.create_table(
        "report_refs",
        sa.Column("system", _NAME, nullable=False),
        sa.Column("external_id", _NAME, nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("url", sa.Text),
        sa.PrimaryKeyConstraint("system", "external_id", name="pk_report_refs"),
        _of_report("report_refs"),
    )
    op.create_index("ix_report_refs_report_id", "report_refs", ["report_id"])
    op.create_table(
        "report_events",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("actor_name", _NAME, nullable=False),
        sa.Column("actor_role", _WORD, nullable=False),
        sa.Column("action", _WORD, nullable=False),
        sa.Column("from_status", _WORD),
        sa.Column("to_status", _WORD, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("changed", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_events"),
        sa.UniqueConstraint("report_id", "version", name="uq_report_events_report_id"),
        _of_report("report_events"),
    )
    op.create_table(
        "report_numbers",
        sa.Column("site", _NAME, nullable=False),
        sa.Column("year", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("site", "year", name="pk_report_numbers"),
    )
    op.create_table(
        "report_outbox",
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name="pk_report_outbox"),
        _of_report("report_outbox"),
    )


def _of_report(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["report_id"], ["reports.id"], name=f"fk_{table}_report_id_reports"
    )


_TEXT_CHANGED = "OLD.reported_text IS NOT NULL AND NEW.reported_text IS {unlike} OLD.reported_text"


def _keep_on_sqlite() -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'it is kept as it was written'); END"
    op.execute(
        "CREATE TRIGGER reported_text_stays BEFORE UPDATE OF reported_text ON reports"
        f" WHEN {_TEXT_CHANGED.format(unlike='NOT')} {refuse}"
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER report_events_stay_{verb.lower()} BEFORE {verb} ON report_events"
            f" {refuse}"
        )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_report_change() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION 'it is kept as it was written'; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_report_change()"
    op.execute(
        "CREATE TRIGGER reported_text_stays BEFORE UPDATE OF reported_text ON reports"
        f" FOR EACH ROW WHEN ({_TEXT_CHANGED.format(unlike='DISTINCT FROM')}) {refuse}"
    )
    op.execute(
        "CREATE TRIGGER report_events_stay BEFORE UPDATE OR DELETE ON report_events"
        f" FOR EACH ROW {refuse}"
    )
