"""``/v1/reports`` over HTTP, and the way of an approved report into the library."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.reports.publish import document_id
from assistant.settings import Settings
from tests import report_forms as forms
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.report_forms import FIELDS, OTHER_ID
from vectorstore.assets import Asset

ADA = {"name": "Ada", "role": "technician"}
CHEN = {"name": "陈工", "role": "supervisor"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"), site="north", site_zone="Asia/Shanghai"
    )
    made = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    made.library.assets.put([Asset("CV-201", "Infeed conveyor", "进料输送机")])
    return made


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    app = create_app(assistant)
    with TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False) as client:
        yield client


def post(client: TestClient, **fields: Any) -> httpx.Response:
    return client.post("/v1/reports", json={**FIELDS, "actor": ADA, **fields})


def move(client: TestClient, report: dict, to: str, actor: dict, **more: Any) -> httpx.Response:
    return client.post(
        f"/v1/reports/{report['id']}/transitions",
        json={"to": to, "actor": actor, **more},
        headers={"If-Match": f'"{report["version"]}"'},
    )


def moved(client: TestClient, report: dict, to: str, actor: dict, **more: Any) -> dict:
    reply = move(client, report, to, actor, **more)
    assert reply.status_code == 200, reply.text
    assert reply.headers["etag"] == f'"{reply.json()["version"]}"'
    return reply.json()


def is_problem(reply: httpx.Response, status: int, *pointers: str) -> dict:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert set(pointers) <= {error["pointer"] for error in body.get("errors", [])}
    return body


def until(true: Callable[[], object]) -> object:
    for _ in range(500):
        if found := true():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came true")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_a_body_that_is_no_json_is_told_or_does_not_matter(client: TestClient, body: bytes) -> None:
    typed = {"content-type": "application/json", "x-actor-role": "supervisor"}
    assert client.request("GET", "/v1/gaps", content=body, headers=typed).status_code == 200
    status = 400 if body else 422
    is_problem(client.post("/v1/reports", content=body, headers=typed), status)


def test_a_report_is_made_and_read(client: TestClient) -> None:
    made = post(client)
    assert made.status_code == 201, made.text
    report = made.json()
    assert (report["number"][:3], report["status"], report["version"]) == ("FR-", "draft", 1)
    assert report["detected_at"] == "2026-02-28T23:30:00Z"
    assert report["detected_at_local"] == "2026-03-01T07:30:00+08:00"
    assert report["steps"] == ["submitted", "discarded"]
    again = client.get(made.headers["location"])
    assert again.headers["etag"] == '"1"'
    assert again.json() == report
    assert report["author"] == ADA


def test_a_lost_reply_costs_nothing(client: TestClient) -> None:
    first, again = (post(client, id=OTHER_ID.upper()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    is_problem(post(client, id=OTHER_ID, title="Something else"), 409)


def test_what_is_wrong_with_a_body_is_told_by_field(client: TestClient) -> None:
    is_problem(post(client, detected_at="2026-03-01T07:30:00"), 422, "/detected_at")
    is_problem(post(client, status="approved"), 422, "/status")
    is_problem(post(client, asset_id="CV-999"), 422, "/asset_id")
    is_problem(post(client, actor={"role": "king"}), 422, "/actor/role")
    is_problem(post(client, repeat_of="0192f0c1-0000-7000-8000-000000000000"), 422, "/repeat_of")
    is_problem(client.get("/v1/reports/0192f0c1-0000-7000-8000-000000000000"), 404)
    is_problem(client.get("/v1/reports/1%20OR%201"), 422)
    is_problem(client.get("/v1/reports?cursor=nonsense"), 422, "/cursor")
    is_problem(client.get("/v1/reports?updated_since=2026-03-01T07:30:00"), 422, "/updated_since")


def test_nothing_is_overwritten_unseen(client: TestClient) -> None:
    report = post(client).json()
    address = f"/v1/reports/{report['id']}"
    change = {"title": "Belt slips", "actor": ADA}
    is_problem(client.patch(address, json=change), 428)
    is_problem(client.patch(address, json=change, headers={"If-Match": "*"}), 412)
    is_problem(client.patch(address, json=change, headers={"If-Match": 'W/"1"'}), 412)
    changed = client.patch(address, json=change, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json() == report | {
        "title": "Belt slips",
        "version": 2,
        "updated_at": changed.json()["updated_at"],
        "updated_at_local": changed.json()["updated_at_local"],
    }
    is_problem(client.patch(address, json=change, headers={"If-Match": '"1"'}), 412)
    frozen = {"reported_text": "other", "actor": ADA}
    reply = client.patch(address, json=frozen, headers={"If-Match": '"2"'})
    is_problem(reply, 422, "/reported_text")


def test_the_routes_are_described(description: dict) -> None:
    assert {"/v1/reports", "/v1/reports/{report_id}/transitions"} <= description["paths"].keys()
    fields = description["components"]["schemas"]["NewReport"]["properties"]
    assert fields["detected_at"]["anyOf"][0]["format"] == "date-time"


def test_who_asks_can_be_told_in_headers(client: TestClient) -> None:
    headers = {"X-Actor-Name": "%E9%99%88%E5%B7%A5", "X-Actor-Role": "supervisor"}
    made = client.post("/v1/reports", json=FIELDS, headers=headers).json()
    assert made["author"] == CHEN
    assert client.post("/v1/reports", json={}).json()["author"]["role"] == "technician"


def test_steps_that_cannot_be_taken(client: TestClient) -> None:
    bare = client.post("/v1/reports", json={"actor": ADA}).json()
    is_problem(move(client, bare, "submitted", ADA), 422, "/safety_relevant", "/title", "/asset_id")
    report = post(client).json()
    is_problem(move(client, report, "approved", CHEN), 409)
    report = moved(client, report, "submitted", ADA)
    is_problem(move(client, report, "approved", ADA), 403)
    is_problem(move(client, report, "approved", {"name": "llm", "role": "service"}), 403)
    is_problem(move(client, report, "rejected", CHEN), 422, "/reason")
    is_problem(move(client, report, "nowhere", CHEN), 422, "/to")
    address = f"/v1/reports/{report['id']}/transitions"
    is_problem(client.post(address, json={"to": "approved"}), 428)
    events = client.get(f"/v1/reports/{report['id']}/events").json()["events"]
    assert [(one["version"], one["action"]) for one in events] == [(1, "created"), (2, "submitted")]


def test_reports_are_listed_a_page_at_a_time(client: TestClient) -> None:
    for _ in range(3):
        post(client)
    seen: list[str] = []
    query = "limit=2&status=draft"
    while query:
        page = client.get(f"/v1/reports?{query}").json()
        seen += [report["id"] for report in page["reports"]]
        query = page["next_cursor"] and f"limit=2&status=draft&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) >= 3


def test_an_approved_report_is_found_until_it_is_taken_back(
    client: TestClient, assistant: Assistant
) -> None:
    report = post(client, description="The infeed belt squealed like a zebra.").json()
    report = moved(client, report, "submitted", ADA)

    def found(query: str) -> list[dict]:
        body = {"query": query, "filters": {"kind": "report"}}
        return client.post("/v1/search", json=body).json()["results"]

    assert found("squealed zebra") == []
    report = moved(client, report, "approved", CHEN)
    (chunk,) = until(lambda: found("squealed zebra"))
    assert (chunk["title"], chunk["page"]) == (report["number"], None)
    assert chunk["section"] == "CV-201 (Infeed conveyor)"
    assert "Done: 4 adjust: Tightened the belt to 45 Hz." in chunk["text"]
    assert FIELDS["reported_text"] in chunk["text"]
    assert [hit.chunk.title for hit in assistant.library.exact(["E07"], 5)] == [report["number"]]
    assert [hit.chunk.title for hit in assistant.library.exact(["gt5m1500"], 5)]
    assert client.get("/v1/documents").json()["documents"] == []
    is_problem(client.delete(f"/v1/documents/{chunk['document_id']}"), 409)

    change = {"title": "Belt came off", "actor": CHEN}
    versions = {"If-Match": f'"{report["version"]}"'}
    report = client.patch(f"/v1/reports/{report['id']}", json=change, headers=versions).json()
    assistant.publisher().drain()
    assert "Belt came off" in found("squealed zebra")[0]["text"]
    assert len(found("squealed zebra")) == 1
    report = moved(client, report, "closed", CHEN)
    report = moved(client, report, "approved", CHEN, reason="it is loose again")
    report = moved(client, report, "submitted", CHEN, reason="the cause was another")
    assistant.publisher().drain()
    assert found("squealed zebra") == []
    assert assistant.library.document(document_id(report["id"])) is None
    assert assistant.library.check() == []


def test_a_library_built_anew_gets_its_reports_back(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    store, publisher = assistant.reports, assistant.publisher()
    report = store.create(forms.filled(language="zh-CN", title="皮带松动"), forms.ADA)[0]
    store.step(report.id, "submitted", forms.ADA, 1)
    store.step(report.id, "approved", forms.CHEN, 2)
    assert publisher.drain() == 0
    before = assistant.library.chunks(document_id(report.id))
    assert "处理：4 调整：Tightened the belt to 45 Hz." in before[0].text
    assistant.library.remove(document_id(report.id))
    publisher.reconcile()
    publisher.drain()
    assert assistant.library.chunks(document_id(report.id)) == before
    assistant.close()

    (tmp_path / "plant.db").unlink()  # an older plant was put back, which never had the report
    assistant = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    assert assistant.reports.numbered(report.number) is None
    assistant.publisher().reconcile()
    assert assistant.library.documents() == []
    assistant.close()
