"""Where verified answers are kept: written, changed and withdrawn, and each step logged."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.answering.safety.advice import tells_danger
from assistant.answering.safety.terms import Rules
from assistant.audit.model import EventName
from assistant.audit.write import Auditor
from assistant.errors import NotHere
from assistant.gaps import pages
from assistant.gaps.model import Contents, PageRef, Review, VerifiedAnswer, VerifiedEvent
from assistant.gaps.rights import require_supervisor
from assistant.gaps.tables import VerifiedEventRow, VerifiedRow
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import (
    BadReference,
    Fault,
    IllegalStep,
    MissingFields,
    StaleVersion,
    UnfitReport,
)
from assistant.reports.identity import new_id
from assistant.reports.model import Actor
from assistant.wrong import what_is_wrong
from vectorstore.library import Library

LASTS = timedelta(days=365)
"""Unless its author says otherwise: machines are changed, and nobody thinks of the answer."""
_EVENTS: Mapping[str, EventName] = {
    "created": "verified.created",
    "changed": "verified.changed",
    "withdrawn": "verified.withdrawn",
}
_CHANGEABLE = ("questions", "machine", "text_en", "text_zh", "pages", "expires_at")


class VerifiedStore:
    """The verified answers of one site. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        library: Library,
        *,
        site: str,
        rules: Rules,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Of one site.

        Args:
            plant: The database.
            library: Holds the pages and the machines that they point to.
            site: Whose answers these are.
            rules: What no answer may advise.
            now: The clock.
        """
        self._plant, self._library = plant, library
        self._site, self._rules, self.now = site, rules, now
        self._auditor = Auditor(site, now)

    def create(
        self, contents: Contents, actor: Actor, answer_id: str | None = None
    ) -> VerifiedAnswer:
        """Keeps an answer; it is served from now on.

        Args:
            contents: What it says.
            actor: Its author.
            answer_id: Of one that may be sent twice; what has this id already is the reply.

        Raises:
            NotAllowed: The actor is no supervisor.
            UnfitReport: It points to nothing, has run out, or would defeat a safeguard.
        """
        require_supervisor(actor, "write verified answers")
        now = self.now()
        checked = self._checked(contents, now)
        row = VerifiedRow(id=answer_id or new_id(now), site=self._site, version=1, created_at=now)
        with self._plant.writing() as session:
            if session.get(VerifiedRow, row.id) is not None:
                return self._read(self._row(session, row.id))
            session.add(row)
            _fill(row, checked, actor, now)
            session.flush()
            return self._logged(session, row, actor, "created")

    def change(
        self, answer_id: str, changes: Mapping[str, object], actor: Actor, version: int
    ) -> VerifiedAnswer:
        """Changes what is given; the answer is the actor's from now on.

        Raises:
            NotHere: No such answer.
            NotAllowed: The actor is no supervisor.
            StaleVersion: It has changed since.
            IllegalStep: It was withdrawn.
            UnfitReport: As `create` does.
        """
        require_supervisor(actor, "change verified answers")
        with self._plant.writing() as session:
            row = self._row(session, answer_id, version)
            contents = _merged(self._read(row).contents, changes)
            now = self.now()
            _fill(row, self._checked(contents, now), actor, now)
            row.version += 1
            return self._logged(session, row, actor, "changed")

    def withdraw(
        self, answer_id: str, actor: Actor, version: int, reason: str | None
    ) -> VerifiedAnswer:
        """Serves it no more; raises as `change` does, and MissingFields without a reason."""
        require_supervisor(actor, "withdraw verified answers")
        if not (reason or "").strip():
            raise MissingFields("Withdrawing", [Fault("/reason", "null, but needed")])
        with self._plant.writing() as session:
            row = self._row(session, answer_id, version)
            row.withdrawn_at = self.now()
            row.version += 1
            return self._logged(session, row, actor, "withdrawn", reason)

    def get(self, answer_id: str) -> VerifiedAnswer:
        """One answer, whether it is served or not; raises NotHere."""
        with self._plant.reading() as session:
            return self._read(self._row(session, answer_id))

    def events(self, answer_id: str) -> list[VerifiedEvent]:
        """What made each version; raises NotHere."""
        with self._plant.reading() as session:
            self._row(session, answer_id)
            rows = session.scalars(
                select(VerifiedEventRow)
                .where(VerifiedEventRow.answer_id == answer_id)
                .order_by(VerifiedEventRow.version)
            )
            told = [_event(row) for row in rows]
        return [one for one in told if not self._is_hidden(one.contents.pages)]

    def all(self, *, withdrawn: bool = False) -> list[VerifiedAnswer]:
        """Those that hold, or those that were withdrawn, the latest first."""
        gone = VerifiedRow.withdrawn_at
        with self._plant.reading() as session:
            rows = session.scalars(
                select(VerifiedRow)
                .where(
                    VerifiedRow.site == self._site,
                    gone.is_not(None) if withdrawn else gone.is_(None),
                )
                .order_by(VerifiedRow.verified_at.desc(), VerifiedRow.id)
            )
            told = [self._read(row) for row in rows]
        return [one for one in told if not self._is_hidden(one.pages)]

    def latest(self) -> int:
        """Grows with every change: whoever keeps a copy sees whether it is still one."""
        with self._plant.reading() as session:
            return session.scalar(select(func.max(VerifiedEventRow.id))) or 0

    def review(self, answer: VerifiedAnswer) -> tuple[Review, ...]:
        """Why it is not served now; empty where it is."""
        found: list[Review] = ["expired"] if answer.expires_at <= self.now() else []
        found += dict.fromkeys(pages.faults(self._library, answer.pages))
        if answer.machine is not None and not self._library.assets.admits(answer.machine):
            found.append("machine_gone")
        return tuple(found)

    def _checked(self, contents: Contents, now: datetime) -> Contents:
        """As it can be kept, documents by their ids."""
        machine = contents.machine
        if machine is not None and not self._library.assets.admits(machine):
            raise BadReference("machine", machine, "Give a tag of GET /v1/assets, or null.")
        if contents.expires_at is not None and contents.expires_at <= now:
            raise _unfit("/expires_at", "is over already; give a later day")
        for field in ("text_en", "text_zh"):
            if tells_danger(getattr(contents, field) or "", self._rules):
                raise _unfit(f"/{field}", "tells how to put a safeguard out of action; say it else")
        kept = pages.named(self._library, contents.pages)
        return contents.model_copy(update={"pages": kept})

    def _row(self, session: Session, answer_id: str, version: int | None = None) -> VerifiedRow:
        """The row; with a version, one that may be changed, held until the transaction ends."""
        row = session.get(VerifiedRow, answer_id, with_for_update=version is not None or None)
        is_here = row is not None and row.site == self._site
        if row is None or not is_here or self._is_hidden(self._read(row).pages):
            raise NotHere(
                f"There is no verified answer {answer_id}. GET /v1/verified-answers lists them."
            )
        if version is not None and row.version != version:
            raise StaleVersion("The verified answer", version, row.version)
        if version is not None and row.withdrawn_at is not None:
            raise IllegalStep("A withdrawn answer stays as it was. Write a new one.")
        return row

    def _is_hidden(self, pages: Sequence[PageRef]) -> bool:
        """Whether one of the pages is kept from who reads, though it may have left the library."""
        return any(self._library.hides(page.document_id) for page in pages)

    def _read(self, row: VerifiedRow) -> VerifiedAnswer:
        names = VerifiedAnswer.model_fields.keys() - {"needs_review"}
        answer = VerifiedAnswer.model_validate({name: getattr(row, name) for name in names})
        if answer.withdrawn_at is not None:
            return answer
        return answer.model_copy(update={"needs_review": self.review(answer)})

    def _logged(
        self,
        session: Session,
        row: VerifiedRow,
        actor: Actor,
        action: str,
        reason: str | None = None,
    ) -> VerifiedAnswer:
        answer = self._read(row)
        told = {"version": row.version}
        self._auditor.note(session, _EVENTS[action], ("verified", row.id), told)
        session.add(
            VerifiedEventRow(
                answer_id=row.id,
                version=row.version,
                at=self.now(),
                actor_name=actor.name,
                actor_role=actor.role,
                action=action,
                reason=reason,
                contents=answer.contents.model_dump(mode="json"),
            )
        )
        return answer


def _fill(row: VerifiedRow, contents: Contents, actor: Actor, now: datetime) -> None:
    told = contents.model_dump(mode="json", exclude={"expires_at"})
    for name, value in told.items():
        setattr(row, name, value)
    row.expires_at = contents.expires_at or now + LASTS
    row.author, row.verified_at = actor.name, now


def _merged(before: Contents, changes: Mapping[str, object]) -> Contents:
    known = {name: value for name, value in changes.items() if name in _CHANGEABLE}
    try:
        return Contents.model_validate({**before.model_dump(), **known})
    except ValidationError as exc:
        faults = [
            Fault("/" + "/".join(map(str, one["loc"])), what_is_wrong(one)) for one in exc.errors()
        ]
        raise UnfitReport(f"The change does not do: {faults[0].detail}.", faults) from exc


def _unfit(pointer: str, detail: str) -> UnfitReport:
    return UnfitReport(f"{pointer[1:]} {detail}.", [Fault(pointer, detail)])


def _event(row: VerifiedEventRow) -> VerifiedEvent:
    return VerifiedEvent.model_validate(
        {
            "version": row.version,
            "at": row.at,
            "actor": {"name": row.actor_name, "role": row.actor_role},
            "action": row.action,
            "reason": row.reason,
            "contents": row.contents,
        }
    )
