"""People whom the site's OpenID provider knows, and what their sign-out there needs."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0012"
down_revision: str | None = "0011"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "outside_identities",
        sa.Column("issuer", sa.String(500), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column(
            "person_id", sa.String(36), sa.ForeignKey("people.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("since", Utc, nullable=False),
    )  # fmt: skip
    op.create_index("ix_outside_identities_person", "outside_identities", ["person_id"])
    op.create_table(
        "outside_sessions",
        sa.Column(
            "digest", sa.String(64), sa.ForeignKey("sessions.digest", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("leave_at", sa.Text(), nullable=False),
        sa.Column("id_token", sa.Text(), nullable=False),
    )  # fmt: skip


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("outside_sessions")
    op.drop_table("outside_identities")
