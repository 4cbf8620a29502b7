"""What goes wrong around the service loses nothing, and is told in words that help.

Processes that are killed are in test_plant_crash, test_vectorstore_crash, test_jobs_process,
test_webhooks_process and test_workorders; broken files in test_backup and test_ingest_cut; servers
that lie or fall silent in test_remote, test_webhooks and test_tickets.
"""

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, func, select

from assistant.access.desk import Access
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import ModelUnavailable, PlantUnavailable
from assistant.models.generator import Message
from assistant.models.remote import Patience, RemoteGenerator
from assistant.plant.database import PlantDatabase
from assistant.reports.model import Report
from assistant.reports.store import ReportStore
from assistant.reports.tables import ReportRow
from assistant.settings import Settings
from assistant.webhooks.courier import Courier
from assistant.webhooks.desk import WebhookDesk
from assistant.webhooks.hosts import AllowedHosts
from assistant.webhooks.model import Letter, NewEndpoint, Outcome
from assistant.webhooks.outbox import enqueue
from assistant.webhooks.post import Postman
from tests.access import CHEAP, CONSOLE
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.plants import opened
from tests.report_forms import ADA, FIELDS, filled
from tests.service import ROOT
from tests.shelf import make_document
from vectorstore.errors import DamagedLibrary, LibraryError
from vectorstore.library import Library

NOW = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
GOOD = Outcome(204, None, 1)
ASKED = {"messages": [{"role": "user", "content": "what does alarm ZZ-9041 mean"}]}
REPORT = {**FIELDS, "actor": ADA.model_dump()}
Running = tuple[TestClient, Assistant]


class Clock:
    """Goes wherever it is put."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[PlantDatabase]:
    with opened("sqlite", tmp_path) as plant:
        yield plant


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library", HashingEmbedder()) as library:
        library.add(*make_document("a", ["AL-31 overload"]), "/a.pdf")
        yield library


def pragma(plant: PlantDatabase, statement: str) -> None:
    """For every connection from now on."""

    @event.listens_for(plant.engine, "connect")
    def _(connection: Any, __: object) -> None:
        connection.execute(f"PRAGMA {statement}")

    plant.close()


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another program writes to the database, and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def filed(plant: PlantDatabase) -> int:
    with plant.reading() as session:
        return session.scalar(select(func.count()).select_from(ReportRow)) or 0


# -- the database is locked, or its disk is full -------------------------------------------------


def test_a_report_waits_for_another_writer_and_then_says_so(
    plant: PlantDatabase, tmp_path: Path
) -> None:
    pragma(plant, "busy_timeout = 30")
    store = ReportStore(plant)
    with held(tmp_path / "plant.db"):
        with pytest.raises(PlantUnavailable, match=r"locked.*other programs"):
            store.create(filled(), ADA)
        assert filed(plant) == 0, "reading goes on"
    store.create(filled(), ADA)
    assert filed(plant) == 1


def test_a_report_that_the_disk_cannot_hold_is_told_and_leaves_nothing(
    plant: PlantDatabase,
) -> None:
    store = ReportStore(plant)
    store.create(filled(), ADA)
    with plant.reading() as session:
        pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    pragma(plant, f"max_page_count = {pages + 1}")
    with pytest.raises(PlantUnavailable, match=r"full.*free space"):
        [store.create(filled(), ADA) for _ in range(30)]
    before = filed(plant)
    pragma(plant, "max_page_count = 1000000")
    store.create(filled(), ADA)
    assert filed(plant) == before + 1


def hastily(library: Library, statement: str) -> None:
    """On the connection that is lent next."""
    with library._database.reading() as connection:
        connection.execute(f"PRAGMA {statement}")


def test_a_document_waits_for_another_writer_and_search_goes_on(
    library: Library, tmp_path: Path
) -> None:
    hastily(library, "busy_timeout = 30")
    with held(tmp_path / "library" / "shiftmate.db"):
        with pytest.raises(LibraryError, match=r"locked.*other writers"):
            library.add(*make_document("b", ["AL-32"]), "/b.pdf")
        assert len(library.documents()) == 1
        assert library.chunk_count == 1
    library.add(*make_document("b", ["AL-32"]), "/b.pdf")
    assert library.check() == []


def test_a_document_that_the_disk_cannot_hold_leaves_no_half(library: Library) -> None:
    with library._database.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    many = [f"AL-{number} the belt of line {number} is worn" for number in range(300)]
    with pytest.raises(LibraryError, match=r"full.*free space"):
        library.add(*make_document("b", many), "/b.pdf")
    assert len(library.documents()) == 1
    assert library.check() == []
    hastily(library, "max_page_count = 1000000")
    library.add(*make_document("b", many), "/b.pdf")
    assert len(library.documents()) == 2


def test_a_sound_library_is_not_called_broken(library: Library, tmp_path: Path) -> None:
    """Its tables may have been made by an earlier release, with the columns in another order."""
    with closing(sqlite3.connect(tmp_path / "library" / "shiftmate.db")) as db, db:
        db.execute(
            "CREATE TABLE codes (code TEXT NOT NULL, id INTEGER NOT NULL, rank INTEGER NOT NULL,"
            " PRIMARY KEY (code, rank, id)) WITHOUT ROWID"
        )
        db.execute("INSERT INTO codes VALUES ('AL-31', 7, 1)")
    assert library.check() == []


def test_a_database_that_was_overwritten_is_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    Library.open(data, HashingEmbedder()).close()
    (data / "shiftmate.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(DamagedLibrary, match="from a backup"):
        Library.open(data, HashingEmbedder())
    (tmp_path / "plant.db").write_bytes(b"not a database at all" * 500)
    with pytest.raises(PlantUnavailable, match=r"plant\.db cannot be opened"):
        PlantDatabase.open(f"sqlite:///{tmp_path / 'plant.db'}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("running"), gate=0.3)
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    assistant.library.add(*make_document("a", ["AL-31 motor overload"]), "/a.pdf")
    app = create_app(assistant)
    with TestClient(app, base_url="http://127.0.0.1:8080") as client:
        assert client.post("/v1/reports", json=REPORT).status_code == 201
        yield client, assistant


def test_a_chat_is_answered_while_reports_are_locked_out(running: Running) -> None:
    client, assistant = running
    pragma(assistant.plant, "busy_timeout = 30")
    with held(assistant.settings.data_dir / "plant.db"):
        assert client.post("/v1/chat/completions", json=ASKED).json()["refused"] is True
        refused = client.post("/v1/reports", json=REPORT)
    assert refused.status_code == 503, refused.text
    assert "locked" in refused.json()["detail"]


# -- the clock goes back -------------------------------------------------------------------------


class FakePostman(Postman):
    """Everything gets through."""

    def __init__(self) -> None:
        super().__init__(AllowedHosts("cmms.lan"))
        self.sent: list[Letter] = []

    def post(self, letter: Letter) -> Outcome:
        self.sent.append(letter)
        return GOOD


def test_messages_outlive_a_clock_that_goes_back(plant: PlantDatabase) -> None:
    """They wait until it is as late again, and go in the order of what they tell of."""
    clock, sender = Clock(), FakePostman()
    desk = WebhookDesk(plant, AllowedHosts("cmms.lan"), now=clock)
    endpoint = desk.add(NewEndpoint(url="https://cmms.lan/hook", events=()))[0].id
    store = ReportStore(plant, happened=enqueue, now=clock)
    first = store.create(filled(), ADA)[0]
    clock.on(hours=-1)
    store.step(first.id, "submitted", ADA, first.version)
    courier = Courier(lambda: plant, sender, "plant", now=clock)
    courier.serve(endpoint)
    clock.on(hours=1, seconds=1)
    courier.serve(endpoint)
    versions = [json.loads(one.body)["data"]["version"] for one in sender.sent]
    assert versions == [1, 2]
    assert desk.get(endpoint).waiting == 0


def test_reports_keep_their_order_when_the_clock_goes_back(plant: PlantDatabase) -> None:
    clock = Clock()
    store = ReportStore(plant, now=clock)
    first = store.create(filled(), ADA)[0]
    clock.on(hours=-1)
    second = store.create(filled(), ADA)[0]
    moved = store.step(first.id, "submitted", ADA, first.version)
    assert first.number < second.number
    assert [one.version for one in store.events(first.id)] == sorted(
        one.version for one in store.events(first.id)
    )
    assert moved.version > first.version


def test_a_change_that_waited_for_another_comes_after_it(plant: PlantDatabase) -> None:
    """A writer that has to wait looks at the clock when its turn has come."""
    clock = Clock()
    store = ReportStore(plant, now=clock)
    waited: list[Report] = []
    with plant.writing() as session:
        session.execute(select(ReportRow.id))  # holds the database
        other = threading.Thread(target=lambda: waited.append(store.create(filled(), ADA)[0]))
        other.start()
        time.sleep(0.05)
        clock.on(seconds=2)
    other.join()
    assert waited[0].updated_at == clock.now


def test_who_is_signed_in_stays_so_and_no_longer_than_promised(plant: PlantDatabase) -> None:
    clock = Clock()
    access = Access(plant, now=clock, hasher=CHEAP)
    access.people.add("Ada", "technician", by=CONSOLE, password="gears turn slowly")  # noqa: S106
    _, token = access.sign_in("Ada", "gears turn slowly", "tablet", "10.0.0.7")
    clock.on(hours=-1)
    assert access.sessions.principal_of(token) is not None
    clock.on(days=40)
    assert access.sessions.principal_of(token) is None


# -- the line to a server is cut -----------------------------------------------------------------


@contextmanager
def hanging_up() -> Iterator[int]:
    """The port of a server that is gone in the middle of each handshake."""

    def serve() -> None:
        with suppress(OSError):  # closed below
            while True:
                caller, _ = door.accept()
                with caller:
                    caller.recv(64)

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)


def test_a_tls_line_that_is_cut_is_told_and_tried_again() -> None:
    with hanging_up() as port:
        postman = Postman(
            AllowedHosts(f"https://cmms.lan:{port}"),
            seconds=2,
            resolve=lambda *_: ["127.0.0.1"],
            is_blocked=lambda _: False,
        )
        letter = Letter("e" * 8, f"https://cmms.lan:{port}/hook", b"{}", ("whsec_QUJD",))
        outcome = postman.post(letter)
    assert outcome.status is None
    assert outcome.error


def test_a_model_server_whose_line_is_cut_is_told() -> None:
    hasty = Patience(connect=0.5, first=0.5, between=0.05, tries=1, pause=0.01, rest=0.2)
    with hanging_up() as port:
        remote = RemoteGenerator(f"https://127.0.0.1:{port}/v1", "m", None, hasty)
        with pytest.raises(ModelUnavailable, match="server"):
            list(remote.generate([Message("user", "AL-31?")], 8))


# -- the disk is read-only -----------------------------------------------------------------------


def test_what_is_there_can_be_asked_when_nothing_can_be_written(running: Running) -> None:
    """As Linux leaves a disk after an error; SQLite is told not to write, which sounds the same."""
    client, assistant = running
    pragma(assistant.plant, "query_only = ON")
    hastily(assistant.library, "query_only = ON")
    try:
        assert client.post("/v1/search", json={"query": "AL-31"}).status_code == 200
        assert client.post("/v1/chat/completions", json=ASKED).json()["refused"] is True
        refused = client.post("/v1/reports", json=REPORT)
    finally:
        pragma(assistant.plant, "query_only = OFF")
        hastily(assistant.library, "query_only = OFF")
    assert refused.status_code == 503, refused.text
    assert "readonly" in refused.json()["detail"]
    assert client.post("/v1/reports", json=REPORT).status_code == 201


@pytest.mark.process
def test_a_read_only_disk_is_told(tmp_path: Path) -> None:
    unshare = ["unshare", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*unshare, "true"]).returncode:
        pytest.skip("this user may not make a mount namespace")
    ran = subprocess.run(
        [*unshare, sys.executable, "-m", "tests.read_only_disk", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert "mounted read-only" in told["disk"]
    assert "Check that the folder can be written" in told["library"]
    assert "Check" in told["plant"]
