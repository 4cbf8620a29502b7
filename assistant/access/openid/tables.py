"""The rows of people whom a provider knows. Nobody is known by a name or a mail address alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.access.tables import DIGEST
from assistant.plant.base import ID, Base, Utc


class IdentityRow(Base):
    """Who a provider's subject is here. A subject is never given to another person (Core 2)."""

    __tablename__ = "outside_identities"
    __table_args__ = (Index("ix_outside_identities_person", "person_id"),)

    issuer: Mapped[str] = mapped_column(String(500), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("people.id", ondelete="CASCADE"))
    since: Mapped[datetime] = mapped_column(Utc)


class LeaveRow(Base):
    """How a session's browser leaves the provider too. Gone with the session."""

    __tablename__ = "outside_sessions"

    digest: Mapped[str] = mapped_column(
        DIGEST, ForeignKey("sessions.digest", ondelete="CASCADE"), primary_key=True
    )
    leave_at: Mapped[str] = mapped_column(Text)
    """The provider's ``end_session_endpoint``."""
    id_token: Mapped[str] = mapped_column(Text)
    """Tells the provider which session it is about; it opens nothing."""
