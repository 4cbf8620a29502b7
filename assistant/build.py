"""Settings -> working Assistant: the one place where real parts are joined."""

import threading
from collections.abc import Generator as Stream
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import by_id
from assistant.access.model import Principal
from assistant.access.reading import reader_of
from assistant.access.rights import Right
from assistant.answering.alarm import Alarm, look_up
from assistant.answering.answer import answer
from assistant.answering.example import example_code
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.machine import machine_in
from assistant.answering.masked import saying
from assistant.answering.observed import Observer, observed
from assistant.answering.prefer import prefer
from assistant.answering.queue import Queue
from assistant.answering.reply import Answer, Event, Evidence, Finished
from assistant.answering.safety.site import Site
from assistant.answering.safety.terms import rules_of
from assistant.answering.scope import Scope, filters_of
from assistant.answering.understand import understand
from assistant.answering.workbench import Workbench
from assistant.custody import Custody
from assistant.drafts import Drafts
from assistant.engines import (
    build_access,
    build_audit,
    build_embedder,
    build_generator,
    build_listener,
    build_plant,
    build_reading_room,
    build_tickets,
    build_webhooks,
)
from assistant.gaps.desk import GapDesk
from assistant.gaps.model import Feedback
from assistant.hearing import Hearing, recordings_queue
from assistant.jobs.intake import Intake
from assistant.machines.manuals import ManualsOf
from assistant.machines.packs import Packs
from assistant.machines.scan import Scanned, scanned
from assistant.masking.heard import Heard
from assistant.masking.people import Known
from assistant.models.generator import Generator, Message, Prober
from assistant.noting import Notes
from assistant.pictures import Pictures, drawers
from assistant.plates import Plates, photos_queue
from assistant.repairs.likeness import Likeness
from assistant.repairs.memory import PlantMemory
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.errors import NotAllowed
from assistant.reports.identity import MEDIA_TYPE
from assistant.revisions import Comparison, compare
from assistant.settings import Settings
from assistant.speech.listener import Listener
from assistant.writing import Writing
from ingest.document import Chunk, Figure
from vectorstore.assets import Asset
from vectorstore.embedder import Embedder
from vectorstore.library import EVERYTHING, Library
from vectorstore.originals import FOLDER_NAME, Originals
from vectorstore.readers import ANYBODY, FOR_ALL, Reader
from vectorstore.records import DocumentRecord, Filters

if TYPE_CHECKING:  # SQLAlchemy is imported when it is used
    from assistant.access.desk import Access
    from assistant.access.openid.register import Register
    from assistant.audit.log import AuditLog
    from assistant.handover.model import Handover
    from assistant.history.answer import History, HistoryAnswer
    from assistant.history.readers import Histories
    from assistant.history.warm import Warmer
    from assistant.ledger import Ledger
    from assistant.plant.database import PlantDatabase
    from assistant.plant.readers import PlantAsReadBy
    from assistant.reports.photos import Photos
    from assistant.reports.publish import Publisher
    from assistant.reports.store import ReportStore
    from assistant.tickets.clerk import Clerk
    from assistant.tickets.office import TicketOffice
    from assistant.webhooks.courier import Courier
    from assistant.webhooks.desk import WebhookDesk

    Worker = Publisher | Courier | Clerk | Warmer

_ANY_NOTE = "press 1 tripped E07 at 08:00, prob worn belt. replaced fuse, need belt, ok now. J. Doe"
"""Drafted once at the start, since the patterns of a site's words take a third of a second."""

_NOBODYS = ""
"""A site that nobody has, and that nothing is kept for: a document of every site has none."""


def build(settings: Settings) -> "Assistant":
    """Joins the parts that the settings name.

    Raises:
        MissingWeights: A model of the manifest has not been pulled.
        LibraryError: The data folder cannot be used.
    """
    known = Known()
    assistant = Assistant(
        settings,
        build_embedder(settings),
        build_generator(settings, known),
        build_listener(settings),
    )
    known.learn_from(assistant.known_people, assistant.glossary.english_words)
    return assistant


class Assistant:
    """Everything a door can ask for. Doors know this class and nothing behind it."""

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        generator: Generator,
        listener: Listener | None = None,
    ) -> None:
        self.name = "shiftmate"
        data = settings.data_dir
        self.glossary = Glossary.load(data / "glossary.tsv")
        site = Site(settings.emergency_number, rules_of(data / "safety_terms.tsv"))
        self.library = Library.open(data, embedder)
        self.originals = Originals(data / FOLDER_NAME)
        self._drawers = drawers()
        self.intake = Intake(
            data,
            settings.database,
            self.library,
            self.originals,
            max_bytes=settings.max_upload_bytes,
            max_files=settings.max_upload_files,
            least_free=settings.keep_free_bytes,
            room=build_reading_room(settings),
        )
        self._settings = settings
        self._plant: PlantDatabase | None = None
        self._opening = threading.Lock()
        self._access: Access | None = None
        self._workers: Sequence[Worker] = ()
        self._tickets: TicketOffice | None = None
        self._histories: Histories | None = None
        self._house = self
        self._principal = Principal.console()
        self._intruder: Principal | None = None
        self._sees = ANYBODY
        self._manuals = ManualsOf()
        self._generator = generator
        self._listener = listener
        self._recordings, self._photos = recordings_queue(), photos_queue()
        for_few = partial(self.library.for_few, never_for_all=MEDIA_TYPE)
        self.notes = Notes(self._log_if_made, for_few)
        self.observers: list[Observer] = []
        queue = Queue(settings.waiting_answers, settings.answers_at_once)
        self.gaps = GapDesk(
            lambda: self.plant,
            self._plant_if_made,
            self.library,
            self.glossary,
            site=settings.site,
            zone=settings.zone,
            rules=site.rules,
            embedder=embedder.name,
            keeps=settings.keep_questions_for,
        )
        self.memory = PlantMemory(
            self._records_if_made,
            self.library,
            self.glossary,
            Likeness(embedder),
            site=settings.site,
            zone=settings.zone,
            rules=site.rules,
        )
        self._bench = Workbench(
            self.library,
            self.glossary,
            generator,
            queue,
            site=site,
            memory=self.memory,
            gaps=self.gaps,
        )
        self._words = Lexicon.load(data / "drafting.tsv")
        self._limits = Limits(
            passages=settings.passages,
            prompt_characters=settings.prompt_characters,
            new_tokens=settings.max_new_tokens,
            question_characters=settings.max_question_characters,
            gate=settings.gate,
            writes=settings.answer_mode == "generative",
        )
        self.writing = Writing(generator, is_wanted=self._limits.writes)

    @property
    def settings(self) -> Settings:
        """What the site chose."""
        return self._settings

    @property
    def queue(self) -> Queue:
        """Before the model."""
        return self._bench.queue

    def backlog(self) -> dict[str, int]:
        """Messages to other systems that wait, by kind; none without a plant's database."""
        from assistant.backlog import backlog

        plant = self._plant_if_made()
        return backlog(plant, self._settings.site) if plant else {}

    def stop_writing(self) -> None:
        """Ends the model; whoever still reads its words is told that they break off."""
        self.writing.stop()

    def as_asked_by(self, principal: Principal) -> "Assistant":
        """The same assistant for somebody: of what is kept from them, nothing is there.

        Doors ask this one and no other. What a view opens, the house keeps.
        """
        reader = reader_of(principal)
        if principal.kind == "console":
            return self
        theirs = copy(self)
        theirs._principal = principal
        theirs.notes = self.notes.by(principal.id, principal.kind, principal.name)
        if reader == ANYBODY:
            return theirs
        theirs._sees = reader
        theirs._intruder = None if reader.is_of(self._settings.site) else principal
        theirs.library = self.library.as_read_by(reader)
        theirs.intake = self.intake.as_read_by(reader)
        theirs.gaps = self.gaps.as_read_by(
            theirs.library, lambda: theirs.plant, theirs._plant_if_made
        )
        theirs.memory = replace(self.memory, plant=theirs._records_if_made, library=theirs.library)
        theirs._bench = replace(
            self._bench, library=theirs.library, memory=theirs.memory, gaps=theirs.gaps
        )
        return theirs

    def start(self) -> None:
        """Makes search ready, then lets uploads and the language model come up beside it."""
        from assistant.history.warm import Warmer

        self._found("warm up 预热")  # nobody reads it
        self.drafts.by_rules(_ANY_NOTE, datetime.now(UTC))
        self.intake.start()
        made = self.publisher(), self.courier(), self.clerk(), Warmer(self._warm_history)
        self._workers = [worker for worker in made if worker is not None]
        for worker in self._workers:
            worker.start()
        threading.Thread(target=self.writing.load, name="load-generator", daemon=True).start()

    def close(self) -> None:
        """Finishes the file in hand and saves the index."""
        self.intake.close()
        self.gaps.close()
        for worker in self._workers:
            worker.close()
        if self._plant is not None:
            self._plant.close()
        self.library.close()

    @property
    def plant(self) -> "PlantDatabase":
        """Opened when it is first needed: a question about the manuals does not wait for it.

        Raises:
            NotAllowed: Who asks belongs to other sites.
        """
        house, settings = self._house, self._settings
        if self._intruder is not None:
            raise NotAllowed(
                f"{self._intruder.name} may not see what site {settings.site} keeps: reports, work "
                "orders and what was made of them. An administrator can add the site."
            )
        with house._opening:
            if house._plant is None:
                house._plant = build_plant(settings)
                self._ledger.settle(house._plant, settings.site)
            return house._plant

    @property
    def _ledger(self) -> "Ledger":
        """What tells the history of reports, the same whoever made them."""
        from assistant.ledger import Ledger

        return Ledger(self._settings.zone, self._house.library.assets.area_of)

    @property
    def _records(self) -> "PlantAsReadBy":
        """Reports and work orders, as who asks may read them; raises NotAllowed."""
        from assistant.plant.readers import PlantAsReadBy

        return PlantAsReadBy(self.plant, self._sees, self._settings.site)

    @property
    def reports(self) -> "ReportStore":
        """The site's fault reports."""
        from assistant.reports.store import ReportStore
        from assistant.witness import Witness, tell_of_reports

        settings, register = self._settings, self.library.assets
        return ReportStore(
            self._records,
            site=settings.site,
            zone=settings.zone,
            four_eyes=settings.four_eyes,
            is_machine=register.admits,
            published=self._ledger.tell,
            happened=tell_of_reports(Witness(self.audit), self.tickets.enqueue),
            reader=self._sees,
        )

    @property
    def photos(self) -> "Photos":
        """Of the reports, for whom these are."""
        from assistant.reports.photos import Photos

        settings = self._settings
        return Photos(
            self._records, settings.data_dir, self.reports, least_free=settings.keep_free_bytes
        )

    @property
    def access(self) -> "Access":
        """Who may: one desk, which remembers for seconds whom it let in."""
        house = self._house
        plant = house.plant
        with house._opening:
            if house._access is None:
                house._access = build_access(self._settings, plant)
            return house._access

    def has_admin(self) -> bool:
        """Whether an administrator can sign in here."""
        return self._plant_if_made() is not None and self.access.people.has_admin()

    def register(self) -> "Register":
        """Who people are here whom the site's provider signs in."""
        from assistant.access.openid.register import Register
        from assistant.witness import Witness

        told = Witness(self.audit).access
        sites = list(filter(None, map(str.strip, self._settings.oidc_sites.split(","))))
        return Register(self.plant, self.access.sessions, sites=sites, happened=told)

    @property
    def audit(self) -> "AuditLog":
        """What happened, by whom."""
        return build_audit(self._settings, self.plant)

    @property
    def webhooks(self) -> "WebhookDesk":
        """Who is told what happens to reports."""
        return build_webhooks(self._settings, self.plant)

    def courier(self) -> "Courier | None":
        """What tells them; not started. None where the site lets nobody be told."""
        from assistant.webhooks.courier import Courier
        from assistant.webhooks.hosts import AllowedHosts
        from assistant.webhooks.post import Postman

        allowed = AllowedHosts(self._settings.webhook_hosts)
        if not allowed:
            return None
        return Courier(self._plant_if_made, Postman(allowed), self._settings.site)

    @property
    def tickets(self) -> "TicketOffice":
        """The systems that tickets come from and go to; raises BadTickets."""
        house = self._house
        if house._tickets is None:
            house._tickets = build_tickets(self._settings, lambda: house.plant)
        return house._tickets

    def clerk(self) -> "Clerk | None":
        """What answers tickets and tells of reports; not started. None without connections."""
        rights = frozenset[Right]({"docs:read", "reports:draft"})
        asker = Principal(
            id="tickets",
            kind="program",
            name="tickets",
            role="technician",
            rights=rights,
            sites=frozenset({_NOBODYS}),
        )  # who reads a ticket is not known: no more than anybody of any site may read

        def ask(question: str) -> Answer:
            return self.as_asked_by(asker).quote(question)

        draft = self.drafts.by_rules
        return self.tickets.clerk(self._plant_if_made, lambda: self.reports, ask, draft)

    def publisher(self) -> "Publisher":
        """What brings approved reports into the library; not started."""
        from assistant.reports.publish import Publisher

        settings = self._settings
        return Publisher(self._plant_if_made, self.library, settings.site, settings.zone)

    def search(
        self,
        question: str,
        limit: int = 10,
        history: Sequence[Message] = (),
        filters: Filters = EVERYTHING,
    ) -> Sequence[Evidence]:
        """Evidence for a question, best first."""
        found = self._found(question, limit, history, filters)
        self.notes.read(one.chunk.document_id for one in found)
        return found

    def _found(
        self,
        question: str,
        limit: int = 10,
        history: Sequence[Message] = (),
        filters: Filters = EVERYTHING,
    ) -> Sequence[Evidence]:
        question = self._limits.check(question)
        query = understand(question, history, self.glossary)
        named = machine_in(self.library, self.glossary, query.asked, superseded=filters.superseded)
        return prefer(self.library, self.glossary, query, named, limit, filters).evidence

    def alarm(
        self, code: str, machine: str = "", limit: int = 5, filters: Filters = EVERYTHING
    ) -> Alarm:
        """What the manuals' fault records say of a code, the machine's own first."""
        code = self._limits.check(code)
        found = look_up(self.library, self.glossary, code, machine, limit, filters)
        shown = (chunk for card in found.cards for chunk in (card.record, *card.safety))
        self.notes.read(chunk.document_id for chunk in shown)
        return found

    @property
    def hearing(self) -> Hearing:
        """Of recordings that who asks makes."""
        return Hearing(self.library, self._listener, self._recordings)

    @property
    def plates(self) -> Plates:
        """That who asks takes photos of."""
        most = self._limits.question_characters
        return Plates(self.library, self.glossary, self._photos, most)

    def answer(
        self,
        messages: Sequence[Message],
        max_new_tokens: int | None = None,
        *,
        filters: Filters = EVERYTHING,
        shows_found: bool = True,
    ) -> Stream[Event, None, None]:
        """Answers the last message; see ``answering.answer.answer`` for what is yielded when.

        Args:
            messages: What was said so far.
            max_new_tokens: That the model may write; the site's own measure unless fewer.
            filters: What it may come from.
            shows_found: Whether who asks is shown the evidence too, besides the answer.
        """
        limits = self._limits.shorter(max_new_tokens)
        heard = Heard(self._generator)
        # The local model is told everything, and can be asked more than a Generator can.
        is_local = isinstance(self._generator, Prober)
        bench = self._bench if is_local else replace(self._bench, generator=heard)
        told = saying(answer(bench, limits, messages, filters), lambda: heard.masked)
        return self.notes.told(observed(told, self.observers), shows_found=shows_found)

    def quote(self, question: str) -> Answer:
        """What the manuals say to the beginning of a text; no model asked. Raises BadQuestion."""
        limits = replace(self._limits, writes=False)
        asked = [Message("user", question[: limits.question_characters])]
        observers = [self.notes.answered, *self.observers]
        told = observed(answer(self._bench, limits, asked), observers)
        return next(event.answer for event in told if isinstance(event, Finished))

    def rate(self, told: Feedback) -> bool:
        """Keeps what somebody thought of an answer; False where nothing is kept."""
        return self.gaps.rate(told)

    @property
    def drafts(self) -> Drafts:
        """Of fault reports, for who asks."""
        return Drafts(
            self.library,
            self.glossary,
            self._words,
            self._settings.zone,
            self.notes,
            queue=self._bench.queue,
            generator=self._generator if self.writing.may_help else None,
            finder=self.memory.finder,
        )

    def ask_history(self, question: str, now: datetime | None = None) -> "HistoryAnswer":
        """What the work orders tell; "last month" by that moment, or now; raises BadQuestion."""
        return self.history.ask(question, now or datetime.now(UTC), self.library.assets.names)

    @property
    def history(self) -> "History":
        """What the work orders and the approved reports tell; raises NotAllowed."""
        return self._work_orders.of(self._records)

    @property
    def _work_orders(self) -> "Histories":
        from assistant.history.readers import Histories
        from assistant.plant.readers import PlantAsReadBy

        house, settings = self._house, self._settings
        if house._histories is None:
            readers = (ANYBODY, Reader(audiences=frozenset({FOR_ALL.audience})))
            whole, most = (PlantAsReadBy(house.plant, one, settings.site) for one in readers)
            house._histories = Histories(whole, most, settings.zone)
        return house._histories

    def _warm_history(self) -> None:
        if self._plant_if_made():
            self._work_orders.warm(self.library.assets.names)

    def handover(self, shift: str, site: str = "", now: datetime | None = None) -> "Handover":
        """What a shift tells the next, of one site or all; raises UnknownFilter, NaiveTime."""
        from assistant.handover.gather import gather
        from assistant.handover.shifts import shift_of

        settings, now = self._settings, now or datetime.now(UTC)
        meant = shift_of(shift, now, settings.shifts, settings.zone)
        names = self.library.assets.names
        return gather(self._records, settings.site, settings.zone, meant, now, names, only=site)

    def filters(self, scope: Scope) -> Filters:
        """What a search or an answer is narrowed to; raises UnknownFilter."""
        return filters_of(self.library, scope)

    def example_code(self) -> str:
        """A code that the manuals tell what to do about; empty where none is known."""
        return example_code(self.library)

    def machines(self) -> list[Asset]:
        """The register of machines, by tag: what a scope's ``asset`` can be."""
        return self.library.assets.all()

    def scanned(self, text: str) -> Scanned:
        """The machine whose label was scanned, or whose tag was typed; else the nearest ones."""
        return scanned(text, self.machines())

    @property
    def packs(self) -> Packs:
        """Of machines, for who asks."""
        return Packs(
            self._bench,
            self._limits,
            self.notes,
            manuals=self._manuals,
            finder=self.memory.finder,
            reports=lambda: self.reports,
        )

    def documents(self) -> list[DocumentRecord]:
        """Every document, by file name; reports are none of them."""
        return self.library.documents(without=MEDIA_TYPE)

    def document(self, document_id: str) -> DocumentRecord:
        """One document; raises NotHere."""
        return by_id.document(self.library, document_id)

    @property
    def custody(self) -> Custody:
        """Manuals, to be managed by who asks."""
        house = self._house
        return Custody(self._principal, self.library, house.library, self.originals, self.notes)

    def chunk(self, chunk_id: str) -> Chunk:
        """One chunk; raises NotHere."""
        chunk = by_id.chunk(self.library, chunk_id)
        self.notes.read([chunk.document_id])
        return chunk

    @property
    def pictures(self) -> Pictures:
        """Of pages and figures that who asks may see."""
        return Pictures(self.library, self.originals, self.notes, self._drawers)

    def figures(self, document_id: str) -> list[Figure]:
        """A document's captioned figures, page by page; raises NotHere."""
        self.document(document_id)
        found = self.library.figures(document_id)
        self.notes.read([document_id] if found else [])
        return found

    def compare(self, document_id: str, earlier: str | None = None) -> Comparison:
        """A document beside an earlier one; see `assistant.revisions.compare`; raises NotHere."""
        found = compare(self.library, document_id, earlier)
        if found.changes:
            self.notes.read([found.old.document_id, found.new.document_id])
        return found

    def _log_if_made(self) -> "AuditLog | None":
        plant = self._plant_if_made()
        return build_audit(self._settings, plant) if plant else None

    def known_people(self) -> Iterable[str]:
        """What stands in the plant's fields for people; some of it is no name."""
        from assistant.known_people import known_people

        plant = self._plant_if_made()
        return known_people(plant) if plant else ()

    def _plant_if_made(self) -> "PlantDatabase | None":
        """None until the first report or work order: there is nothing in it to publish."""
        from assistant.plant.database import FILE_NAME as PLANT_FILE

        here = self._settings.database_url or Path(self._settings.data_dir, PLANT_FILE).exists()
        return self.plant if here and self._intruder is None else None

    def _records_if_made(self) -> "PlantAsReadBy | None":
        """Reports and work orders as who asks may read them; None where none are for them."""
        return self._records if self._plant_if_made() else None
