"""The loop: what a supervisor approved is evidence for the next technician, within seconds.

The step that approves a report asks for this in its own transaction (`report_outbox`), and the wish
is forgotten in the transaction that has fulfilled it. So a crash in between loses nothing, and what
is done twice is done once: a report has one place in the library.
"""

import logging
import threading
from collections.abc import Callable
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import ShiftmateError
from assistant.models.errors import ModelsError
from assistant.plant.database import PlantDatabase
from assistant.reports.identity import MEDIA_TYPE
from assistant.reports.model import Report
from assistant.reports.rows import read_reports, want_published
from assistant.reports.states import PUBLISHED
from assistant.reports.tables import OutboxRow, ReportRow
from assistant.reports.wording import language_of_report, machine_of, render
from ingest.document import Chunk, Document, Page
from vectorstore.errors import LibraryError
from vectorstore.library import Library
from vectorstore.readers import Rights

POLL_SECONDS = 1.0
RETRY_SECONDS = 30.0
_SOURCE = "report:"
_TROUBLE = (LibraryError, ModelsError, ShiftmateError, SQLAlchemyError, OSError, ValueError)
"""A full disk, a database that is held, a missing model: it may be better in a while."""
logger = logging.getLogger(__name__)


class Publisher:
    """Brings the library to where the reports stand, in a thread of its own."""

    def __init__(
        self,
        plant: Callable[[], PlantDatabase | None],
        library: Library,
        site: str,
        zone: ZoneInfo,
        poll_seconds: float = POLL_SECONDS,
    ) -> None:
        """Not started yet.

        Args:
            plant: Gives the reports' database, or None while there is none.
            library: Where approved reports go.
            site: Whose they are; another site has a library of its own.
            zone: The site's.
            poll_seconds: Between two looks; another process may have taken a step.
        """
        self._plant = plant
        self._library = library
        self._site = site
        self._zone = zone
        self._poll_seconds = poll_seconds
        self._stop = threading.Event()
        self._worker: threading.Thread | None = None

    def start(self) -> None:
        """Begins with what was left over."""
        self._worker = threading.Thread(target=self._work, name="publish", daemon=True)
        self._worker.start()

    def close(self) -> None:
        """Ends with the report in hand."""
        self._stop.set()
        if self._worker:
            self._worker.join()

    def drain(self) -> int:
        """Fulfils every wish there is, and returns how many it could not."""
        plant = self._plant()
        if plant is None:
            return 0
        ours = select(OutboxRow.report_id).join(ReportRow).where(ReportRow.site == self._site)
        with plant.reading() as session:
            waiting = list(session.scalars(ours.order_by(OutboxRow.at)))
        return sum(not self._fulfilled(plant, one) for one in waiting)

    def reconcile(self) -> None:
        """Asks for what the library lacks or should lack, as after a library was built anew."""
        plant = self._plant()
        if plant is None:
            return
        here = {
            path[len(_SOURCE) :] for path in self._library.sources() if path.startswith(_SOURCE)
        }
        ours = select(ReportRow.id).where(ReportRow.site == self._site)
        with plant.writing() as session:
            published = set(session.scalars(ours.where(ReportRow.status.in_(PUBLISHED))))
            for report_id in here ^ published:
                row = session.get(ReportRow, report_id)
                if row is not None:
                    want_published(session, row, row.updated_at)
                else:  # of a database that is not this one
                    self._library.remove(document_id(report_id))
        for record in self._library.documents():  # published when they were for every site
            if record.media_type == MEDIA_TYPE and not record.rights.site:
                rights = Rights(self._site, record.rights.audience)
                self._library.restrict(record.document_id, rights)

    def _work(self) -> None:
        settled = False
        while not self._stop.is_set():
            wait = self._poll_seconds
            try:
                if not settled:
                    self.reconcile()
                    settled = True
                if self.drain():
                    wait = RETRY_SECONDS
            except _TROUBLE:
                logger.exception("reports are published later, in %g s", RETRY_SECONDS)
                wait = RETRY_SECONDS
            self._stop.wait(wait)

    def _fulfilled(self, plant: PlantDatabase, report_id: str) -> bool:
        """One wish that cannot be fulfilled stands in no other's way."""
        try:
            self._fulfil(plant, report_id)
        except _TROUBLE:
            logger.exception("report %s is published later", report_id)
            return False
        return True

    def _fulfil(self, plant: PlantDatabase, report_id: str) -> None:
        """Tells the library of one report, while nobody can change it."""
        with plant.writing() as session:
            wish = session.get(OutboxRow, report_id, with_for_update=True)
            if wish is None:  # another process was faster
                return
            row = session.get_one(ReportRow, report_id)
            self._tell(read_reports(session, [row])[0])
            session.delete(wish)

    def _tell(self, report: Report) -> None:
        if report.status not in PUBLISHED:
            self._library.remove(document_id(report.id))
            return
        asset = self._library.assets.find(report.asset_id) if report.asset_id else None
        names = (asset.name_zh, asset.name_en) if asset else ("", "")
        language = language_of_report(report)
        name = next(filter(None, names if language == "zh" else names[::-1]), "")
        text = render(report, language, self._zone, name)
        document = Document(
            document_id(report.id), report.number, report.number, MEDIA_TYPE, (Page(None, text),)
        )
        chunk = Chunk(
            chunk_id=f"{document.document_id[:16]}-{report.version}",
            document_id=document.document_id,
            file_name=document.file_name,
            title=document.title,
            page=None,
            section=tuple(filter(None, [machine_of(report, name)])),
            kind="report",
            text=text,
            start=0,
            end=len(text),
            language=language,
        )
        rights = Rights(self._site, report.audience)
        before = self._library.document(document.document_id)
        if before is not None:  # new words for few are at no moment for more, nor old ones
            self._library.restrict(document.document_id, rights.stricter(before.rights))
        self._library.add(document, [chunk], f"{_SOURCE}{report.id}", rights=rights)
        self._library.restrict(document.document_id, rights)


def document_id(report_id: str) -> str:
    """What the library calls a report; the same for all its versions, which replace each other."""
    return sha256(f"{_SOURCE}{report_id}".encode()).hexdigest()
