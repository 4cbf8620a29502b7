"""Adds entries to the log, in the transaction of what they tell of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import event as events
from sqlalchemy.orm import Session

from assistant.audit.caller import Caller, caller
from assistant.audit.chain import canonical, seal
from assistant.audit.model import Entry, EventName
from assistant.audit.tables import EntryRow, HeadRow
from assistant.plant.base import utc_now

_WAITING = "audit"
HEAD = 1
"""The one row of its table."""
_LONGEST = 200
"""Characters of a name, as the columns have it."""

Subject = tuple[str, str]
"""Kind and id: ``("report", "0198…")``."""


@dataclass(frozen=True, slots=True)
class _Noted:
    site: str
    who: Caller
    event: EventName
    subject: Subject | None
    details: Mapping[str, JsonValue]
    now: Callable[[], datetime]


class Auditor:
    """Notes what happens at one site."""

    def __init__(self, site: str = "plant", now: Callable[[], datetime] = utc_now) -> None:
        self._site, self._now = site, now

    def note(
        self,
        session: Session,
        event: EventName,
        subject: Subject | None = None,
        details: Mapping[str, JsonValue] | None = None,
        who: Caller | None = None,
    ) -> None:
        """Adds an entry when the session commits, and none when it does not.

        Args:
            session: Of the change; the entry is its last write, because whoever holds the end of
                the log while waiting for a row could wait for somebody who waits for that end.
            event: What happened.
            subject: To what.
            details: What else; never a secret nor anybody's question.
            who: Did it; the caller, if not given.
        """
        waiting: list[_Noted] | None = session.info.get(_WAITING)
        if waiting is None:
            waiting = session.info[_WAITING] = []
            events.listen(session, "before_commit", _write)
        waiting.append(
            _Noted(self._site, who or caller(), event, subject, details or {}, self._now)
        )


def _write(session: Session) -> None:
    """Seals what was noted. The end is locked, so that entries of two writers have one order."""
    waiting: list[_Noted] = session.info[_WAITING]
    if not waiting:
        return
    head = session.get_one(HeadRow, HEAD, with_for_update=True)
    for noted in waiting:
        entry = _entry(noted, head.seq + 1)
        digest = seal(head.digest, entry)
        fields = entry.model_dump(exclude={"details", "digest"})
        session.add(EntryRow(**fields, details=canonical(entry.details), digest=digest))
        head.seq, head.digest = entry.seq, digest
    waiting.clear()


def _entry(noted: _Noted, seq: int) -> Entry:
    kind, subject_id = noted.subject or (None, None)
    return Entry(
        seq=seq,
        at=noted.now(),
        site=noted.site,
        who_kind=noted.who.kind,
        who_id=_fit(noted.who.id),
        who_name=_fit(noted.who.name),
        event=noted.event,
        subject_kind=kind,
        subject_id=subject_id and _fit(subject_id),
        request_id=noted.who.request_id and _fit(noted.who.request_id),
        details=dict(noted.details),
        digest="",
    )


def _fit(told: str) -> str:
    """A name as every database keeps it: not long, no control character, no half of a letter."""
    return "".join(one if one.isprintable() else " " for one in told)[:_LONGEST]
