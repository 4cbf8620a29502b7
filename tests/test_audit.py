"""The log only grows, keeps its order, and shows where somebody changed it."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from assistant.access.desk import Access
from assistant.access.errors import WrongSecret
from assistant.access.model import Principal
from assistant.audit.caller import Caller, caller, on_behalf_of
from assistant.audit.chain import seal, walk
from assistant.audit.errors import BadHead
from assistant.audit.export import lines
from assistant.audit.log import AuditLog
from assistant.audit.model import NO_DIGEST, Asked, Entry, Head
from assistant.plant.database import PlantDatabase
from assistant.reports.store import ReportStore
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import NewEndpoint
from assistant.witness import Witness
from tests.access import CHEAP, Clock
from tests.plants import ENGINES, opened
from tests.report_forms import ADA, CHEN, filled

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LI = Caller("p-1", "person", "李明", "req-7")


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    with opened(request.param, tmp_path_factory.mktemp("plant")) as plant:
        yield plant


@pytest.fixture
def log(plant: PlantDatabase) -> AuditLog:
    return AuditLog(plant, now=lambda: NOW)


def chain(count: int, **changed: object) -> list[Entry]:
    """Entries in order; the last one's fields changed after it was sealed."""
    made, last = list[Entry](), NO_DIGEST
    for seq in range(1, count + 1):
        entry = Entry(
            seq=seq,
            at=NOW + timedelta(seconds=seq),
            site="plant",
            who_kind="person",
            who_id="p-1",
            who_name="李明",
            event="report.approved",
            subject_kind="report",
            subject_id=f"r-{seq}",
            request_id=None,
            details={"version": seq},
            digest="",
        )
        last = seal(last, entry)
        made.append(entry.model_copy(update={"digest": last}))
    made[-1] = made[-1].model_copy(update=changed)
    return made


def resealed(entries: list[Entry]) -> list[Entry]:
    """As somebody would who knows how entries are sealed."""
    made, last = list[Entry](), NO_DIGEST
    for entry in entries:
        last = seal(last, entry)
        made.append(entry.model_copy(update={"digest": last}))
    return made


# The chain


def test_an_unchanged_chain_is_in_order() -> None:
    entries = chain(5)
    finding = walk(entries, Head(seq=3, digest=entries[2].digest))
    assert (finding.entries, finding.broken, finding.head.seq) == (5, None, 5)


@pytest.mark.parametrize(
    "changed",
    [
        {"who_name": "陈工"},
        {"at": NOW},
        {"event": "report.rejected"},
        {"details": {"version": 6}},
        {"subject_id": None},
        {"request_id": "x"},
        {"site": "other"},
        {"digest": "0" * 64},
    ],
)
def test_whatever_is_changed_in_an_entry_is_seen(changed: dict[str, object]) -> None:
    assert walk(chain(5, **changed)).broken == 5


@given(st.integers(1, 6), st.sampled_from(["out", "twice", "swapped"]))
def test_an_entry_taken_out_put_in_or_moved_is_seen(place: int, act: str) -> None:
    entries = chain(7)
    one = entries.pop(place - 1)
    if act == "twice":
        entries[place - 1 : place - 1] = [one, one]
    if act == "swapped":
        entries.insert(place, one)
    assert walk(entries).broken == place + (act == "twice")


def test_only_a_head_that_was_kept_shows_a_cut_or_a_new_chain() -> None:
    entries = chain(5)
    kept = Head(seq=5, digest=entries[4].digest)
    assert walk(entries[:3]).broken is None
    assert walk(entries[:3], kept).broken == 4
    forged = resealed(chain(5, who_name="陈工"))
    assert walk(forged).broken is None
    assert walk(forged, kept).broken == 5
    assert walk(chain(9), kept).broken is None


def test_others_can_check_an_export_by_what_the_documentation_says() -> None:
    last = NO_DIGEST
    for line in lines(chain(3), "jsonl"):
        told = json.loads(line)
        digest = told.pop("digest")
        at = datetime.fromisoformat(told["at"]).astimezone(UTC)
        told["at"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        told = json.dumps(told, sort_keys=True, separators=(",", ":"))
        last = sha256(f"{last}\n{told}".encode()).hexdigest()
        assert last == digest


def test_a_clock_that_went_back_is_told_and_breaks_nothing() -> None:
    entries = chain(4)
    entries[2] = entries[2].model_copy(update={"at": NOW})
    finding = walk(resealed(entries))
    assert (finding.broken, finding.clock_went_back) == (None, (3,))


def test_a_name_that_is_a_formula_is_inert_in_a_table() -> None:
    rows = list(csv.reader(io.StringIO("".join(lines(chain(1, who_name="=1+1"), "csv")))))
    assert rows[1][rows[0].index("who_name")] == "'=1+1"
    assert json.loads(rows[1][rows[0].index("details")]) == {"version": 1}


@given(st.text())
def test_a_head_is_read_as_it_is_printed_and_nothing_else_is_one(told: str) -> None:
    head = Head(seq=7, digest="ab" * 32)
    assert Head.parse(f" {head}\n") == head
    with pytest.raises(BadHead):
        Head.parse(told)


# The database


def test_entries_are_kept_with_who_did_it(log: AuditLog) -> None:
    with on_behalf_of(LI):
        log.tell("document.read", ("document", "d-1"), {"页": [1, 2.5, None]})
    (entry,) = log.page(Asked(event="document"), limit=1)
    assert (entry.who_id, entry.who_name, entry.request_id) == ("p-1", "李明", "req-7")
    assert (entry.subject_kind, entry.subject_id) == ("document", "d-1")
    assert (entry.at, entry.details) == (NOW, {"页": [1, 2.5, None]})
    assert caller().kind == "console"


@settings(max_examples=10)
@given(name=st.text(max_size=300), said=st.text(max_size=30))
def test_hostile_names_neither_break_the_log_nor_its_chain(
    plant: PlantDatabase, name: str, said: str
) -> None:
    log = AuditLog(plant, now=lambda: NOW)
    log.tell("sign_in.bad", ("x" * 5, name), {said: said}, Caller(name, "person", name, name))
    assert log.page(limit=1)[0].details == {said: said}


def test_after_all_that_the_chain_is_in_order(log: AuditLog) -> None:
    finding = log.verify(log.head())
    assert (finding.broken, finding.why) == (None, "")
    assert [one.seq for one in log.entries()] == [*range(1, finding.entries + 1)]


def test_what_is_rolled_back_was_never_logged(log: AuditLog, plant: PlantDatabase) -> None:
    before = log.head()
    with suppress(ZeroDivisionError), plant.writing() as session:
        log.note(session, "draft.made")
        raise ZeroDivisionError
    assert log.head() == before


def test_writers_take_turns(log: AuditLog) -> None:
    before = log.head().seq
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda n: log.tell("draft.made", details={"n": n}), range(12)))
    assert log.head().seq == before + 12
    assert log.verify().broken is None


def test_who_has_noted_something_keeps_nobody_waiting(log: AuditLog, plant: PlantDatabase) -> None:
    if plant.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time anyway")
    with plant.writing() as session:
        log.note(session, "draft.made", details={"n": "first noted"})
        session.flush()
        with ThreadPoolExecutor(1) as other:
            other.submit(log.tell, "draft.made", None, {"n": "first done"}).result(timeout=10)
    told = [entry.details["n"] for entry in log.page(limit=2)]
    assert told == ["first noted", "first done"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET who_name = 'x'",
        "DELETE FROM audit_entries WHERE seq = 1",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_refuses_to_change_entries(
    log: AuditLog, plant: PlantDatabase, statement: str
) -> None:
    log.tell("draft.made")
    with pytest.raises(DBAPIError), plant.writing() as session:
        session.execute(text(statement))


def test_who_goes_around_the_triggers_is_found(log: AuditLog, plant: PlantDatabase) -> None:
    if plant.engine.dialect.name != "sqlite":
        pytest.skip("the same rows; only how a trigger is taken away differs")
    kept = log.head()
    file = str(plant.engine.url.database)
    for statement, broken in (
        ("UPDATE audit_entries SET details = '{' WHERE seq = 3", 3),
        ("UPDATE audit_entries SET at = 'yesterday' WHERE seq = 3", None),
        ("UPDATE audit_entries SET who_name = 'x' WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq > 4", 5),
        ("DELETE FROM audit_entries", 1),
    ):
        with sqlite3.connect(file) as db:
            db.execute("DROP TRIGGER IF EXISTS audit_entries_stay_update")
            db.execute("DROP TRIGGER IF EXISTS audit_entries_stay_delete")
            copy = db.execute("SELECT * FROM audit_entries").fetchall()
            db.execute(statement)
        db.close()
        finding = log.verify(kept)
        assert finding.broken is not None
        assert broken is None or finding.broken == broken
        with sqlite3.connect(file) as db:
            db.execute("DELETE FROM audit_entries")
            marks = ",".join("?" * len(copy[0]))
            db.executemany(f"INSERT INTO audit_entries VALUES ({marks})", copy)  # noqa: S608
        db.close()
    assert log.verify(kept).broken is None


def test_pages_follow_each_other_and_can_be_narrowed(log: AuditLog) -> None:
    for number in range(5):
        log.tell("webhook.added", ("webhook", f"w-{number % 2}"), who=LI)
    asked = Asked(event="webhook", who_id="p-1", since=NOW)
    first = log.page(asked, limit=3)
    rest = log.page(asked, first[-1].seq, limit=3)
    assert [one.seq for one in first + rest] == sorted(one.seq for one in first + rest)[::-1]
    assert len(first + rest) == 5
    assert len(log.page(Asked(event="webhook.added", subject_id="w-1"))) == 2
    assert not log.page(Asked(event="webhoo"))
    assert not log.page(Asked(event="%"))
    assert not log.page(Asked(since=NOW + timedelta(days=1)))


# What is logged


def test_a_report_is_logged_in_the_transaction_of_its_steps(
    log: AuditLog, plant: PlantDatabase
) -> None:
    store = ReportStore(plant, site="s", happened=Witness(log).report)
    with on_behalf_of(LI):
        report = store.create(filled(), ADA)[0]
        report = store.step(report.id, "submitted", ADA, report.version)
        store.step(report.id, "approved", CHEN, report.version)
        back = store.step(report.id, "submitted", CHEN, 3, reason="wrong machine")
        store.step(report.id, "approved", CHEN, back.version)
    later, *entries = log.page(Asked(subject_id=report.id))
    events = [later.event, *(one.event for one in entries)]
    assert events == [
        "report.approved", "report.withdrawn",
        "report.approved", "report.submitted", "report.created",
    ]  # fmt: skip
    entries = entries[1:]
    assert entries[0].details == {"before": "submitted", "number": report.number, "version": 3}
    assert entries[0].who_name == "李明"


def test_a_reopened_report_is_not_logged_as_approved(log: AuditLog, plant: PlantDatabase) -> None:
    report = ReportStore(plant, site="s").create(filled(), ADA)[0]
    with plant.writing() as session:
        Witness(log).report(session, report, "closed", "approved")
    assert [one.event for one in log.page(Asked(subject_id=report.id))] == ["report.reopened"]


def test_people_keys_and_sign_ins_are_logged_without_a_secret(
    log: AuditLog, plant: PlantDatabase
) -> None:
    by = Principal.person("a-1", "Root", "admin", frozenset())
    access = Access(plant, now=Clock(), happened=Witness(log).access, hasher=CHEAP)
    secrets = ["gears turn slowly", "gears turn fast", "830274"]
    person = access.people.add("Wang", "technician", by=by, password=secrets[0])
    access.credentials.set_pin(person.id, secrets[2], by=by)
    _, token = access.sign_in("wang", secrets[0], "tablet\x00", "10.0.0.7")
    with pytest.raises(WrongSecret):
        access.sign_in("wang", secrets[1])
    with pytest.raises(WrongSecret):
        access.sign_in("nobody", secrets[1])
    access.sessions.sign_out(token)
    key, shown = access.keys.create("ERP", ["docs:read"], by=by)
    assert access.keys.principal_of(shown) is not None
    access.keys.revoke(key.id, by=by)
    entries = log.page(limit=9)[::-1]
    assert [(one.event, one.who_name) for one in entries] == [
        ("person.added", "Root"),
        ("person.pin_set", "Root"),
        ("sign_in.good", "Wang"),
        ("sign_in.bad", "Wang"),
        ("sign_in.bad", ""),
        ("sign_out", "Wang"),
        ("key.created", "Root"),
        ("key.used", "ERP"),
        ("key.revoked", "Root"),
    ]
    assert (entries[0].subject_kind, entries[0].subject_id) == ("person", person.id)
    assert (entries[6].subject_kind, entries[6].subject_id) == ("key", key.id)
    told = "".join(lines(entries, "jsonl"))
    for secret in (*secrets, token, shown.rpartition("_")[2]):
        assert secret not in told


def test_endpoints_are_logged_by_their_host_alone(log: AuditLog, plant: PlantDatabase) -> None:
    desk = WebhookDesk(plant, AllowedHosts("cmms.lan"), site="s", now=lambda: NOW)
    endpoint, secret = desk.add(NewEndpoint(url="https://cmms.lan/hook/t0ken", events=()))
    rotated = desk.rotate(endpoint.id)
    desk.switch(endpoint.id, enabled=False)
    desk.remove(endpoint.id)
    entries = log.page(Asked(subject_id=endpoint.id))
    assert [one.event.partition(".")[2] for one in entries] == [
        "removed", "switched", "rotated", "added",
    ]  # fmt: skip
    told = "".join(lines(entries, "jsonl"))
    assert "cmms.lan" in told
    for hidden in (secret, rotated, "t0ken"):
        assert hidden not in told
