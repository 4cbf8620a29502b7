"""Replies that are kept for who asks again under the same key."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "kept_replies",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reserved", sa.String(36), nullable=False),
        sa.Column("held_until", Utc, nullable=False),
        sa.Column("until", Utc, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.JSON, nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("ix_kept_replies_until", "kept_replies", ["until"])


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("kept_replies")
