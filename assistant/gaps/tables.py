"""The rows of questions that went badly, and of verified answers with their log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, NAME, WORD, Base, Utc


class QuestionRow(Base):
    """One question that was refused, or whose answer was rated. Nobody's name unless given."""

    __tablename__ = "asked_questions"
    __table_args__ = (Index("ix_asked_questions_site", "site", "asked_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site: Mapped[str] = mapped_column(NAME)
    asked_at: Mapped[datetime] = mapped_column(Utc)
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    machine: Mapped[str | None] = mapped_column(NAME)
    """Tag of the one machine that it names."""
    refused: Mapped[str | None] = mapped_column(WORD)
    """Why there was no answer; null where there was one."""
    rating: Mapped[str | None] = mapped_column(WORD)
    """``up`` or ``down``; null where nobody rated it."""
    reason: Mapped[str | None] = mapped_column(WORD)
    """Of the rating."""
    comment: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str | None] = mapped_column(NAME)
    answer: Mapped[str | None] = mapped_column(Text)
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the question, float16; comparable where ``embedder`` is the same."""
    embedder: Mapped[str | None] = mapped_column(NAME)


class VerifiedRow(Base):
    """One verified answer as it stands now. Never deleted; withdrawn, it is served no more."""

    __tablename__ = "verified_answers"
    __table_args__ = (Index("ix_verified_answers_site", "site", "withdrawn_at"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    site: Mapped[str] = mapped_column(NAME)
    version: Mapped[int]
    machine: Mapped[str | None] = mapped_column(NAME)
    questions: Mapped[list[str]] = mapped_column(JSON)
    text_en: Mapped[str | None] = mapped_column(Text)
    text_zh: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(NAME)
    created_at: Mapped[datetime] = mapped_column(Utc)
    verified_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Utc)


class VerifiedEventRow(Base):
    """What made one version. Added to, never changed: the database refuses it."""

    __tablename__ = "verified_events"
    __table_args__ = (UniqueConstraint("answer_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    answer_id: Mapped[str] = mapped_column(ID, ForeignKey("verified_answers.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
    actor_name: Mapped[str] = mapped_column(NAME)
    actor_role: Mapped[str] = mapped_column(WORD)
    action: Mapped[str] = mapped_column(WORD)
    reason: Mapped[str | None] = mapped_column(Text)
    contents: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The whole answer of that version."""
