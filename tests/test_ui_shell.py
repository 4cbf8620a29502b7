"""What the shell serves beside Gradio: files of one release, manifest, worker, heads of pages."""

import asyncio
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse

from assistant.access.model import Principal
from assistant.api.headers import ReplyHeaders
from assistant.api.look import look_of
from assistant.api.sign_in_page import page, sign_in_form
from tests.fake_service import Console
from ui import install, outbox_page
from ui.frame import framed
from ui.head import WithHead
from ui.places import PLACES, open_to
from ui.release import address, contents, mount_files, release


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(Console)
    app.add_middleware(ReplyHeaders)
    mount_files(app)
    for room in (install, outbox_page):
        app.include_router(room.router)
    return TestClient(app)


def test_every_file_of_a_release_is_kept_and_imports_only_its_own(client: TestClient) -> None:
    told = client.get(address("words.js"))
    assert told.text.startswith("export const WORDS = {")
    names = {*contents(), "words.js"}
    for name, content in contents().items():
        reply = client.get(address(name))
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
        if name.endswith(".js"):
            imported = re.findall(r'from "\./([^"]+)"|^import "\./([^"]+)"', content.decode(), re.M)
            assert {one or other for one, other in imported} <= names, name
    assert client.get("/ui/tokens.css").headers["cache-control"] == "no-cache"


def test_no_file_names_another_host() -> None:
    for name, content in contents().items():
        if name.endswith((".js", ".css")) and not name.startswith("vendor/"):
            assert not re.search(rb"(?:https?:)?//[a-z0-9-]+\.[a-z]", content), name


def test_the_colours_stand_in_one_file() -> None:
    """A sheet with a colour of its own would keep it in every theme."""
    for name, content in contents().items():
        if name.endswith(".css") and name != "tokens.css":
            text = re.sub(r"mask-image:[^;]*;|/\*.*?\*/", "", content.decode(), flags=re.S)
            own = set(re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", text))
            assert own <= {"#fff"}, name  # on what a person has said, dark in every theme


@pytest.mark.parametrize(("asked", "lang"), [("zh-CN,zh;q=0.9", "zh-CN"), ("de,en;q=0.5", "en")])
def test_the_manifest_speaks_the_devices_language(
    client: TestClient, asked: str, lang: str
) -> None:
    reply = client.get("/manifest.json", headers={"accept-language": asked})
    assert reply.headers["content-type"].startswith("application/manifest+json")
    told = reply.json()
    assert told["lang"] == lang
    assert ("维修" in told["name"]) == (lang == "zh-CN")
    for icon in told["icons"]:
        assert client.get(icon["src"]).status_code == 200
    assert [one["url"] for one in told["shortcuts"]] == [
        *(place.path for place in PLACES),
        "/outbox",
    ]


def test_the_worker_belongs_to_its_release_and_finds_all_it_asks_for(client: TestClient) -> None:
    reply = client.get("/sw.js")
    assert reply.headers["cache-control"] == "no-cache"
    first = reply.text.split("\n", 1)[0]
    assert json.dumps(release()) in first
    shell = json.loads(first[first.index("[") : first.rindex("]") + 1])
    assert {client.get(path).status_code for path in shell} == {200}
    assert not [path for path in shell if path.startswith(("/v1", "/gradio_api", "/config"))]


def test_the_offline_page_is_nobodys(client: TestClient) -> None:
    nobodys, somebodys = client.get("/offline").text, client.get("/outbox").text
    assert "console" in somebodys
    assert "console" not in nobodys


def test_a_plain_page_offers_what_its_reader_may() -> None:
    stranger = framed(None, "outbox", "").body.decode()
    assert all(f'href="{place.path}" data-right' not in stranger for place in PLACES)
    person = Principal.person("p1", '<b>"陈"</b>', "technician", frozenset())
    page = framed(person, "outbox", "<p>x</p>").body.decode()
    assert "<b>" not in page
    assert [place for place in PLACES if person.may(place.right)] == open_to(person)


def test_gradios_page_gets_our_head_and_names_no_other_host() -> None:
    page = (
        '<html><head><meta property="og:image"\n content="https://else.invalid/x.jpg" />'
        '<meta name="twitter:creator" content="@else" /></head><body>é</body></html>'
    )

    async def app(scope: Any, receive: Any, send: Any) -> None:
        shown = HTMLResponse(page) if scope["path"] == "/" else PlainTextResponse(page)
        await shown(scope, receive, send)

    client = TestClient(WithHead(app, ["shiftmate.css"], ["shiftmate.js"]))
    told = client.get("/")
    assert "else" not in told.text
    assert told.text.index("prefs.js") < told.text.index("tokens.css")
    assert told.text.index("shiftmate.js") < told.text.index("</head>")
    assert int(told.headers["content-length"]) == len(told.content)
    assert client.get("/other").text == page


def test_a_head_is_only_for_requests() -> None:
    seen = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(WithHead(app, (), ())({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]


@pytest.mark.parametrize(
    ("cookie", "look"),
    [
        ("shiftmate=x; shiftmate-look=zh.hall", ("zh", "hall", "off", "normal")),
        ("shiftmate-look=en.sun; other=1", ("en", "sun", "off", "normal")),
        ("shiftmate-look=en.sun.on.larger; other=1", ("en", "sun", "on", "larger")),
        ("shiftmate-look=zh.day.both.huge", ("zh", "day", "off", "normal")),
        ('shiftmate-look=fr."><script>', (None, "day", "off", "normal")),
        ("shiftmate-look=fr.night", (None, "day", "off", "normal")),
        ("not-shiftmate-look=zh.hall", (None, "day", "off", "normal")),
    ],
)
def test_the_page_to_sign_in_looks_as_was_chosen_on_the_device(cookie: str, look: tuple) -> None:
    scope = {"type": "http", "headers": [(b"cookie", cookie.encode())]}
    assert look_of(Request(scope)) == look
    html = page(sign_in_form("/"), look[0] or "en", theme=look[1])
    assert f'data-theme="{look[1]}"' in html
