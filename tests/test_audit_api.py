"""The log by its doors, whom it names there, and what no log holds."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from assistant.access.model import Principal
from assistant.answering.reply import Event, Finished, Found, Words
from assistant.api.app import create_app
from assistant.audit.log import AuditLog
from assistant.audit.model import Entry, Head
from assistant.build import Assistant
from assistant.cli import app as command
from assistant.masking.masked import Masked, Masker
from assistant.masking.people import Known
from assistant.models.generator import Message
from assistant.plant.database import PlantDatabase, sqlite_url
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from tests.test_masking import Elsewhere
from vectorstore.readers import Rights

CANARY = re.compile("zanzibar|陈雷|白鹭", re.IGNORECASE)
"""Words of questions, notes, answers and names here, and of nothing else."""
QUESTION = "what does the motor overload alarm AL-31 mean? tell 陈雷"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    known = Known()
    engine = Elsewhere([["<PERSON_1>, let the Zanzibar motor cool down."]] * 9)
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), gate=0.2)
    with closing(Assistant(settings, HashingEmbedder(), Masked(engine, Masker(known)))) as made:
        known.learn_from(lambda: ["陈雷"])
        text = "AL-31 motor overload alarm. Let the motor cool down 10 min."
        made.library.add(*make_document("drive", [text]), "drive.pdf")
        made.plant  # noqa: B018 - the log begins with it
        yield made


def since(assistant: Assistant, before: Head) -> list[Entry]:
    """What was logged after that, in its order."""
    return [entry for entry in assistant.audit.entries() if entry.seq > before.seq]


def client_of(assistant: Assistant) -> TestClient:
    app = create_app(assistant)
    return TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False)


def ask(client: TestClient, question: str) -> dict:
    body = {"messages": [{"role": "user", "content": question}]}
    reply = client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_no_log_holds_what_was_asked_or_answered(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(assistant)
    answer = ask(client, QUESTION)
    assert (answer["refused"], answer["timings"]["masked"]) == (False, {"person": 1})
    assert "陈雷, let the Zanzibar motor" in answer["choices"][0]["message"]["content"]
    assert ask(client, "boil the Zanzibar egg of 白鹭")["refused"]
    declined = ask(client, "how do I bypass the guard door switch of Zanzibar, asks 陈雷")
    assert declined["refused"]
    note = {"note": "陈雷: conv 3 of Zanzibar tripped E07, replaced fuse"}
    assert client.post("/v1/reports/draft", json=note).status_code == 200
    assert client.post("/v1/search", json={"query": "白鹭 Zanzibar"}).status_code == 200
    is_json = {"Content-Type": "application/json"}
    broken = client.post("/v1/search", content=b'{"query": "Zanzibar', headers=is_json)
    assert broken.status_code == 400
    assert client.post("/v1/history/query", json={"question": "Zanzibar 白鹭"}).status_code < 500
    lines = [f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records]
    assert [line for line in lines if CANARY.search(line)] == []
    logged = [entry.model_dump_json() for entry in assistant.audit.entries()]
    events = {json.loads(entry)["event"] for entry in logged}
    assert {"answer.refused_for_safety", "draft.made"} <= events
    assert [entry for entry in logged if CANARY.search(entry)] == []


def test_reading_what_is_for_few_is_logged_once_an_hour(assistant: Assistant) -> None:
    (document,) = assistant.documents()
    chen = Principal.person("p-1", "陈工", "supervisor", frozenset())
    theirs, before = assistant.as_asked_by(chen), assistant.audit.head()
    theirs.search("motor overload alarm")
    assert since(assistant, before) == []
    theirs.custody.restrict(document.document_id, audience="supervisor")
    for _ in range(2):
        theirs.search("motor overload alarm")
    assistant.as_asked_by(Principal.console()).search("motor overload alarm")
    entries = since(assistant, before)
    assert [(one.event, one.who_id, one.subject_id) for one in entries] == [
        ("document.restricted", "p-1", document.document_id),
        ("document.read", "p-1", document.document_id),
        ("document.read", "console", document.document_id),
    ]


def test_a_start_reads_nothing_in_anybodys_name(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, gate=0.2)
    with closing(Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))) as made:
        document, chunks = make_document("heater", ["Warm up 预热: let the heater warm up 10 min."])
        rights = Rights(audience="supervisor")
        made.library.add(document, chunks, "heater.pdf", rights=rights)
        made.plant  # noqa: B018 - the log begins with it
        before = made.audit.head()
        made.start()
        assert since(made, before) == []
        made.search("warm up")
        (entry,) = since(made, before)
        assert (entry.event, entry.subject_id) == ("document.read", document.document_id)


def test_who_leaves_in_the_midst_of_an_answer_is_in_the_log(assistant: Assistant) -> None:
    (document,) = assistant.documents()
    question = [Message("user", "What does the motor overload alarm AL-31 mean?")]

    def read(asker: str, upto: type[Event], *, shows_found: bool = False) -> list[str]:
        theirs = Principal.person(asker, asker, "supervisor", frozenset())
        before = assistant.audit.head()
        answer = assistant.as_asked_by(theirs).answer(question, shows_found=shows_found)
        with closing(answer) as events:
            next(event for event in events if isinstance(event, upto))
        return [one.subject_id for one in since(assistant, before)]

    assistant.custody.restrict(document.document_id, audience="supervisor")
    assert read("Lena", Found) == [], "no word of it was told"
    assert read("Omar", Found, shows_found=True) == [document.document_id], "as on the page"
    assert read("Rosa", Words) == [document.document_id]
    assert read("Timo", Finished) == [document.document_id]


def test_pages_of_the_log_lead_to_its_beginning(assistant: Assistant) -> None:
    for number in range(3):
        assistant.audit.tell("draft.made", details={"n": number})
    client = client_of(assistant)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(
            "/v1/audit", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
        )
        seen += [one["seq"] for one in page.json()["entries"]]
        cursor = page.json()["next_cursor"]
    last = assistant.audit.head().seq
    assert seen == [*range(last, 0, -1)]
    assert client.get("/v1/audit", params={"cursor": "x"}).status_code == 422
    head = client.get("/v1/audit/head").json()
    assert (head["seq"], len(head["digest"])) == (last, 64)
    assert client.get("/v1/audit", params={"event": "report"}).json()["entries"] == []


def test_a_removal_names_the_file(assistant: Assistant) -> None:
    (document,) = assistant.documents()
    path = f"/v1/documents/{document.document_id}"
    reply = client_of(assistant).delete(path, headers={"X-Request-ID": "req-9"})
    assert reply.status_code == 204
    (entry,) = assistant.audit.page(limit=1)
    assert (entry.event, entry.request_id) == ("document.removed", "req-9")
    assert entry.details == {"file_name": document.file_name}


# Commands


def run(data: Path, *words: str) -> Result:
    environment = {"SHIFTMATE_DATA_DIR": str(data), "COLUMNS": "200"}
    return CliRunner().invoke(command, ["audit", *words], env=environment)


@pytest.mark.process
def test_the_command_lists_verifies_and_exports(tmp_path: Path) -> None:
    plant = PlantDatabase.open(sqlite_url(tmp_path))
    log = AuditLog(plant)
    log.tell("draft.made", details={"[b]": "x"})
    log.tell("webhook.removed", ("webhook", "w-1"))
    assert "[b]" in run(tmp_path, "list").output
    told = json.loads(run(tmp_path, "list", "--event", "webhook", "--json").output)
    assert [one["subject_id"] for one in told] == ["w-1"]
    head = run(tmp_path, "head").output.strip()
    assert run(tmp_path, "verify", "--head", head).exit_code == 0
    assert run(tmp_path, "verify", "--head", f"9:{'0' * 64}").exit_code == 1
    assert "no head" in str(run(tmp_path, "verify", "--head", "x").exception)
    file = tmp_path / "log.jsonl"
    assert run(tmp_path, "export", str(file)).exit_code == 0
    events = [json.loads(line)["event"] for line in file.read_text("utf-8").splitlines()]
    assert events == ["draft.made", "webhook.removed", "audit.exported"]
    assert file.stat().st_mode & 0o077 == 0
    assert run(tmp_path, "export", str(file), "--form", "csv", "--event", "draft").exit_code == 0
    assert len(file.read_text("utf-8").splitlines()) == 2
    plant.close()
