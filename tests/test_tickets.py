"""Tickets of other systems are answered once, and reports told of once, whatever goes astray."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

import pytest
from pydantic import SecretStr

from assistant.answering.reply import Answer
from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.drafting.draft import Draft, words
from assistant.reports.drafting.note import Note, Span
from assistant.reports.listing import Wanted
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.tickets.clerk import Clerk
from assistant.tickets.connections import Connection, Told
from assistant.tickets.errors import Forged
from assistant.tickets.model import Errand
from assistant.tickets.office import TicketOffice
from assistant.webhooks.wire import Reply
from tests.fake_assistant import make_answer, make_chunk
from tests.plants import ENGINES, opened
from tests.report_forms import ADA, CHEN, filled
from tests.ticket_peers.atlas import AtlasPeer
from tests.ticket_peers.glpi import GlpiPeer
from tests.ticket_peers.jira import JiraPeer
from tests.ticket_peers.odoo import OdooPeer
from tests.ticket_peers.peer import HOOK, URL, SimulatedPeer
from tests.ticket_peers.servicenow import ServiceNowPeer
from tests.ticket_peers.zammad import ZammadPeer

_OTHERS = (GlpiPeer, JiraPeer, ServiceNowPeer, AtlasPeer, OdooPeer)
CASES = [
    ("sqlite", ZammadPeer),
    pytest.param(("postgresql", ZammadPeer), marks=ENGINES[1].marks),
    *(pytest.param(("sqlite", kind), marks=pytest.mark.peers) for kind in _OTHERS),
]
SYMPTOM = "Conveyor 3 trips with E07 when it starts."
BUSY = Reply(429, {"retry-after": "600"}, b"")


_NUMBERS = count()


def connection(name: str, peer: SimulatedPeer, **more: object) -> Connection:
    told = {
        "system": peer.system,
        "url": URL,
        "answers": True,
        "reports": True,
        "hook": {"env": "SHIFTMATE_HOOK"},
        **peer.settings,
        **more,
    }
    keys = {"hook": HOOK, **peer.keys}
    kept = {name: SecretStr(key) for name, key in keys.items()}
    return Connection(name, Told.model_validate(told), kept)


class Shop:
    """A site with one connection, whose clock stands until it is told to go on."""

    def __init__(self, plant: PlantDatabase, peer: SimulatedPeer) -> None:
        self.plant, self.peer = plant, peer
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)
        self.asked: list[str] = []
        self.name = f"desk-{next(_NUMBERS)}"
        self.connections = {self.name: connection(self.name, peer)}
        self.office = TicketOffice(self.connections, peer, "plant", lambda: plant)
        self.store = ReportStore(plant, happened=self.office.enqueue, now=lambda: self.now)
        self.desk = self.office.desk
        self.desk._now = lambda: self.now

    def clerk(self) -> Clerk:
        clerk = self.office.clerk(lambda: self.plant, lambda: self.store, self.ask, self.draft)
        assert clerk is not None
        clerk._now = lambda: self.now
        return clerk

    def serve(self, **later: float) -> int:
        """Another process's turn each time."""
        self.now += timedelta(**later)
        return self.clerk().serve(self.name)

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        warning = make_chunk("w", "WARNING Lock out the drive.", page=1)
        answer = make_answer("Let the motor cool down for 10 min [1].", [make_chunk()])
        return replace(answer, safety=(warning,))

    def draft(self, note: str, _: datetime) -> Draft:
        told = Note((note,))
        start = note.find("trips")
        found = words(told, Span(start, start + 5)) if start >= 0 else None
        return Draft(told, {"symptom": found} if found else {})

    def told(self, ticket_id: str) -> str:
        """What became of the event of that ticket."""
        return self.desk.take(self.name, self.peer.event(ticket_id)).state

    def opened(self, text: str = SYMPTOM) -> str:
        ticket_id = self.peer.open("Conveyor 3 stands", text)
        assert self.told(ticket_id) == "queued"
        return ticket_id

    def drafts(self) -> list[Report]:
        found = self.store.page(Wanted(limit=200)).reports
        return [one for one in found if one.author.name == self.name]

    def submitted(self, **fields: object) -> Report:
        report = self.store.create(filled(**fields), ADA)[0]
        return self.store.step(report.id, "submitted", ADA, report.version)

    def errand(self) -> Errand:
        return self.desk.errands(self.name)[0]


@pytest.fixture(scope="module")
def plants(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], PlantDatabase]]:
    """One of each kind that is asked for."""
    with ExitStack() as stack:

        @cache
        def plant(engine: str) -> PlantDatabase:
            return stack.enter_context(opened(engine, tmp_path_factory.mktemp("tickets")))

        yield plant


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1].system}")
def shop(request: pytest.FixtureRequest, plants: Callable[[str], PlantDatabase]) -> Shop:
    engine, peer = request.param
    return Shop(plants(engine), peer())


def test_a_ticket_gets_a_note_and_a_draft_once(shop: Shop) -> None:
    ticket_id = shop.opened()
    assert shop.told(ticket_id) == "known"
    assert shop.serve() == 1
    assert shop.serve(days=1) == 0
    (note,) = shop.peer.written[ticket_id]
    (draft,) = shop.drafts()
    for said in (
        "WARNING Lock out the drive. (px200.pdf, p. 1)",
        "cool down",
        "[1] px200.pdf, p. 2",
    ):
        assert said in note
    assert note.index("WARNING") < note.index("cool down")
    assert draft.number in note
    assert draft.external_refs[0].id == ticket_id
    assert (draft.status, draft.author.role, draft.source) == ("draft", "service", "api")
    assert SYMPTOM in (draft.reported_text or "")
    assert shop.asked == [f"Conveyor 3 stands\n{SYMPTOM}"]


def test_who_does_not_know_the_secret_is_not_heard(shop: Shop) -> None:
    ticket_id = shop.peer.open("Conveyor 3 stands", SYMPTOM)
    real = shop.peer.event(ticket_id)
    signed = {name for name in real.headers if "signature" in name}
    for forged in (
        shop.peer.forged(ticket_id),
        real._replace(headers={}, token=""),
        real._replace(headers={**real.headers, **dict.fromkeys(signed, "é")}, token="é"),  # noqa: S106
    ):
        with pytest.raises(Forged):
            shop.desk.take(shop.name, forged)
    assert shop.desk.errands(shop.name) == []
    with pytest.raises(NotHere):
        shop.desk.take("nobody", real)


@pytest.mark.parametrize("fault", [500, "timeout", "lost", BUSY])
def test_a_note_is_written_once_whatever_goes_astray(shop: Shop, fault: int | str | Reply) -> None:
    ticket_id = shop.opened()
    shop.peer.faults = [fault, fault]
    assert shop.serve() == 1
    assert shop.errand().state == "waiting"
    assert shop.serve(seconds=59) == (fault == 500)
    if fault == BUSY:
        assert shop.serve(seconds=530) == 0
    for _ in range(3):
        shop.serve(hours=1)
    assert shop.errand().state == "done"
    assert len(shop.peer.written[ticket_id]) == 1
    assert len(shop.drafts()) == 1


@pytest.mark.parametrize("fault", [500, "timeout", "lost", BUSY])
def test_a_report_becomes_one_ticket_whatever_goes_astray(
    shop: Shop, fault: int | str | Reply
) -> None:
    report = shop.submitted()
    shop.peer.faults = [fault]
    assert shop.serve() == 1
    assert shop.serve(hours=1) == 1
    assert shop.serve(hours=1) == 0
    (ticket_id,) = shop.peer.tickets
    assert (shop.errand().state, len(shop.errand().attempts)) == ("done", 2)
    told = str(shop.peer.tickets[ticket_id])
    for said in (report.number, "Belt is loose", "CV-201", "E-07", f"shiftmate:{report.id}"):
        assert said in told
    (ref,) = shop.store.get(report.id).external_refs
    assert (ref.system, ref.id) == (shop.name, ticket_id)
    assert shop.told(ticket_id) in {"ignored", "queued"}  # Odoo's event does not carry the mark
    shop.serve()
    assert shop.peer.written == {}
    assert shop.drafts() == []


def test_what_happens_next_is_said_in_the_ticket_in_order_and_once(shop: Shop) -> None:
    report = shop.submitted(language="zh")
    report = shop.store.step(report.id, "approved", CHEN, report.version)
    shop.store.step(report.id, "closed", CHEN, report.version)
    shop.peer.faults = [500]
    assert shop.serve() == 1  # the others wait for the ticket
    assert shop.serve(minutes=1) == 3
    (ticket_id,) = shop.peer.tickets
    said = shop.peer.written[ticket_id]
    assert ["批准" in said[0], "关闭" in said[1], len(said)] == [True, True, 2]
    shop.desk.replay(shop.errand().id)
    assert shop.serve() == 1
    assert len(shop.peer.written[ticket_id]) == 2


def test_a_note_of_ours_that_comes_back_is_not_answered(shop: Shop) -> None:
    ticket_id = shop.opened()
    shop.serve()
    quoted = shop.peer.open("Fwd: Conveyor 3 stands", shop.peer.written[ticket_id][0])
    shop.told(quoted)
    shop.serve()
    assert shop.errand().state == "skipped"
    assert quoted not in shop.peer.written
    invented = shop.peer.open(
        "Conveyor", f"{SYMPTOM} shiftmate:{'0' * 8}-0000-0000-0000-{'0' * 12}"
    )
    assert shop.told(invented) == "queued"


def test_what_a_system_refuses_for_good_is_kept_and_can_be_done_again(shop: Shop) -> None:
    ticket_id = shop.opened()
    hidden = shop.peer.tickets.pop(ticket_id)
    shop.serve()
    gone = shop.errand()
    if shop.peer.system in {"zammad", "servicenow", "jira", "atlas"}:
        assert gone.state == "failed"
        assert "404" in (gone.outcome or "")
        shop.peer.tickets[ticket_id] = hidden
        assert shop.desk.replay(since=shop.now - timedelta(hours=1)) >= 1
        assert shop.serve() == 1
        assert shop.errand().state == "done"
