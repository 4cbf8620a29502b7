"""The area of a work order, beside what else is counted by day."""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"

_BY_DAY = (
    "opened_on", "category", "work_type", "priority", "status", "failure_code", "technician",
    "asset", "cost", "downtime_minutes", "labour_minutes", "duplicate_of", "source",
)  # fmt: skip
_NAME = "ix_work_orders_day"


def upgrade() -> None:
    """Orders that are there keep it under its title, until their file is imported again."""
    op.add_column("work_orders", sa.Column("area", sa.Text()))
    at = _BY_DAY.index("cost")
    _index((*_BY_DAY[:at], "area", *_BY_DAY[at:]))


def downgrade() -> None:
    """Takes it away."""
    _index(_BY_DAY)
    op.drop_column("work_orders", "area")


def _index(columns: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_NAME, "work_orders")
        op.create_index(_NAME, "work_orders", list(columns))
