"""Photos of reports."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0013"
down_revision: str | None = "0012"


def upgrade() -> None:
    """Makes their table."""
    op.create_table(
        "report_photos",
        sa.Column("report_id", sa.String(36), sa.ForeignKey("reports.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("added_at", Utc, nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
    )
    op.create_index("ix_report_photos_sha256", "report_photos", ["sha256"])


def downgrade() -> None:
    """Takes it away; the files stay where they are."""
    op.drop_table("report_photos")
