"""Before Gradio: nobody reaches another's session, nor a route that the page does not call."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from assistant.access.model import Principal
from assistant.api.problems import problem
from tests.door import Reply, ask
from ui.doorway import Doorway, owner_of

ADA = Principal.person("0192f0c1", "Ada", "supervisor", frozenset())
BOB = Principal.person("0192f0c2", "Bob", "technician", frozenset())
JOIN = "/gradio_api/queue/join"


class Gradio:
    """Tells what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        assert scope["method"] != "POST" or dict(scope["headers"])[b"content-length"] == (
            str(len(body)).encode()
        )
        told = json.loads(body) if body else None
        self.asked.append((scope["path"], scope["query_string"].decode(), told))
        await problem(200, "")(scope, receive, send)


def asked(
    who: Principal | None, path: str, method: str = "GET", body: bytes = b""
) -> tuple[Reply, list[tuple[str, str, Any]]]:
    page = Gradio()
    door = Doorway(page, problem(404, ""))
    return ask(door, (method, path, {}), body=body, state={"principal": who}), page.asked


def sessions(who: Principal, name: str) -> list[str]:
    """What Gradio is told where they say the name, at every place that takes one."""
    _, [(path, _, _)] = asked(who, f"/gradio_api/heartbeat/{name}")
    _, [(_, query, _)] = asked(who, f"/gradio_api/queue/data?session_hash={name}")
    _, [(_, _, told)] = asked(who, JOIN, "POST", json.dumps({"session_hash": name}).encode())
    run = json.dumps({"session_hash": name, "data": ["é"]}).encode()
    _, [(_, _, ran)] = asked(who, "/gradio_api/run/ask", "POST", run)
    assert ran["data"] == ["é"]
    return [
        path.rpartition("/")[2],
        query.partition("=")[2].replace("%3A", ":"),
        told["session_hash"],
        ran["session_hash"],
    ]


def test_a_session_has_one_name_wherever_its_owner_says_it_and_another_for_others() -> None:
    hers, his = set(sessions(ADA, "abc123")), set(sessions(BOB, "abc123"))
    assert len(hers) == len(his) == 1
    assert not hers & his


def test_with_fewer_rights_they_are_another_owner() -> None:
    owners = [
        owner_of(one)
        for one in (ADA, ADA.as_pin(), ADA.model_copy(update={"sites": frozenset({"north"})}), None)
    ]
    assert len(set(owners)) == len(owners)


@given(st.text(), st.text())
@example("x", f"{owner_of(ADA)}x")
def test_no_name_leads_to_anothers_session(hers: str, his: str) -> None:
    assert owner_of(ADA) + hers != owner_of(BOB) + his
    assert owner_of(ADA) + hers != owner_of(None) + his


@pytest.mark.parametrize(
    "query",
    [
        "session_hash=a&session_hash=b",
        "session%5Fhash=a",
        "x=1&session_hash=",
        "session_hash=%C3%A9",
    ],
)
def test_it_is_found_however_it_is_written(query: str) -> None:
    _, [(_, told, _)] = asked(ADA, f"/gradio_api/queue/data?{query}")
    assert told.count(urlencode({"session_hash": owner_of(ADA)})) == told.count("session_hash")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_goes_no_further(body: bytes) -> None:
    reply, seen = asked(ADA, JOIN, "POST", body)
    assert (reply.status, seen) == (400, [])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("GET", "/gradio_api/file=/data/secret.txt"),
        ("GET", "/gradio_api/deep_link?session_hash=abc123"),
        ("POST", "/gradio_api/call/ask"),
        ("GET", "/gradio_api/call/ask/abc123"),
        ("POST", "/gradio_api/cancel"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/proxy=https://else.invalid/"),
        ("GET", "/gradio_api/stream/abc123/1/2/playlist.m3u8"),
        ("GET", "/monitoring/summary"),
        ("GET", "/gradio_api/queue/data/../../upload"),
        ("POST", "/gradio_api/queue/data"),
        ("PUT", JOIN),
    ],
)
def test_what_the_page_does_not_call_is_closed(method: str, path: str) -> None:
    reply, seen = asked(ADA, path, method, b"{}")
    assert (reply.status, seen) == (404, [])


class Broken:
    """Breaks off in the midst of a stream, as Gradio does."""

    def __init__(self, exc: BaseException) -> None:
        self._exc = exc

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"data: ALIVE", "more_body": True})
        raise self._exc


def broken_off(exc: BaseException, cause: BaseException | None, path: str) -> Reply:
    exc.__cause__ = cause
    door = Doorway(Broken(exc), problem(404, ""))
    return ask(door, ("GET", path, {}), state={"principal": ADA})


def test_a_stream_that_gradio_breaks_off_ends() -> None:
    """Neither an unknown session nor the end of the service is an error of ours."""
    streams = ("/gradio_api/queue/data", "/gradio_api/heartbeat/abc")
    for path in streams:
        assert broken_off(asyncio.CancelledError(), None, path).body == b"data: ALIVE"
        late = RuntimeError("Caught handled exception, but response already started.")
        assert broken_off(late, HTTPException(404), path).body == b"data: ALIVE"
        with pytest.raises(RuntimeError, match="else"):
            broken_off(RuntimeError("something else"), None, path)
    with pytest.raises(RuntimeError):
        broken_off(RuntimeError("page"), HTTPException(404), "/")


def test_what_needs_no_session_passes_as_it_is() -> None:
    for who in (ADA, None):
        _, seen = asked(who, "/?__theme=light")
        assert seen == [("/", "__theme=light", None)]
