"""The rows of errands to other systems, and of which report is which of their tickets."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, NAME, WORD, Base, Utc


class ErrandRow(Base):
    """One thing to do with a ticket, written in the transaction of what it follows from."""

    __tablename__ = "ticket_errands"
    __table_args__ = (Index("ix_ticket_errands_line", "site", "connection", "state", "next_at"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    id: Mapped[str] = mapped_column(ID, unique=True)
    """Made of what it follows from: the same event again is the same errand."""
    site: Mapped[str] = mapped_column(NAME)
    connection: Mapped[str] = mapped_column(NAME)
    kind: Mapped[str] = mapped_column(WORD)
    """``answer`` a ticket of theirs, or ``report`` to them what happened here."""
    ticket_id: Mapped[str | None] = mapped_column(NAME)
    report_id: Mapped[str | None] = mapped_column(ID)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Of a ticket its words; of a report what happened to it."""
    at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(WORD)
    """``waiting``, ``done``, ``skipped`` or ``failed``."""
    outcome: Mapped[str | None] = mapped_column(Text)
    """Why it failed or was skipped."""
    tries: Mapped[int]
    """That were begun since it was put in line, or there again."""
    next_at: Mapped[datetime] = mapped_column(Utc)
    clerk: Mapped[str | None] = mapped_column(ID)
    """Who is at it."""
    clerk_until: Mapped[datetime | None] = mapped_column(Utc)
    """Who has not been heard of by then is dead, and another takes over."""
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The latest tries that ended, each with ``at``, ``status``, ``error`` and ``milliseconds``."""


class LinkRow(Base):
    """The ticket of a report in one system, or the report of a ticket."""

    __tablename__ = "ticket_links"
    __table_args__ = (Index("ix_ticket_links_ticket", "connection", "ticket_id"),)

    site: Mapped[str] = mapped_column(NAME, primary_key=True)
    connection: Mapped[str] = mapped_column(NAME, primary_key=True)
    report_id: Mapped[str] = mapped_column(ID, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(NAME)
    url: Mapped[str | None] = mapped_column(Text)
