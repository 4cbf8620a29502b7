"""The rows of replies that are kept for who asks again."""

from datetime import datetime

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, Base, Utc


class KeptReplyRow(Base):
    """One request under an ``Idempotency-Key``, and its reply once there is one."""

    __tablename__ = "kept_replies"
    __table_args__ = (Index("ix_kept_replies_until", "until"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of who asks, for what, and their key."""
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what was sent."""
    reserved: Mapped[str] = mapped_column(ID)
    """Id of what the request makes, the same at every try."""
    held_until: Mapped[datetime] = mapped_column(Utc)
    """Without a reply by then, the process that worked on it is dead."""
    until: Mapped[datetime] = mapped_column(Utc)
    status: Mapped[int | None]
    """HTTP; null while it is in flight."""
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Null: it is not kept, since it shows a secret."""
