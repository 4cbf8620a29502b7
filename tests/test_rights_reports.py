"""A report is for whom its audience says: to others the plant is as if it had never been."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from assistant.errors import NotHere
from assistant.handover.gather import gather
from assistant.history.answer import History
from assistant.history.columns import plan_columns
from assistant.history.mapping import ColumnMapping
from assistant.history.readers import Histories
from assistant.history.sheet import opened_sheet
from assistant.history.spans import Span
from assistant.history.take import import_work_orders
from assistant.ledger import Ledger
from assistant.plant.database import PlantDatabase
from assistant.plant.readers import PlantAsReadBy
from assistant.repairs import orders
from assistant.repairs.reports import approved as past_repairs
from assistant.reports.errors import BadReference, NotAllowed, TakenName
from assistant.reports.listing import Wanted
from assistant.reports.model import Actor, Report
from assistant.reports.store import ReportStore
from assistant.tickets.outbox import FOR_FEW, enqueue
from assistant.tickets.system import TicketSystem
from assistant.tickets.tables import ErrandRow
from assistant.tickets.tell import Teller
from assistant.webhooks.outbox import body_of
from tests.fakes import Clock
from tests.plants import ENGINES, opened
from tests.report_forms import ADA, CHEN, SENSOR, filled
from vectorstore.readers import ANYBODY, Reader

pytestmark = pytest.mark.doors

ZONE = ZoneInfo("Asia/Shanghai")
IDS = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOW = datetime(2026, 3, 15, tzinfo=UTC)
TECHNICIANS = Reader(audiences=frozenset({"technician"}))
SUPERVISORS = Reader(audiences=frozenset({"technician", "supervisor"}))
LI = Actor(name="Li", role="supervisor")
ORDERS = """\
Order,Equipment,Description,Type,Code,Status,Start date,Malfunction start,Malfunction end,Action
W-1,CV-201,Belt slips,corrective,E-07,closed,2026-03-01,2026-03-01 07:30,2026-03-01 08:30,Tightened
W-2,CV-300,Motor hot,corrective,H-2,open,2026-03-03,2026-03-03 10:00,2026-03-03 14:00,Cooled
W-3,CV-301,Inspection,preventive,,closed,2026-03-04,,,Looked
"""
SECRET = {
    "audience": "supervisor", "asset_id": "ZX-900", "title": "Zebrafinch", "fault_codes": ["Q-99"],
    "item_text": "zebra valve", "downtime_minutes": 5000, "is_breakdown": False,
    "malfunction_start": None, "malfunction_end": None,
    "actions": [{"activity_code": "1", "text": "New zebra.", "performed_by": ["Zeb Ra"]}],
}  # fmt: skip
QUESTIONS = (
    "How many work orders are there?", "How many work orders per month?", "list all work orders",
    "Total downtime by machine", "Which machine had the most downtime?", "Longest downtime",
    "Which failure code occurs most often?", "Pareto of failure codes by downtime",
    "How many orders have failure code Q-99?", "How many work orders on ZX-900?",
    "Orders of technician Zeb Ra", "How many different technicians are there?",
    "How many orders mention zebra?", "How many work orders by status?", "MTBF", "MTBF by machine",
    "MTTR", "Availability", "Repeat failures", "MTTA", "How many reports are there?",
    "Share of downtime by machine", "Last work order", "How many orders are open?",
    "Total downtime by machine and month", "Average downtime", "Median downtime",
)  # fmt: skip


def store_of(plant: PlantDatabase, reader: Reader = ANYBODY, site: str = "plant") -> ReportStore:
    return ReportStore(
        PlantAsReadBy(plant, reader, site),
        site=site,
        zone=ZONE,
        published=Ledger(ZONE).tell,
        reader=reader,
        now=Clock(datetime(2026, 3, 2, 8, tzinfo=UTC), timedelta(seconds=1)),
    )


def approved(store: ReportStore, **fields: object) -> Report:
    report = store.create(filled(**fields), CHEN)[0]
    report = store.step(report.id, "submitted", CHEN, report.version)
    return store.step(report.id, "approved", LI, report.version)


class Twins(NamedTuple):
    """Two plants, one of which holds what is kept from technicians."""

    plant: PlantDatabase
    other: PlantDatabase
    seen: Report
    """That every technician reads."""
    hidden: list[Report]


@pytest.fixture(scope="module", params=ENGINES)
def twins(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("twins")
    file = folder / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    with ExitStack() as stack:
        plants = [stack.enter_context(opened(request.param, folder / one)) for one in "ab"]
        for plant in plants:
            with opened_sheet(file, folder, "", 0) as sheet:
                plan = plan_columns(sheet, ColumnMapping(), "sap")
                import_work_orders(sheet, plan, plant, zone=ZONE)
            seen = approved(store_of(plant))
        yield Twins(*plants, seen=seen, hidden=hide(plants[0]))


def hide(plant: PlantDatabase) -> list[Report]:
    """Of every kind that a technician of this site may not read."""
    store, elsewhere = store_of(plant), store_of(plant, site="elsewhere")
    of_order = [{"system": "sap", "id": "W-2"}]
    return [
        approved(store, **SECRET),
        approved(store, **SECRET | {"asset_id": "CV-300", "external_refs": of_order}),
        approved(store, audience="supervisor", title="The same as the one that is seen"),
        store.create(filled(**SECRET), CHEN)[0],
        approved(elsewhere, **SECRET | {"audience": "technician"}),
    ]


def of(twins: Twins, reader: Reader = TECHNICIANS) -> PlantAsReadBy:
    return PlantAsReadBy(twins.plant, reader, "plant")


def test_the_history_is_as_if_it_had_never_been(twins: Twins) -> None:
    """What is read for the question, and what is kept in memory."""
    theirs, others = History(of(twins), ZONE), History(twins.other, ZONE)
    told = {question: others.ask(question, NOW) for question in QUESTIONS}
    assert {question: theirs.ask(question, NOW) for question in QUESTIONS} == told
    strange = {question for question, answer in told.items() if answer.query is None}
    assert strange == {one for one in QUESTIONS if re.search("Q-99|ZX-900|Zeb Ra", one)}
    theirs.warm()
    of_all = [one for one in QUESTIONS if one.startswith(("MT", "Avail", "Repeat"))]
    assert {question: theirs.ask(question, NOW) for question in of_all} == {
        question: told[question] for question in of_all
    }


def test_a_supervisor_s_history_counts_it(twins: Twins) -> None:
    def count(question: str, reader: Reader) -> object:
        return History(of(twins, reader), ZONE).ask(question, NOW).value

    for reader in (SUPERVISORS, ANYBODY):
        assert count("How many work orders on ZX-900?", reader) == 1
        assert count(QUESTIONS[0], reader) == count(QUESTIONS[0], TECHNICIANS) + 2, "and W-2 once"
    whole = History(twins.plant, ZONE).ask("How many work orders on ZX-900?", NOW).value
    assert whole == 2, "the other site's too, where the two share a database"


def test_handover_and_repairs_are_as_if_it_had_never_been(twins: Twins) -> None:
    shift = Span(NOW - timedelta(days=30), NOW)
    sheets = [
        gather(one, "plant", ZONE, shift, NOW).model_dump_json() for one in (of(twins), twins.other)
    ]
    assert IDS.sub("", sheets[0]) == IDS.sub("", sheets[1])
    assert "Zebrafinch" in str(gather(of(twins, SUPERVISORS), "plant", ZONE, shift, NOW))
    told = []
    for plant in (of(twins), twins.other):
        with plant.reading() as session:
            machines, codes = orders.machines_written(session), ["E-07", "H-2", "Q-99"]
            told.append(
                (
                    machines,
                    orders.codes_written(session, {"Q99", "H2"}),
                    orders.with_codes(session, codes, None),
                    orders.of_machines(session, list(machines), {"zebra": 1.0}),
                    [one.number for one in past_repairs(session, "plant", None, ZONE)],
                )
            )
    assert told[0] == told[1]


def test_the_list_is_as_if_it_had_never_been(twins: Twins) -> None:
    theirs, others = store_of(twins.plant, TECHNICIANS), store_of(twins.other)
    for wanted in (
        Wanted(), Wanted(oldest_first=True, limit=1), Wanted(status="draft"),
        Wanted(asset="ZX-900"),
        Wanted(updated_since=twins.seen.updated_at), Wanted(number=twins.hidden[0].number),
    ):  # fmt: skip
        pages = theirs.page(wanted), others.page(wanted)
        told = [[one.number for one in page.reports] for page in pages]
        assert told[0] == told[1]
        assert [page.next for page in pages] == [None, None]


def test_no_way_leads_to_it(twins: Twins) -> None:
    store = store_of(twins.plant, TECHNICIANS)
    never = "01900000-0000-7000-8000-000000000000"
    for one in twins.hidden:
        for way in (
            lambda name: store.get(name),
            lambda name: store.events(name),
            lambda name: store.patch(name, {"title": "x"}, CHEN, 99),
            lambda name: store.step(name, "closed", CHEN, 1),
        ):
            told = []
            for name in (one.id, never):
                with pytest.raises(NotHere) as refused:
                    way(name)
                told.append(str(refused.value).replace(name, ""))
            assert told[0] == told[1], "nothing tells one that is kept from one that never was"
        if one.site == "plant":
            assert store.numbered(one.number) is None


def test_what_names_it_is_told_as_if_it_were_nobody_s(twins: Twins) -> None:
    store, hidden = store_of(twins.plant, TECHNICIANS), twins.hidden[1]
    with pytest.raises(BadReference, match="Give the id of another report"):
        store.create(filled(repeat_of=hidden.id), ADA)
    with pytest.raises(TakenName) as taken:
        store.create(filled(external_refs=[{"system": "sap", "id": "W-2"}]), ADA)
    assert hidden.id not in str(taken.value)
    with pytest.raises(TakenName) as taken:
        store.create(filled(), ADA, hidden.id)
    assert hidden.number not in str(taken.value)


def test_a_report_that_points_to_it_points_nowhere(twins: Twins) -> None:
    store, theirs = store_of(twins.plant), store_of(twins.plant, TECHNICIANS)
    hidden = twins.hidden[0]
    report = store.create(filled(repeat_of=hidden.id), ADA)[0]
    report = store.step(report.id, "submitted", ADA, report.version)
    report = store.step(report.id, "rejected", CHEN, report.version, duplicate_of=hidden.id)
    assert (report.repeat_of, report.duplicate_of) == (hidden.id, hidden.id)
    read = theirs.get(report.id)
    assert (read.repeat_of, read.duplicate_of) == (None, None)
    written = theirs.step(report.id, "draft", ADA, report.version)
    shift = Span(NOW - timedelta(days=30), NOW)
    sheet = gather(of(twins), "plant", ZONE, shift, NOW)
    for told in (read, written, theirs.events(report.id), theirs.page(Wanted()).reports, sheet):
        assert hidden.id not in str(told)
    store.step(report.id, "discarded", ADA, written.version)


def test_a_supervisor_says_whom_it_is_for(twins: Twins) -> None:
    store = store_of(twins.plant, SUPERVISORS)
    for actor in (ADA, SENSOR):
        with pytest.raises(NotAllowed, match="a supervisor does"):
            store.create(filled(audience="supervisor"), actor)
    with pytest.raises(NotAllowed, match="kept from 陈工"):
        store.create(filled(audience="admin"), CHEN)
    report = store.create(filled(), ADA)[0]
    for actor, audience, why in ((ADA, "supervisor", "a supervisor does"), (CHEN, "admin", "kept")):
        with pytest.raises(NotAllowed, match=why):
            store.patch(report.id, {"audience": audience}, actor, report.version)
    report = store.step(report.id, "submitted", ADA, report.version)
    with pytest.raises(NotAllowed, match="kept from"):
        store.step(report.id, "approved", CHEN, report.version, audience="admin")
    report = store.step(report.id, "rejected", CHEN, report.version, "no", audience="supervisor")
    assert store.events(report.id)[-1].changed == {"audience": ("technician", "supervisor")}
    report = store.patch(report.id, {"audience": "technician"}, CHEN, report.version)
    assert report.is_for_all, "in whatever state it is"
    report = store.step(report.id, "draft", ADA, report.version)
    store.step(report.id, "discarded", ADA, report.version)


def test_a_change_of_mind_is_followed(twins: Twins) -> None:
    """Words and stops that are kept in memory too, and those of the other readers."""
    plants = [of(twins, one) for one in (ANYBODY, TECHNICIANS)]
    histories, store = Histories(*plants, ZONE), store_of(twins.plant)
    report = approved(store, **SECRET | {"asset_id": "NW-7", "audience": "technician"})
    for audience, seen in (("supervisor", None), ("technician", 1), ("admin", None)):
        report = store.patch(report.id, {"audience": audience}, CHEN, report.version)
        histories.warm()
        told = [histories.of(one).ask("How many work orders on NW-7?", NOW) for one in plants]
        assert [one.value for one in told] == [1, seen], audience
        assert bool(told[1].not_understood) == (seen is None), "nor is the machine a word"
    store.step(report.id, "submitted", CHEN, report.version, "over")


def test_other_systems_are_told_that_it_is_there_and_no_more(twins: Twins) -> None:
    hidden = twins.hidden[0]
    for report, names in ((hidden, False), (twins.seen, True)):
        told = json.loads(body_of("report.approved", report, "submitted"))["data"]
        assert told["audience"] == report.audience
        assert {"asset_id", "priority", "duplicate_of"}.isdisjoint(told) is not names


def test_no_ticket_tells_of_it(twins: Twins) -> None:
    """Neither of its own steps nor, by its id, those of a report that points to it."""
    store, hidden = store_of(twins.plant), twins.hidden[0]
    pointing = store.create(filled(title="Told twice"), ADA)[0]
    pointing = store.step(pointing.id, "submitted", ADA, pointing.version)
    pointing = store.step(pointing.id, "rejected", CHEN, pointing.version, duplicate_of=hidden.id)
    with twins.plant.writing() as session:
        enqueue(session, hidden, "draft", "submitted", ["desk"])
        enqueue(session, pointing, "submitted", "rejected", ["desk"])
        rows = {row.report_id: row for row in session.scalars(select(ErrandRow))}
        assert (rows[hidden.id].state, rows[hidden.id].outcome) == ("skipped", FOR_FEW)
        assert rows[pointing.id].state == "waiting"
        assert hidden.id not in str(rows[pointing.id].told)
        teller = Teller(lambda: twins.plant, lambda: store, {})
        told = teller(cast(TicketSystem, None), rows[hidden.id])
        assert told == FOR_FEW, "where it was put in line while it was for all"


def test_from_whom_nothing_is_kept_reads_the_tables(twins: Twins) -> None:
    with of(Twins(twins.other, twins.other, twins.seen, [])).reading() as session:
        assert session.get_bind() is twins.other.engine
    with of(twins).reading() as session:
        assert session.get_bind() is not twins.plant.engine


def test_a_site_s_name_is_no_sql(twins: Twins) -> None:
    plant = PlantAsReadBy(twins.other, TECHNICIANS, "O'Hara's \"%s\" -- plant")
    store = store_of(twins.other, TECHNICIANS, "O'Hara's \"%s\" -- plant")
    report = store.create(filled(), ADA)[0]
    with plant.reading():
        assert [one.id for one in store.page(Wanted()).reports] == [report.id]
