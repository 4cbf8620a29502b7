"""Where reports are kept: made, read, corrected and moved on, each with its entry in the log.

What belongs together is written in one transaction, and nothing is written over what somebody has
not seen: every change names the version that it was made to.
"""

from collections.abc import Callable, Mapping, Set
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import NotHere
from assistant.plant.base import utc_now
from assistant.plant.database import PlantDatabase
from assistant.reports.audience import check_new, may_say_whom
from assistant.reports.corrections import check_past, differences, merged
from assistant.reports.errors import (
    BadReference,
    FrozenField,
    StaleVersion,
    TakenName,
)
from assistant.reports.identity import digest_of, new_id, number
from assistant.reports.listing import Page, Wanted, read_page
from assistant.reports.model import Actor, Event, FaultReport, Report
from assistant.reports.numbering import held
from assistant.reports.references import check_reports, rejected_as_duplicate
from assistant.reports.rows import fill, log, read_events, read_reports, want_published, write_refs
from assistant.reports.stamps import stamp
from assistant.reports.states import (
    HELD,
    PUBLISHED,
    Standing,
    Step,
    may_edit,
    move,
    reached,
    require,
)
from assistant.reports.tables import ReportRow
from assistant.reports.unseen import DUPLICATE, POINTERS, of_events, of_reports
from assistant.reports.values import Status
from vectorstore.readers import ANYBODY, Audience, Reader, Rights


def _any(_: str) -> bool:
    return True


def _nobody(_: Session, __: Report) -> None:
    """Is told."""


def _unheard(_: Session, __: Report, ___: Status | None, ____: str) -> None:
    """Nobody is told of this either."""


_TURN = 0
"""No year: the counter that stands for a site's turn to write."""


class ReportStore:
    """The reports of one site. Safe to use from many threads and processes."""

    def __init__(
        self,
        plant: PlantDatabase,
        *,
        site: str = "plant",
        zone: ZoneInfo | None = None,
        four_eyes: bool = True,
        is_machine: Callable[[str], bool] = _any,
        published: Callable[[Session, Report], None] = _nobody,
        happened: Callable[[Session, Report, Status | None, str], None] = _unheard,
        reader: Reader = ANYBODY,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """Of one site.

        Args:
            plant: The database.
            site: Whose reports these are; their numbers count by it.
            zone: The site's, in which a year begins; UTC if not given.
            four_eyes: A report is decided by somebody else than its author.
            is_machine: Whether a tag may stand as a report's ``asset_id``.
            published: Told, in the same transaction, of each report that becomes evidence for
                everybody, changes while it is, or ceases to be.
            happened: Told, in the same transaction, of each entry of a report's log: the state
                before, and the entry's action.
            reader: For whom this is: of reports that are kept from them, none is here. ``plant``
                reads as they do.
            now: The clock.
        """
        self._plant = plant
        self.site = site
        self.zone = zone or ZoneInfo("UTC")
        self._four_eyes = four_eyes
        self._is_machine = is_machine
        self._published, self._happened = published, happened
        self._reader = reader
        self._now = now

    def create(
        self, fault: FaultReport, actor: Actor, report_id: str | None = None
    ) -> tuple[Report, bool]:
        """Keeps a draft; sent again under the same id, it is the same report.

        Args:
            fault: What is known so far.
            actor: Its author.
            report_id: The client's own UUID, so that a lost reply costs nothing.

        Returns:
            The report, and whether it is new.

        Raises:
            TakenName: The id, or another system's name, is that of a different report.
            BadReference: It points to a machine or a report that is not here.
            NotAllowed: It is another's to say whom it is for.
        """
        check_new(fault, actor, self._reader)
        digest = digest_of(fault)
        self._check_machine(fault)
        with self._plant.writing() as session:
            now = self._moment(session)
            counter = held(session, self.site, now.astimezone(self.zone).year)
            known = session.get(ReportRow, report_id) if report_id else None
            if known is not None:
                return self._same(session, known, digest), False
            counter.last += 1
            row = ReportRow(
                id=report_id or new_id(now),
                number=number(counter.year, counter.last),
                site=self.site,
                version=1,
                status="draft",
                author_name=actor.name,
                author_role=actor.role,
                created_at=now,
                updated_at=now,
                reopen_count=0,
                created_digest=digest,
            )
            check_reports(session, fault, row.id, self._may_read)
            fill(row, fault)
            session.add(row)
            session.flush()
            write_refs(session, row.id, fault.external_refs, self._may_read)
            log(session, row, actor, "created", before=None)
            return self._told(session, row, None, "created"), True

    def get(self, report_id: str) -> Report:
        """One report; raises NotHere."""
        with self._plant.reading() as session:
            return self._seen(session, self._row(session, report_id))

    def numbered(self, number: str) -> Report | None:
        """The report of this number."""
        with self._plant.reading() as session:
            found = select(ReportRow).where(ReportRow.site == self.site, ReportRow.number == number)
            row = session.scalars(found).one_or_none()
            return None if row is None else self._seen(session, row)

    def events(self, report_id: str) -> list[Event]:
        """What happened to a report, from its first version on; raises NotHere."""
        with self._plant.reading() as session:
            self._row(session, report_id)
            return of_events(session, read_events(session, report_id))

    def page(self, wanted: Wanted) -> Page:
        """Some of the reports; raises UnfitReport where the cursor is none of ours."""
        with self._plant.reading() as session:
            return read_page(session, self.site, wanted)

    def patch(
        self, report_id: str, changes: Mapping[str, object], actor: Actor, version: int
    ) -> Report:
        """Changes some fields; a list is replaced as a whole.

        Raises:
            NotHere: No such report.
            StaleVersion: It has changed since.
            IllegalStep: Its state is closed to changes.
            NotAllowed: The change is another person's to make.
            UnfitReport: The fields do not do together, or leave open what its state needs.
        """
        with self._plant.writing() as session:
            row = self._row(session, report_id, version)
            before = _read(session, row).fault
            if changes.keys() != {"audience"}:  # which can be said of a report in any state
                may_edit(_standing(row), actor)
            after = merged(before, changes)
            changed = differences(before, after)
            if not changed:
                return self._seen(session, row)
            if "audience" in changed:
                may_say_whom(actor, after.audience, self._reader)
            if "reported_text" in changed and before.reported_text is not None:
                raise FrozenField("reported_text")
            self._check(session, row, after, changed.keys())
            fill(row, after)
            write_refs(session, row.id, after.external_refs, self._may_read)
            self._turn(session, row)
            check_past(after, changed, row.updated_at)
            log(session, row, actor, "changed", before=row.status, changed=changed)
            return self._told(session, row, row.status, "changed")

    def step(
        self,
        report_id: str,
        step: Step,
        actor: Actor,
        version: int,
        reason: str | None = None,
        duplicate_of: str | None = None,
        audience: Audience | None = None,
    ) -> Report:
        """Moves a report on.

        Args:
            report_id: Which.
            step: The state it is to reach, or ``acknowledged``.
            actor: Who decides so.
            version: As it was read.
            reason: Why; some steps need one.
            duplicate_of: With ``rejected``, the report that tells the same: reason enough.
            audience: The lowest role that may read it from then on; None: as it was.

        Raises:
            NotHere: No such report.
            StaleVersion: It has changed since.
            IllegalStep: Its state has no such step.
            NotAllowed: The step is another person's to take.
            MissingFields: More must be known first; all of it is named.
            BadReference: ``duplicate_of`` is no other report.
        """
        with self._plant.writing() as session:
            row = self._row(session, report_id, version)
            told = reason or (DUPLICATE.format(duplicate_of) if duplicate_of else None)
            found = move(_standing(row), step, actor, told, four_eyes=self._four_eyes)
            fault = _read(session, row).fault
            require(found.needs, fault, f"{row.number} cannot become {step} yet: it")
            changed: dict[str, tuple[object, object]] = {}
            if duplicate_of is not None:
                changed = rejected_as_duplicate(session, row, step, duplicate_of, self._may_read)
            if audience is not None and audience != row.audience:
                may_say_whom(actor, audience, self._reader)
                changed["audience"], row.audience = (row.audience, audience), audience
            before, row.status = row.status, reached(row.status, step)
            self._turn(session, row)
            stamp(row, before, step, actor, told)
            log(session, row, actor, step, before=before, reason=told, changed=changed)
            return self._told(session, row, before, step)

    def _told(self, session: Session, row: ReportRow, before: Status | None, action: str) -> Report:
        """The report; whoever has to know what happened to it is told."""
        report = _read(session, row)
        self._happened(session, report, before, action)
        if PUBLISHED & {before, row.status}:
            want_published(session, row, row.updated_at)
            self._published(session, report)
        return self._seen(session, row)

    def _same(self, session: Session, known: ReportRow, digest: str) -> Report:
        """The report of an id that is sent again."""
        if not self._may_read(known):
            raise TakenName(f"{known.id} is taken. Make this report under a new id.")
        if known.created_digest != digest:
            raise TakenName(
                f"{known.id} is {known.number}, which was made from other contents. "
                "Change that report, or make this one under a new id."
            )
        return self._seen(session, known)

    def _may_read(self, row: ReportRow) -> bool:
        """Asked of rows that are read to be written; of others the plant's views take care."""
        return row.site == self.site and self._reader.may_read(Rights(audience=row.audience))

    def _seen(self, session: Session, row: ReportRow) -> Report:
        return of_reports(session, [_read(session, row)], self._may_read)[0]

    def _row(self, session: Session, report_id: str, version: int | None = None) -> ReportRow:
        """The row; with a version, held until the transaction ends."""
        row = session.get(ReportRow, report_id, with_for_update=version is not None or None)
        if row is None or not self._may_read(row):
            raise NotHere(f"There is no report {report_id}. GET /v1/reports lists them.")
        if version is not None and row.version != version:
            raise StaleVersion(row.number, version, row.version)
        return row

    def _moment(self, session: Session) -> datetime:
        """Now, looked at by one writer of the site at a time, until its transaction ends.

        So moments come in the order of commits: who follows changes by them misses none.
        """
        held(session, self.site, _TURN)
        return self._now()

    def _turn(self, session: Session, row: ReportRow) -> None:
        row.updated_at = self._moment(session)
        row.version += 1

    def _check(
        self, session: Session, row: ReportRow, fault: FaultReport, changed: Set[str]
    ) -> None:
        """What a correction must not break."""
        require(HELD.get(row.status, ()), fault, f"A report that is {row.status}")
        if "asset_id" in changed:
            self._check_machine(fault)
        for field in changed & set(POINTERS):
            check_reports(session, fault, row.id, self._may_read, [field])

    def _check_machine(self, fault: FaultReport) -> None:
        if fault.asset_id is not None and not self._is_machine(fault.asset_id):
            advice = "Give a tag of GET /v1/assets, or the machine's name in asset_text."
            raise BadReference("asset_id", fault.asset_id, advice)


def _read(session: Session, row: ReportRow) -> Report:
    return read_reports(session, [row])[0]


def _standing(row: ReportRow) -> Standing:
    author = Actor.model_validate({"name": row.author_name, "role": row.author_role})
    return Standing(row.status, author, row.acknowledged_at is not None)
