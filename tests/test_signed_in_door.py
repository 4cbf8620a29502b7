"""Signing in and out, whose word counts, and what other sites' pages cannot do."""

import asyncio
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from fastapi import HTTPException
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.access.model import Kind, Principal
from assistant.access.rights import SCOPES, Right, Role
from assistant.api.actor import acting, own_actor
from assistant.api.app import create_app
from assistant.api.cookies import session_in
from assistant.api.entrance import Entrance
from assistant.api.headers import page_policy
from assistant.api.sign_in_page import local
from assistant.reports.model import Actor
from assistant.request_id import named
from assistant.settings import Settings
from tests.door import HOST, PASSWORD, Call, House, Reply, ask, ask_all, house
from tests.report_forms import FIELDS

NAME = "technician 1"
PAGE = {"accept": "text/html,*/*"}
KINDS, ROLES = get_args(Kind), get_args(Role)
HERE = {"host": "127.0.0.1:8080"}


@pytest.fixture(scope="module")
def alone(guarded: House) -> House:
    """The same, where nobody has to sign in."""
    return guarded._replace(app=create_app(guarded.assistant, entrance=Entrance()))


def me(app: Any, headers: dict[str, str], **scope: Any) -> Any:
    reply = ask(app, ("GET", "/v1/me", headers), **scope)
    return json.loads(reply.body) if reply.status == 200 else reply.status


def sign_in(app: Any, name: str, secret: str, target: str = "/sign-in", **more: Any) -> Reply:
    body = urlencode({"name": name, "secret": secret, "next": "/handover?shift=now"}).encode()
    return ask(app, ("POST", target, {}), body=body, **more)


def cookie(reply: Reply) -> dict[str, str]:
    return {"cookie": reply.headers["set-cookie"].split(";")[0]}


def test_signing_in_leads_on_and_signing_out_ends_it(guarded: House) -> None:
    reply = sign_in(guarded.app, NAME, PASSWORD)
    assert (reply.status, reply.headers["location"]) == (303, "/handover?shift=now")
    assert "HttpOnly" in reply.headers["set-cookie"]
    assert "SameSite=lax" in reply.headers["set-cookie"]
    mine = cookie(reply)
    assert me(guarded.app, mine)["name"] == NAME
    out = ask(guarded.app, ("POST", "/sign-out", mine))
    assert (out.status, out.headers["location"]) == (303, "/sign-in")
    assert "Max-Age=0" in out.headers["set-cookie"]
    assert me(guarded.app, mine) == 401


def test_on_a_shared_tablet_the_next_one_ends_the_session_before(guarded: House) -> None:
    first = cookie(sign_in(guarded.app, NAME, PASSWORD))
    body = urlencode({"name": "admin 1", "secret": PASSWORD}).encode()
    second = cookie(ask(guarded.app, ("POST", "/sign-in", first), body=body))
    assert me(guarded.app, second)["name"] == "admin 1"
    assert me(guarded.app, first) == 401


def test_over_tls_the_cookie_is_this_hosts_alone(guarded: House) -> None:
    reply = sign_in(guarded.app, NAME, PASSWORD, scheme="https")
    told = reply.headers["set-cookie"]
    assert told.startswith("__Host-shiftmate=")
    assert "Secure" in told
    assert "Domain" not in told
    assert "max-age" in reply.headers["strict-transport-security"]
    assert me(guarded.app, cookie(reply), scheme="https")["name"] == NAME
    in_the_clear = {"cookie": told.split(";")[0].removeprefix("__Host-")}
    assert me(guarded.app, in_the_clear, scheme="https") == 401


@pytest.mark.parametrize(
    ("language", "words"), [("en", "do not belong together"), ("zh", "不匹配")]
)
def test_a_wrong_word_tells_not_which(guarded: House, language: str, words: str) -> None:
    told = [
        sign_in(guarded.app, name, secret, f"/sign-in?lang={language}")
        for name, secret in ((NAME, "wrong"), ("nobody at all", PASSWORD))
    ]
    for reply in told:
        assert reply.status == 401
        assert words in reply.body.decode()
        assert "set-cookie" not in reply.headers
        assert PASSWORD not in reply.body.decode()
    shapes = [re.sub(r' value="[^"]*"', "", reply.body.decode()) for reply in told]
    assert shapes[0] == shapes[1]


def test_who_tries_too_often_is_told_to_wait(guarded: House) -> None:
    tries = [sign_in(guarded.app, "somebody else", "wrong", client="10.0.0.77") for _ in range(6)]
    assert tries[-1].status == 429
    wait = tries[-1].headers["retry-after"]
    assert f"Wait {wait} seconds" in tries[-1].body.decode()


def test_a_password_is_changed_by_who_knows_it(guarded: House) -> None:
    access, console = guarded.assistant.access, Principal.console()
    access.people.add("Meiling", "technician", by=console, password=PASSWORD)
    here, there = (cookie(sign_in(guarded.app, "Meiling", PASSWORD)) for _ in range(2))
    new = "quite another password"

    def change(old: str, wanted: str) -> Reply:
        body = urlencode({"old": old, "new": wanted, "next": "/"}).encode()
        return ask(guarded.app, ("POST", "/password?lang=zh", here), body=body)

    assert "当前密码不正确" in change("wrong", new).body.decode()
    assert "新密码不合要求" in change(PASSWORD, "short").body.decode()
    assert PASSWORD not in change(PASSWORD, "short").body.decode()
    assert (me(guarded.app, here)["name"], me(guarded.app, there)["name"]) == ("Meiling", "Meiling")
    changed = change(PASSWORD, new)
    assert changed.status == 303
    assert me(guarded.app, cookie(changed))["name"] == "Meiling"
    assert (me(guarded.app, here), me(guarded.app, there)) == (401, 401)
    assert sign_in(guarded.app, "Meiling", new).status == 303
    assert sign_in(guarded.app, "Meiling", PASSWORD).status == 401


def test_whose_password_was_made_chooses_one_first(guarded: House) -> None:
    people, console = guarded.assistant.access.people, Principal.console()
    people.add("Noa at the door", "admin", by=console, password=PASSWORD, is_made=True)
    here = cookie(sign_in(guarded.app, "Noa at the door", PASSWORD))
    led = ask(guarded.app, ("GET", "/handover?shift=now", {**here, **PAGE}))
    assert led.headers["location"] == "/password?next=%2Fhandover%3Fshift%3Dnow"
    shown = ask(guarded.app, ("GET", "/password?next=/handover&lang=en", here))
    assert "was made for you" in shown.body.decode()
    calls: list[Call] = [("GET", "/v1/people", here), ("GET", "/config", here)]
    assert {reply.status for reply in ask_all(guarded.app, *calls)} == {403}
    assert me(guarded.app, here)["rights"] == []
    body = urlencode({"old": PASSWORD, "new": "one that I chose", "next": "/"}).encode()
    mine = cookie(ask(guarded.app, ("POST", "/password", here), body=body))
    assert "people:manage" in me(guarded.app, mine)["rights"]


def test_a_form_has_an_end(guarded: House) -> None:
    post: Call = ("POST", "/sign-in", {})
    assert ask(guarded.app, post, body=b"x" * 9000).status == 413
    assert ask(guarded.app, post, body=b"\xff=1").status == 422
    assert ask(guarded.app, post, body=b"&".join([b"a=1"] * 99)).status == 422


def test_what_was_typed_is_words_on_the_page(guarded: House) -> None:
    hostile = '"><script>alert(1)</script>'
    reply = sign_in(guarded.app, hostile, "wrong")
    assert b"<script" not in reply.body
    assert b"&#34;&gt;&lt;script&gt;" in reply.body
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    shown = ask(guarded.app, ("GET", f"/sign-in?next={quote(hostile)}", {}))
    assert b"<script" not in shown.body


def test_the_page_speaks_as_the_browser_asks(guarded: House) -> None:
    asked: list[Call] = [
        ("GET", "/sign-in", {"accept-language": "zh-CN,zh;q=0.9"}),
        ("GET", "/sign-in", {"accept-language": "de"}),
        ("GET", "/sign-in?lang=zh", {"accept-language": "en"}),
    ]
    told = [reply.body.decode() for reply in ask_all(guarded.app, *asked)]
    assert ['lang="zh-CN"' in page.split("<head>")[0] for page in told] == [True, False, True]


def test_a_browser_is_led_to_sign_in_and_a_program_is_told(guarded: House) -> None:
    page, call, program = ask_all(
        guarded.app,
        ("GET", "/handover?shift=now", PAGE),
        ("POST", "/gradio_api/queue/join", {"accept-language": "zh"}),
        ("GET", "/v1/reports", {}),
    )
    assert page.status == 303
    assert page.headers["location"] == "/sign-in?next=%2Fhandover%3Fshift%3Dnow"
    assert call.status == 401
    assert "退出登录" in json.loads(call.body)["error"]
    assert (program.status, program.headers["www-authenticate"]) == (401, "Bearer")
    assert program.headers["content-type"] == "application/problem+json"


def test_a_persons_session_is_no_key_for_tools(guarded: House) -> None:
    call = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()
    told = ask(guarded.app, ("POST", "/mcp", {**guarded.people["admin"], **call}), body=body)
    assert (told.status, b"send a key" in told.body) == (403, True)


def test_strangers_learn_that_it_is_well_and_no_more(guarded: House) -> None:
    stranger, known = ask_all(
        guarded.app, ("GET", "/healthz", {}), ("GET", "/healthz", guarded.people["technician"])
    )
    assert json.loads(stranger.body) == {"status": "ok"}
    assert json.loads(known.body)["documents"] == 0


@pytest.mark.parametrize("key", ["smk_nonsense", "x", "smk_" + "a" * 500, "smk_é", "Basic"])
def test_a_key_that_is_none_of_ours_opens_nothing(guarded: House, key: str) -> None:
    for headers in ({"authorization": f"Bearer {key}"}, {"x-api-key": key}):
        # Not even where a session would.
        both = {**headers, **guarded.people["admin"]}
        assert me(guarded.app, {k: v.encode().decode("latin-1") for k, v in both.items()}) == 401


def test_a_key_may_stand_in_either_header_and_opens_no_page(guarded: House) -> None:
    bearer = guarded.keys["docs:read"]
    key = bearer["authorization"].split()[1]
    assert me(guarded.app, {"x-api-key": key})["kind"] == "program"
    assert me(guarded.app, {"authorization": f"bearer {key}"})["rights"] == ["docs:read"]
    for path in ("/", "/config", "/gradio_api/queue/join", "/gradio_api/call/ask"):
        assert ask(guarded.app, ("POST", path, bearer)).status == 403


def test_a_revoked_key_and_a_disabled_person_are_out_at_once(guarded: House) -> None:
    access, console = guarded.assistant.access, Principal.console()
    key, text = access.keys.create("gone program", ["docs:read"], by=console)
    person = access.people.add("gone person", "technician", by=console, password=PASSWORD)
    theirs = cookie(sign_in(guarded.app, "gone person", PASSWORD))
    for headers in ({"x-api-key": text}, theirs):
        assert me(guarded.app, headers)["name"].startswith("gone")
    access.keys.revoke(key.id, by=console)
    access.people.change(person.id, by=console, is_disabled=True)
    for headers in ({"x-api-key": text}, theirs):
        assert me(guarded.app, headers) == 401


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://10.0.0.5:9999"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
]


@pytest.mark.parametrize("foreign", FOREIGN)
def test_other_sites_pages_cannot_post(guarded: House, foreign: dict[str, str]) -> None:
    admin = guarded.people["admin"]
    for path in ("/v1/reports", "/sign-in", "/sign-out", "/gradio_api/queue/join"):
        assert ask(guarded.app, ("POST", path, {**admin, **foreign})).status == 403
    assert me(guarded.app, admin)["role"] == "admin"


def test_other_sites_links_lead_here_and_their_pictures_do_not(guarded: House) -> None:
    admin = guarded.people["admin"]
    site, to = {"sec-fetch-site": "cross-site"}, {"sec-fetch-mode": "navigate"}
    link = {**site, **to, "sec-fetch-dest": "document"}
    frame = {**site, **to, "sec-fetch-dest": "iframe"}
    picture = {**site, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    asked: list[Call] = [("GET", "/handover", {**admin, **one}) for one in (link, frame, picture)]
    replies = ask_all(guarded.app, *asked)
    assert [reply.status for reply in replies] == [200, 403, 403]


def test_own_pages_call_and_those_read_in_the_clear_do_not(guarded: House) -> None:
    own = {"origin": "https://10.0.0.5:8443", "sec-fetch-site": "same-origin"}
    admin = {"cookie": "__Host-" + guarded.people["admin"]["cookie"]}
    assert me(guarded.app, {**admin, **own}, scheme="https")["role"] == "admin"
    clear = {**own, "origin": "http://10.0.0.5:8443"}
    assert me(guarded.app, {**admin, **clear}, scheme="https") == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("10.0.0.5", 401), ("[fd00::5]:8443", 401), ("127.0.0.1:1", 401), ("plant.lan", 401),
        ("PLANT.lan:8443", 401), ("localhost", 401), ("evil.example", 421),
        ("plant.lan.evil.example", 421), ("", 421), ("10.0.0.5.evil.example", 421),
    ],
)  # fmt: skip
def test_it_answers_for_addresses_and_known_names(tmp_path: Path, host: str, status: int) -> None:
    settings = Settings(data_dir=tmp_path, allowed_hosts="plant.lan, other.lan")
    entrance = Entrance.at("0.0.0.0", settings)  # noqa: S104
    assert entrance.demands_sign_in
    name = host[1:].split("]")[0] if host.startswith("[") else host.split(":")[0]
    assert entrance.answers_for(name) == (status == 401)


def test_sign_in_is_asked_for_wherever_others_reach_it(tmp_path: Path) -> None:
    auto, always = (Settings(data_dir=tmp_path, sign_in=one) for one in ("auto", "always"))
    asked = {
        (host, settings.sign_in): Entrance.at(host, settings).demands_sign_in
        for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "10.0.0.5", "plant.lan", "")  # noqa: S104
        for settings in (auto, always)
    }
    assert {at for at, demanded in asked.items() if not demanded} == {
        ("127.0.0.1", "auto"), ("::1", "auto"), ("localhost", "auto"),
    }  # fmt: skip
    assert Entrance.at("127.0.0.1", auto, has_admin=True).demands_sign_in


def test_at_the_machine_itself_nobody_signs_in(alone: House) -> None:
    here = {"client": "127.0.0.1"}
    assert me(alone.app, HERE, **here)["kind"] == "console"
    assert (
        me(alone.app, {**HERE, "authorization": "Bearer sk-whatever"}, **here)["kind"] == "console"
    )
    assert me(alone.app, {**HERE, **alone.keys["docs:read"]}, **here)["kind"] == "program"
    assert me(alone.app, {**HERE, **alone.people["technician"]}, **here)["role"] == "technician"
    assert me(alone.app, {**HERE, "x-api-key": "smk_nonsense"}, **here) == 401


@pytest.mark.parametrize(
    "header", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"]
)
def test_a_proxy_does_not_make_strangers_local(alone: House, header: str) -> None:
    reply = ask(alone.app, ("GET", "/v1/me", {**HERE, header: "10.0.0.9"}), client="127.0.0.1")
    assert reply.status == 403
    assert b"SHIFTMATE_SIGN_IN=always" in reply.body


def test_one_that_says_nothing_is_known_by_its_speech(alone: House) -> None:
    for version, status in (("1.0", 403), ("1.1", 200)):
        reply = ask(alone.app, ("GET", "/v1/me", HERE), client="127.0.0.1", http_version=version)
        assert reply.status == status


def test_where_nobody_signs_in_only_this_machine_calls(alone: House) -> None:
    assert me(alone.app, HERE, client="10.0.0.9") == 403
    assert me(alone.app, HERE, client="127.0.0.1")["kind"] == "console"
    assert me(alone.app, HOST, client="127.0.0.1") == 421


def test_websockets_pass_the_same_door(guarded: House) -> None:
    foreign = {**guarded.people["admin"], "origin": "https://evil.example"}
    for headers, status in (({}, 401), (foreign, 403)):
        extended = {"extensions": {"websocket.http.response": {}}, "scheme": "ws"}
        assert (
            ask(guarded.app, ("GET", "/v1/anything", headers), type="websocket", **extended).status
            == status
        )


def test_people_act_in_their_own_name(guarded: House) -> None:
    def create(who: dict[str, str], actor: object = None) -> Reply:
        body = json.dumps({**FIELDS, **({"actor": actor} if actor else {})}).encode()
        typed = {**who, "content-type": "application/json"}
        return ask(guarded.app, ("POST", "/v1/reports", typed), body=body)

    mine = create(guarded.people["technician"])
    assert json.loads(mine.body)["author"] == {"name": NAME, "role": "technician"}
    same = create(guarded.people["admin"], {"name": "admin 1", "role": "supervisor"})
    assert json.loads(same.body)["author"] == {"name": "admin 1", "role": "supervisor"}
    for claim in ({"name": "Chen"}, {"name": NAME, "role": "supervisor"}, {"role": "service"}):
        assert create(guarded.people["technician"], claim).status == 403


def test_a_key_signs_with_no_name_but_its_own(guarded: House) -> None:
    own: Right = "reports:draft"  # as the key is called
    typed = {**guarded.keys[own], "content-type": "application/json"}

    def author(told: dict[str, str]) -> Reply:
        body = json.dumps({**FIELDS, "actor": told}).encode()
        return ask(guarded.app, ("POST", "/v1/reports", typed), body=body)

    for told, name in (({}, own), ({"name": own}, own), ({"name": NAME}, f"{own} / {NAME}")):
        made = json.loads(author(told).body)
        assert made["author"] == {"name": name, "role": "service"}
    refused = author({"name": "Boss", "role": "supervisor"})
    assert (refused.status, "Boss" in refused.body.decode()) == (403, False)
    assert author({"name": "x" * 199}).status == 422


STRANGE = {"authorization": f"Bearer smk_{'a' * 16}_{'b' * 64}"}


def test_strangers_are_limited_by_their_address(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", requests_a_minute=12)
    here = house(tmp_path / "data", settings=settings)
    event: Call = ("POST", "/v1/tickets/none/events", {})
    me: Call = ("GET", "/v1/me", STRANGE)

    def statuses(client: str, *calls: Call) -> list[int]:
        return [reply.status for reply in ask_all(here.app, *calls, client=client)]

    assert statuses("10.0.0.1", event, event, event, event) == [404, 404, 404, 429]
    refused = ask(here.app, me, client="10.0.0.1")
    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= 20
    assert b"more than 3 requests in a minute" in refused.body
    assert statuses("2001:db8::1", me, ("GET", "/metrics", STRANGE), me) == [401] * 3
    assert statuses("2001:db8::2", me) == [429], "one machine's to choose"
    assert statuses("2001:db8:0:1::1", me) == [401]
    known: Call = ("GET", "/v1/me", here.people["technician"])
    assert statuses("10.0.0.1", known, ("GET", "/healthz", {})) == [200, 200]
    here.assistant.close()


def test_of_a_connection_that_is_not_there_no_body_is_read(guarded: House) -> None:
    async def never() -> Any:
        raise AssertionError

    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/v1/tickets/none/events", "query_string": b"",
        "headers": [(b"host", b"10.0.0.5")], "scheme": "http", "client": ("10.0.0.77", 1),
        "server": ("10.0.0.5", 80), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    asyncio.run(guarded.app(scope, never, send))
    assert told[0]["status"] == 404


def test_a_key_that_is_refused_is_in_the_log_with_its_address(
    guarded: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "assistant.api")
    ask(guarded.app, ("GET", "/v1/me", STRANGE), client="10.0.0.66")
    told = [getattr(record, "fields", {}) for record in caplog.records]
    assert {"address": "10.0.0.66", "key": "a" * 16} in told
    assert [one["status"] for one in told if one.get("address") == "10.0.0.66" and "ms" in one]
    assert "b" * 64 not in str(told) + caplog.text


def test_no_program_decides(guarded: House) -> None:
    assert "reports:submit" not in SCOPES
    console = Principal.console()
    _, key = guarded.assistant.access.keys.create("all", sorted(SCOPES), by=console)
    typed = {"content-type": "application/json", "x-api-key": key}
    draft = ask(guarded.app, ("POST", "/v1/reports", typed), body=json.dumps(FIELDS).encode())
    at = json.loads(draft.body)["id"]
    for step in ("submitted", "acknowledged", "approved", "rejected", "closed", "discarded"):
        call: Call = ("POST", f"/v1/reports/{at}/transitions", {**typed, "if-match": '"1"'})
        reply = ask(guarded.app, call, body=json.dumps({"to": step, "reason": "x"}).encode())
        assert reply.status in (403, 409), (step, reply)


@given(st.sampled_from(KINDS), st.sampled_from(ROLES), st.builds(Actor))
def test_nobody_becomes_a_supervisor_by_saying_so(kind: Kind, role: Role, claimed: Actor) -> None:
    who = Principal(id="1", kind=kind, name="Ada", role=role, rights=frozenset())
    acts = None
    with suppress(HTTPException):
        acts = acting(who, claimed)
    if kind == "console":
        assert acts == claimed
    elif acts is not None and kind == "program":
        assert acts.role == "service"
    elif acts is not None:
        assert acts == own_actor(who)
        assert (acts.role == "supervisor") == (role != "technician")


@given(st.text())
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("https://evil.example/")
@example("/sign-out")
def test_after_signing_in_nobody_is_led_elsewhere(target: str) -> None:
    safe = local(target)
    assert safe in ("/", target)
    assert urlsplit(urljoin("https://plant.lan/sign-in", safe)).netloc == "plant.lan"
    assert re.fullmatch(r"/([^/\\\s].*)?", safe)
    assert not safe.startswith("/sign-")


@given(st.text())
@example("shiftmate=" + "a" * 43)
@example("shiftmate=; shiftmate")
def test_cookies_of_any_kind_are_read(told: str) -> None:
    found = session_in(told, "http")
    assert found is None or isinstance(found, str)


@given(st.text())
@example("a" * 65)
@example("x\r\nset-cookie: a=b")
def test_only_a_sane_name_of_a_request_is_kept(told: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", named(told))


def test_every_reply_says_what_browsers_heed(guarded: House) -> None:
    asked: list[Call] = [
        ("GET", "/sign-in", {"x-request-id": "shift-7"}),
        ("GET", "/v1/me", {"x-request-id": "no\tgood"}),
        ("GET", "/docs", guarded.people["technician"]),
        ("GET", "/v1/nothing", guarded.people["technician"]),
    ]
    replies = ask_all(guarded.app, *asked)
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "microphone=(self)" in reply.headers["permissions-policy"]
        assert "'unsafe-inline'" not in _scripts(reply)
        assert not [name for name in reply.headers if name.startswith("access-control")]
    assert replies[0].headers["x-request-id"] == "shift-7"
    assert replies[1].headers["x-request-id"] != "no\tgood"
    assert "sha256-" in _scripts(replies[2])
    assert "strict-transport-security" not in replies[0].headers


def test_an_error_that_nobody_foresaw_leaves_like_any_other(guarded: House) -> None:
    app, heard = guarded.app, list[Any]()
    app.router.routes.insert(0, Route("/v1/broken", _broken))
    call: Call = ("GET", "/v1/broken", {**guarded.people["admin"], "x-request-id": "shift-8"})
    with pytest.raises(ZeroDivisionError):  # for the server's log; the reply left before
        ask(app, call, heard=heard)
    del app.router.routes[0]
    start = heard[0]
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    assert (start["status"], told["x-request-id"]) == (500, "shift-8")
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-security-policy"].startswith("default-src 'none'")


def _broken(_: Request) -> Response:
    return Response(str(1 // 0))


def _scripts(reply: Reply) -> str:
    policy = reply.headers["content-security-policy"]
    return next((one for one in policy.split("; ") if one.startswith("script-src")), "")


def test_only_the_scripts_that_stand_in_a_page_run() -> None:
    page = b"<script>a()</script><script src=x></script><SCRIPT type=module>b()\r\n</script>"
    policy = page_policy(page, "/")
    assert policy.count("'sha256-") == 2
    assert "'sha256-kXSVOFZYwJTW94yLnG/J7Yw5UgjGnKcVA5l4Ey9tRbs='" not in page_policy(b"", "/")
    assert "'unsafe-eval'" in policy
    assert "script-src 'self';" in page_policy(b"", "/board")
