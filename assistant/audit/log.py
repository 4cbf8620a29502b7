"""The log as auditors use it: read, checked, and added to where no other row is written."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from assistant.audit.caller import Caller
from assistant.audit.chain import walk
from assistant.audit.model import Asked, Entry, EventName, Finding, Head
from assistant.audit.tables import EntryRow, HeadRow
from assistant.audit.write import HEAD, Auditor, Subject
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase

_AT_ONCE = 1000
EVERYTHING = Asked()


class AuditLog(Auditor):
    """The log of a plant. Safe to use from many threads and processes."""

    def __init__(
        self, plant: PlantDatabase, site: str = "plant", now: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(site, now)
        self._plant = plant

    def tell(
        self,
        event: EventName,
        subject: Subject | None = None,
        details: Mapping[str, JsonValue] | None = None,
        who: Caller | None = None,
    ) -> None:
        """Adds an entry in a transaction of its own; raises PlantUnavailable."""
        with self._plant.writing() as session:
            self.note(session, event, subject, details, who)

    def page(
        self, asked: Asked = EVERYTHING, before: int | None = None, limit: int = 50
    ) -> list[Entry]:
        """The latest entries first, those before a ``seq`` where one is given."""
        found = _narrowed(select(EntryRow), asked)
        if before is not None:
            found = found.where(EntryRow.seq < before)
        with self._plant.reading() as session:
            rows = session.scalars(found.order_by(EntryRow.seq.desc()).limit(limit))
            return [_entry(row) for row in rows]

    def entries(self, asked: Asked = EVERYTHING) -> Iterator[Entry]:
        """All of them by ``seq``, of one state of the log."""
        with self._plant.reading() as session:
            yield from _by_seq(session, asked)

    def head(self) -> Head:
        """The end of the log, to be kept elsewhere."""
        with self._plant.reading() as session:
            return _head(session)

    def verify(self, kept: Head | None = None) -> Finding:
        """Walks the whole chain, and through a head that was kept elsewhere if one is given."""
        with self._plant.reading() as session:
            head = _head(session)
            finding = walk(_by_seq(session, EVERYTHING), kept)
        if finding.broken is None and finding.head != head:
            why = f"the log itself says that it ends at {head.seq}, with {head.digest}"
            return finding.model_copy(update={"broken": finding.head.seq + 1, "why": why})
        return finding


def _by_seq(session: Session, asked: Asked) -> Iterator[Entry]:
    """Raises ValueError where a row is no entry: somebody went around us."""
    found = _narrowed(select(EntryRow), asked).order_by(EntryRow.seq)
    for row in session.scalars(found.execution_options(yield_per=_AT_ONCE)):
        yield _entry(row)
        session.expunge(row)


def _entry(row: EntryRow) -> Entry:
    told = {name: getattr(row, name) for name in Entry.model_fields}
    return Entry.model_validate({**told, "details": json.loads(row.details)})


def _head(session: Session) -> Head:
    row = session.get_one(HeadRow, HEAD)
    return Head(seq=row.seq, digest=row.digest)


def _narrowed(found: Select[EntryRow], asked: Asked) -> Select[EntryRow]:
    if asked.event is not None:
        kinds = EntryRow.event.startswith(f"{asked.event}.", autoescape=True)
        found = found.where(or_(EntryRow.event == asked.event, kinds))
    if asked.who_id is not None:
        found = found.where(EntryRow.who_id == asked.who_id)
    if asked.subject_id is not None:
        found = found.where(EntryRow.subject_id == asked.subject_id)
    if asked.since is not None:
        found = found.where(EntryRow.at >= asked.since)
    return found
