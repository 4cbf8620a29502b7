"""Approved reports are rows of the history: the same after any steps, and counted once."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from assistant.errors import BadWorkOrders
from assistant.history.answer import History, HistoryAnswer
from assistant.history.columns import plan_columns
from assistant.history.kpi import mtta
from assistant.history.mapping import ColumnMapping
from assistant.history.queries.figures import ParetoOf
from assistant.history.queries.scope import Scope
from assistant.history.queries.standing_still import DownNow
from assistant.history.reported import SOURCE, forget
from assistant.history.sheet import opened_sheet
from assistant.history.table import Import, WorkOrder
from assistant.history.take import import_work_orders
from assistant.ledger import Ledger, row_of
from assistant.plant.database import PlantDatabase
from assistant.repairs.reports import approved as past_repairs
from assistant.reports.errors import ReportError
from assistant.reports.model import Report
from assistant.reports.states import PUBLISHED
from assistant.reports.store import ReportStore
from assistant.reports.wording import render
from tests.fakes import Clock
from tests.plants import ENGINES, opened
from tests.report_forms import ADA, CHEN, filled

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 15, tzinfo=UTC)
ORDERS = """\
Order,Equipment,Description,Type,Start date,Malfunction start,Malfunction end
W-1,CV-201,Belt slips,corrective,2026-03-01,2026-03-01 07:30,2026-03-01 08:30
W-2,CV-300,Motor hot,corrective,2026-03-03,2026-03-03 10:00,2026-03-03 14:00
W-3,CV-301,Inspection,preventive,2026-03-04,,
"""


@pytest.fixture(scope="module", params=ENGINES)
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    with opened(request.param, tmp_path_factory.mktemp("ledger")) as plant:
        yield plant


@pytest.fixture
def plant(shared: PlantDatabase) -> PlantDatabase:
    """With an empty history."""
    with shared.writing() as session:
        session.execute(delete(WorkOrder))
        session.execute(delete(Import))
    return shared


@pytest.fixture
def store(plant: PlantDatabase, request: pytest.FixtureRequest) -> ReportStore:
    """Of a site of its own, as if it were empty."""
    return store_of(plant, request.node.name[:80])


def store_of(plant: PlantDatabase, site: str) -> ReportStore:
    return ReportStore(
        plant,
        site=site,
        zone=ZONE,
        published=Ledger(ZONE).tell,
        now=Clock(datetime(2026, 3, 2, 8, tzinfo=UTC)),
    )


def approved(store: ReportStore, **fields: object) -> Report:
    report = store.create(filled(**fields), ADA)[0]
    report = store.step(report.id, "submitted", ADA, report.version)
    return store.step(report.id, "approved", CHEN, report.version)


def take(plant: PlantDatabase, folder: Path, orders: str, source: str = "sap") -> None:
    file = folder / "orders.csv"
    file.write_text(orders, "utf-8")
    with opened_sheet(file, folder, "", 0) as sheet:
        plan = plan_columns(sheet, ColumnMapping(), source)
        import_work_orders(sheet, plan, plant, zone=ZONE)


def kept(plant: PlantDatabase) -> dict[str, WorkOrder]:
    with plant.reading() as session:
        found = session.scalars(select(WorkOrder).where(WorkOrder.source == SOURCE))
        return {row.row_key: row for row in found}


def ask(plant: PlantDatabase, question: str) -> HistoryAnswer:
    return History(plant, ZONE).ask(question, NOW, [("infeed conveyor", "CV-201")])


STEPS = ["submitted", "draft", "acknowledged", "approved", "rejected", "closed", "discarded"]
_PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Belt torn", "皮带断裂"]),
        "is_breakdown": st.booleans(),
        "malfunction_end": st.sampled_from([None, "2026-03-01T09:00:00+08:00"]),
        "item_text": st.sampled_from([None, "belt"]),
        "actions": st.just([{"activity_code": "1", "text": "New belt.", "labour_min": 30}]),
    },
)


@settings(max_examples=settings.default.max_examples // 8)
@given(st.lists(st.one_of(st.sampled_from(STEPS), _PATCHES), max_size=8))
def test_the_history_tells_what_the_store_does(shared: PlantDatabase, tried: list) -> None:
    store = store_of(shared, "hypothesis")
    report = store.create(filled(), ADA)[0]
    for one in tried:
        actor = CHEN if one in ("approved", "rejected", "closed", "acknowledged") else ADA
        with suppress(ReportError):
            if isinstance(one, dict):
                who = ADA if report.status == "draft" else CHEN
                report = store.patch(report.id, one, who, report.version)
            else:
                by = CHEN if (report.status, one) in TAKEN_BACK else actor
                report = store.step(report.id, one, by, report.version, "because")
        row = kept(shared).get(report.id)
        assert (row is not None) == (report.status in PUBLISHED)
        if row is not None:
            told = row_of(store.get(report.id), ZONE)
            assert {name: getattr(row, name) for name in told.values} == told.values
            assert told.extra.items() <= row.extra.items()


TAKEN_BACK = {("approved", "submitted"), ("closed", "approved")}


def test_what_stands_in_the_row(plant: PlantDatabase, store: ReportStore) -> None:
    report = approved(store, downtime_minutes=None)
    row = kept(plant)[report.id]

    assert (row.external_id, row.asset, row.status) == (report.number, "CV-201", "approved")
    assert row.text == "Belt is loose\nbelt on cv201 loose again, E-07 on panel, tightned it"
    assert (row.action, row.parts) == ("Tightened the belt to 45 Hz.", "GT-5M-1500")
    assert (row.downtime_minutes, row.labour_minutes, row.cost) == (35.0, None, None)
    assert (row.category, row.failure_code) == ("corrective_immediate", "E-07")
    assert row.extra["failure_mode"] == "SLP"
    mute = approved(store, fault_codes=[])
    assert kept(plant)[mute.id].failure_code == "SLP"
    assert f"{row.opened_on}" == "2026-03-01"
    closed = store.step(report.id, "closed", CHEN, report.version)
    assert kept(plant)[report.id].closed_at == closed.closed_at
    assert kept(plant)[report.id].id == row.id


@pytest.mark.parametrize(
    ("told", "minutes"),
    [
        ({"downtime_minutes": 20}, 20.0),
        ({"downtime_minutes": 0}, 0.0),
        ({}, 35.0),
        ({"malfunction_end": None}, None),
        ({"is_breakdown": False}, None),
        ({"is_breakdown": False, "downtime_minutes": 20}, 20.0),
    ],
    ids=["said", "said not to", "span", "no end", "ran on", "said alone"],
)
def test_history_text_and_past_repairs_tell_one_downtime(
    plant: PlantDatabase, store: ReportStore, told: dict, minutes: float | None
) -> None:
    report = approved(store, **told)
    with plant.reading() as session:
        (repair,) = past_repairs(session, report.site, None, ZONE)
    assert (kept(plant)[report.id].downtime_minutes, repair.downtime_minutes) == (minutes, minutes)
    lines = render(report, "en", ZONE).splitlines()
    stopped = [] if minutes is None else [f"Stopped: {minutes:.0f} min"]
    assert [line for line in lines if line.startswith("Stopped")] == stopped


def test_what_was_no_breakdown_did_not_stand(plant: PlantDatabase, store: ReportStore) -> None:
    report = approved(store, is_breakdown=False)
    assert kept(plant)[report.id].malfunction_start is None


def test_reports_from_before_are_brought_in_once(plant: PlantDatabase) -> None:
    ignorant = ReportStore(plant, site="before", zone=ZONE)
    report = approved(ignorant)
    assert kept(plant) == {}
    assert Ledger(ZONE).settle(plant, "before") == 1
    assert Ledger(ZONE).settle(plant, "before") == 0
    assert kept(plant).keys() == {report.id}


def test_a_report_is_of_the_area_in_which_its_machine_is_registered(
    plant: PlantDatabase, store: ReportStore
) -> None:
    areas: dict[str, str] = {}
    ledger = Ledger(ZONE, lambda machine: areas.get(machine, ""))
    site = "areas"
    knowing = ReportStore(plant, site=site, zone=ZONE, published=ledger.tell)
    old = approved(knowing, asset_id="AC-401")
    elsewhere = approved(store, asset_id="AC-401")
    loose = approved(knowing, asset_id="CV-202")
    assert {row.area for row in kept(plant).values()} == {None}
    question = "How many work orders are there in Utilities?"
    history = History(plant, ZONE)
    assert history.ask(question, NOW).query is None, "no record has such a word"

    areas["AC-401"] = "Utilities 公用"
    new = approved(knowing, asset_id="AC-401")
    assert history.ask(question, NOW).value == 1
    assert ledger.settle(plant, site) == 1
    assert ledger.settle(plant, site) == 0
    told = {key: row.area for key, row in kept(plant).items()}
    ours = {old.id: "Utilities 公用", new.id: "Utilities 公用"}
    assert told == {**ours, elsewhere.id: None, loose.id: None}
    assert history.ask(question, NOW).value == 2
    by_area = history.run(ParetoOf(by="area", of="downtime"), NOW).outcome
    assert [row[0] for row in by_area.rows][:1] == ["Utilities 公用"]


def test_a_report_and_its_order_count_once(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path
) -> None:
    cases = {
        ("SAP", "W-1"): ("elsewhere", "", True),  # that system's own number
        ("maximo", "W-2"): ("CV-201", "", True),  # of another name, but of this machine
        ("maximo", "W-3"): ("elsewhere", "", False),  # every system has a W-3
        ("maximo", "T-77"): ("CV-201", "T-77", True),  # the notification of the order
        ("maximo", "T-8"): ("CV-201", "T-88", False),
    }
    reports = [
        approved(store, external_refs=[{"system": system, "id": number}])
        for system, number in cases
    ]
    rows = [
        f"W-{place},{machine},Belt slips,2026-03-01,{ticket}"
        for place, (machine, ticket, _) in enumerate(cases.values(), 1)
    ]
    take(plant, tmp_path, "\n".join(["Order,Equipment,Description,Start date,Ticket", *rows]))
    wanted = [is_double for *_, is_double in cases.values()]

    assert [kept(plant)[one.id].duplicate_of is not None for one in reports] == wanted
    assert ask(plant, "How many work orders are there?").value == 7
    assert ask(plant, "How many reports are there?").value == 5
    assert ask(plant, "有多少故障报告？").value == 5
    for one in reports:  # this time the order was there first
        store.patch(one.id, {"title": "Belt slips"}, CHEN, one.version)
    assert [kept(plant)[one.id].duplicate_of is not None for one in reports] == wanted


def test_a_stop_told_by_the_report_alone_is_not_lost(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path
) -> None:
    approved(store, external_refs=[{"system": "sap", "id": "W-3"}], asset_id="CV-301")
    take(plant, tmp_path, ORDERS)
    answer = ask(plant, "MTTR per machine")
    assert answer.value == {"CV-300": 4.0, "CV-201": 1.0, "CV-301": pytest.approx(35 / 60)}


def down(plant: PlantDatabase, *sources: str) -> set[str]:
    """Machines that stand, of all sources or of these."""
    told = History(plant, ZONE).run(DownNow(scope=Scope(sources=sources), at=NOW), NOW)
    assert (told.outcome.value is None) == bool(told.outcome.reason)
    return {str(row[told.outcome.columns.index("asset")]) for row in told.outcome.rows}


def test_what_stands_stands_after_its_report_is_approved(
    plant: PlantDatabase, store: ReportStore
) -> None:
    report = approved(store, asset_id="SP-101", malfunction_end=None)
    assert down(plant) == {"SP-101"}, "no other report has ended yet"
    store.patch(report.id, {"malfunction_end": "2026-03-01T09:00:00+08:00"}, CHEN, report.version)
    assert down(plant) == set()


@pytest.mark.parametrize(
    ("order", "is_down"),
    [
        ("D-1,SP-101,,,", True),
        ("D-2,SP-101,2026-03-01 07:00,,", True),
        ("D-3,SP-101,2026-03-01 07:00,2026-03-01 09:00,", False),
        ("D-4,SP-101,,,closed", False),
    ],
    ids=["tells nothing", "tells a beginning", "tells an end", "is closed"],
)
def test_a_machine_stands_until_order_or_report_ends_it(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path, order: str, is_down: bool
) -> None:
    refs = [{"system": "sap", "id": order.split(",")[0]}]
    approved(store, asset_id="SP-101", malfunction_end=None, external_refs=refs)
    take(plant, tmp_path, f"Order,Equipment,Malfunction start,Malfunction end,Status\n{order}\n")
    assert [one.duplicate_of is not None for one in kept(plant).values()] == [True]
    assert down(plant) == ({"SP-101"} if is_down else set())
    assert down(plant, SOURCE) == ({"SP-101"} if is_down else set())


@pytest.mark.parametrize(
    ("period", "is_told"),
    [
        ("", True),
        (" in 2025", False),
        (" in February 2026", False),
        (" until February 28 2026", False),
        (" until March 1 2026", True),
        (" in 2026", True),
        (" since March 5 2026", True),
    ],
)
def test_hours_of_a_stop_are_missing_from_no_period_that_was_over_before_it(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path, period: str, is_told: bool
) -> None:
    past = "P-1,CV-300,Belt slips,corrective,2025-05-01,2025-05-01 07:30,2025-05-01 08:30\n"
    take(plant, tmp_path, ORDERS + past)
    approved(store, asset_id="SP-101", malfunction_end=None)  # from 1 March on
    answer = ask(plant, f"Total downtime{period}")
    assert answer.query, answer.answer
    assert ("SP-101" in answer.answer) == is_told, answer.answer


def test_reliability_by_machine(plant: PlantDatabase, tmp_path: Path) -> None:
    take(plant, tmp_path, ORDERS)
    answer = ask(plant, "MTBF per machine")

    assert answer.columns == ("asset", "n", "mtbf", "low", "high")
    assert [row[:2] for row in answer.rows] == [["CV-300", 1], ["CV-201", 1], ["CV-301", 0]]
    assert answer.rows[0][2] == 92.0  # 4 days of 24 hours, less 4 in which it stood
    assert answer.rows[2][2] is None  # no failure: a bound, never 0
    assert answer.rows[2][3] > 0
    assert answer.n == 2
    worst = ask(plant, "哪台设备的平均修复时间最高？")
    assert worst.value == {"CV-300": 4.0}
    assert "left_out" in dir(worst)
    assert worst.left_out == {"without": 1}
    assert ask(plant, "MTBF by month").query is None


def test_no_hour_before_the_records_began_is_one_in_which_machines_ran(
    plant: PlantDatabase, store: ReportStore
) -> None:
    report = approved(store)
    said = {question: ask(plant, f"{question} in 2026") for question in ("MTBF", "availability")}
    hours = 14 * 24 + 8  # from 1 March until now, 8 o'clock of 15 March here
    assert said["MTBF"].value == pytest.approx(hours - 35 / 60)
    assert said["availability"].value == pytest.approx(1 - 35 / 60 / hours)
    assert "; period 2026-03-01 to 2026-12-31; " in said["MTBF"].answer
    assert "from the first day that the records tell of;" in said["MTBF"].answer
    assert "自有记录的第一天起计" in ask(plant, "2026年的平均故障间隔时间").answer
    began = {"malfunction_start": "2026-02-20T07:30:00+08:00"}  # told by an order of a later day
    report = store.patch(report.id, began, CHEN, report.version)
    assert "period 2026-02-20 to" in ask(plant, "MTBF in 2026").answer
    assert ask(plant, "MTBF in 2026").n == 1
    assert "first day" not in ask(plant, "MTBF since March 1 2026").answer
    assert ask(plant, "MTBF in 2025").value is None
    assert "nothing was observed in the period" in ask(plant, "MTBF in 2025").answer
    assert ask(plant, "MTBF per machine in 2025").value is None


def test_how_long_reports_wait(plant: PlantDatabase, store: ReportStore) -> None:
    for _ in range(5):
        approved(store)
    answer = ask(plant, "What is the MTTA?")
    assert answer.value == pytest.approx(1 / 6)  # the clock goes on by ten minutes
    assert answer.n == 5
    assert ask(plant, "MTTA per machine").value == {"CV-201": pytest.approx(1 / 6)}


def test_the_interval_of_a_median_needs_five() -> None:
    hours = [(NOW, NOW + timedelta(hours=hour)) for hour in (1, 2, 3, 5, 8, 13, 21, 34, 55)]
    nine = mtta(dict(enumerate(hours)))
    assert (nine.value, nine.low, nine.high) == (8, 2, 34)  # ranks 2 and 8: 1 - 2 * 10/512
    assert mtta(dict(enumerate(hours[:4]))).low is None
    assert mtta(dict(enumerate(hours[:5]))).low == 1
    assert mtta({}).value is None


def test_no_file_comes_under_our_reports_name(plant: PlantDatabase, tmp_path: Path) -> None:
    with pytest.raises(BadWorkOrders, match="--source"):
        take(plant, tmp_path, ORDERS, SOURCE)


KPIS = ["MTBF", "MTTR of reports", "availability by machine", "Repeat failures"]
MORE = """\
W-4,CV-201,Belt torn,corrective,2026-03-02,2026-03-02 07:30,2026-03-02 08:30
W-5,CV-300,Motor hot,corrective,2026-03-05,2026-03-05 10:00,
W-6,CV-300,Impossible,corrective,2026-03-06,2026-03-06 10:00,2026-03-06 09:00
"""
UNBEGUN = """\
W-7,CV-201,Belt noisy,corrective,2026-03-06,,
W-8,,Nobody said where,corrective,2026-03-02,,2026-03-02 09:00
W-9,CV-301,No day at all,corrective,,,
W-10,CV-301,Lamp,preventive,2026-03-06,,
"""


@pytest.mark.parametrize("is_warm", [False, True])
def test_corrective_orders_without_a_beginning_are_told(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path, is_warm: bool
) -> None:
    take(plant, tmp_path, ORDERS + UNBEGUN)
    no_stop = {"is_breakdown": False, "malfunction_start": None, "malfunction_end": None}
    approved(store, title="It ran on", **no_stop)  # of which nothing is lacking
    history = History(plant, ZONE)
    if is_warm:
        history.warm()
        history.warm()
    told = {
        question: history.ask(question, NOW)
        for question in (
            "MTBF", "MTTR", "availability", "MTBF per machine", "MTBF since March 5 2026",
            "MTBF until March 5 2026", "MTBF of CV-201", "MTBF of CV-300", "MTTR of reports",
        )
    }  # fmt: skip
    counted = {question: answer.left_out.get("unbegun") for question, answer in told.items()}
    assert counted == {
        "MTBF": 3, "MTTR": 3, "availability": 3,
        "MTBF per machine": 2,  # W-8 is of none
        "MTBF since March 5 2026": 1, "MTBF until March 5 2026": 1,  # W-9 may be of any day
        "MTBF of CV-201": 1, "MTBF of CV-300": None, "MTTR of reports": None,
    }  # fmt: skip
    assert told["MTBF"].n == 2, "they are no failures"
    assert "; 3 corrective without a beginning of the stop, left out" in told["MTBF"].answer
    said = history.ask("平均故障间隔时间", NOW).answer
    assert "未填写停机开始时间的纠正性工单 3 张，未计入" in said


def test_an_order_begins_when_its_report_says_so(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path
) -> None:
    approved(store, external_refs=[{"system": "sap", "id": "W-7"}], asset_id="CV-301")
    take(plant, tmp_path, ORDERS + UNBEGUN)
    answer = ask(plant, "MTBF")
    assert (answer.n, answer.left_out["unbegun"]) == (3, 2)


def test_stops_kept_in_memory_are_never_old(
    plant: PlantDatabase, store: ReportStore, tmp_path: Path
) -> None:
    history, reading = History(plant, ZONE), History(plant, ZONE)
    report = approved(store, title="Loose")

    def same_as_read(state: str) -> None:
        for is_warm in (False, True):
            with plant.reading() as session:
                assert (history._stops.of(session) is not None) == is_warm, state
            history.warm()  # sees that something has changed, and lets it end
            history.warm()
        for question in KPIS:
            answer = history.ask(question, NOW)
            assert answer.query, question
            assert answer == reading.ask(question, NOW), (state, question)

    same_as_read("a report")
    take(plant, tmp_path, ORDERS)
    same_as_read("an import")
    take(plant, tmp_path, ORDERS + MORE + UNBEGUN)
    same_as_read("more of it")
    double = approved(store, title="Told twice", external_refs=[{"system": "sap", "id": "W-1"}])
    same_as_read("a report of an order")
    store.step(double.id, "submitted", CHEN, double.version, "because")
    same_as_read("a step back")
    store.patch(report.id, {"malfunction_end": "2026-03-01T09:45:00+08:00"}, CHEN, report.version)
    same_as_read("a correction")
    with plant.writing() as session:
        forget(session, report.id)
    same_as_read("none")
