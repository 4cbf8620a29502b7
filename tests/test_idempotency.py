"""A request sent again under its key: carried out once, replied to alike, found after a crash."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event
from types import SimpleNamespace

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from assistant.api.idempotency.route import Once, ReservedId
from assistant.api.idempotency.store import HELD, KEPT, Kept, Replies
from assistant.build import Assistant
from assistant.plant.database import PlantDatabase
from assistant.settings import Settings
from tests.api_client import asking, is_problem
from tests.plants import ENGINES, opened

KEY = {"Idempotency-Key": "0192f0c1-0000-7000-8000-000000000001"}
CHEN = {"name": "陈工", "role": "supervisor"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        webhook_hosts="https://cmms.lan",
    )
    with asking(settings) as client:
        yield client


def test_a_request_sent_again_is_carried_out_once(client: TestClient) -> None:
    body = {"title": "Belt"}
    first, again = (client.post("/v1/reports", json=body, headers=KEY) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    for name in ("etag", "location", "content-type"):
        assert first.headers[name] == again.headers[name]
    assert "idempotency-replayed" not in first.headers
    is_problem(
        client.post("/v1/reports", json={"title": "Fan"}, headers=KEY), 422, "other contents"
    )
    quoted = {"Idempotency-Key": f'"{KEY["Idempotency-Key"]}"'}
    assert client.post("/v1/reports", json=body, headers=quoted).content == first.content


def test_a_key_stands_for_one_route_alone(client: TestClient) -> None:
    made = client.post(
        "/v1/reports", json={"title": "Pump"}, headers=KEY | {"Idempotency-Key": "x"}
    )
    tag = {"If-Match": made.headers["etag"], "Idempotency-Key": "x"}
    moved = client.post(
        f"{made.headers['location']}/transitions", json={"to": "discarded"}, headers=tag
    )
    assert moved.status_code == 200, moved.text
    assert "idempotency-replayed" not in moved.headers


def test_an_upload_is_known_by_its_files(client: TestClient) -> None:
    def send(text: bytes) -> httpx.Response:
        return client.post("/v1/documents", files=[("files", ("a.txt", text))], headers=KEY)

    first, again = send(b"Bleed the accumulator."), send(b"Bleed the accumulator.")
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"
    is_problem(send(b"Bleed it twice."), 422, "other contents")


def test_what_was_refused_may_be_sent_again_under_its_key(client: TestClient) -> None:
    key = {"Idempotency-Key": "refused"}
    is_problem(client.post("/v1/reports", json={"title": 1}, headers=key), 422, "/title")
    assert client.post("/v1/reports", json={"title": "One"}, headers=key).status_code == 201


def test_a_secret_is_not_shown_twice(client: TestClient) -> None:
    wanted = {"url": "https://cmms.lan/hook"}
    made = client.post("/v1/webhooks", json=wanted, headers=KEY)
    assert made.status_code == 201, made.text
    again = client.post("/v1/webhooks", json=wanted, headers=KEY)
    is_problem(again, 409, "kept nowhere")
    assert again.headers["idempotency-replayed"] == "true"
    assert made.json()["secret"] not in again.text


@pytest.mark.parametrize("key", ["", '""', "k" * 256, "a b"])
def test_a_key_has_a_form(client: TestClient, key: str) -> None:
    is_problem(client.post("/v1/reports", json={}, headers={"Idempotency-Key": key}), 400, "UUID")


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlantDatabase]:
    with opened(request.param, tmp_path_factory.mktemp("plant")) as plant:
        yield plant


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


def test_a_request_whose_process_died_goes_on_under_the_same_id(plant: PlantDatabase) -> None:
    clock = Clock()
    replies = Replies(plant, clock)
    first = replies.begin("k", "d")
    assert first.is_ours
    meanwhile = replies.begin("k", "d")
    assert (meanwhile.is_ours, meanwhile.reply) == (False, None)
    clock.time += HELD + timedelta(seconds=1)
    taken_over = replies.begin("k", "d")
    assert (taken_over.is_ours, taken_over.reserved) == (True, first.reserved)
    replies.release("k", first.held_until)  # the first was not dead: the other's hold stays
    assert not replies.begin("k", "d").is_ours
    reply = Kept(201, {"etag": '"1"'}, b"{}")
    replies.keep("k", reply)
    replies.keep("k", Kept(200, {}, b"late"))
    assert replies.begin("k", "d").reply == reply
    assert replies.begin("k", "other").reply == reply
    clock.time += KEPT + timedelta(seconds=1)
    assert replies.begin("k", "other").is_ours, "forgotten after seven days"


def test_of_many_who_ask_at_once_one_goes_on(plant: PlantDatabase) -> None:
    replies = Replies(plant)
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda _: replies.begin("many", "d"), range(8)))
    assert sum(one.is_ours for one in begun) == 1
    assert len({one.reserved for one in begun}) == 1


def test_a_request_in_flight_is_not_carried_out_beside_itself(plant: PlantDatabase) -> None:
    app, router, at_work, may_end = FastAPI(), APIRouter(route_class=Once), Event(), Event()
    made: list[str | None] = []

    @router.post("/things")
    def make(reserved: ReservedId) -> dict[str, int]:
        made.append(reserved)
        at_work.set()
        may_end.wait(10)
        if len(made) == 1:
            raise LookupError("a fault of ours")
        return {"made": len(made)}

    app.include_router(router)
    app.state.assistant = SimpleNamespace(plant=plant)
    client = TestClient(app, raise_server_exceptions=False)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.post, "/things", headers=KEY)
        assert at_work.wait(10)
        meanwhile = client.post("/things", headers=KEY)
        may_end.set()
    assert (meanwhile.status_code, meanwhile.headers["retry-after"]) == (409, "2")
    assert first.result().status_code == 500
    assert [client.post("/things", headers=KEY).json() for _ in range(2)] == [{"made": 2}] * 2
    assert len(made) == 2
    assert client.post("/things").json() == {"made": 3}
    assert made[2] is None


def test_what_a_dead_process_made_is_found_again(client: TestClient) -> None:
    """Report, verified answer, endpoint and upload: made under an id, and again under the same."""
    assistant: Assistant = client.app.state.assistant  # type: ignore[attr-defined]
    job_id = "0192f0c1000070008000000000000002"
    cut_off = assistant.intake.folder(job_id) / "0000"
    cut_off.mkdir(parents=True)
    (cut_off / "b.txt").write_bytes(b"Grea")
    with (cut_off / "b.txt").open("rb") as file:
        sent = [("b.txt", file)]
        first = assistant.intake.accept(sent, job_id)
        assert assistant.intake.accept(sent, job_id).created_at == first.created_at
