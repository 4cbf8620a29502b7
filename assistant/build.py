"""Settings -> working Assistant: the one place where real parts are joined."""

import logging
import threading
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Generator as Stream
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.access.model import Principal
from assistant.access.reading import reader_of
from assistant.access.rights import Right
from assistant.answering.alarm import Alarm, look_up
from assistant.answering.answer import answer
from assistant.answering.glossary import Glossary
from assistant.answering.limits import Limits
from assistant.answering.machine import machine_in
from assistant.answering.masked import saying
from assistant.answering.observed import Observer, observed
from assistant.answering.prefer import prefer
from assistant.answering.queue import Queue
from assistant.answering.repair import Repair
from assistant.answering.reply import Answer, Event, Evidence, Finished
from assistant.answering.safety.site import Site
from assistant.answering.safety.terms import rules_of
from assistant.answering.scope import Scope, filters_of
from assistant.answering.understand import understand
from assistant.answering.workbench import Workbench
from assistant.custody import Custody
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
from assistant.errors import ModelUnavailable, NotHere
from assistant.gaps.desk import GapDesk
from assistant.gaps.model import Feedback
from assistant.jobs.intake import Intake
from assistant.machines.manuals import ManualsOf
from assistant.machines.pack import OfRecords, Pack
from assistant.machines.scan import Scanned, scanned
from assistant.masking.heard import Heard
from assistant.masking.masked import Masked
from assistant.masking.people import Known
from assistant.models.failover import Failover
from assistant.models.generator import Generator, Message, Prober
from assistant.models.local import LocalGenerator
from assistant.models.remote import RemoteGenerator
from assistant.noting import Notes
from assistant.pictures import Pictures
from assistant.repairs.proposals import proposals
from assistant.reports.drafting.draft import Draft
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, conversation
from assistant.reports.drafting.rules import Reader as NoteReader
from assistant.reports.drafting.write import write
from assistant.reports.errors import NotAllowed
from assistant.reports.identity import MEDIA_TYPE
from assistant.reports.photos_read import PhotoText, lines_on
from assistant.reports.photos_read import question as question_of
from assistant.reports.photos_taken import taken
from assistant.reports.propose import Proposal
from assistant.settings import Settings
from assistant.speech.book import LibraryBook
from assistant.speech.listen import Transcript, listen
from assistant.speech.listener import Listener
from ingest.document import Chunk, Figure, Language
from ingest.identifiers import code_candidates
from ingest.ocr.rapid import rapid_recognizer
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
    from assistant.plant.database import PlantDatabase
    from assistant.plant.readers import PlantAsReadBy
    from assistant.repairs.find import Finder, Repairs
    from assistant.reports.photos import Photos
    from assistant.reports.publish import Publisher
    from assistant.reports.store import ReportStore
    from assistant.tickets.clerk import Clerk
    from assistant.tickets.office import TicketOffice
    from assistant.webhooks.courier import Courier
    from assistant.webhooks.desk import WebhookDesk

logger = logging.getLogger(__name__)

_ANY_NOTE = "press 1 tripped E07 at 08:00, prob worn belt. replaced fuse, need belt, ok now. J. Doe"
"""Drafted once at the start, since the patterns of a site's words take a third of a second."""
_LOOKED_UP = 32
"""Records and rows that the codes of one note are looked up among."""
GenerationState = Literal["ready", "failover", "loading", "unavailable", "off"]
"""failover: the server is away, and the local model writes in its place."""
SpeechState = Literal["ready", "off"]
"""Whether recordings are listened to; off: there are no weights for it, and no button is shown."""
_WAITING_RECORDINGS = 3
_SECONDS_A_RECORDING = 3.0
"""Until the first was timed: ten seconds of speech on two cores."""
_WAITING_PHOTOS = 2
_SECONDS_A_PHOTO = 4.0


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
    known.learn_from(assistant.known_people)
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
        self._pictures = Pictures(self.originals)
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
        self._came_up: GenerationState = "loading"
        self._settings = settings
        self._plant: PlantDatabase | None = None
        self._opening = threading.Lock()
        self._access: Access | None = None
        self._publisher: Publisher | None = None
        self._courier: Courier | None = None
        self._tickets: TicketOffice | None = None
        self._clerk: Clerk | None = None
        self._histories: Histories | None = None
        self._warmer: Warmer | None = None
        self._embedder = embedder
        self._house = self
        self._principal = Principal.console()
        self._intruder: Principal | None = None
        self._sees = ANYBODY
        self._finder: Finder | None = None
        self._manuals = ManualsOf()
        self._generator = generator
        self._listener = listener
        self.recordings = Queue(
            _WAITING_RECORDINGS, what="recordings", seconds=_SECONDS_A_RECORDING
        )
        self.plates = Queue(_WAITING_PHOTOS, what="photos", seconds=_SECONDS_A_PHOTO)
        self.notes = Notes(self._log_if_made, self.library.for_few)
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
        self._bench = Workbench(
            self.library, self.glossary, generator, queue, site=site, memory=self, gaps=self.gaps
        )
        words = Lexicon.load(data / "drafting.tsv")
        self._reader = NoteReader(settings.zone, words, self._machines, self._known_codes)
        self._limits = Limits(
            passages=settings.passages,
            prompt_characters=settings.prompt_characters,
            new_tokens=settings.max_new_tokens,
            question_characters=settings.max_question_characters,
            gate=settings.gate,
            writes=settings.answer_mode == "generative",
        )

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
        if isinstance(self._generator, LocalGenerator):
            self._generator.close()

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
        theirs._bench = replace(
            self._bench, library=theirs.library, memory=theirs, gaps=theirs.gaps
        )
        theirs._reader = replace(
            self._reader, machines=theirs._machines, known_codes=theirs._known_codes
        )
        return theirs

    def start(self) -> None:
        """Makes search ready, then lets uploads and the language model come up beside it."""
        from assistant.history.warm import Warmer

        self.search("warm up 预热")
        write(Note((_ANY_NOTE,)), datetime.now(UTC), self._reader)
        self.intake.start()
        self._publisher = self.publisher()
        self._publisher.start()
        self._courier = self.courier()
        if self._courier is not None:
            self._courier.start()
        self._clerk = self.clerk()
        if self._clerk is not None:
            self._clerk.start()
        self._warmer = Warmer(self._warm_history)
        self._warmer.start()
        threading.Thread(target=self._load_generator, name="load-generator", daemon=True).start()

    def close(self) -> None:
        """Finishes the file in hand and saves the index."""
        self.intake.close()
        self.gaps.close()
        if self._publisher is not None:
            self._publisher.close()
        if self._courier is not None:
            self._courier.close()
        if self._clerk is not None:
            self._clerk.close()
        if self._warmer is not None:
            self._warmer.close()
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
                from assistant.ledger import Ledger

                house._plant = build_plant(settings)
                Ledger(settings.zone).settle(house._plant, settings.site)
            return house._plant

    @property
    def _records(self) -> "PlantAsReadBy":
        """Reports and work orders, as who asks may read them; raises NotAllowed."""
        from assistant.plant.readers import PlantAsReadBy

        return PlantAsReadBy(self.plant, self._sees, self._settings.site)

    @property
    def reports(self) -> "ReportStore":
        """The site's fault reports."""
        from assistant.ledger import Ledger
        from assistant.reports.store import ReportStore
        from assistant.witness import Witness, tell_of_reports

        settings, register = self._settings, self.library.assets
        return ReportStore(
            self._records,
            site=settings.site,
            zone=settings.zone,
            four_eyes=settings.four_eyes,
            is_machine=register.admits,
            published=Ledger(settings.zone).tell,
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
        site = frozenset({self._settings.site})
        rights = frozenset[Right]({"docs:read", "reports:draft"})
        asker = Principal(
            id="tickets",
            kind="program",
            name="tickets",
            role="technician",
            rights=rights,
            sites=site,
        )  # who reads a ticket is not known: no more than anybody may read

        def ask(question: str) -> Answer:
            return self.as_asked_by(asker).quote(question)

        def draft(note: str, said_at: datetime) -> Draft:
            return write(Note((note,)), said_at, self._reader)

        return self.tickets.clerk(self._plant_if_made, lambda: self.reports, ask, draft)

    def publisher(self) -> "Publisher":
        """What brings approved reports into the library; not started."""
        from assistant.reports.publish import Publisher

        settings = self._settings
        return Publisher(self._plant_if_made, self.library, settings.site, settings.zone)

    @property
    def generation_state(self) -> GenerationState:
        """Whether answers can be written; of a server, as the last try found it."""
        if self._came_up == "ready" and isinstance(
            self._generator, RemoteGenerator | Failover | Masked
        ):
            return self._generator.state
        return self._came_up

    def search(
        self,
        question: str,
        limit: int = 10,
        history: Sequence[Message] = (),
        filters: Filters = EVERYTHING,
    ) -> Sequence[Evidence]:
        """Evidence for a question, best first."""
        question = self._limits.check(question)
        query = understand(question, history, self.glossary)
        named = machine_in(self.library, self.glossary, query.asked, superseded=filters.superseded)
        found = prefer(self.library, self.glossary, query, named, limit, filters).evidence
        self.notes.read(one.chunk.document_id for one in found)
        return found

    def alarm(
        self, code: str, machine: str = "", limit: int = 5, filters: Filters = EVERYTHING
    ) -> Alarm:
        """What the manuals' fault records say of a code, the machine's own first."""
        code = self._limits.check(code)
        return look_up(self.library, self.glossary, code, machine, limit, filters)

    @property
    def speech_state(self) -> SpeechState:
        """Whether recordings are listened to."""
        return "ready" if self._listener else "off"

    def listen(self, recording: bytes, language: Language | None = None) -> Transcript:
        """What a recording says, for who spoke to look at; kept nowhere.

        Raises:
            ModelUnavailable: No speech model was pulled.
            Busy: Too many others wait for it.
            SpeechError: It cannot be listened to.
        """
        if self._listener is None:
            raise ModelUnavailable(
                "Nobody listens here: the weights for speech are missing. Run `shiftmate models "
                "pull` and start the service again; until then, type."
            )
        with self.recordings.turn():
            return listen(recording, language, self._listener, LibraryBook(self.library))

    def read_photo(self, photo: bytes, language: Language) -> PhotoText:
        """What stands on a nameplate or a display, and the question it suggests; kept nowhere.

        Raises:
            Busy: Too many others wait for it.
            UnfitPhoto, LargePhoto: The bytes are no photo, or nothing that can be read in time.
            OcrUnavailable: There is no engine to read with.
        """
        with self.plates.turn():
            lines = lines_on(taken(photo).jpeg, rapid_recognizer)
        text = " ".join(lines)
        known = LibraryBook(self.library).known(code_candidates(text)).values()
        codes = tuple(
            dict.fromkeys(one.code.strip("*†‡ ") for one in known if one.machine is None)
        )  # as printed, without the mark of a footnote
        tags = [one.machine for one in known if one.machine is not None]
        tags += [asset.tag for asset in self._machines(text[: self._limits.question_characters])]
        machines = tuple(dict.fromkeys(tags))
        return PhotoText(lines, codes, machines, question_of(lines, codes, machines, language))

    def answer(
        self,
        messages: Sequence[Message],
        max_new_tokens: int | None = None,
        *,
        filters: Filters = EVERYTHING,
    ) -> Stream[Event, None, None]:
        """Answers the last message; see ``answering.answer.answer`` for what is yielded when."""
        limits = self._limits.shorter(max_new_tokens)
        heard = Heard(self._generator)
        # The local model is told everything, and can be asked more than a Generator can.
        is_local = isinstance(self._generator, Prober)
        bench = self._bench if is_local else replace(self._bench, generator=heard)
        told = saying(answer(bench, limits, messages, filters), lambda: heard.masked)
        return observed(told, [self.notes.answered, *self.observers])

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

    def draft(self, note: str, said_at: datetime | None = None) -> Draft:
        """A fault report out of a note written at that moment, or now; raises NaiveTime."""
        return self._draft(Note((note,)), said_at)

    def draft_chat(
        self, turns: Sequence[tuple[str, str]], said_at: datetime | None = None
    ) -> Draft:
        """The same out of a conversation's (role, text) turns: only what users said counts."""
        return self._draft(conversation(turns), said_at)

    def proposals(self, draft: Draft) -> list[Proposal]:
        """Codes that approved reports of like faults bear; the draft stays as it is."""
        return proposals(self._finder_if_plant, draft)

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

    def repairs(self, machine: str, symptom: str, limit: int = 5) -> "Repairs":
        """What fixed such a fault here before; raises BadQuestion, UnknownFilter."""
        from assistant.repairs.find import Repairs

        finder = self._finder_if_plant()
        return finder.find(machine, symptom, limit) if finder else Repairs(())

    def recall(
        self, asked: str, machines: Sequence[Asset], documents: Collection[str]
    ) -> Sequence[Repair]:
        """The same for an answer; see `assistant.answering.repair.Memory`."""
        finder = self._finder_if_plant()
        return finder.recall(asked, machines, documents) if finder else ()

    def handover(self, shift: str, now: datetime | None = None) -> "Handover":
        """What a shift tells the next; raises UnknownFilter, NaiveTime."""
        from assistant.handover.gather import gather
        from assistant.handover.shifts import shift_of

        settings, now = self._settings, now or datetime.now(UTC)
        meant = shift_of(shift, now, settings.shifts, settings.zone)
        names = self.library.assets.names
        return gather(self._records, settings.site, settings.zone, meant, now, names)

    def filters(self, scope: Scope) -> Filters:
        """What a search or an answer is narrowed to; raises UnknownFilter."""
        return filters_of(self.library, scope)

    def machines(self) -> list[Asset]:
        """The register of machines, by tag: what a scope's ``asset`` can be."""
        return self.library.assets.all()

    def scanned(self, text: str) -> Scanned:
        """The machine whose label was scanned, or whose tag was typed; else the nearest ones."""
        return scanned(text, self.machines())

    def pack(self, tag: str, *, records: bool = True) -> Pack:
        """What is worth having at a machine; without records, of its manuals alone.

        Raises:
            NotHere: There is no such machine.
        """
        machine = self.library.assets.find(tag)
        if machine is None:
            raise NotHere(f"There is no machine {tag[:80]}. GET /v1/assets lists them.")
        documents = self.library.assets.shelf().manuals(machine)
        manuals = self._manuals.gathered(self.library, documents, self._answers)
        self.notes.read(documents)
        return Pack(machine, manuals, self._records_of(machine) if records else None)

    def _records_of(self, machine: Asset) -> OfRecords:
        from assistant.machines.gather import records_of

        finder = self._finder_if_plant()
        return records_of(machine, self.reports, finder) if finder else OfRecords()

    def _answers(self, question: str, documents: frozenset[str]) -> bool:
        """Whether these documents answer by their own words; no model is asked, nothing noted."""
        limits = replace(self._limits, writes=False)
        told = answer(self._bench, limits, [Message("user", question)], Filters(documents))
        return not next(event.answer for event in told if isinstance(event, Finished)).refused

    def documents(self) -> list[DocumentRecord]:
        """Every document, by file name; reports are none of them."""
        return self.library.documents(without=MEDIA_TYPE)

    def document(self, document_id: str) -> DocumentRecord:
        """One document; raises NotHere."""
        record = self.library.document(document_id)
        if record is None:
            raise NotHere(f"There is no document {document_id}. GET /v1/documents lists them.")
        return record

    @property
    def custody(self) -> Custody:
        """Manuals, to be managed by who asks."""
        house = self._house
        return Custody(self._principal, self.library, house.library, self.originals, self.notes)

    def chunk(self, chunk_id: str) -> Chunk:
        """One chunk; raises NotHere."""
        chunk = self.library.chunk(chunk_id)
        if chunk is None:
            raise NotHere(f"There is no chunk {chunk_id}; its document may have been replaced.")
        self.notes.read([chunk.document_id])
        return chunk

    def page_picture(
        self,
        document_id: str,
        page: int,
        chunk_id: str | None = None,
        *,
        crop: bool = False,
        width: int | None = None,
    ) -> bytes:
        """A page as PNG, the chunk's lines highlighted where the chunk stands on that page.

        With ``crop``, no more of the page than those lines and a margin; ``width`` is in pixels.

        Raises:
            NotHere: No such document or chunk, or a format without pages.
            NoSuchPage: The document has fewer pages.
        """
        record = self.document(document_id)
        chunk = self.chunk(chunk_id) if chunk_id is not None else None
        self.notes.read([document_id])
        return self._pictures.page(record, page, chunk, crop=crop, width=width)

    def figures(self, document_id: str) -> list[Figure]:
        """A document's captioned figures, page by page; raises NotHere."""
        self.document(document_id)
        return self.library.figures(document_id)

    def figure_picture(self, document_id: str, number: int, *, width: int | None = None) -> bytes:
        """The figure of that 1-based number with its caption, as PNG; raises NotHere."""
        found = self.figures(document_id)
        self.notes.read([document_id])
        return self._pictures.figure(self.document(document_id), found, number, width)

    def _draft(self, note: Note, said_at: datetime | None) -> Draft:
        helps = self._limits.writes and self.generation_state != "unavailable"
        heard = Heard(self._generator)
        now = said_at or datetime.now(UTC)
        made = write(note, now, self._reader, heard if helps else None, self._bench.queue.turn)
        self.notes.tell("draft.made", details={"written_by": made.written_by})
        return replace(made, masked=heard.masked)

    def _machines(self, text: str) -> Sequence[Asset]:
        named = machine_in(self.library, self.glossary, text)
        return named.assets if named else ()

    def _known_codes(self, codes: Sequence[str]) -> Collection[str]:
        found = self.library.exact(codes, _LOOKED_UP)
        return {named.asked for named in found if named.is_code and not named.is_common}

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

    def _finder_if_plant(self) -> "Finder | None":
        """None until the first report or work order: there is nothing to remember."""
        house, plant = self._house, self._plant_if_made()
        if plant is None:
            return None
        if house._finder is None:
            from assistant.repairs.find import Finder

            settings = self._settings
            house._finder = Finder(
                plant,
                house.library,
                self.glossary,
                self._embedder,
                site=settings.site,
                zone=settings.zone,
                rules=self._bench.site.rules,
            )
        return house._finder.as_read_by(self.library, self._records)

    def _load_generator(self) -> None:
        if not self._limits.writes:
            self._came_up = "off"
            return
        if isinstance(self._generator, LocalGenerator | RemoteGenerator | Failover | Masked):
            try:
                self._generator.load()
            except Exception:  # a thread's last line: memory, a torn file, whatever it is
                logger.exception("the generation model cannot be loaded")
                self._came_up = "unavailable"
                return
        self._came_up = "ready"
