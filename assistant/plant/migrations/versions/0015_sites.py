"""The site of a work order, beside what else is counted by day."""

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"

_BY_DAY = (
    "opened_on", "category", "work_type", "priority", "status", "failure_code", "technician",
    "asset", "area", "cost", "downtime_minutes", "labour_minutes", "duplicate_of", "source",
)  # fmt: skip
_NAME = "ix_work_orders_day"


def upgrade() -> None:
    """Orders keep it under its title until their file is imported again; reports tell their own."""
    op.add_column("work_orders", sa.Column("site", sa.Text()))
    op.execute(
        "UPDATE work_orders SET site = (SELECT reports.site FROM reports"
        " WHERE reports.id = work_orders.row_key) WHERE source = 'reports'"
    )
    at = _BY_DAY.index("cost")
    _index((*_BY_DAY[:at], "site", *_BY_DAY[at:]))


def downgrade() -> None:
    """Takes it away."""
    _index(_BY_DAY)
    op.drop_column("work_orders", "site")


def _index(columns: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index(_NAME, "work_orders")
        op.create_index(_NAME, "work_orders", list(columns))
