"""Many reports, a page at a time. A page begins where the last one ended, whatever came between."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from assistant.reports.errors import Fault, UnfitReport
from assistant.reports.model import Report
from assistant.reports.rows import read_reports
from assistant.reports.tables import ReportRow
from assistant.reports.unseen import of_reports
from assistant.reports.values import Status


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports; given fields must all agree."""

    status: Status | None = None
    asset: str | None = None
    """Tag."""
    updated_since: datetime | None = None
    """Aware; that moment included."""
    oldest_first: bool = False
    """By the last change. For who follows changes: what is changed meanwhile comes later."""
    cursor: str | None = None
    """Of the page before."""
    limit: int = 50
    number: str | None = None
    """What people call one report."""
    author: str | None = None
    """Whose they are, by name."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some reports, and where the next ones begin."""

    reports: tuple[Report, ...]
    next: str | None
    """None: these were the last."""


def read_page(session: Session, site: str, wanted: Wanted) -> Page:
    """A page of a site's reports; raises UnfitReport where the cursor is none of ours."""
    found = _narrowed(select(ReportRow).where(ReportRow.site == site), wanted)
    place = tuple_(ReportRow.updated_at, ReportRow.id)
    if wanted.cursor is not None:
        last = _place(wanted.cursor)
        found = found.where(place > last if wanted.oldest_first else place < last)
    order = (ReportRow.updated_at, ReportRow.id)
    found = found.order_by(*(order if wanted.oldest_first else [one.desc() for one in order]))
    rows = list(session.scalars(found.limit(wanted.limit + 1)))
    here = rows[: wanted.limit]
    more = len(rows) > len(here)
    told = of_reports(session, read_reports(session, here))
    return Page(tuple(told), _cursor(here[-1]) if more else None)


def _narrowed(found: Select[ReportRow], wanted: Wanted) -> Select[ReportRow]:
    if wanted.status is not None:
        found = found.where(ReportRow.status == wanted.status)
    if wanted.asset is not None:
        found = found.where(ReportRow.asset_id == wanted.asset)
    if wanted.number is not None:
        found = found.where(ReportRow.number == wanted.number)
    if wanted.author is not None:
        found = found.where(ReportRow.author_name == wanted.author)
    if wanted.updated_since is not None:
        found = found.where(ReportRow.updated_at >= wanted.updated_since)
    return found


def _cursor(row: ReportRow) -> str:
    return urlsafe_b64encode(f"{row.updated_at.isoformat()} {row.id}".encode()).decode("ascii")


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        moment, report_id = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").split(" ")
        place = datetime.fromisoformat(moment)
        if place.tzinfo is None:
            raise ValueError("no offset")
    except ValueError as exc:  # base64, ASCII and time alike
        told = f"{cursor[:100]!r} is no cursor of this list. Take `next_cursor` of the page before."
        raise UnfitReport(told, [Fault("/cursor", told)]) from exc
    return place, report_id
