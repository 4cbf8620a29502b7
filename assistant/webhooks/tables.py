"""The rows of endpoints, and of what each of them is to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, NAME, WORD, Base, Utc


class EndpointRow(Base):
    """One receiver. Its secrets are kept as they are: each message is signed with them."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index("ix_webhook_endpoints_site", "site"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site: Mapped[str] = mapped_column(NAME)
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(NAME)
    events: Mapped[list[str]] = mapped_column(JSON)
    """The types that it is told; empty for all."""
    secret: Mapped[str] = mapped_column(Text)
    old_secret: Mapped[str | None] = mapped_column(Text)
    """Those before, latest first, with blanks between them."""
    old_secret_until: Mapped[datetime | None] = mapped_column(Utc)
    enabled: Mapped[bool]
    disabled_because: Mapped[str | None] = mapped_column(WORD)
    created_at: Mapped[datetime] = mapped_column(Utc)
    failing_since: Mapped[datetime | None] = mapped_column(Utc)
    """Nothing has got through since; null after each success."""
    resting_until: Mapped[datetime | None] = mapped_column(Utc)
    """It asked to be left alone."""
    courier: Mapped[str | None] = mapped_column(ID)
    """Who delivers to it: one at a time, so that the order of a report is kept."""
    courier_until: Mapped[datetime | None] = mapped_column(Utc)
    """Who has not been heard of by then is dead, and another takes over."""


class DeliveryRow(Base):
    """One event for one endpoint, written in the transaction of what it tells of."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        Index("ix_webhook_deliveries_line", "endpoint_id", "state", "report_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    endpoint_id: Mapped[str] = mapped_column(
        ID, ForeignKey("webhook_endpoints.id", ondelete="CASCADE")
    )
    event_id: Mapped[str] = mapped_column(ID)
    """The message's id, the same at every try."""
    type: Mapped[str] = mapped_column(WORD)
    report_id: Mapped[str] = mapped_column(ID)
    at: Mapped[datetime] = mapped_column(Utc)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(WORD)
    """``waiting``, ``delivered`` or ``failed``."""
    tries: Mapped[int]
    """Since it was put in line, or there again."""
    next_at: Mapped[datetime] = mapped_column(Utc)
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The latest ones, each with ``at``, ``status``, ``error`` and ``milliseconds``."""
