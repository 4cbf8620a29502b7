"""The rows of people, of where they are signed in, of wrong tries, and of programs' keys."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.access.model import Via
from assistant.access.rights import Right, Role
from assistant.plant.base import ID, NAME, WORD, Base, Utc

DIGEST = String(64)
"""SHA-256 in hexadecimal."""


class PersonRow(Base):
    """One person. Never deleted: the log and reports go on naming them."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(NAME)
    name_digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    """Of the name as it is compared: in one width, without case."""
    role: Mapped[Role] = mapped_column(WORD)
    sites: Mapped[list[str]] = mapped_column(JSON)
    """Whose documents and reports they read; empty for all."""
    password_hash: Mapped[str | None] = mapped_column(Text)
    pin_hash: Mapped[str | None] = mapped_column(Text)
    is_disabled: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_seen: Mapped[datetime | None] = mapped_column(Utc)


class SessionRow(Base):
    """One browser in which somebody is signed in. The token itself is nowhere kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_person", "person_id"),)

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    person_id: Mapped[str] = mapped_column(ID, ForeignKey("people.id", ondelete="CASCADE"))
    via: Mapped[Via] = mapped_column(WORD)
    device: Mapped[str] = mapped_column(NAME)
    """What the browser calls itself; for people to tell their sessions apart."""
    created_at: Mapped[datetime] = mapped_column(Utc)
    last_seen: Mapped[datetime] = mapped_column(Utc)
    """To the minute."""
    expires_at: Mapped[datetime] = mapped_column(Utc)
    """However busy it is."""


class TryRow(Base):
    """Wrong tries under a name, be there somebody of that name or not.

    What was typed is not kept: people type passwords where the name belongs.
    """

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_last_at", "last_at"),)

    name_digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    kind: Mapped[str] = mapped_column(WORD, primary_key=True)
    """``any`` secret, or a ``pin``, which has a limit of its own beside."""
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(Utc)
    last_at: Mapped[datetime] = mapped_column(Utc)
    locked_until: Mapped[datetime | None] = mapped_column(Utc)


class KeyRow(Base):
    """One key of a program. Its secret is nowhere kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    """As it stands in the key."""
    digest: Mapped[str] = mapped_column(DIGEST)
    """Of the secret."""
    name: Mapped[str] = mapped_column(NAME)
    scopes: Mapped[list[Right]] = mapped_column(JSON)
    role: Mapped[Role] = mapped_column(WORD)
    """Whose documents it may read."""
    sites: Mapped[list[str]] = mapped_column(JSON)
    created_by: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime | None] = mapped_column(Utc)
    """Brought forward where another key takes its place."""
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    last_used_at: Mapped[datetime | None] = mapped_column(Utc)
    """To the minute."""
    replaces: Mapped[str | None] = mapped_column(String(16))
    """The key in whose place this one was made."""
