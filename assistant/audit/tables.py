"""The rows of the log, and its end."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import NAME, WORD, Base, Utc


class EntryRow(Base):
    """One entry. The database refuses to change or delete it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_event", "event", "seq"),
        Index("ix_audit_entries_subject", "subject_id", "seq"),
        Index("ix_audit_entries_who", "who_id", "seq"),
    )

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(Utc)
    site: Mapped[str] = mapped_column(NAME)
    who_kind: Mapped[str] = mapped_column(WORD)
    who_id: Mapped[str] = mapped_column(NAME)
    who_name: Mapped[str] = mapped_column(NAME)
    event: Mapped[str] = mapped_column(WORD)
    subject_kind: Mapped[str | None] = mapped_column(WORD)
    subject_id: Mapped[str | None] = mapped_column(NAME)
    request_id: Mapped[str | None] = mapped_column(NAME)
    details: Mapped[str] = mapped_column(Text)
    """JSON as it was sealed: a database's own JSON type might spell it anew."""
    digest: Mapped[str] = mapped_column(String(64))


class HeadRow(Base):
    """The end of the log: one row, held by whoever adds to it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))
    digest: Mapped[str] = mapped_column(String(64))
