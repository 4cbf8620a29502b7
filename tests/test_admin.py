"""What administrators ask the API for: backups, models, the gate, the log; whose a manual is."""

import asyncio
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import httpx
import pytest
from fastapi.testclient import TestClient
from pyrage import decrypt
from pyrage.x25519 import Identity

from assistant.access.errors import OutOfReach
from assistant.access.model import Principal
from assistant.answering.gate_costs import measured
from assistant.api import backups as routes
from assistant.api.app import create_app
from assistant.audit.model import EventName, Head
from assistant.backup.errors import BadKey, Underway
from assistant.backup.load import load
from assistant.backup.shelf import MOST, Shelf
from assistant.build import Assistant
from assistant.errors import NoRoom, NotHere
from assistant.settings import Settings
from assistant.webhooks.model import EVENT_TYPES
from tests.api_client import is_problem
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.shelf import make_document
from ui.phrases import PHRASES
from vectorstore.assets import Asset
from vectorstore.library import Library


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), gate=0.4)
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    for name in ("drive_rev_a", "drive_rev_b", "oven"):
        assistant.library.add(*make_document(name, [f"{name} oil"], content=name), f"{name}.pdf")
    assistant.library.assets.put([Asset("CV-1", "Conveyor"), Asset("OV-1", manuals=("oven.pdf",))])
    assistant.plant  # noqa: B018 - the log begins with it
    yield TestClient(create_app(assistant), base_url="http://127.0.0.1")
    assistant.close()


def shelf_of(client: TestClient) -> Shelf:
    shelf: Shelf = client.app.state.backups  # type: ignore[attr-defined]
    return shelf


# Backups


def test_a_backup_is_made_kept_fetched_and_removed(client: TestClient) -> None:
    key = Identity.generate()
    begun = client.post("/v1/backups", json={"seal_for": [str(key.to_public())]})
    assert begun.status_code == 202
    shelf_of(client).wait()
    told = client.get("/v1/backups").json()
    (one,) = told["backups"]
    assert (one["is_sealed"], told["begun_at"], told["failure"]) == (True, None, None)
    reply = client.get(f"/v1/backups/{one['name']}")
    assert one["name"] in reply.headers["content-disposition"]
    assert len(reply.content) == one["bytes"]
    with tarfile.open(fileobj=io.BytesIO(decrypt(reply.content, [key]))) as tar:
        names = tar.getnames()
    assert {"shiftmate.db", "plant.db", "manifest.json"} <= set(names)
    assert not [name for name in names if name.startswith("backups")]
    events = [entry["event"] for entry in client.get("/v1/audit?event=backup").json()["entries"]]
    assert events == ["backup.downloaded", "backup.made"]
    assert client.delete(f"/v1/backups/{one['name']}").status_code == 204
    is_problem(client.get(f"/v1/backups/{one['name']}"), 404)
    is_problem(client.get("/v1/backups/..%2Fplant.db"), 404)
    is_problem(client.get("/v1/backups/plant.db"), 422)


def test_the_latest_few_are_kept_and_a_restore_leaves_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_library(data)
    shelf = Shelf(data, None)
    (data / "backups").mkdir()
    for day in range(MOST):
        (data / "backups" / f"shiftmate-2026010{day + 1}T000000Z.tar").touch()
    (data / "backups" / "mine.tar").touch()
    told: list[str] = []
    shelf.begin([], lambda name, _: told.append(name))
    shelf.wait()
    kept = [one.name for one in shelf.all()]
    assert (len(kept), kept[0], told) == (MOST, told[0], [kept[0]])
    assert "shiftmate-20260101T000000Z.tar" not in kept
    load(shelf.find(kept[0]), data, force=True)
    assert [one.name for one in shelf.all()] == kept
    assert (data / "backups" / "mine.tar").exists()


def with_library(data: Path) -> None:
    with Library.open(data, HashingEmbedder()):
        pass


def test_one_at_a_time_for_good_keys_and_where_there_is_room(tmp_path: Path) -> None:
    with_library(tmp_path)
    shelf = Shelf(tmp_path, None)
    for key in ("age1nonsense", "AGE-SECRET-KEY-1QQQ"):
        with pytest.raises(BadKey) as caught:
            shelf.begin([key], lambda *_: None)
        assert "SECRET" not in str(caught.value)
    with pytest.raises(NoRoom):
        Shelf(tmp_path, None, least_free=1 << 60).begin([], lambda *_: None)
    shelf.begin([], lambda *_: None)
    try:
        with pytest.raises(Underway):
            shelf.begin([], lambda *_: None)
    finally:
        shelf.wait()
    with pytest.raises(NotHere):
        shelf.find("mine.tar")


def test_what_goes_wrong_is_told_and_the_next_one_can_be_made(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, None)
    shelf.begin([], lambda *_: None)
    shelf.wait()
    assert shelf.failure is not None
    assert "no plant" in shelf.failure.why
    assert shelf.begun_at is None


def test_a_backup_is_for_administrators_of_every_site() -> None:
    here = Principal.person("p1", "Li", "admin", frozenset({"north"}))
    with pytest.raises(OutOfReach, match="north"):
        asyncio.run(routes._shelf(None, here))  # type: ignore[arg-type]


# Models and the gate


def test_models_and_their_state(client: TestClient) -> None:
    told = client.get("/v1/models").json()
    used = {one["id"] for one in told["weights"] if one["is_used"]}
    assert {told["embedding_model"], told["generation_model"]} <= used
    assert told["speech"] == "off"


def test_the_gates_cost_is_what_the_evaluation_tells(client: TestClient) -> None:
    reply = client.get("/v1/gate").json()
    assert reply["gate"] == 0.4
    table = Path("docs/evaluation.md").read_text("utf-8")
    rows = re.findall(
        r"^\| \**([.\d]+)\** \| \**([.\d]+) / ([.\d]+)\** \| \**([.\d]+) / ([.\d]+)", table, re.M
    )
    plant_costs, others = (measured()[name].costs for name in ("sample_plant", "other_manuals"))
    assert [tuple(map(float, row)) for row in rows] == [
        (*one, *other[1:]) for one, other in zip(plant_costs, others, strict=True)
    ]
    assert [one["name"] for one in reply["measured"]] == ["sample_plant", "other_manuals"]


# The log


def test_the_log_is_checked_and_taken_along(client: TestClient) -> None:
    head = client.get("/v1/audit/head").json()
    kept = f"{head['seq']}:{head['digest']}"
    reply = client.get("/v1/audit/export", params={"form": "jsonl"})
    entries = [json.loads(line) for line in reply.text.splitlines()]
    assert entries[-1]["event"] == "audit.exported"
    assert [one["seq"] for one in entries] == list(range(1, len(entries) + 1))
    csv = client.get("/v1/audit/export", params={"form": "csv"})
    assert csv.text.startswith("seq,at,site")
    assert "audit.csv" in csv.headers["content-disposition"]
    found = client.get("/v1/audit/verify", params={"head": kept}).json()
    assert (found["broken"], found["entries"]) == (None, len(entries) + 1)
    other = str(Head(seq=1, digest="a" * 64))
    assert client.get("/v1/audit/verify", params={"head": other}).json()["broken"] == 1
    is_problem(client.get("/v1/audit/verify", params={"head": "1"}), 422)


@pytest.mark.parametrize("event", [*get_args(EventName), *EVENT_TYPES])
def test_what_is_noted_and_told_has_words(event: str) -> None:
    for key in (event.replace(".", "_"), event.partition(".")[0]):
        assert all(PHRASES[f"log_{key}"])


# Whose manual it is


def test_a_document_and_its_revisions_belong_to_machines(client: TestClient) -> None:
    ids = {one["file_name"]: one["id"] for one in client.get("/v1/documents").json()["documents"]}
    path = f"/v1/documents/{ids['drive_rev_b.pdf']}/machines"
    read = client.get(path)
    assert read.json()["machines"] == []

    def put(*tags: str, etag: str) -> httpx.Response:
        return client.put(path, json={"machines": tags}, headers={"If-Match": etag})

    made = put("cv-1", "OV-1", etag=read.headers["etag"])
    assert made.json()["machines"] == ["CV-1", "OV-1"]
    assets = {one["tag"]: one for one in client.get("/v1/assets").json()["assets"]}
    assert ids["drive_rev_b.pdf"] in assets["CV-1"]["documents"]
    is_problem(put("CV-1", etag=read.headers["etag"]), 412)
    is_problem(put("XX-9", etag=made.headers["etag"]), 422, "XX-9")
    is_problem(client.put(path, json={"machines": []}), 428)
    is_problem(put("CV-1", etag=f"W/{made.headers['etag']}"), 412, "weak")
    cleared = put(etag=made.headers["etag"])
    assert cleared.json()["machines"] == []
    assets = {one["tag"]: one for one in client.get("/v1/assets").json()["assets"]}
    assert (assets["CV-1"]["manuals"], assets["OV-1"]["manuals"]) == ([], ["oven.pdf"])
    (entry, *_) = client.get("/v1/audit?event=document.assigned").json()["entries"]
    assert entry["details"] == {"machines": []}
