"""What an operator sees: the log, the metrics, the disk, what systemd is told."""

import ctypes
import io
import json
import logging
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.queue import Queue
from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.observe.disk import look_at, trouble
from assistant.observe.logs import AsJson, AsText, configure, fields
from assistant.observe.notify import notify, watchdog_seconds
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator

MANUAL = b"AL-31 motor overload alarm. Let the motor cool down 10 min."
SAID = "the belt of press seven"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("seen") / "data", gate=0.3)
    script = ScriptedGenerator([["Let the motor cool down [1]."]])
    app = create_app(Assistant(settings, HashingEmbedder(), script))
    with TestClient(app, base_url="http://127.0.0.1:8080") as client:
        reply = client.post("/v1/documents", files=[("files", ("d.txt", io.BytesIO(MANUAL)))])
        for _ in range(500):
            if client.get(reply.headers["location"]).json()["finished_at"]:
                break
            time.sleep(0.01)
        yield client


def ask(client: TestClient, question: str) -> None:
    body = {"messages": [{"role": "user", "content": question}]}
    assert client.post("/v1/chat/completions", json=body).status_code == 200


def metrics(client: TestClient) -> dict[str, float]:
    rows = (line.rpartition(" ") for line in client.get("/metrics").text.splitlines())
    return {name: float(value) for name, _, value in rows if name[:1] not in ("", "#")}


def test_metrics_tell_how_answers_end_and_how_things_stand(client: TestClient) -> None:
    ask(client, "what does the motor overload alarm AL-31 mean")
    ask(client, "what does alarm ZZ-9041 mean")
    ask(client, "how do I bridge the interlock of the guard door to run with the door open")
    seen = metrics(client)
    assert seen['shiftmate_answers_total{outcome="written"}'] == 1
    assert seen['shiftmate_answers_total{outcome="refused"}'] == 2
    assert seen['shiftmate_refusals_total{reason="unknown_code"}'] == 1
    assert seen['shiftmate_refusals_total{reason="safeguard"}'] == 1
    assert seen['shiftmate_answer_seconds_count{stage="first_token"}'] == 1
    assert seen['shiftmate_answer_seconds_count{stage="retrieve"}'] == 3
    assert seen['shiftmate_tokens_total{direction="out"}'] > 0
    assert seen["shiftmate_queue_wait_seconds_count"] == 1
    assert seen['shiftmate_queue{state="writing"}'] == 0
    assert seen['shiftmate_index{of="documents"}'] == 1
    assert seen['shiftmate_jobs{state="done"}'] == 1
    assert seen['shiftmate_jobs{state="running"}'] == 0
    assert seen["shiftmate_disk_free_bytes"] > 0
    assert seen["shiftmate_disk_writable"] == 1
    assert seen["process_resident_memory_bytes"] > 1e6
    assert any(name.startswith("shiftmate_build_info{") for name in seen)


class Lines(logging.Handler):
    """What a log would hold, as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(AsJson())
        self.lines: list[dict] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def log() -> Iterator[Lines]:
    root, handler = logging.getLogger(), Lines()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(before)
    root.removeHandler(handler)


def test_a_request_is_one_line_without_what_was_said(client: TestClient, log: Lines) -> None:
    client.post(f"/v1/search?q={SAID}", json={"query": SAID}, headers={"x-api-key": SAID})
    client.get("/healthz")
    told = [line for line in log.lines if line["logger"] == "assistant.api.request_log"]
    assert [line["level"] for line in told] == ["info", "debug"], "probes are many"
    (line, _) = told
    assert line["message"] == "POST /v1/search"
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/search", 200)
    assert line["principal"] == "console"
    assert line["request"]
    assert line["ms"] > 0
    assert SAID not in json.dumps([one for one in log.lines if one["logger"] != "httpx"])


@given(st.text(max_size=40))
def test_nothing_that_is_logged_begins_a_line_of_its_own(told: str) -> None:
    record = logging.LogRecord("a", logging.INFO, "", 0, "file %s", (told,), None)
    record.fields = {"name": told}
    for form in (AsText(), AsJson()):
        line = form.format(record)
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line


def test_a_traceback_stays_with_its_line() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError as exc:
        kind = (ValueError, exc, exc.__traceback__)
    record = logging.LogRecord("a", logging.ERROR, "", 0, "it failed", (), kind)
    assert all(row.startswith("    ") for row in AsText().format(record).splitlines()[1:])
    assert "second" in json.loads(AsJson().format(record))["exception"]


def test_libraries_are_heard_from_warnings_on() -> None:
    root = logging.getLogger()
    names = ("assistant", "uvicorn", "uvicorn.access", "ingest", "prompts", "ui", "vectorstore")
    names = (*names, "alembic")
    before = root.handlers[:], root.level, {one: logging.getLogger(one).level for one in names}
    try:
        configure("json", "info")
        assert logging.getLogger("assistant.jobs").isEnabledFor(logging.INFO)
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
        assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.INFO)
    finally:
        root.handlers[:], root.level = before[:2]
        for name, level in before[2].items():
            logging.getLogger(name).setLevel(level)
        logging.captureWarnings(capture=False)


def test_fields_stand_beside_the_message() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 0, "done", (), None)
    record.__dict__.update(fields(status=200))
    assert json.loads(AsJson().format(record))["status"] == 200
    assert AsText().format(record).endswith("a: done status=200")


def test_uploads_are_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    more_than_there_is = look_at(tmp_path).total * 2
    settings = Settings(data_dir=tmp_path / "data", keep_free_bytes=more_than_there_is)
    app = create_app(Assistant(settings, HashingEmbedder(), ScriptedGenerator([])))
    with TestClient(app, base_url="http://127.0.0.1:8080") as client:
        reply = client.post("/v1/documents", files=[("files", ("d.txt", io.BytesIO(MANUAL)))])
        assert reply.status_code == 507
        assert "kept for reports" in reply.json()["detail"]
        assert client.get("/v1/jobs").json()["jobs"] == []
        health = client.get("/healthz")
        assert health.status_code == 200, "questions can be asked"
        assert health.json()["status"] == "degraded"
        assert "Free space" in health.json()["trouble"]
        assert client.post("/v1/search", json={"query": "motor"}).status_code == 200


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    assert "mounted" in trouble(tmp_path / "nowhere", 0)
    assert trouble(tmp_path, 0) == ""


@pytest.mark.parametrize("is_abstract", [False, True])
def test_systemd_hears_of_the_service(tmp_path: Path, is_abstract: bool) -> None:
    name = f"@shiftmate-{id(tmp_path)}" if is_abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name[1:]}" if is_abstract else name)
        notify("READY=1", name)
        assert manager.recv(100) == b"READY=1"


def test_without_systemd_nobody_is_told(tmp_path: Path) -> None:
    notify("READY=1", "")
    notify("READY=1", str(tmp_path / "nobody"))
    assert watchdog_seconds("60000000") == 30
    assert watchdog_seconds("") is watchdog_seconds("0") is watchdog_seconds("soon") is None


def test_waits_for_the_model_are_told(tmp_path: Path) -> None:
    queue, waits = Queue(4), []
    queue.waited = waits.append
    with queue.turn():
        assert queue.load == (1, 0)
    assert queue.load == (0, 0)
    assert len(waits) == 1


@pytest.mark.process
@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="glibc's heaps")
def test_many_threads_share_few_heaps() -> None:
    counting = (
        "import ctypes, threading as t\n"
        "{}"
        "libc = ctypes.CDLL(None); libc.malloc.restype = ctypes.c_void_p; all = t.Barrier(12)\n"
        "def one(): libc.malloc(4000); all.wait()\n"
        "threads = [t.Thread(target=one) for _ in range(12)]\n"
        "[each.start() for each in threads]; [each.join() for each in threads]\n"
        "libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, 'stdout')); libc.fflush(None)\n"
    )
    few = "from assistant.observe.memory import few_arenas; assert few_arenas()\n"
    heaps = [
        subprocess.run(
            [sys.executable, "-c", counting.format(first)],
            capture_output=True, text=True, check=True,
        ).stdout.count("<heap")
        for first in ("", few)
    ]  # fmt: skip
    assert heaps[0] > 2 >= heaps[1]
