"""The service's doors, with a scripted model and a real library behind them."""

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from assistant.api.app import create_app
from assistant.build import Assistant
from assistant.errors import Busy, ModelUnavailable
from assistant.settings import Settings
from prompts.phrases import EXCERPTS_ONLY
from tests.api_client import is_problem
from tests.fakes import HashingEmbedder, ScriptedGenerator
from tests.paper import make_pdf, together, writing

QUESTION = "what does the motor overload alarm AL-31 mean"


@pytest.fixture
def generator() -> ScriptedGenerator:
    return ScriptedGenerator([["Let the motor ", "cool down [1", "] and [8] check."]])


@pytest.fixture
def client(tmp_path: Path, generator: ScriptedGenerator) -> Iterator[TestClient]:
    settings = Settings(data_dir=tmp_path / "data", gate=0.3, max_upload_bytes=200_000)
    assistant = Assistant(settings, HashingEmbedder(), generator)
    app = create_app(assistant)
    with TestClient(app, base_url="http://127.0.0.1:8080", raise_server_exceptions=False) as client:
        yield client


def upload(client: TestClient, *files: tuple[str, bytes]) -> dict:
    reply = client.post(
        "/v1/documents", files=[("files", (name, io.BytesIO(body))) for name, body in files]
    )
    assert reply.status_code == 202, reply.text
    assert reply.headers["location"] == f"/v1/jobs/{reply.json()['id']}"
    for _ in range(1000):
        job = client.get(reply.headers["location"]).json()
        if job["finished_at"]:
            return job
        time.sleep(0.01)
    raise AssertionError(f"the job never ended: {job}")


@pytest.fixture
def manual(client: TestClient, tmp_path: Path) -> dict:
    path = make_pdf(
        tmp_path / "drive.pdf",
        writing("Drive D1 alarms", "AL-31 motor overload alarm. Let the motor cool down 10 min."),
        writing("Drive D1 oil", "Fill the gearbox with 2.5 L of oil once a year."),
    )
    job = upload(client, ("drive.pdf", path.read_bytes()))
    assert job["state"] == "done", job
    return job["files"][0]


def test_search_finds_the_page(client: TestClient, manual: dict) -> None:
    reply = client.post("/v1/search", json={"query": QUESTION, "limit": 5}).json()
    best = reply["results"][0]
    assert (best["file_name"], best["page"], best["kind"]) == ("drive.pdf", 1, "passage")
    assert "AL-31" in best["text"]
    scores = [result["score"] for result in reply["results"]]
    assert scores == sorted(scores, reverse=True)
    assert reply["took_ms"] > 0


def test_a_plain_answer_has_openais_form_and_ours(client: TestClient, manual: dict) -> None:
    reply = client.post(
        "/v1/chat/completions", json={"messages": [{"role": "user", "content": QUESTION}]}
    ).json()
    content = reply["choices"][0]["message"]["content"]
    assert content.startswith("> Drive D1 alarms\n> AL-31 motor overload alarm.")
    assert content.endswith("\n\nLet the motor cool down [1] and check.")
    (citation,) = reply["citations"]
    assert (citation["marker"], citation["file_name"], citation["page"]) == (1, "drive.pdf", 1)
    assert "cool down" in citation["quote"]
    notes = reply["choices"][0]["message"]["annotations"]
    place = notes[0]["url_citation"]
    assert content[place["start_index"] : place["end_index"]] == "[1]"
    assert len(notes) == 2
    assert reply["refused"] is False
    assert reply["timings"]["new_tokens"] > 0
    assert client.get(citation["url"]).headers["content-type"] == "image/png"


def test_a_stream_has_openais_frames(client: TestClient, manual: dict) -> None:
    body = {
        "messages": [{"role": "user", "content": QUESTION}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in reply.iter_lines() if line]
    assert lines[-1] == "[DONE]"
    frames = [json.loads(line) for line in lines[:-1]]
    assert len({frame["id"] for frame in frames}) == 1
    assert frames[0]["choices"][0]["delta"]["role"] == "assistant"
    told = [frame for frame in frames if frame["choices"]]
    text = "".join(frame["choices"][0]["delta"].get("content", "") for frame in told)
    assert text.endswith("[1]\n\nLet the motor cool down [1] and check.")
    assert told[-1]["choices"][0]["finish_reason"] == "stop"
    assert told[-2]["citations"][0]["page"] == 1
    assert told[-2]["choices"][0]["delta"]["annotations"]
    assert frames[-1]["usage"]["completion_tokens"] > 0


def test_a_refusal_is_marked_and_cites_nothing(client: TestClient, generator, manual: dict) -> None:
    asked = {"messages": [{"role": "user", "content": "zebra xylophone"}]}
    reply = client.post("/v1/chat/completions", json=asked).json()
    assert reply["refused"] is True
    assert reply["citations"] == []
    assert generator.asked == []


def test_without_an_engine_the_manuals_words_are_the_reply(
    client: TestClient, generator, manual: dict
) -> None:
    generator.script = [ModelUnavailable("weights are missing, pull them")]
    asked = {"messages": [{"role": "user", "content": QUESTION}]}
    reply = client.post("/v1/chat/completions", json=asked).json()
    assert reply["choices"][0]["message"]["content"].endswith(EXCERPTS_ONLY["en"])
    assert reply["citations"][0]["page"] == 1
    assert reply["refused"] is False


@pytest.mark.parametrize("question", ["", "   ", "长" * 5000])
def test_an_empty_or_endless_question_is_a_422(client: TestClient, question: str) -> None:
    words = "5000 characters" if question.strip() else "empty"
    is_problem(client.post("/v1/search", json={"query": question}), 422, words)
    asked = {"messages": [{"role": "user", "content": question}]}
    is_problem(client.post("/v1/chat/completions", json=asked), 422, words)


def test_bad_requests_say_what_is_wrong(client: TestClient) -> None:
    is_problem(client.get("/v1/nowhere"), 404, "Not Found")
    is_problem(client.get("/v1/search"), 405, "Not Allowed")
    broken = client.post(
        "/v1/search", content=b'{"query": ', headers={"content-type": "application/json"}
    )
    is_problem(broken, 400, "not valid JSON")
    is_problem(client.post("/v1/search", json={"limit": 3}), 422, "/query")
    is_problem(client.post("/v1/search", json={"query": "x", "limit": 0}), 422, "/limit")
    is_problem(client.get("/v1/documents/" + "0" * 64), 404, "GET /v1/documents")
    is_problem(client.get("/v1/jobs/" + "0" * 32), 404, "GET /v1/jobs")
    is_problem(client.get("/v1/documents/..%2f..%2fetc%2fpasswd"), 404, "Not Found")


def test_one_bad_file_never_stops_the_rest(client: TestClient, tmp_path: Path) -> None:
    page = writing("Press P1", "Bleed the accumulator first.")
    whole = make_pdf(tmp_path / "whole.pdf", page).read_bytes()
    locked = make_pdf(tmp_path / "x.pdf", page, encrypt=StandardEncryption("secret")).read_bytes()
    job = upload(
        client,
        ("empty.pdf", b""),
        ("cut.pdf", whole[: len(whole) // 2]),
        ("photo.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500)),
        ("locked.pdf", locked),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(500)),
        ("whole.pdf", whole),
    )
    states = {file["file_name"]: (file["state"], file["reason"] or "") for file in job["files"]}
    assert job["state"] == "done"
    assert states["whole.pdf"][0] == "added"
    reasons = [reason for state, reason in states.values() if state == "failed"]
    assert len(reasons) == len(set(reasons)) == 5
    assert "password" in states["locked.pdf"][1]
    assert "JPEG" in states["photo.pdf"][1]
    assert "cut off" in states["cut.pdf"][1]


def test_uploads_that_may_not_come_in_leave_nothing(client: TestClient, tmp_path: Path) -> None:
    large = client.post("/v1/documents", files=[("files", ("big.pdf", bytes(300_000)))])
    is_problem(large, 413, "Send less at once")
    slightly = client.post("/v1/documents", files=[("files", ("big.pdf", bytes(210_000)))])
    is_problem(slightly, 413, "200000 bytes")
    chatter = {"query": "x", "history": [{"role": "user", "content": "y" * 2_000_000}]}
    is_problem(client.post("/v1/search", json=chatter), 413, "1048576 bytes")
    assert list((tmp_path / "data" / "incoming").glob("*/*")) == []
    assert client.get("/v1/jobs").json()["jobs"] == []


def test_names_cannot_leave_the_folder(client: TestClient, tmp_path: Path) -> None:
    job = upload(client, ("../../etc/cron.d/evil.txt", b"Bleed the accumulator first."))
    assert job["files"][0]["file_name"] == "evil.txt"
    assert not (tmp_path / "etc").exists()


def test_two_manuals_of_one_name_are_two_manuals(client: TestClient) -> None:
    one, two = b"Bleed the accumulator first.", b"Grease the bearing with 15 g."
    job = upload(client, ("manual.txt", one), ("manual.txt", two))
    assert [file["state"] for file in job["files"]] == ["added", "added"]
    assert upload(client, ("manual.txt", one))["files"][0]["state"] == "unchanged"
    assert len(client.get("/v1/documents").json()["documents"]) == 2


def test_the_intake_outlives_a_file_that_lies_about_itself(client: TestClient) -> None:
    lying = b'<html><meta charset="undefined"><p>Bleed the accumulator first.</p></html>'
    upload(client, ("lying.html", lying))
    after = upload(client, ("honest.txt", b"Grease the bearing with 15 g."))
    assert after["files"][0]["state"] == "added"


def test_half_a_character_is_a_question_like_any_other(client: TestClient, manual: dict) -> None:
    body = rb'{"query": "\ud800 motor overload"}'
    reply = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 200


def test_a_filter_that_cannot_work_is_refused(client: TestClient) -> None:
    asked = {"query": "x", "filters": {"asset": "CV-202"}}
    is_problem(client.post("/v1/search", json=asked), 422, "/filters/asset")
    is_problem(client.post("/v1/search", json={"query": "x", "filters": {"x": 1}}), 422, "/filters")


def test_a_follow_up_is_asked_with_the_question_before_it(
    client: TestClient, generator: ScriptedGenerator, manual: dict
) -> None:
    turns = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "It is an overload [1]."},
        {"role": "user", "content": "how long does it cool down"},
    ]
    client.post("/v1/chat/completions", json={"messages": turns})
    assert f"Asked before: {QUESTION}\n" in generator.asked[0][-1].content


def test_a_stream_that_fails_midway_says_so(
    client: TestClient, generator: ScriptedGenerator, manual: dict
) -> None:
    generator.script = [["Let the motor ", Busy(8, 30)]]
    asked = {"messages": [{"role": "user", "content": QUESTION}], "stream": True}
    frames = client.post("/v1/chat/completions", json=asked).text
    told = [json.loads(line.removeprefix("data: ")) for line in frames.split("\n") if line]
    # The manual's words do not wait for a word of the model.
    assert "[1]\n" in told[1]["choices"][0]["delta"]["content"]
    assert told[-1]["error"]["type"] == "Busy"
    assert "[DONE]" not in frames


def test_documents_are_listed_shown_and_removed(client: TestClient, manual: dict) -> None:
    (listed,) = client.get("/v1/documents").json()["documents"]
    assert (listed["id"], listed["pages"]) == (manual["document_id"], 2)
    address = f"/v1/documents/{listed['id']}"
    assert client.get(address).json() == listed
    picture = client.get(f"{address}/pages/2.png")
    assert picture.content.startswith(b"\x89PNG")
    is_problem(client.get(f"{address}/pages/3.png"), 404, "pages 1 to 2")
    assert client.delete(address).status_code == 204
    is_problem(client.get(address), 404, "no document")
    assert client.post("/v1/search", json={"query": QUESTION}).json()["results"] == []


def test_the_evidence_is_highlighted_on_its_page(client: TestClient, manual: dict) -> None:
    chunk = client.post("/v1/search", json={"query": QUESTION}).json()["results"][0]["chunk_id"]
    address = f"/v1/documents/{manual['document_id']}/pages/1.png"
    plain = client.get(address).content
    marked = client.get(address, params={"chunk_id": chunk}).content
    assert plain != marked
    cut = client.get(address, params={"chunk_id": chunk, "crop": True}).content
    assert Image.open(io.BytesIO(cut)).height < Image.open(io.BytesIO(plain)).height / 2
    close = client.get(address, params={"width": 1600})
    assert Image.open(io.BytesIO(close.content)).width == 1600
    assert close.headers["etag"] != client.get(address).headers["etag"]
    assert client.get(address, params={"width": 9000}).status_code == 422


def test_figures_are_listed_and_shown(client: TestClient, tmp_path: Path) -> None:
    def circuit(canvas: Canvas) -> None:
        canvas.rect(72, 500, 200, 150)

    page = together(circuit, writing("Fig. 3-1 Motor circuit", top=355))
    path = make_pdf(tmp_path / "figure.pdf", page)
    upload(client, ("figure.pdf", path.read_bytes()))
    (document,) = client.get("/v1/documents").json()["documents"]
    address = f"/v1/documents/{document['id']}/figures"
    (figure,) = client.get(address).json()["figures"]
    assert (figure["label"], figure["page"], figure["number"]) == ("Fig. 3-1", 1, 1)
    assert client.get(figure["url"]).content.startswith(b"\x89PNG")
    is_problem(client.get(f"{address}/2.png"), 404, "has 1")
    is_problem(client.get(f"/v1/documents/{'0' * 64}/figures"), 404, "no document")


def test_other_hosts_and_other_sites_are_refused(client: TestClient) -> None:
    is_problem(client.get("/healthz", headers={"host": "evil.example"}), 421, "evil.example")
    cross = client.post(
        "/v1/search", json={"query": "x"}, headers={"origin": "http://evil.example"}
    )
    is_problem(cross, 403, "other sites")
    same = client.get("/healthz", headers={"origin": "http://127.0.0.1:8080"})
    assert same.status_code == 200


def test_health_and_metrics(client: TestClient, manual: dict) -> None:
    health = client.get("/healthz").json()
    assert (health["status"], health["documents"]) == ("ok", 1)
    client.post("/v1/search", json={"query": QUESTION})
    metrics = client.get("/metrics").text
    assert 'shiftmate_requests_total{route="/v1/search",status="200"} 1.0' in metrics
    assert 'shiftmate_generation{shiftmate_generation="ready"} 1.0' in metrics


def test_the_service_describes_itself_without_a_cdn(client: TestClient, description: dict) -> None:
    assert "https://" not in client.get("/docs").text
    assert "/v1/chat/completions" in description["paths"]
    names = description["components"]["schemas"]
    assert not [name for name in names if "__" in name], "two bodies of one name"


def test_a_job_survives_a_restart(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    first = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    job = first.intake.accept([("press.txt", io.BytesIO(b"Bleed the accumulator first."))])
    first.close()  # stopped before it had begun to read
    second = Assistant(settings, HashingEmbedder(), ScriptedGenerator([]))
    second.start()
    for _ in range(100):
        if second.intake.job(job.job_id).finished_at:
            break
        time.sleep(0.01)
    assert second.intake.job(job.job_id).state == "done"
    assert second.library.chunk_count == 1
    second.close()


def test_a_job_is_cancelled_tried_again_and_dismissed(client: TestClient) -> None:
    job = upload(client, ("torn.pdf", b"%PDF-1.4 torn"), ("press.txt", b"Bleed the accumulator."))
    address = f"/v1/jobs/{job['id']}"
    assert (job["state"], job["files_failed"], job["retryable"]) == ("done", 1, True)
    assert client.post(f"{address}/cancel").json() == job  # it is over: nothing changes
    assert client.post(f"{address}/retry").json()["state"] in ("queued", "running", "done")
    for _ in range(1000):
        if (again := client.get(address).json())["finished_at"]:
            break
        time.sleep(0.01)
    assert [file["state"] for file in again["files"]] == ["failed", "added"]
    assert client.get("/v1/jobs", params={"limit": 1}).json()["jobs"] == [again]
    assert client.delete(address).status_code == 204
    for reply in (client.get(address), client.post(f"{address}/cancel"), client.delete(address)):
        is_problem(reply, 404, "GET /v1/jobs")
    whole = upload(client, ("pump.txt", b"Tighten the gland."))
    is_problem(client.post(f"/v1/jobs/{whole['id']}/retry"), 409, "nothing to retry")
