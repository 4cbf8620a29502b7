"""Indexes that questions about every order are answered from, and a handover."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"

_BY_DAY = (
    "opened_on", "category", "work_type", "priority", "status", "failure_code", "technician",
    "asset", "cost", "downtime_minutes", "labour_minutes", "duplicate_of", "source",
)  # fmt: skip
_BY_STOP = ("asset", "malfunction_start", "malfunction_end", "category")
_BY_STANDING = ("source", "status", "closed_at", "duplicate_of")


def upgrade() -> None:
    """Makes them; of a million orders in some ten seconds."""
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_work_orders_day", "work_orders", list(_BY_DAY))
    stood = sa.text("malfunction_start IS NOT NULL")
    op.create_index(
        "ix_work_orders_stop",
        "work_orders",
        list(_BY_STOP),
        sqlite_where=stood,
        postgresql_where=stood,
    )
    op.create_index("ix_work_orders_standing", "work_orders", list(_BY_STANDING))
    op.create_index("ix_work_orders_cost", "work_orders", ["cost"])


def downgrade() -> None:
    """Takes them away."""
    for name in ("cost", "standing", "stop"):
        op.drop_index(f"ix_work_orders_{name}", "work_orders")
    op.drop_index("ix_work_orders_day", "work_orders", if_exists=True)
