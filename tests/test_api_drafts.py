"""``POST /v1/reports/draft``: the contract's fields, evidence, and refusals that say what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.reports.drafting.draft import FIELDS
from assistant.settings import Settings
from tests.fakes import HashingEmbedder, ScriptedGenerator
from vectorstore.assets import Asset

NOTE = "press 7 tripped OC1 at 14:05. swapped relay, ok now. down 20 min"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("drafts")
    settings = Settings(data_dir=folder, site_zone="Asia/Shanghai")
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    assistant.library.assets.put([Asset("P-7", "Forging press", aliases=("press 7",))])
    yield TestClient(create_app(assistant), base_url="http://127.0.0.1:8080")
    assistant.close()


def draft(client: TestClient, **body: object) -> dict:
    reply = client.post("/v1/reports/draft", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_a_note_becomes_the_contracts_fields(client: TestClient) -> None:
    made = draft(client, note=NOTE, said_at="2026-03-04T15:30:00+08:00")
    assert {name: made[name] for name in FIELDS if made[name] is not None} == {
        "equipment": "press 7",
        "equipment_id": "P-7",
        "reported_at": "14:05",
        "symptom": "press 7 tripped OC1 at 14:05",
        "fault_codes": ["OC1"],
        "actions_taken": ["swapped relay"],
        "parts_used": ["relay"],
        "downtime_minutes": 20,
        "status": "resolved",
    }
    assert made["occurred_at"] == "2026-03-04T06:05:00Z"
    assert made["written_by"] == "rules"
    for told in made["evidence"].values():
        assert all(NOTE[one["start"] : one["end"]] == one["text"] for one in told)
    assert made["evidence"]["downtime_minutes"][0]["rule"] == "duration"
    assert made["report"]["reported_text"] == NOTE
    assert made["report"]["asset_id"] == "P-7"


@pytest.mark.parametrize("kind", ["note", "messages"])
def test_clock_times_are_by_the_writers_clock(client: TestClient, kind: str) -> None:
    said = "press 7 tripped OC1 at 14:05, back up 14:25"
    told = said if kind == "note" else [{"role": "user", "content": said}]
    body = {kind: told, "said_at": "2026-03-04T15:30:00+01:00"}
    made = draft(client, **body, zone="Europe/Vienna")
    assert made["occurred_at"] == "2026-03-04T13:05:00Z"
    assert made["report"]["malfunction_end"] == "2026-03-04T13:25:00Z"
    assert draft(client, **body)["occurred_at"] == "2026-03-04T06:05:00Z"  # the site's


def test_a_time_that_is_open_comes_with_the_moments_it_can_be(client: TestClient) -> None:
    body = {"note": "press 7 tripped at 7:40", "said_at": "2026-03-04T08:20:00+08:00"}
    made = draft(client, **body)
    assert made["occurred_at"] is None
    assert made["occurred_either"] == [
        {"at": "2026-03-03T11:40:00Z", "precision": "minute"},
        {"at": "2026-03-03T23:40:00Z", "precision": "minute"},
    ]
    assert draft(client, note=NOTE)["occurred_either"] == []


def test_messages_are_drafted_from_what_people_said(client: TestClient) -> None:
    turns = [
        {"role": "user", "content": "七号压机报E07"},
        {"role": "assistant", "content": "请更换接触器。"},
        {"role": "user", "content": [{"type": "text", "text": "复位后正常"}]},
    ]
    made = draft(client, messages=turns, conversation_id="c1")
    assert (made["report"]["source"], made["report"]["conversation_id"]) == ("chat", "c1")
    assert made["fault_codes"] == ["E07"]
    assert made["parts_used"] is None
    assert made["evidence"]["actions_taken"][0]["message"] == 2


def test_where_nothing_happened_it_asks(client: TestClient) -> None:
    made = draft(client, note="all good, nothing to report")
    assert made["nothing_reported"]
    assert [made[name] for name in FIELDS] == [None] * len(FIELDS)
    assert len(made["questions"]) == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"conversation_id": "c1"}, 404, "Send its messages"),
        ({}, 422, "one of the two"),
        ({"note": "x", "conversation_id": "c1"}, 422, "one of the two"),
        ({"note": ""}, 422, "at least 1"),
        ({"note": "a" * 10_001}, 422, "at most 10000"),
        ({"messages": [{"role": "user", "content": "a" * 9000}] * 2}, 422, "10000 are the most"),
        ({"note": "x", "said_at": "2026-03-04T15:30:00"}, 422, "timezone"),
        ({"note": "x", "severity": "high"}, 422, "Extra"),
        ({"note": "x", "zone": "Atlantis"}, 422, "'Atlantis' is no IANA time zone. Asia/Shanghai"),
        ({"note": "x", "zone": "Asia"}, 422, "'Asia' is no IANA time zone"),
        ({"note": "x", "zone": "../UTC"}, 422, "'../UTC' is no IANA time zone"),
        ({"note": "x", "zone": ""}, 422, "at least 1"),
    ],
)
def test_what_cannot_be_drafted_is_a_problem(
    client: TestClient, body: dict, status: int, words: str
) -> None:
    reply = client.post("/v1/reports/draft", json=body)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
    assert words in reply.text
