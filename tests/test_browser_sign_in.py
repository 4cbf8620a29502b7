"""A shared tablet in a real browser: sent to sign in, asking as somebody, signed out again."""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from tests.browser import drawn, opened
from tests.door import PASSWORD, serving

pytestmark = pytest.mark.browser

_ROUTE = re.compile(r'@(?:router|app)\.(get|post|head)\(\s*f?"(/[^"]*)"')
OPEN = {"/favicon.ico", "/robots.txt", "/manifest.json"}
"""What a browser asks for without its cookie."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("plant")) as found:
        yield found


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
        page.goto(address)
        assert page.url.startswith(f"{address}/sign-in?next=")
        assert visit.errors == []
        assert [one for one in visit.refused if "/sign-in" not in one] == []
