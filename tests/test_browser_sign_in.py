"""A shared tablet in a real browser: sent to sign in, asking as somebody, signed out again."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.access.rights import RIGHTS
from tests.api_client import is_problem
from tests.browser import drawn, opened
from tests.door import PASSWORD, serving
from ui.doorway import ASKED

pytestmark = pytest.mark.browser

_ROUTE = re.compile(r'@(?:router|app)\.(get|post|head)\(\s*f?"(/[^"]*)"')
OPEN = {"/favicon.ico", "/robots.txt", "/manifest.json"}
"""What a browser asks for without its cookie."""
OURS = {"/manifest.json", "/openapi.json"}
"""Paths where the service answers before Gradio can."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("plant")) as found:
        yield found


@pytest.fixture(scope="module")
def people(address: str) -> Iterator[dict[str, httpx.Client]]:
    """Somebody of each role, signed in."""
    found = {role: httpx.Client(base_url=address, timeout=20) for role in RIGHTS}
    for role, client in found.items():
        told = client.post("/sign-in", data={"name": f"{role} 1", "secret": PASSWORD, "next": "/"})
        assert told.status_code == 303
    yield found
    for client in found.values():
        client.close()


def gradio_routes() -> set[tuple[str, str]]:
    """Every route that this release of Gradio has, on or off, with something in its holes."""
    found = find_spec("gradio")
    assert found is not None
    assert found.origin is not None
    source = Path(found.origin).with_name("routes.py").read_text("utf-8")
    routes = {(verb, re.sub(r"\{[^}]*\}", "x", path)) for verb, path in _ROUTE.findall(source)}
    assert len(routes) > 50
    return routes | {(verb, f"/gradio_api{path}") for verb, path in routes}


def test_gradio_answers_no_stranger(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for verb, path in sorted(gradio_routes()):
            reply = client.request(verb, path)
            assert (reply.status_code == 401) == (path not in OPEN), (verb, path)


def test_each_role_reaches_what_the_page_calls_of_gradio_and_no_more(
    people: dict[str, httpx.Client],
) -> None:
    """Streams are asked for their head: they would not end."""
    for role, client in people.items():
        for verb, path in sorted(gradio_routes()):
            method = verb.upper()
            reply = client.request("HEAD" if method == "GET" else method, path)
            is_open = bool((asked := ASKED.get(method)) and asked.fullmatch(path))
            assert reply.status_code not in (401, 403), (role, method, path)
            if not is_open and method != "HEAD" and path not in OURS:
                assert reply.status_code in (404, 405), (role, method, path)
                assert reply.headers["content-type"] == "application/problem+json", path


def joined(client: httpx.Client, session: str) -> None:
    """They ask in that session who they are."""
    known = client.get("/config").json()["dependencies"]
    number = next(one["id"] for one in known if one["api_name"] == "who")
    asked: dict[str, Any] = {"data": [], "fn_index": number, "session_hash": session}
    assert client.post("/gradio_api/queue/join", json=asked).status_code == 200


def heard(client: httpx.Client, session: str) -> str:
    """What its stream holds, until it ends."""
    return client.get("/gradio_api/queue/data", params={"session_hash": session}).text


def test_a_session_tells_nobody_else_what_its_owner_asked(people: dict[str, httpx.Client]) -> None:
    hers, his = people["supervisor"], people["technician"]
    joined(hers, "shared1")
    joined(his, "shared1")
    told = heard(his, "shared1")
    assert "technician 1" in told
    assert "supervisor 1" not in told
    assert "supervisor 1" in heard(hers, "shared1")


def test_questions_of_page_and_program_are_counted_together(
    people: dict[str, httpx.Client],
) -> None:
    who = people["admin"]
    while who.post("/v1/chat/completions", json={}).status_code != 429:
        pass
    known = who.get("/config").json()["dependencies"]
    number = next(one["id"] for one in known if len(one["inputs"]) == 5)
    told: list[Any] = ["What now?", "", "", None, None]
    asked: dict[str, Any] = {"data": told, "fn_index": number, "session_hash": "often"}
    assert who.post("/gradio_api/queue/join", json=asked).status_code == 200
    assert "many questions in one minute" in heard(who, "often")


def test_what_is_not_there_is_a_problem_beside_the_page_too(
    people: dict[str, httpx.Client],
) -> None:
    admin = people["admin"]
    for path in ("/nope", "/v1/nope", "/assets/nope.js", "/gradio_api/nope"):
        is_problem(admin.get(path), 404)
    for method, path, taken in (
        ("PUT", "/healthz", "GET, HEAD"),
        ("DELETE", "/metrics", "GET, HEAD"),
        ("GET", "/mcp", "POST"),
        ("DELETE", "/mcp", "POST"),
        ("GET", "/v1/search", "POST"),
        ("PUT", "/machines", "GET, HEAD"),
    ):
        told = admin.request(method, path)
        is_problem(told, 405, taken)
        assert told.headers["allow"] == taken
    for path in ("/healthz", "/", "/machines", "/v1/me"):
        told = admin.head(path)
        assert (told.status_code, told.content) == (200, b"")


def test_a_shift_at_a_shared_tablet(address: str) -> None:
    with opened(f"{address}/?__theme=light", width=1024, height=768) as visit:
        page = visit.page
        assert page.url.startswith(f"{address}/sign-in?next=")
        page.fill("#name", "technician 1")
        page.fill("#secret", "wrong")
        page.click("button")
        page.wait_for_selector("[role=alert]")
        assert page.input_value("#name") == "technician 1"
        page.fill("#secret", PASSWORD)
        page.click("button")
        drawn(visit)
        page.wait_for_selector("#who form")
        assert "technician 1" in page.inner_text("#who")
        visit.ask("What does E07 mean?")
        visit.finished()
        page.click("#manuals-open")
        page.wait_for_selector("#manuals .documents h3 .en")
        assert not page.is_visible("#manuals .drop"), "what would be refused is offered"
        page.click("#manuals .close")
        page.click("#who button")
        page.wait_for_url("**/sign-in")
        page.clock.install()
        page.goto(address)
        assert page.url.startswith(f"{address}/sign-in?next=")
        page.fill("#name", "technician 1")
        page.fill("#secret", PASSWORD)
        page.click("button")
        page.wait_for_selector("#who form")
        page.context.clear_cookies()  # as if it had ended
        page.clock.fast_forward("32:00")
        page.wait_for_url("**/sign-in?next=*")
        assert visit.errors == []
        assert [one for one in visit.refused if not re.search("/sign-in|/here.json", one)] == []
