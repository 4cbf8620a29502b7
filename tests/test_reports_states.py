"""The state machine: no arrow but those of the contract, nobody but those who may."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.plant.database import PlantDatabase
from assistant.reports.codes import code_sets
from assistant.reports.errors import IllegalStep, MissingFields, NotAllowed, ReportError
from assistant.reports.identity import new_id
from assistant.reports.model import Actor, FaultReport, PartUsed
from assistant.reports.states import (
    APPROVE,
    CLOSE,
    MOVES,
    SUBMIT,
    Standing,
    may_edit,
    move,
    require,
)
from assistant.reports.store import ReportStore
from tests.report_forms import ADA, CHEN, FIELDS, SENSOR, filled

ARROWS = {  # written down here a second time, on purpose
    "draft": {"submitted", "discarded"},
    "submitted": {"draft", "approved", "rejected", "acknowledged"},
    "approved": {"closed", "submitted"},
    "rejected": {"draft"},
    "closed": {"approved"},
    "discarded": set(),
}
STEPS = ["submitted", "draft", "acknowledged", "approved", "rejected", "closed", "discarded"]
WANG = Actor(name="王", role="technician")
PEOPLE = [ADA, WANG, CHEN, SENSOR, Actor(name=ADA.name, role="supervisor")]
DECIDED_BY_SUPERVISORS = {"approved", "rejected", "closed", "acknowledged"}


@pytest.fixture(scope="module")
def store(plant: PlantDatabase) -> ReportStore:
    return ReportStore(plant)


@settings(max_examples=settings.default.max_examples // 2)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(PEOPLE)), max_size=10))
def test_whatever_is_tried_the_arrows_hold(store: ReportStore, tried: list) -> None:
    report = store.create(filled(), ADA)[0]
    log = store.events(report.id)
    for step, actor in tried:
        before = report
        try:
            report = store.step(report.id, step, actor, report.version, "because")
        except ReportError:
            assert store.get(report.id) == before
            continue
        assert step in ARROWS[before.status]
        assert report.status == (before.status if step == "acknowledged" else step)
        assert report.version == before.version + 1
        assert actor.role == "supervisor" or (
            actor.name == ADA.name and step not in DECIDED_BY_SUPERVISORS
        )
        if before.status == "submitted" and step in {"approved", "rejected"}:
            assert actor.name != ADA.name
        now = store.events(report.id)
        assert now[:-1] == log
        assert (now[-1].action, now[-1].actor, now[-1].version) == (step, actor, report.version)
        log = now


def test_what_was_rejected_is_revised_by_its_author(store: ReportStore) -> None:
    report = store.create(filled(), ADA)[0]
    for step, actor in (
        ("submitted", ADA),
        ("acknowledged", CHEN),
        ("rejected", CHEN),
        ("draft", ADA),
        ("submitted", ADA),
        ("draft", ADA),  # nobody has seen it anew
    ):
        report = store.step(report.id, step, actor, report.version, "because")
    assert report.status == "draft"


@pytest.mark.parametrize(
    ("fields", "called"),
    [
        ({"part_no": "HX-2"}, "HX-2"),
        ({"part_no": "HX-2", "name": "fan"}, "HX-2 fan"),
        ({"part_no": "HX-2", "name": "a fan HX-2"}, "a fan HX-2"),
        ({"part_id": "7", "name": "fan"}, "7 fan"),
        ({"name": "fan"}, "fan"),
    ],
)
def test_a_part_says_its_number_once(fields: dict, called: str) -> None:
    assert PartUsed(**fields).called == called


def test_there_is_every_arrow_and_no_other() -> None:
    assert {(status, step) for status, steps in ARROWS.items() for step in steps} == set(MOVES)


@given(st.sampled_from(list(ARROWS)), st.sampled_from(STEPS), st.booleans())
def test_a_program_takes_no_step(status: str, step: str, seen: bool) -> None:
    with pytest.raises((IllegalStep, NotAllowed)):
        move(Standing(status, SENSOR, seen), step, SENSOR, "because", four_eyes=False)


def test_a_program_writes_its_own_drafts_alone() -> None:
    may_edit(Standing("draft", SENSOR), SENSOR)
    may_edit(Standing("draft", SENSOR), ADA)
    other = SENSOR.model_copy(update={"name": "another"})
    for author in (ADA, CHEN, other, Actor(name=SENSOR.name, role="technician")):
        with pytest.raises(NotAllowed, match="a draft is its author's"):
            may_edit(Standing("draft", author), SENSOR)


@pytest.mark.parametrize(
    ("status", "step"),
    [("submitted", "rejected"), ("approved", "submitted"), ("closed", "approved")],
)
def test_who_takes_something_back_says_why(status: str, step: str) -> None:
    for reason in (None, "", "  "):
        with pytest.raises(MissingFields, match="reason"):
            move(Standing(status, ADA), step, CHEN, reason)


@pytest.mark.parametrize(
    ("needs", "emptied", "field"),
    [
        (SUBMIT, {"safety_relevant": None}, "safety_relevant"),
        (SUBMIT, {"safety_relevant": True}, "hazards"),
        (SUBMIT, {"reported_text": None}, "reported_text"),
        (SUBMIT, {"asset_id": None, "asset_text": None}, "asset_id"),
        (SUBMIT, {"is_breakdown": None}, "is_breakdown"),
        (SUBMIT, {"malfunction_start": None}, "malfunction_start"),
        (SUBMIT, {"priority": None}, "priority"),
        (APPROVE, {"asset_id": None}, "asset_id"),
        (APPROVE, {"failure_mode_code": None}, "failure_mode_code"),
        (APPROVE, {"operating_state": None}, "operating_state"),
        (CLOSE, {"malfunction_end": None}, "malfunction_end"),
        (CLOSE, {"actions": []}, "actions"),
        (CLOSE, {"actions": [{"text": "Tightened it."}, {"activity_code": "4"}]}, "actions"),
    ],
)
def test_each_step_names_what_it_lacks(needs: tuple, emptied: dict, field: str) -> None:
    require(needs, filled(), "it")
    with pytest.raises(MissingFields) as told:
        require(needs, filled(**emptied), "it")
    assert [fault.pointer for fault in told.value.faults] == [f"/{field}"]


def test_what_was_no_breakdown_needs_no_times() -> None:
    require(CLOSE, filled(is_breakdown=False, malfunction_start=None, malfunction_end=None), "it")
    require(APPROVE, filled(failure_mode_code="UNK"), "it")


@pytest.mark.parametrize(
    "wrong",
    [
        {"detected_at": "2026-03-01T07:30:00"},
        {"detected_at": "2026-03-01"},
        {"detected_at": 1772000000},
        {"detected_at": "0001-01-01T00:00:00+08:00"},
        {"detected_at": datetime.fromisoformat("2026-03-01T07:30:00")},
        {"malfunction_end": "2026-03-01T07:29:59+08:00"},
        {"title": "x" * 121},
        {"title": " \n"},
        {"description": "a\x00b"},
        {"description": "\ud800"},
        {"failure_mode_code": "vib"},
        {"mechanism_code": "2.9"},
        {"cause_code": "UNK"},
        {"is_breakdown": "yes"},
        {"priority": "Urgent"},
        {"measurements": [{"quantity": "temperature", "value": "80"}]},
        {"measurements": [{"quantity": "temperature", "value": "NaN", "unit": "Cel"}]},
        {"actions": [{"parts": [{"qty": "2"}]}]},
        {"status": "approved"},
        {"external_refs": [{"system": "s", "id": "1", "url": "javascript:alert(1)"}]},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict) -> None:
    FaultReport.model_validate(FIELDS)
    with pytest.raises(ValidationError):
        FaultReport.model_validate({**FIELDS, **wrong})


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-1439, 1439))  # noqa: DTZ001
def test_a_moment_is_the_same_at_every_offset(at: datetime, minutes: int) -> None:
    told = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    kept = FaultReport(occurred_at=told.isoformat()).occurred_at
    assert kept == told
    assert kept.utcoffset() == timedelta(0)


def test_ids_sort_by_their_time() -> None:
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(milliseconds=n) for n in range(50)]
    ids = [new_id(at) for at in moments]
    assert ids == sorted(ids)
    assert {(UUID(one).version, UUID(one).variant) for one in ids} == {(7, "specified in RFC 4122")}


def test_code_sets_have_what_the_trade_agrees_on() -> None:
    sets = code_sets()
    assert sets["mechanism"]["2.4"].en == "wear"
    assert sets["mechanism"]["4.1"].en == "short circuit"
    assert {"DOP", "UST", "UNK", "SER"} <= sets["failure_mode"].keys()
    assert sets["failure_mode"]["FTC"].en == "does not close"
    assert sets["detection"]["10"].en == "when it was needed"
    names = [(kind, one.en) for kind, codes in sets.items() for one in codes.values()]
    assert len(names) == len(set(names))
    assert all(one.zh and not one.zh.isascii() for codes in sets.values() for one in codes.values())
