"""Whom a report is for."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"


def upgrade() -> None:
    """Reports that are there stay for every technician."""
    op.add_column(
        "reports",
        sa.Column("audience", sa.String(32), nullable=False, server_default="technician"),
    )
    op.create_index("ix_reports_audience", "reports", ["audience"])


def downgrade() -> None:
    """Takes it away: whoever runs the version before shows them all."""
    op.drop_index("ix_reports_audience", "reports")
    op.drop_column("reports", "audience")
