"""Work orders, and the files they came from."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0002"
down_revision: str | None = "0001"

_NAME = sa.String(200)
_WORD = sa.String(32)
_BY_ASSET = (
    "asset", "opened_at", "opened_on", "category", "work_type",
    "cost", "downtime_minutes", "labour_minutes", "duplicate_of",
)  # fmt: skip
_BY_FAILURE_CODE = (
    "failure_code", "downtime_minutes", "category", "opened_at", "asset", "duplicate_of",
)  # fmt: skip
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", _NAME, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("mapping_digest", sa.String(32), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("started_at", Utc, nullable=False),
        sa.Column("finished_at", Utc),
    )
    _work_orders()
    op.create_index("ix_work_orders_asset", "work_orders", list(_BY_ASSET))
    op.create_index("ix_work_orders_failure_code", "work_orders", list(_BY_FAILURE_CODE))
    op.create_index("ix_work_orders_opened_at", "work_orders", ["opened_at"])
    op.create_index("ix_work_orders_twin", "work_orders", ["twin"])


def downgrade() -> None:
    """Takes everything away."""
    op.drop_table("work_orders")
    op.drop_table("imports")


def _work_orders() -> None:
    texts = ("asset", "item", "text", "action", "work_type")
    more = ("priority", "status", "failure_code", "technician", "parts")
    op.create_table(
        "work_orders",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("source", _NAME, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("row_key", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text) for name in texts),
        sa.Column("category", _WORD),
        *(sa.Column(name, sa.Text) for name in more),
        sa.Column("opened_at", Utc),
        sa.Column("opened_on", sa.Date),
        sa.Column("opened_precision", _WORD),
        sa.Column("closed_at", Utc),
        sa.Column("malfunction_start", Utc),
        sa.Column("malfunction_end", Utc),
        sa.Column("downtime_minutes", sa.Float),
        sa.Column("labour_minutes", sa.Float),
        sa.Column("cost", sa.BigInteger),
        sa.Column("duplicate_of", _ID, sa.ForeignKey("work_orders.id")),
        sa.Column("twin", sa.BigInteger),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("import_id", sa.Integer, sa.ForeignKey("imports.id"), nullable=False),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.UniqueConstraint("source", "row_key"),
    )
