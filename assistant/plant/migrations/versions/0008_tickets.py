"""What is to be done with other systems' tickets, and which report is which ticket."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0008"
down_revision: str | None = "0007"

_ID = sa.String(36)
_NAME = sa.String(200)
_WORD = sa.String(32)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "ticket_errands",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("id", _ID, nullable=False, unique=True),
        sa.Column("site", _NAME, nullable=False),
        sa.Column("connection", _NAME, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("ticket_id", _NAME),
        sa.Column("report_id", _ID),
        sa.Column("told", sa.JSON, nullable=False),
        sa.Column("at", Utc, nullable=False),
        sa.Column("state", _WORD, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("next_at", Utc, nullable=False),
        sa.Column("clerk", _ID),
        sa.Column("clerk_until", Utc),
        sa.Column("attempts", sa.JSON, nullable=False),
    )
    op.create_index(
        "ix_ticket_errands_line", "ticket_errands", ["site", "connection", "state", "next_at"]
    )
    op.create_table(
        "ticket_links",
        sa.Column("site", _NAME, primary_key=True),
        sa.Column("connection", _NAME, primary_key=True),
        sa.Column("report_id", _ID, primary_key=True),
        sa.Column("ticket_id", _NAME, nullable=False),
        sa.Column("url", sa.Text),
    )
    op.create_index("ix_ticket_links_ticket", "ticket_links", ["connection", "ticket_id"])


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("ticket_links")
    op.drop_table("ticket_errands")
