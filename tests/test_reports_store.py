"""Reports are kept: numbered, locked by version, logged for ever, the same in both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.errors import NotHere
from assistant.plant.database import PlantDatabase
from assistant.reports.errors import (
    BadReference,
    FrozenField,
    IllegalStep,
    MissingFields,
    StaleVersion,
    TakenName,
    UnfitReport,
)
from assistant.reports.listing import Wanted
from assistant.reports.model import Actor, FaultReport, Report
from assistant.reports.store import ReportStore
from tests.fakes import Clock
from tests.report_forms import ADA, CHEN, OTHER_ID, SENSOR, filled

START = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(START, timedelta(seconds=1))


@pytest.fixture
def store(plant: PlantDatabase, clock: Clock, request: pytest.FixtureRequest) -> ReportStore:
    """Of a site of its own, as if the database were empty."""
    return ReportStore(
        plant,
        site=request.node.name[:80],
        zone=ZoneInfo("Asia/Shanghai"),
        is_machine=lambda tag: tag.startswith("CV-"),
        now=clock,
    )


def made(store: ReportStore, **fields: object) -> Report:
    return store.create(filled(**fields), ADA)[0]


def approved(store: ReportStore) -> Report:
    report = made(store)
    report = store.step(report.id, "submitted", ADA, report.version)
    return store.step(report.id, "approved", CHEN, report.version)


def test_what_goes_in_comes_out(store: ReportStore) -> None:
    fault = filled()
    report = made(store)
    assert report.fault == fault
    assert store.get(report.id) == report
    assert (report.version, report.status, report.author) == (1, "draft", ADA)
    assert report.detected_at == datetime(2026, 3, 1, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_numbers_count_by_the_sites_year(store: ReportStore, clock: Clock) -> None:
    assert [made(store).number for _ in range(2)] == ["FR-2026-000001", "FR-2026-000002"]
    clock.now = START + timedelta(hours=1)  # the new year in Shanghai, not yet in Greenwich
    assert made(store).number == "FR-2027-000001"


def test_the_same_request_again_is_the_same_report(store: ReportStore) -> None:
    first, anew = store.create(filled(), ADA, OTHER_ID[:-1] + "1")
    again, not_anew = store.create(filled(), ADA, first.id)
    assert (anew, not_anew, again) == (True, False, first)
    with pytest.raises(TakenName, match=first.number):
        store.create(filled(title="another one"), ADA, first.id)
    assert made(store).number == "FR-2026-000002"


def test_two_writers_get_two_numbers(store: ReportStore) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: made(store).number, range(8)))
    assert sorted(numbers) == [f"FR-2026-{place:06d}" for place in range(1, 9)]


def test_a_change_names_the_version_it_was_made_to(store: ReportStore) -> None:
    report = made(store)
    changed = store.patch(report.id, {"title": "Belt slips"}, ADA, 1)
    assert (changed.version, changed.title) == (2, "Belt slips")
    with pytest.raises(StaleVersion, match="version 2"):
        store.patch(report.id, {"title": "Belt is off"}, ADA, 1)
    with pytest.raises(StaleVersion):
        store.step(report.id, "submitted", ADA, 1)
    assert store.patch(report.id, {"title": "Belt slips"}, ADA, 2).version == 2
    event = store.events(report.id)[-1]
    assert (event.action, event.changed) == ("changed", {"title": ("Belt is loose", "Belt slips")})


def test_one_of_two_writers_is_told_that_it_came_late(store: ReportStore) -> None:
    report = made(store)

    def change(title: str) -> bool:
        try:
            store.patch(report.id, {"title": title}, ADA, 1)
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(change, "abcd")) == 1
    assert store.get(report.id).version == 2


def test_the_reporters_words_stay(store: ReportStore, plant: PlantDatabase) -> None:
    report = made(store, reported_text=None)
    report = store.patch(report.id, {"reported_text": " belt?? "}, ADA, 1)
    with pytest.raises(FrozenField, match="reported_text"):
        store.patch(report.id, {"reported_text": "The belt."}, ADA, 2)
    for statement in (
        "UPDATE reports SET reported_text = 'other'",
        "UPDATE reports SET reported_text = NULL",
        "UPDATE report_events SET reason = 'other'",
        "DELETE FROM report_events",
    ):
        with pytest.raises(DBAPIError, match="as it was written"), plant.writing() as session:
            session.execute(text(statement))
    assert store.get(report.id).reported_text == " belt?? "


def test_a_report_goes_its_way_and_the_log_says_so(store: ReportStore) -> None:
    report = approved(store)
    assert (report.acknowledged_by, report.reviewed_by) == (CHEN.name, CHEN.name)
    report = store.step(report.id, "closed", CHEN, report.version)
    assert report.closed_at
    report = store.step(report.id, "approved", CHEN, report.version, "it came back")
    assert (report.closed_at, report.reopen_count, report.status) == (None, 1, "approved")
    events = store.events(report.id)
    assert [event.version for event in events] == [1, 2, 3, 4, 5]
    assert [event.action for event in events] == [
        "created",
        "submitted",
        "approved",
        "closed",
        "approved",
    ]
    assert (events[-1].from_status, events[-1].reason) == ("closed", "it came back")


def test_a_withdrawal_ends_with_acknowledgement(store: ReportStore) -> None:
    report = made(store)
    for step, actor in (("submitted", ADA), ("draft", ADA), ("submitted", ADA)):
        report = store.step(report.id, step, actor, report.version)
    report = store.step(report.id, "acknowledged", CHEN, report.version)
    assert (report.status, report.acknowledged_by) == ("submitted", CHEN.name)
    with pytest.raises(IllegalStep, match="acknowledged"):
        store.step(report.id, "draft", ADA, report.version)


def test_all_that_is_missing_is_told_at_once(store: ReportStore) -> None:
    report = store.create(FaultReport(reported_text="it stopped", is_breakdown=True), ADA)[0]
    with pytest.raises(MissingFields) as told:
        store.step(report.id, "submitted", ADA, 1)
    pointers = {fault.pointer for fault in told.value.faults}
    assert {"/safety_relevant", "/asset_id", "/malfunction_start", "/title"} <= pointers
    assert "/reported_text" not in pointers
    assert store.get(report.id).version == 1


def test_a_correction_leaves_what_the_state_needs(store: ReportStore) -> None:
    report = approved(store)
    with pytest.raises(MissingFields, match="failure_mode_code"):
        store.patch(report.id, {"failure_mode_code": None}, CHEN, report.version)
    with pytest.raises(UnfitReport, match="before malfunction_start"):
        store.patch(report.id, {"malfunction_end": START - timedelta(days=900)}, CHEN, 3)


@pytest.mark.parametrize("field", ["malfunction_start", "malfunction_end"])
def test_nobody_corrects_a_stop_into_the_future(store: ReportStore, field: str) -> None:
    report = approved(store)
    now = store.get(report.id).updated_at
    late = {"malfunction_end": None, field: now + timedelta(hours=2)}
    with pytest.raises(UnfitReport, match="has not been yet: " + field) as told:
        store.patch(report.id, late, CHEN, report.version)
    assert [one.pointer for one in told.value.faults] == [f"/{field}"]
    assert store.get(report.id) == report, "nothing of it is kept"
    ahead = {"malfunction_end": None, field: now + timedelta(minutes=4)}
    changed = store.patch(report.id, ahead, CHEN, report.version)
    assert getattr(changed, field) == ahead[field], "a tablet's clock may be a little before ours"


def test_a_duplicate_points_to_the_original(store: ReportStore) -> None:
    original, report = made(store), made(store)
    report = store.step(report.id, "submitted", ADA, 1)
    with pytest.raises(BadReference, match="another report"):
        store.step(report.id, "rejected", CHEN, 2, duplicate_of=report.id)
    with pytest.raises(MissingFields, match="reason"):
        store.step(report.id, "rejected", CHEN, 2)
    report = store.step(report.id, "rejected", CHEN, 2, duplicate_of=original.id)
    assert (report.status, report.duplicate_of) == ("rejected", original.id)
    with pytest.raises(BadReference, match=original.id):
        made(store, duplicate_of=report.id)


def test_machines_and_reports_that_are_pointed_to_are_here(store: ReportStore) -> None:
    with pytest.raises(BadReference, match="asset_id"):
        made(store, asset_id="XX-1")
    with pytest.raises(BadReference, match="repeat_of"):
        made(store, repeat_of=OTHER_ID)
    with pytest.raises(NotHere):
        store.get(OTHER_ID)


def test_another_systems_name_stands_for_one_report(store: ReportStore) -> None:
    ref = {"system": store.site, "id": "10004711", "url": None}
    report = made(store, external_refs=[ref])
    assert store.get(report.id).external_refs[0].id == "10004711"
    with pytest.raises(TakenName, match="10004711"):
        made(store, external_refs=[ref])
    changed = store.patch(report.id, {"external_refs": []}, ADA, 1)
    assert changed.external_refs == ()
    assert made(store, external_refs=[ref]).external_refs


def test_a_programs_draft_belongs_to_who_hands_it_in(store: ReportStore) -> None:
    report = store.create(filled(), SENSOR)[0]
    report = store.patch(report.id, {"title": "Belt hot"}, SENSOR, 1)
    report = store.step(report.id, "submitted", CHEN, report.version)
    assert report.author == CHEN
    assert store.events(report.id)[0].actor == SENSOR


def test_pages_follow_each_other(store: ReportStore, clock: Clock) -> None:
    reports = [made(store) for _ in range(5)]
    clock.now = START
    for report in reports[:3]:  # five changes in one moment
        clock.now = START
        store.patch(report.id, {"asset_id": "CV-7"}, ADA, 1)
    for oldest in (False, True):
        seen, cursor = [], None
        while True:
            page = store.page(Wanted(oldest_first=oldest, cursor=cursor, limit=2))
            seen += [(one.updated_at, one.id) for one in page.reports]
            cursor = page.next
            if cursor is None:
                break
        assert seen == sorted(seen, reverse=not oldest)
        assert len(seen) == 5
    assert len(store.page(Wanted(asset="CV-7")).reports) == 3
    assert len(store.page(Wanted(updated_since=reports[3].updated_at)).reports) == 2
    assert store.page(Wanted(status="approved")).reports == ()
    for cursor in ("x", "====", "AAAA", "MjAyNiBh"):
        with pytest.raises(UnfitReport, match="cursor"):
            store.page(Wanted(cursor=cursor))


def test_people_of_one_name_are_two_eyes(store: ReportStore, plant: PlantDatabase) -> None:
    own = Actor(name=ADA.name, role="supervisor")
    report = made(store)
    report = store.step(report.id, "submitted", ADA, 1)
    alone = ReportStore(plant, site=store.site, four_eyes=False)
    assert alone.step(report.id, "approved", own, 2).status == "approved"
