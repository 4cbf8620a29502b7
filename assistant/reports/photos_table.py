"""The rows of photos; their bytes are files, see `assistant.reports.photos`."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.plant.base import ID, NAME, Base, Utc


class PhotoRow(Base):
    """One photo of a report."""

    __tablename__ = "report_photos"

    report_id: Mapped[str] = mapped_column(ID, ForeignKey("reports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Of the report, from 1 in the order in which they came."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    """Of the file's bytes, and its name."""
    width: Mapped[int]
    height: Mapped[int]
    bytes: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Utc)
    added_by: Mapped[str] = mapped_column(NAME)
