"""The rows of the plant's history: work orders of other systems, and the files they came from."""

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from assistant.plant.base import Base, Utc

CATEGORIES = (
    "corrective",
    "corrective_immediate",
    "corrective_deferred",
    "preventive",
    "preventive_predetermined",
    "preventive_condition_based",
    "improvement",
)
"""EN 13306's kinds of maintenance. Many systems tell corrective from preventive and no more, so the
two stand there by themselves as well; ``corrective%`` finds all that is corrective."""
MONEY_PLACES = 4
_UNIT = 10**MONEY_PLACES
_WORD = String(32)
_NAME = String(200)


class Money(TypeDecorator[Decimal]):
    """An amount to four places, kept as a whole number of ten-thousandths.

    So sums and orders are exact on SQLite too, which has no decimals. ``func.sum`` of such a column
    comes back as a Decimal; a mean is that sum over a count, never ``func.avg``.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002, D102
        if value is None:
            return None
        return int((value * _UNIT).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002, D102
        return None if value is None else Decimal(value) / _UNIT


class Import(Base):
    """One reading of a file, finished or stopped half way."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(_NAME)
    file_name: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the file."""
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON)
    """How its columns were read, the site's zone among it."""
    mapping_digest: Mapped[str] = mapped_column(String(32))
    line: Mapped[int] = mapped_column(Integer, default=0)
    """The last one of the file whose row is settled; a stopped import goes on after it."""
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(Utc)
    finished_at: Mapped[datetime | None] = mapped_column(Utc)


BY_ASSET = (
    "asset", "opened_at", "opened_on", "category", "work_type",
    "cost", "downtime_minutes", "labour_minutes", "duplicate_of",
)  # fmt: skip
"""Columns of the index by machine. The first two find rows; with the others in it, sums by machine
need no row: on a million orders 0.2 s instead of 2 to 6, since SQLite groups by an index even where
that means a million look-ups."""


BY_FAILURE_CODE = (
    "failure_code", "downtime_minutes", "category", "opened_at", "asset", "duplicate_of",
)  # fmt: skip
"""Columns of the index by code, for a Pareto of all orders: 0.2 s instead of 1 to 2."""


BY_DAY = (
    "opened_on", "category", "work_type", "priority", "status", "failure_code", "technician",
    "asset", "area", "site", "cost", "downtime_minutes", "labour_minutes", "duplicate_of", "source",
)  # fmt: skip
"""Columns of the index by day: all that is counted and added up, so that what asks for every order
reads a fifth of the database, and days, months and years come in order. SQLite's alone: PostgreSQL
refuses rows of an index that are longer than a third of a page, and hashes its groups."""


BY_STOP = ("asset", "malfunction_start", "malfunction_end", "category")
"""Columns of the index of stops: reliability needs no row."""


BY_STANDING = ("source", "status", "closed_at", "duplicate_of")
"""Columns of the index that tells how many orders are open."""


class WorkOrder(Base):
    """One order as another system told it. Null is "nobody said"."""

    __tablename__ = "work_orders"
    __table_args__ = (
        UniqueConstraint("source", "row_key"),
        Index("ix_work_orders_asset", *BY_ASSET),
        Index("ix_work_orders_failure_code", *BY_FAILURE_CODE),
        Index("ix_work_orders_day", *BY_DAY).ddl_if(dialect="sqlite"),
        Index(
            "ix_work_orders_stop",
            *BY_STOP,
            sqlite_where=text("malfunction_start IS NOT NULL"),
            postgresql_where=text("malfunction_start IS NOT NULL"),
        ),
        Index("ix_work_orders_standing", *BY_STANDING),
        Index("ix_work_orders_cost", "cost"),
        Index("ix_work_orders_opened_at", "opened_at"),
        Index("ix_work_orders_twin", "twin"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    source: Mapped[str] = mapped_column(_NAME)
    """The system or file that it comes from."""
    external_id: Mapped[str | None] = mapped_column(Text)
    """Its number there."""
    row_key: Mapped[str] = mapped_column(Text)
    """What it is known by in its source: its number, or else a digest of all its cells and which of
    the equal rows it is."""
    asset: Mapped[str | None] = mapped_column(Text)
    """As written: a tag or a name."""
    area: Mapped[str | None] = mapped_column(Text)
    """Of the plant: a section, hall or department, as written."""
    site: Mapped[str | None] = mapped_column(Text)
    """Which of several plants, as written."""
    item: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    """What was reported."""
    action: Mapped[str | None] = mapped_column(Text)
    """What was done."""
    work_type: Mapped[str | None] = mapped_column(Text)
    """As written: ``PM01``, ``corrective``."""
    category: Mapped[str | None] = mapped_column(_WORD)
    """One of CATEGORIES, where the type's meaning was declared."""
    priority: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    failure_code: Mapped[str | None] = mapped_column(Text)
    technician: Mapped[str | None] = mapped_column(Text)
    parts: Mapped[str | None] = mapped_column(Text)
    opened_at: Mapped[datetime | None] = mapped_column(Utc)
    opened_on: Mapped[date | None] = mapped_column(Date)
    """The day of opened_at in the site's zone: what days, months and years are counted by."""
    opened_precision: Mapped[str | None] = mapped_column(_WORD)
    """``day`` or ``minute``."""
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    malfunction_start: Mapped[datetime | None] = mapped_column(Utc)
    malfunction_end: Mapped[datetime | None] = mapped_column(Utc)
    downtime_minutes: Mapped[float | None] = mapped_column(Float)
    labour_minutes: Mapped[float | None] = mapped_column(Float)
    cost: Mapped[Decimal | None] = mapped_column(Money)
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("work_orders.id"))
    """The first order of the same machine, text and day."""
    twin: Mapped[int | None] = mapped_column(BigInteger)
    """A digest of machine, text and day; null where one of them is."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(16))
    """Of the row and of how its columns were read: another one means that it changed."""
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    """What it was last written by."""
    extra: Mapped[dict[str, str]] = mapped_column(JSON)
    """Every other column under its own name; and the whole cell where a field cannot hold all of
    it, as a currency."""
