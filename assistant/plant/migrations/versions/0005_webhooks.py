"""Endpoints of other systems, and what each of them is to be told."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0005"
down_revision: str | None = "0004"

_ID = sa.String(36)
_NAME = sa.String(200)
_WORD = sa.String(32)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("description", _NAME),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("old_secret", sa.Text),
        sa.Column("old_secret_until", Utc),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("disabled_because", _WORD),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("failing_since", Utc),
        sa.Column("resting_until", Utc),
        sa.Column("courier", _ID),
        sa.Column("courier_until", Utc),
    )
    op.create_index("ix_webhook_endpoints_site", "webhook_endpoints", ["site"])
    _deliveries()


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("webhook_deliveries")
    op.drop_table("webhook_endpoints")


def _deliveries() -> None:
    op.create_table(
        "webhook_deliveries",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column(
            "endpoint_id",
            _ID,
            sa.ForeignKey("webhook_endpoints.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("event_id", _ID, nullable=False),
        sa.Column("type", _WORD, nullable=False),
        sa.Column("report_id", _ID, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", Utc, nullable=False),
        sa.Column("attempts", sa.JSON, nullable=False),
        sa.UniqueConstraint("endpoint_id", "event_id"),
    )
    op.create_index(
        "ix_webhook_deliveries_line",
        "webhook_deliveries",
        ["endpoint_id", "state", "report_id", "seq"],
    )
