"""This machine's data folder, asked as a server would be; each question opens what it needs alone.

Who types here sits at the machine: nothing is kept from them.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.answering.reply import Doing, Event, Finished, Found, Words
from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply
from assistant.api.chat_schemas import ChatReply
from assistant.api.completion import Completion
from assistant.api.drafts import DraftReply
from assistant.api.gaps import GapReply
from assistant.api.history import HistoryReply
from assistant.api.repairs import RepairsReply
from assistant.api.report_schemas import EventList, ReportReply
from assistant.api.schemas import SafetyReply, extras
from assistant.build import Assistant, build
from assistant.client.chat import Citations, Piece, Warnings
from assistant.commands.plant import opened_plant
from assistant.handover.gather import gather
from assistant.handover.model import Handover
from assistant.handover.shifts import shift_of
from assistant.models.generator import Message
from assistant.reports.listing import Wanted
from assistant.reports.store import ReportStore
from assistant.reports.values import Status
from assistant.settings import Settings
from vectorstore.assets import Register
from vectorstore.database import FILE_NAME, Database


@dataclass(frozen=True, slots=True)
class Nearest:
    """The best passage found, where no answer follows."""

    file_name: str
    page: int | None
    text: str


class Here:
    """Everything that `assistant.commands.counter.Counter` asks for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.reports = ReportsHere(settings)
        self.gaps = GapsHere(settings)

    def ask(self, question: str, scope: Scope) -> ChatReply:
        """The answer in one piece."""
        with _assistant(self._settings) as assistant:
            for event in _events(assistant, question, scope):
                if isinstance(event, Finished):
                    whole = Completion(assistant.name).whole(event.answer)
                    return ChatReply.model_validate(whole)
        raise AssertionError("an answer ended before it was finished")

    def stream(self, question: str, scope: Scope) -> Iterator[Piece | Doing | Nearest]:
        """The answer as it is written."""
        with _assistant(self._settings) as assistant:
            for event in _events(assistant, question, scope):
                yield from _pieces(event)

    def alarm(self, code: str, machine: str, scope: Scope) -> AlarmReply:
        """What the manuals say of a code."""
        with _assistant(self._settings) as assistant:
            return AlarmReply.of(assistant.alarm(code, machine, filters=assistant.filters(scope)))

    def history(self, question: str) -> HistoryReply:
        """What the work orders tell."""
        with _assistant(self._settings) as assistant:
            return HistoryReply.of(assistant.ask_history(question))

    def repairs(self, machine: str, symptom: str, limit: int) -> RepairsReply:
        """What fixed such a fault before."""
        with _assistant(self._settings) as assistant:
            return RepairsReply.of(assistant.memory.find(machine, symptom, limit))

    def handover(self, shift: str, site: str) -> Handover:
        """What a shift tells the next, without a model: nothing is worded anew."""
        settings, now = self._settings, datetime.now(UTC)
        meant = shift_of(shift, now, settings.shifts, settings.zone)
        with (
            opened_plant(settings) as plant,
            closing(Database(settings.data_dir / FILE_NAME)) as database,
        ):
            names = Register(database).names
            return gather(plant, settings.site, settings.zone, meant, now, names, only=site)


class ReportsHere:
    """Fault reports."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def draft(self, note: str) -> DraftReply:
        """Fields of a report out of a note."""
        with _assistant(self._settings) as assistant:
            drafts = assistant.drafts
            draft = drafts.of_note(note)
            return DraftReply.of(draft, drafts.proposals(draft))

    def latest(self, status: Status | None, asset: str | None, most: int) -> Sequence[ReportReply]:
        """By their last change."""
        with self._store() as store:
            found = store.page(Wanted(status=status, asset=asset, limit=most)).reports
            return [ReportReply.of(one, store.zone) for one in found]

    def named(self, name: str) -> ReportReply:
        """By number or id; raises NotHere."""
        with self._store() as store:
            report = store.numbered(name.upper()) or store.get(name.lower())
            return ReportReply.of(report, store.zone)

    def events(self, report_id: str) -> EventList:
        """What happened to one."""
        with self._store() as store:
            return EventList(events=store.events(report_id), zone=str(store.zone))

    @contextmanager
    def _store(self) -> Iterator[ReportStore]:
        settings = self._settings
        with opened_plant(settings) as plant:
            yield ReportStore(plant, site=settings.site, zone=settings.zone)


class GapsHere:
    """What had no answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def page(self, machine: str | None = None, limit: int = 100) -> GapReply:
        """The gap list, and verified answers that need somebody's look."""
        with _assistant(self._settings) as assistant:
            return GapReply(
                gaps=assistant.gaps.gaps(machine, limit),
                needs_review=[one for one in assistant.gaps.answers.all() if one.needs_review],
                next_cursor=None,
            )


@contextmanager
def _assistant(settings: Settings) -> Iterator[Assistant]:
    with closing(build(settings)) as assistant:
        yield assistant


def _events(assistant: Assistant, question: str, scope: Scope) -> Iterator[Event]:
    return assistant.answer([Message("user", question)], filters=assistant.filters(scope))


def _pieces(event: Event) -> Iterator[Piece | Doing | Nearest]:
    """As a server tells it; and what it is doing, which no server tells."""
    match event:
        case Words():
            yield event.text
        case Doing():
            yield event
        case Found():
            if event.safety:
                yield Warnings(safety=[SafetyReply.of(block) for block in event.safety])
            if event.evidence and not event.passages:  # an answer quotes the best of them itself
                best = event.evidence[0].chunk
                yield Nearest(best.file_name, best.page, best.text)
        case Finished():
            yield Citations.model_validate(extras(event.answer))
