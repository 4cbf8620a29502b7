"""What commands ask, and of whom: this machine's data, or a server elsewhere. They look the same.

`assistant.client.Client` is the one, `assistant.commands.here.Here` the other.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

from assistant.answering.reply import Doing
from assistant.answering.scope import Scope
from assistant.api.alarms import AlarmReply
from assistant.api.chat_schemas import ChatReply
from assistant.api.drafts import DraftReply
from assistant.api.gaps import GapReply
from assistant.api.history import HistoryReply
from assistant.api.repairs import RepairsReply
from assistant.api.report_schemas import EventList, ReportReply
from assistant.client import Client
from assistant.client.chat import Piece
from assistant.client.settings import ClientSettings
from assistant.commands.elsewhere import server
from assistant.commands.here import Here, Nearest
from assistant.handover.model import Handover
from assistant.reports.values import Status
from assistant.settings import Settings


class GapDesk(Protocol):
    """What had no answer."""

    def page(self, machine: str | None = None, limit: int = 100) -> GapReply:
        """The gap list, and verified answers that need somebody's look."""


class ReportDesk(Protocol):
    """Fault reports."""

    def draft(self, note: str) -> DraftReply:
        """Fields of a report out of a note; nothing is kept."""

    def latest(self, status: Status | None, asset: str | None, most: int) -> Sequence[ReportReply]:
        """By their last change."""

    def named(self, name: str) -> ReportReply:
        """By number or id; raises NotHere."""

    def events(self, report_id: str) -> EventList:
        """What happened to one."""


class Counter(Protocol):
    """Whom a command asks."""

    @property
    def reports(self) -> ReportDesk:
        """Fault reports."""

    @property
    def gaps(self) -> GapDesk:
        """What had no answer."""

    def ask(self, question: str, scope: Scope) -> ChatReply:
        """The answer in one piece."""

    def stream(self, question: str, scope: Scope) -> Iterator[Piece | Doing | Nearest]:
        """The answer as it is written."""

    def alarm(self, code: str, machine: str, scope: Scope) -> AlarmReply:
        """What the manuals say of a code."""

    def history(self, question: str) -> HistoryReply:
        """What the work orders tell."""

    def repairs(self, machine: str, symptom: str, limit: int) -> RepairsReply:
        """What fixed such a fault before."""

    def handover(self, shift: str, site: str) -> Handover:
        """What a shift tells the next; an empty site: of all."""


@contextmanager
def counter() -> Iterator[Counter]:
    """The one that was chosen."""
    address = server()
    if address is None:
        yield Here(Settings())
        return
    with closing(Client.of(ClientSettings(), address)) as client:
        yield client
