"""What one shift tells the next: nothing invented or left out, nobody's text taken as ours."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from assistant.access.model import Principal
from assistant.api import handover as door
from assistant.api.problems import handle_problems
from assistant.errors import NaiveTime, UnknownFilter
from assistant.handover.gather import gather
from assistant.handover.markdown import markdown
from assistant.handover.model import Handover
from assistant.handover.page import page, policy
from assistant.handover.priority import rank
from assistant.handover.sheet import age, sheet
from assistant.handover.shifts import shift_at, shift_of
from assistant.handover.words import quotes
from assistant.history.columns import plan_columns
from assistant.history.mapping import ColumnMapping
from assistant.history.sheet import opened_sheet
from assistant.history.spans import Span
from assistant.history.take import import_work_orders
from assistant.ledger import Ledger
from assistant.plant.base import Base
from assistant.plant.database import PlantDatabase
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.settings import Settings
from tests.fake_service import Console
from tests.fakes import Clock
from tests.plants import opened
from tests.report_forms import ADA, CHEN, filled

ZONE = ZoneInfo("Asia/Shanghai")
STARTS = (time(6), time(14), time(22))
NOW = datetime(2026, 3, 1, 7, tzinfo=UTC)  # 15:00 on the wall
SHIFT = Span(datetime(2026, 2, 28, 22, tzinfo=UTC), datetime(2026, 3, 1, 6, tzinfo=UTC))
GOLDEN = Path(__file__).parent / "handover"
HOSTILE = "<script>alert(1)</script> [x](http://evil.example) `rm` | # **a**\n\n# b\u202e"
ORDERS = f"""\
Order,Equipment,Description,Priority,Status,Start date,End date,Technician,Work done
W-1,Infeed conveyor,Belt slips,2,open,2026-02-20,,,
W-2,CV-300,泵出口阀已旁路，等备件,1,In progress,2026-03-01 09:00,,王工,
W-3,CV-300,Motor hot,3,closed,2026-02-27 08:00,2026-03-01 10:30,Li,Cleaned the fan
W-4,CV-301,Odd,3,limbo,2026-02-27 08:00,,,
W-5,CV-201,Same fault as the report,3,open,2026-03-01 07:45,,,
W-6,CV-301,"{HOSTILE.replace('"', "'")}",,open,2026-03-01 14:30,,,
"""


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantDatabase]:
    """Four reports and six orders, made by hand."""
    folder = tmp_path_factory.mktemp("handover")
    with opened("sqlite", folder) as plant:
        fill(plant)
        file = folder / "orders.csv"
        file.write_text(ORDERS, "utf-8")
        with opened_sheet(file, folder, "", 0) as rows:
            plan = plan_columns(rows, ColumnMapping(), "cmms")
            import_work_orders(rows, plan, plant, zone=ZONE)
        yield plant


def fill(plant: PlantDatabase) -> None:
    store = ReportStore(
        plant,
        zone=ZONE,
        published=Ledger(ZONE).tell,
        now=Clock(datetime(2026, 2, 28, 23, 30, tzinfo=UTC)),
    )
    step(store, filled_in(store, external_refs=[{"system": "CMMS", "id": "W-5"}]), "approved")
    locked = filled_in(
        store,
        title="Guard switch broken",
        follow_up="New switch is ordered",
        reported_text="门锁坏了。已上锁挂牌，钥匙在班长处。Put a jumper on S4 for the test run; "
        "not isolated on the line side.",
        asset_id="CV-300",
        priority="urgent",
        safety_relevant=True,
        hazards=["electrical", "moving_parts"],
        loto_required=True,
        permit_ref="P-17",
        language="zh",
    )
    store.step(locked.id, "acknowledged", CHEN, locked.version)
    step(store, filled_in(store, title="Fan belt changed", asset_id="CV-301"), "closed")
    gone = store.create(filled(title="A slip of the pen"), ADA)[0]
    store.step(gone.id, "discarded", ADA, gone.version)


def filled_in(store: ReportStore, **fields: object) -> Report:
    report = store.create(filled(**fields), ADA)[0]
    return store.step(report.id, "submitted", ADA, report.version)


def step(store: ReportStore, report: Report, to: str) -> None:
    for one in ("approved", "closed")[: 1 + (to == "closed")]:
        report = store.step(report.id, one, CHEN, report.version)


def told(plant: PlantDatabase, shift: Span = SHIFT) -> Handover:
    return gather(plant, "plant", ZONE, shift, NOW, [("infeed conveyor", "CV-201")])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plant_made_by_hand(plant: PlantDatabase, language: str) -> None:
    text = markdown(sheet(told(plant), language))
    text = re.sub(r"/v1/reports/[0-9a-f-]{36}", "/v1/reports/ID", text)
    assert text == (GOLDEN / f"golden_{language}.md").read_text("utf-8")


def test_where_there_is_nothing_it_says_so() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    found = gather(PlantDatabase(engine), "plant", ZONE, SHIFT, NOW)
    engine.dispose()
    text = markdown(sheet(found, "en"))
    assert found.open.total == found.changed.total == 0
    assert text.count("\nnone\n") == 4


def test_sections_hold_what_belongs_there(plant: PlantDatabase) -> None:
    found = told(plant)
    numbers = [line.number for line in found.open.lines]
    assert numbers == ["FR-2026-000002", "W-2", "W-1", "FR-2026-000001", "W-6"]
    assert found.unclear_orders == 1  # W-4: limbo is neither
    assert [line.number for line in found.safety.lines] == ["FR-2026-000002"]
    locked = found.isolated.lines[0]
    assert locked.fields[-2:] == ("hazard:electrical", "hazard:moving_parts")
    assert [quote.speaks for quote in locked.quotes] == ["isolation", "bypass", "isolation"]
    assert locked.last is not None
    assert (locked.last.action, locked.last.by) == ("acknowledged", "陈工")


def test_another_shift_has_other_changes(plant: PlantDatabase) -> None:
    found = told(plant, Span(SHIFT.end, SHIFT.end + timedelta(hours=8)))
    assert [(one.number, one.action) for one in found.changed.changes] == [("W-6", "opened")]


def test_a_page_shows_no_strangers_markup(plant: PlantDatabase) -> None:
    html = page(told(plant), "zh")
    assert html.count("<script") == 1, "its own, which the policy knows by its digest"
    assert "&lt;script&gt;" in html
    assert 'href="http' not in html
    assert "\u202e" not in html
    own = re.search("<script>(.*)</script>", html, re.DOTALL)
    assert own is not None
    digest = b64encode(sha256(own[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy()
    assert "style-src 'sha256-" in policy()
    assert "unsafe" not in policy()
    assert 'lang="zh"' in html


@settings(max_examples=settings.default.max_examples // 4)
@given(st.text(max_size=200))
def test_markdown_holds_whatever_is_written(text: str) -> None:
    lines = f"start {text} end"
    note = gather_note(lines)
    shown = markdown(sheet(note, "en"))
    body = [line for line in shown.splitlines() if "start" in line]
    assert len(shown.splitlines()) == SHORT
    assert all(line.startswith("- ") for line in body)


def gather_note(text: str) -> Handover:
    """An open order with this text."""
    moment = NOW.astimezone(ZONE)
    empty = {"lines": [], "total": 0}
    line = {
        "kind": "order", "number": "W", "source": "s", "machine": None, "title": text,
        "status": None, "priority": None, "since": None,
    }  # fmt: skip
    return Handover.model_validate(
        {
            "site": "plant",
            "zone": ZONE.key,
            "made_at": moment,
            "shift": {"start": moment, "end": moment},
            "open": {"lines": [line], "total": 1},
            "isolated": empty,
            "safety": empty,
            "changed": {"changes": [], "total": 0},
            "unclear_orders": 0,
            "unread": 0,
        }
    )


SHORT = len(markdown(sheet(gather_note("x"), "en")).splitlines())


def test_over_http(plant: PlantDatabase) -> None:
    class Fake:
        def as_asked_by(self, _: Principal) -> "Fake":
            return self

        def handover(self, wanted: str, _: str) -> Handover:
            return told(plant, shift_of(wanted, NOW, STARTS, ZONE))

    app = FastAPI()
    app.add_middleware(Console)
    app.include_router(door.router)
    handle_problems(app)
    app.state.assistant = Fake()
    with TestClient(app) as client:
        reply = client.get("/v1/handover", params={"shift": "last"})
        assert Handover.model_validate(reply.json()) == told(plant)
        text = client.get("/v1/handover", headers={"Accept": "text/markdown"})
        assert text.headers["content-type"] == "text/markdown; charset=utf-8"
        assert text.text.startswith("# Shift handover")
        assert client.get("/v1/handover?format=md&lang=zh").text.startswith("# 交接班")
        shown = client.get("/handover", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
        assert "交接班" in shown.text
        assert shown.headers["content-security-policy"] == policy()
        wrong = client.get("/v1/handover?shift=yesterday")
        assert (wrong.status_code, wrong.headers["content-type"]) == (
            422,
            "application/problem+json",
        )
        assert client.get("/v1/handover?shift=2026-03-01T07:30:00").status_code == 422
        plus = client.get("/v1/handover?shift=2026-03-01T07:30:00+08:00")  # arrives as a blank
        assert plus.json()["shift"]["start"] == "2026-03-01T06:00:00+08:00"


def test_which_shift_is_meant() -> None:
    starts = [
        shift_of(wanted, NOW, STARTS, ZONE).start.astimezone(ZONE).hour
        for wanted in ("now", "last", "2026-03-01T05:59:59+08:00", "2026-02-28T22:00:00Z")
    ]
    assert starts == [14, 6, 22, 6]
    with pytest.raises(UnknownFilter, match="future"):
        shift_of("2026-03-01T16:00:00+08:00", NOW, STARTS, ZONE)
    with pytest.raises(NaiveTime):
        shift_of("2026-03-01", NOW, STARTS, ZONE)
    with pytest.raises(UnknownFilter):
        shift_of("0001-01-01T00:00:00+14:00", NOW, STARTS, ZONE)


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "starts", "hours"),
    [
        (datetime(2026, 3, 29, 4, tzinfo=BERLIN), STARTS, 7),  # the clock goes on at two
        (datetime(2026, 10, 25, 1, tzinfo=BERLIN), STARTS, 9),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN), STARTS, 9),
        (datetime(2026, 3, 29, 12, tzinfo=BERLIN), (time(0),), 23),
        (datetime(2026, 3, 29, 4, tzinfo=BERLIN), (time(2, 30), time(14)), 10.5),  # is 3:30
        (datetime(2026, 3, 29, 5, tzinfo=BERLIN), (time(2, 30), time(3, 30)), 23),  # one start
        (datetime(2026, 10, 25, 2, 45, fold=1, tzinfo=BERLIN), (time(2, 30), time(14)), 12.5),
    ],
)
def test_where_the_clocks_are_changed(moment: datetime, starts: tuple, hours: float) -> None:
    assert shift_at(moment, starts, BERLIN).hours == hours


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda one: NOW + timedelta(minutes=one)),
    st.lists(st.times(), min_size=1, max_size=4),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]),
)
def test_shifts_follow_each_other(moment: datetime, starts: list, zone: str) -> None:
    shift = shift_at(moment, starts, ZoneInfo(zone))
    assert shift.holds(moment)
    assert shift_at(shift.end, starts, ZoneInfo(zone)).start == shift.end
    assert 0 < shift.hours <= 26


@pytest.mark.parametrize(
    ("note", "speaks"),
    [
        ("Locked out at MCC-2, tag 14.", "isolation"),
        ("interlock bypassed till monday", "bypass"),
        ("短接了限位开关", "bypass"),
        ("temp fix with hose clamp", "temporary"),
        ("临时用胶带", "temporary"),
        ("unlocked the menu and made a permanent repair", None),
        ("replaced the lock nut", None),
        ("清洗滤网后正常", None),
    ],
)
def test_words_that_speak_of_it(note: str, speaks: str | None) -> None:
    assert [(one.speaks, one.words) for one in quotes([note])] == (
        [(speaks, note)] if speaks else []
    )


def test_priorities_of_any_system() -> None:
    assert sorted(["low", None, "P2", "紧急", " High"], key=rank)[0] == "紧急"
    assert rank(None) == rank("whatever") > rank("low")


def test_ages() -> None:
    assert [age(one, "en") for one in (5, 125, 1500)] == ["5 min", "2 h 05 min", "1 d 1 h"]
    assert age(2900, "zh", days=True) == "2 天"


@pytest.mark.parametrize("told", ["", "6", "06:00,06:00", "25:00", "06:00;14:00"])
def test_shift_starts_are_times(told: str) -> None:
    with pytest.raises(ValidationError):
        Settings(shift_starts=told)


def test_shift_starts() -> None:
    assert Settings(shift_starts="05:30, 17:30").shifts == (time(5, 30), time(17, 30))
