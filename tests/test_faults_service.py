"""A service in trouble says what the trouble is; whoever asks at the same time notices nothing."""

import asyncio
import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from assistant.access.model import Principal
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.commands.mishaps import mishaps
from assistant.commands.service import require_free
from assistant.errors import CannotListen, PlantUnavailable
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.reports.store import ReportStore
from assistant.reports.tables import ReportRow
from assistant.settings import Settings
from tests.api_client import asking, is_problem
from tests.door import HOST, House
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.far import listening
from tests.plants import POSTGRES, opened
from tests.report_forms import ADA, FIELDS, filled
from tests.shelf import make_document

ASKED = {"messages": [{"role": "user", "content": "how is the AL-31 belt tightened"}]}
REPORT = {**FIELDS, "actor": ADA.model_dump()}


# -- the start -----------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_told_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"port {port}: Address already in use.*--port"):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_a_setting_that_cannot_be_is_told_by_its_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit), mishaps():
        Settings.model_validate({"passages": "many", "site_zone": "Atlantis"})
    told = capsys.readouterr().err
    assert "SHIFTMATE_PASSAGES: Input should be a valid integer" in told
    assert "SHIFTMATE_SITE_ZONE: 'Atlantis' is no IANA time zone" in told
    assert "docs/operations.md" in told
    assert "pydantic" not in told


# -- the database --------------------------------------------------------------------------------


def test_reports_in_a_torn_log_are_whole_up_to_the_tear(tmp_path: Path) -> None:
    """The power went while SQLite wrote ahead: what was acknowledged before is there."""
    with opened("sqlite", tmp_path) as plant, closing(plant.engine.raw_connection()) as held:
        held.execute("SELECT 1 FROM reports")  # keeps the log from being written back
        store, log = ReportStore(plant), tmp_path / "plant.db-wal"
        whole = [store.create(filled(), ADA)[0].id for _ in range(2)]
        ends = [log.stat().st_size]
        store.create(filled(), ADA)
        ends.append(log.stat().st_size)
        for cut in ((ends[0] + ends[1]) // 2, ends[1] - 1):
            torn = tmp_path / f"cut{cut}"
            torn.mkdir()
            shutil.copy(tmp_path / "plant.db", torn)
            (torn / log.name).write_bytes(log.read_bytes()[:cut])
            with closing(PlantDatabase.open(sqlite_url(torn))) as after:
                again = ReportStore(after)
                assert [again.get(one).id for one in whole] == whole
                assert again.create(filled(), ADA)[0].number.endswith("-000003")


@pytest.mark.process
def test_manuals_are_read_and_asked_where_postgresql_is_gone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gone = f"postgresql://shiftmate:sesame@127.0.0.1:{port}/plant"
    with asking(Settings(data_dir=tmp_path, database_url=gone)) as client:
        assert client.post("/v1/search", json={"query": "AL-31"}).status_code == 200
        assert client.post("/v1/chat/completions", json=ASKED).status_code == 200
        refused = client.post("/v1/reports", json=REPORT)
    is_problem(refused, 503, "Connection refused")
    assert "sesame" not in refused.text


@pytest.mark.skipif(not POSTGRES, reason="SHIFTMATE_TEST_POSTGRES names no server")
def test_a_postgresql_that_restarts_costs_one_request(tmp_path: Path) -> None:
    with opened("postgresql", tmp_path) as plant:
        store = ReportStore(plant)
        store.create(filled(), ADA)
        with pytest.raises(PlantUnavailable, match="does not answer"):
            _cut_off(plant)
        store.create(filled(), ADA)
        with plant.reading() as session:
            titles = session.scalars(select(ReportRow.title)).all()
    assert titles == [FIELDS["title"]] * 2


def _cut_off(plant: PlantDatabase) -> None:
    with plant.writing() as session:
        session.execute(text("UPDATE reports SET title = 'lost'"))
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


# -- callers -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), gate=0.0)
    long_answer = ["The belt of the AL-31 is tightened [1]. "] * 200
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([long_answer]))) as made:
        made.library.add(*make_document("a", ["The AL-31 belt is tightened."]), "/a.pdf")
        yield made


def _half_a_request(address: str, head: str, body: bytes = b"") -> socket.socket:
    caller = socket.create_connection(("127.0.0.1", httpx.URL(address).port or 0))
    caller.sendall(f"{head}\r\nHost: 127.0.0.1\r\n".encode() + body)
    return caller


@pytest.mark.process
def test_callers_who_never_end_their_requests_keep_nobody_waiting(assistant: Assistant) -> None:
    with listening(create_app(assistant)) as address, ExitStack() as line:
        for _ in range(60):  # more than there are threads
            body = b"Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{"
            half = _half_a_request(address, "POST /v1/search HTTP/1.1", body)
            line.enter_context(closing(half))
        asked = httpx.post(f"{address}/v1/search", json={"query": "AL-31"}, timeout=5)
    assert asked.json()["results"]


@pytest.mark.process
def test_a_reader_who_takes_no_words_holds_up_no_other_answer(assistant: Assistant) -> None:
    body = json.dumps({**ASKED, "stream": True}).encode()
    head = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with listening(create_app(assistant)) as address:
        asks = "POST /v1/chat/completions HTTP/1.1"
        with closing(_half_a_request(address, asks, head + body)) as caller:
            assert caller.recv(12) == b"HTTP/1.1 200"
            until = time.monotonic() + 10
            while assistant.queue.load != (0, 0):
                assert time.monotonic() < until, "the model waits for who does not read"
                time.sleep(0.01)


@pytest.mark.process
def test_an_upload_that_breaks_off_leaves_nothing(assistant: Assistant) -> None:
    start = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nhalf of a man'
    )
    kind = b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000\r\n\r\n"
    with listening(create_app(assistant)) as address:
        with closing(_half_a_request(address, "POST /v1/documents HTTP/1.1", kind + start)):
            time.sleep(0.05)
        assert httpx.get(f"{address}/v1/jobs").json()["jobs"] == []
    assert not list(assistant.intake.store.incoming.glob("*/*"))


def test_a_key_revoked_in_mid_stream_opens_nothing_more(guarded: House) -> None:
    """What was asked while it was good is told to its end; the next question is not."""
    access, console = guarded.assistant.access, Principal.console()
    key, secret = access.keys.create("Widget", ["docs:read"], by=console)
    headers = {"authorization": f"Bearer {secret}", "content-type": "application/json"}
    heard = asyncio.run(_revoked_at_the_first_word(guarded, headers, key.id))
    assert heard[0]["status"] == 200
    assert b"".join(one.get("body", b"") for one in heard[1:]).endswith(b"data: [DONE]\n\n")
    assert asyncio.run(_revoked_at_the_first_word(guarded, headers))[0]["status"] == 401


async def _revoked_at_the_first_word(
    house: House, headers: dict[str, str], key: str = ""
) -> list[Any]:
    body = [json.dumps({**ASKED, "stream": True}).encode()]
    heard: list[Any] = []

    async def receive() -> Any:
        if body:
            return {"type": "http.request", "body": body.pop(), "more_body": False}
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        heard.append(message)
        if key and message.get("body") and len(heard) == 2:
            house.assistant.access.keys.revoke(key, by=Principal.console())

    raw = [(name.encode(), value.encode()) for name, value in {**HOST, **headers}.items()]
    path = "/v1/chat/completions"
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(),
        "query_string": b"", "headers": raw, "scheme": "http", "http_version": "1.1",
        "server": ("10.0.0.5", 8443), "client": ("10.0.0.9", 40000), "root_path": "", "state": {},
    }  # fmt: skip
    await house.app(scope, receive, send)
    return heard
