"""The rows of fault reports: what is asked of many at once has a column, the rest stands in one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, NAME, WORD, Base, Utc
from assistant.reports.values import Status
from vectorstore.readers import FOR_ALL, Audience

CODE = String(8)


class ReportRow(Base):
    """One report as it stands now. Never deleted; ``discarded`` is a state."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("site", "number"),
        Index("ix_reports_updated", "updated_at", "id"),
        Index("ix_reports_status", "status", "updated_at", "id"),
        Index("ix_reports_asset", "asset_id", "updated_at", "id"),
        Index("ix_reports_audience", "audience"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    site: Mapped[str] = mapped_column(NAME)
    version: Mapped[int]
    status: Mapped[Status] = mapped_column(WORD)
    author_name: Mapped[str] = mapped_column(NAME)
    author_role: Mapped[str] = mapped_column(WORD)
    created_at: Mapped[datetime] = mapped_column(Utc)
    updated_at: Mapped[datetime] = mapped_column(Utc)
    submitted_at: Mapped[datetime | None] = mapped_column(Utc)
    submitted_by: Mapped[str | None] = mapped_column(NAME)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Utc)
    acknowledged_by: Mapped[str | None] = mapped_column(NAME)
    reviewed_at: Mapped[datetime | None] = mapped_column(Utc)
    reviewed_by: Mapped[str | None] = mapped_column(NAME)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_by: Mapped[str | None] = mapped_column(NAME)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    reopen_count: Mapped[int]
    audience: Mapped[Audience] = mapped_column(WORD, server_default=FOR_ALL.audience)
    """The lowest role that may read it."""
    created_digest: Mapped[str] = mapped_column(String(64))
    """Of what it was made from: the same request sent again is told from another one."""

    source: Mapped[str] = mapped_column(WORD)
    conversation_id: Mapped[str | None] = mapped_column(NAME)
    reported_text: Mapped[str | None] = mapped_column(Text)
    """Written once; the database refuses to change it."""
    language: Mapped[str | None] = mapped_column(String(35))
    title: Mapped[str | None] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(Text)
    asset_id: Mapped[str | None] = mapped_column(NAME)
    asset_text: Mapped[str | None] = mapped_column(NAME)
    location: Mapped[str | None] = mapped_column(NAME)
    reporter: Mapped[str | None] = mapped_column(NAME)
    work_category: Mapped[str | None] = mapped_column(WORD)
    detected_at: Mapped[datetime | None] = mapped_column(Utc)
    occurred_at: Mapped[datetime | None] = mapped_column(Utc)
    failure_impact: Mapped[str | None] = mapped_column(WORD)
    is_breakdown: Mapped[bool | None]
    malfunction_start: Mapped[datetime | None] = mapped_column(Utc)
    malfunction_end: Mapped[datetime | None] = mapped_column(Utc)
    downtime_minutes: Mapped[int | None]
    failure_mode_code: Mapped[str | None] = mapped_column(CODE)
    mechanism_code: Mapped[str | None] = mapped_column(CODE)
    cause_code: Mapped[str | None] = mapped_column(CODE)
    detection_code: Mapped[str | None] = mapped_column(CODE)
    operating_state: Mapped[str | None] = mapped_column(WORD)
    priority: Mapped[str | None] = mapped_column(WORD)
    operations_impact: Mapped[str | None] = mapped_column(WORD)
    safety_relevant: Mapped[bool | None]
    incident: Mapped[bool | None]
    loto_required: Mapped[bool | None]
    duplicate_of: Mapped[str | None] = mapped_column(ID, ForeignKey("reports.id"))
    repeat_of: Mapped[str | None] = mapped_column(ID, ForeignKey("reports.id"))
    rest: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The other fields of a FaultReport by name, actions and measurements among them."""


class ExternalRow(Base):
    """What another system calls a report; one name there stands for one report here."""

    __tablename__ = "report_refs"

    system: Mapped[str] = mapped_column(NAME, primary_key=True)
    external_id: Mapped[str] = mapped_column(NAME, primary_key=True)
    report_id: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), index=True)
    url: Mapped[str | None] = mapped_column(Text)


class EventRow(Base):
    """What made one version of a report. Added to, never changed: the database refuses it."""

    __tablename__ = "report_events"
    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    report_id: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
    actor_name: Mapped[str] = mapped_column(NAME)
    actor_role: Mapped[str] = mapped_column(WORD)
    action: Mapped[str] = mapped_column(WORD)
    """``created``, ``changed``, or the step taken."""
    from_status: Mapped[Status | None] = mapped_column(WORD)
    to_status: Mapped[Status] = mapped_column(WORD)
    reason: Mapped[str | None] = mapped_column(Text)
    changed: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Each changed field's value before and after."""


class NumberRow(Base):
    """The last number given at a site in a year."""

    __tablename__ = "report_numbers"

    site: Mapped[str] = mapped_column(NAME, primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class OutboxRow(Base):
    """A report that the library does not hold, or not as it stands now."""

    __tablename__ = "report_outbox"

    report_id: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(Utc)
