"""What every route has in common: problems, pages, rates, the description."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from assistant.access.model import Principal
from assistant.api.description import operations
from assistant.api.paging import cursor_of, key_of, page_of
from assistant.api.problems import handle_mounted
from assistant.api.rates import Buckets, RateLimit
from assistant.settings import Settings
from tests.api_client import asking, is_problem

KEY = {"Idempotency-Key": "0192f0c1-0000-7000-8000-000000000001"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("data"),
        max_upload_bytes=2000,
    )
    with asking(settings) as client:
        yield client


# A page at a time


@given(st.lists(st.text(max_size=3), unique=True), st.integers(1, 4))
def test_pages_hold_every_entry_once(entries: list[str], limit: int) -> None:
    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = page_of(entries, lambda one: (one,), (str,), cursor, limit)
        seen += page
        if cursor is None:
            break
    assert seen == sorted(entries)


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1"))))
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(RequestValidationError):
        key_of(cursor, (str, int))


def test_a_cursor_comes_back_as_it_was() -> None:
    key = ("泵 “1”", -5)
    assert key_of(cursor_of(key), (str, int)) == key
    for other in (("x",), (1, 1), (True, 1), ("x", 2**63)):
        with pytest.raises(RequestValidationError):
            key_of(cursor_of(other), (str, int))


LISTS = ["assets", "documents", "gaps", "jobs", "reports", "verified-answers", "webhooks"]


@pytest.mark.parametrize("name", LISTS)
def test_every_list_has_pages(client: TestClient, name: str) -> None:
    headers = {"X-Actor-Role": "supervisor"}
    reply = client.get(f"/v1/{name}", params={"limit": 1}, headers=headers)
    assert "next_cursor" in reply.json()
    for query in ({"cursor": "nonsense"}, {"limit": 0}, {"limit": 10_000}):
        is_problem(client.get(f"/v1/{name}", params=query, headers=headers), 422)
    if name not in ("assets", "webhooks"):
        later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        rest = client.get(f"/v1/{name}", params={"updated_since": later}, headers=headers).json()
        # What is under way may change any time.
        assert rest[name.replace("-", "_")] == [] or name == "jobs"


def test_jobs_are_paged_by_their_turn(client: TestClient) -> None:
    for number in range(3):
        client.post("/v1/documents", files=[("files", (f"{number}.txt", b"Grease %d." % number))])
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get("/v1/jobs", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        seen += [job["id"] for job in page.json()["jobs"]]
        cursor = page.json()["next_cursor"]
    assert seen == [job["id"] for job in client.get("/v1/jobs").json()["jobs"]]
    end = time.monotonic() + 60  # the tests after this one find the manuals as they stay
    while not all(job["finished_at"] for job in client.get("/v1/jobs").json()["jobs"]):
        assert time.monotonic() < end
        time.sleep(0.05)


# Too often, too much, of another kind


def person(name: str) -> Principal:
    return Principal.person(name, name, "technician", frozenset())


class Caller:
    """Sends requests in somebody's name through the limit alone."""

    def __init__(self, limit: int) -> None:
        self.now = 0.0
        self.principal: Principal | None = person("ada")

        async def served(scope: Any, receive: Any, send: Any) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body"})

        kinds = ("some", "chat")
        self.buckets = [Buckets(name, limit, now=lambda: self.now, most=2) for name in kinds]
        limited = RateLimit(served, *self.buckets)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = {"principal": self.principal}
            await limited(scope, receive, send)

        self._client = TestClient(app)

    def get(self, path: str = "/v1/search") -> httpx.Response:
        return self._client.get(path)


def test_who_asks_too_often_waits() -> None:
    caller = Caller(limit=2)
    assert [caller.get().status_code for _ in range(2)] == [200, 200]
    refused = caller.get()
    is_problem(refused, 429, "30 s")
    assert refused.headers["retry-after"] == "30"
    assert refused.headers["ratelimit-policy"] == '"some";q=2;w=60'
    assert refused.headers["ratelimit"] == '"some";r=0;t=30'
    assert caller.get("/v1/chat/completions").headers["ratelimit"] == '"chat";r=1;t=1'
    assert caller.get("/ui/page.css").status_code == 200, "the page's own files cost nothing"
    caller.now += 30
    assert caller.get().status_code == 200
    assert caller.get().status_code == 429
    caller.principal = person("bob")
    assert caller.get().status_code == 200, "everybody has a bucket of their own"
    chat = caller.buckets[1]
    assert [chat.hold_up(person("ada")) for _ in range(3)] == [0, 0, 30], "as the page asks"
    assert chat.hold_up(Principal.console()) == 0
    caller.principal = Principal.console()
    assert all("ratelimit" not in caller.get().headers for _ in range(5))


@given(st.lists(st.floats(0, 90), max_size=60))
def test_no_more_pass_than_were_promised(pauses: list[float]) -> None:
    now, passed = 0.0, 0
    buckets = Buckets("some", 10, now=lambda: now)
    for pause in pauses:
        now += pause
        left = buckets.take("ada")
        passed += left.wait == 0
        assert left.wait <= 6
    assert passed <= 10 + now / 6


def test_callers_are_forgotten_in_turn() -> None:
    buckets = Buckets("some", 1, most=2, now=lambda: 0.0)
    assert buckets.take("a").wait == 0
    assert [buckets.take(name).wait for name in ("b", "c")] == [0, 0]
    assert buckets.take("c").wait == 60
    assert buckets.take("a").wait == 0, "forgotten"


def test_bodies_of_another_kind_are_told(client: TestClient) -> None:
    for headers, words in (({"content-type": "text/plain"}, "text/plain"),):
        is_problem(client.post("/v1/search", content="{}", headers=headers), 415, words)
    is_problem(client.post("/v1/documents", json={}), 415, "multipart/form-data")
    is_problem(client.post("/v1/search"), 422)
    is_problem(client.post("/v1/search", content="{", headers=JSON), 400)
    form = {"content-type": "multipart/form-data; boundary=x"}
    is_problem(client.post("/v1/documents", content=b"no form", headers=form), 400)
    is_problem(client.post("/v1/documents", content=b"no form", headers=form | KEY), 400)


@pytest.mark.parametrize("headers", [{}, KEY])
def test_a_body_without_an_announced_length_is_bounded_too(
    client: TestClient, headers: dict[str, str]
) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(1100):
            yield bytes(1000)

    is_problem(client.post("/v1/reports", content=endless(), headers=JSON | headers), 413)
    form = {"content-type": "multipart/form-data; boundary=x"}
    is_problem(client.post("/v1/documents", content=endless(), headers=form | headers), 413)


def test_what_is_not_there_is_a_problem_everywhere(client: TestClient) -> None:
    is_problem(client.get("/nowhere"), 404)
    is_problem(client.put("/healthz"), 405)
    is_problem(client.put("/v1/search"), 405)


def test_a_mounted_page_tells_of_what_is_not_there_likewise() -> None:
    app, page = FastAPI(), FastAPI()

    @page.get("/gradio_api/own")
    def own() -> None:
        raise HTTPException(404, {"its": "own form"})

    @page.get("/gradio_api/number")
    def number(of: int) -> int:
        return of

    app.mount("/", page)
    handle_mounted(page)
    client = TestClient(app)
    is_problem(client.get("/nowhere"), 404)
    is_problem(client.get("/gradio_api/number?of=x"), 422, "/of")
    assert client.get("/gradio_api/own").json() == {"detail": {"its": "own form"}}


def test_a_client_is_not_sent_what_it_has(client: TestClient) -> None:
    made = client.post("/v1/reports", json={"title": "Belt"})
    for address in (made.headers["location"], "/v1/documents"):
        first = client.get(address)
        known = client.get(address, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        assert (known.status_code, known.content) == (304, b"")
        assert known.headers["etag"] == first.headers["etag"]
        assert client.get(address, headers={"If-None-Match": '"x"'}).content == first.content
    tag = {"If-Match": first.headers["etag"]}
    is_problem(client.patch(made.headers["location"], json={}, headers=tag), 412)
    is_problem(client.patch(made.headers["location"], json={}), 428)


# The description


def test_every_operation_says_what_it_does_and_refuses(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    tags = {tag["name"] for tag in description["tags"]}
    names = [operation["operationId"] for _, operation in operations(description)]
    assert len(names) == len(set(names))
    for path, operation in operations(description):
        assert re.fullmatch(r"[a-z][a-z_]+", operation["operationId"])
        assert operation["summary"], path
        assert operation["description"], path
        assert set(operation["tags"]) <= tags, path
        assert {"401", "403", "429", "500", "503"} <= operation["responses"].keys()
        is_form = "requestBody" in operation
        assert ("415" in operation["responses"]) == is_form


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            part = list(part.values())
        if isinstance(part, list):
            for one in part:
                yield from references(one)

    for reference in set(references(description)):
        found = description
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]


def test_what_makes_something_takes_a_key(description: dict[str, Any]) -> None:
    asking = {"search", "chat_completions", "draft_report", "query_history"}
    asking |= {"write_down_speech", "read_photo"}
    known_by_id = {"take_ticket_event"}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            names = {one["name"] for one in operation.get("parameters", ())}
            wanted = method == "post" and operation["operationId"] not in asking | known_by_id
            assert ("Idempotency-Key" in names) == wanted, path
