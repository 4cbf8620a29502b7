"""The door: nothing is reached around it, and each route asks for its right."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import pytest
from fastapi import APIRouter

from assistant.access.rights import RIGHTS, Role
from assistant.api.app import create_app
from assistant.api.rights import declared, needs, require_declared
from tests.door import SIGN_IN, Call, Headers, House, ask_all
from ui.release import release

ROUTES: dict[str, str] = {
    "GET /v1/alarms": "docs:read",
    "GET /v1/assets": "docs:read",
    "GET /v1/assets/find": "docs:read",
    "GET /v1/assets/{tag:path}/pack": "docs:read",
    "GET /v1/audit": "audit:read",
    "GET /v1/audit/export": "audit:read",
    "GET /v1/audit/head": "audit:read",
    "GET /v1/audit/verify": "audit:read",
    "GET /v1/backups": "people:manage",
    "POST /v1/backups": "people:manage",
    "GET /v1/backups/{backup}": "people:manage",
    "DELETE /v1/backups/{backup}": "people:manage",
    "POST /v1/chat/completions": "docs:read",
    "POST /v1/documents": "docs:write",
    "GET /v1/documents": "docs:read",
    "GET /v1/documents/{document_id}": "docs:read",
    "PATCH /v1/documents/{document_id}": "docs:write",
    "DELETE /v1/documents/{document_id}": "docs:write",
    "GET /v1/documents/{document_id}/changes": "docs:read",
    "GET /v1/documents/{document_id}/machines": "docs:read",
    "PUT /v1/documents/{document_id}/machines": "docs:write",
    "GET /v1/documents/{document_id}/figures": "docs:read",
    "GET /v1/documents/{document_id}/figures/{number}.png": "docs:read",
    "GET /v1/documents/{document_id}/pages/{number}.png": "docs:read",
    "POST /v1/feedback": "docs:read",
    "GET /v1/gaps": "gaps:read",
    "GET /v1/handover": "reports:read",
    "GET /handover": "reports:read",
    "POST /v1/history/query": "kpi:read",
    "GET /v1/history/rows.csv": "kpi:read",
    "GET /v1/jobs": "jobs:read",
    "GET /v1/jobs/{job_id}": "jobs:read",
    "DELETE /v1/jobs/{job_id}": "docs:write",
    "POST /v1/jobs/{job_id}/cancel": "docs:write",
    "POST /v1/jobs/{job_id}/retry": "docs:write",
    "GET /v1/gate": "metrics:read",
    "GET /v1/models": "metrics:read",
    "GET /v1/keys": "people:manage",
    "POST /v1/keys": "people:manage",
    "POST /v1/keys/{key_id}/revoke": "people:manage",
    "POST /v1/keys/{key_id}/rotate": "people:manage",
    "GET /v1/me": "sign-in",
    "GET /v1/me/sessions": "sign-in",
    "DELETE /v1/me/sessions": "sign-in",
    "DELETE /v1/me/sessions/{session_id}": "sign-in",
    "GET /v1/people": "people:manage",
    "POST /v1/people": "people:manage",
    "GET /v1/people/locked": "people:unlock",
    "GET /v1/people/{person_id}": "people:manage",
    "PATCH /v1/people/{person_id}": "people:manage",
    "PUT /v1/people/{person_id}/password": "people:manage",
    "DELETE /v1/people/{person_id}/pin": "people:manage",
    "PUT /v1/people/{person_id}/pin": "people:manage",
    "GET /v1/people/{person_id}/sessions": "people:manage",
    "DELETE /v1/people/{person_id}/sessions": "people:manage",
    "DELETE /v1/people/{person_id}/sessions/{session_id}": "people:manage",
    "POST /v1/people/{person_id}/unlock": "people:unlock",
    "GET /v1/repairs": "reports:read",
    "POST /v1/reports": "reports:draft",
    "GET /v1/reports": "reports:read",
    "POST /v1/reports/draft": "reports:draft",
    "GET /v1/reports/{report_id}": "reports:read",
    "PATCH /v1/reports/{report_id}": "reports:draft",
    "GET /v1/reports/{report_id}/events": "reports:read",
    "GET /v1/reports/{report_id}/photos": "reports:read",
    "POST /v1/reports/{report_id}/photos": "reports:draft",
    "GET /v1/reports/{report_id}/photos/{number}.jpg": "reports:read",
    "DELETE /v1/reports/{report_id}/photos/{number}": "reports:draft",
    "POST /v1/reports/submit": "reports:submit",
    "POST /v1/photos/read": "docs:read",
    "POST /v1/reports/{report_id}/transitions": "reports:submit",
    "POST /v1/search": "docs:read",
    "POST /v1/speech": "docs:read",
    "GET /v1/tickets/{name}/events": "nothing",
    "POST /v1/tickets/{name}/events": "nothing",
    "GET /v1/verified-answers": "docs:read",
    "POST /v1/verified-answers": "answers:write",
    "GET /v1/verified-answers/{answer_id}": "docs:read",
    "PATCH /v1/verified-answers/{answer_id}": "answers:write",
    "GET /v1/verified-answers/{answer_id}/events": "docs:read",
    "POST /v1/verified-answers/{answer_id}/withdraw": "answers:write",
    "GET /v1/webhooks": "webhooks:manage",
    "POST /v1/webhooks": "webhooks:manage",
    "GET /v1/webhooks/{endpoint_id}": "webhooks:manage",
    "PATCH /v1/webhooks/{endpoint_id}": "webhooks:manage",
    "DELETE /v1/webhooks/{endpoint_id}": "webhooks:manage",
    "GET /v1/webhooks/{endpoint_id}/deliveries": "webhooks:manage",
    "POST /v1/webhooks/{endpoint_id}/replay": "webhooks:manage",
    "POST /v1/webhooks/{endpoint_id}/rotate": "webhooks:manage",
    "POST /v1/webhooks/{endpoint_id}/test": "webhooks:manage",
    "GET /metrics": "metrics:read",
    "GET /healthz": "nothing",
    "GET /sign-in": "nothing",
    "GET /sign-in.css": "nothing",
    "GET /sign-in/openid": "nothing",
    "GET /sign-in/openid/back": "nothing",
    "POST /sign-in": "nothing",
    "POST /sign-out": "nothing",
    "GET /password": "sign-in",
    "POST /password": "sign-in",
    "GET /a/{tag:path}": "docs:read",
    "GET /admin": "people:manage",
    "GET /approvals": "sign-in",
    "GET /approvals/{report_id}": "sign-in",
    "GET /board": "kpi:read",
    "GET /board/ask": "kpi:read",
    "GET /board/behind": "kpi:read",
    "GET /board/figures.csv": "kpi:read",
    "GET /board/parts/{name}": "kpi:read",
    "GET /board/rows.csv": "kpi:read",
    "GET /conversation/{name}.json": "reports:draft",
    "GET /gaps": "sign-in",
    "GET /here.json": "sign-in",
    "GET /machines": "docs:read",
    "GET /manifest.json": "nothing",
    "GET /offline": "sign-in",
    "GET /outbox": "docs:read",
    "GET /report": "reports:draft",
    "GET /reports": "reports:read",
    "GET /reports/{number}": "reports:read",
    "GET /sw.js": "nothing",
    "DELETE /v1/{rest:path}": "sign-in",
    "GET /v1/{rest:path}": "sign-in",
    "PATCH /v1/{rest:path}": "sign-in",
    "POST /v1/{rest:path}": "sign-in",
    "PUT /v1/{rest:path}": "sign-in",
}
"""What each asks for. A new route has its line here, or this file fails."""
UNDECLARED = {
    "/openapi.json",
    "/docs",
    "/docs/oauth2-redirect",
    "/static-offline-docs",
    "/mcp",
    "/ui",
    f"/ui/{release()}",
    f"/ui/{release()}/words.js",
}
"""Not ours: no strangers, and every role. /mcp asks our own routes in the caller's name."""
PAGE = ("/", "/config", "/theme.css", "/assets/x.js", "/gradio_api/queue/data")
"""Gradio's, as far as the page calls them; all others it has are asked in a browser's tests."""
UNCOUNTED = {
    "/assets/x.js",
    "/healthz",
    "/here.json",
    "/manifest.json",
    "/metrics",
    "/offline",
    "/password",
    "/sign-in",
    "/sign-in.css",
    "/sign-in/openid",
    "/sign-in/openid/back",
    "/sign-out",
    "/sw.js",
    "/theme.css",
}
"""Files, whether the service is well, and the way in, where tries are counted."""
FOR_PROGRAMS = (
    "/v1/",
    "/mcp",
    "/handover",
    "/metrics",
    "/docs",
    "/static-offline-docs/",
    "/openapi.json",
)
SAID_IN_WORDS: dict[str, str] = {
    "GET /approvals": "reports:approve",
    "GET /approvals/{report_id}": "reports:approve",
    "GET /gaps": "gaps:read",
}
"""Pages that tell a person themselves what right is lacking."""
APART = {("POST", "/sign-in"), ("POST", "/sign-out")}
"""Who is known and who is not is decided there; test_signed_in_door.py asks them."""
FOR_PERSONS = "/v1/me/sessions"
"""A key has none."""
ID = "0192f0c1-2345-7abc-8def-0123456789ab"


@pytest.fixture(scope="module")
def whole(guarded: House) -> House:
    """The same with the page."""
    return guarded._replace(app=create_app(guarded.assistant, "tests.front_door:mount", SIGN_IN))


def address(path: str) -> str:
    """Of something that is not here."""
    known = {"{document_id}": "d" * 64, "{number}": "1", "{rest:path}": "nothing"}
    known |= {"{tag:path}": "CV-201", "{key_id}": "e" * 16, "{session_id}": "f" * 32}
    known["{backup}"] = "shiftmate-20260101T000000Z.tar"
    for name in ("report_id", "answer_id", "endpoint_id", "job_id", "person_id", "name"):
        known[f"{{{name}}}"] = ID
    for name, value in known.items():
        path = path.replace(name, value)
    return path


def calls(headers: Headers, wanted: Callable[[str], bool]) -> list[Call]:
    rights = ROUTES | SAID_IN_WORDS
    chosen = [route.split(" ") for route, asked in rights.items() if wanted(asked)]
    return [(method, address(path), headers) for method, path in chosen]


def refused(app: Any, chosen: Sequence[Call], status: int) -> None:
    for call, reply in zip(chosen, ask_all(app, *chosen), strict=True):
        assert reply.status == status, (call, reply)
        page = call[1].startswith(("/approvals", "/gaps")) and b"</html>" in reply.body
        assert page or reply.headers["content-type"] == "application/problem+json"


def let_through(app: Any, chosen: Sequence[Call]) -> None:
    for call, reply in zip(chosen, ask_all(app, *chosen), strict=True):
        assert reply.status not in (401, 403), (call, reply)


def test_every_route_says_what_it_asks_for(whole: House) -> None:
    found = {
        f"{one.method} {one.path}": one.needs.asked if one.needs else None
        for one in declared(_all_routes(whole.app))
        if one.path not in UNDECLARED
    }
    assert found == ROUTES


def test_who_opens_a_page_that_is_not_theirs_reads_words(whole: House) -> None:
    who, opened = whole.people["technician"], {"accept": "text/html,*/*"}
    page, call = ask_all(whole.app, ("GET", "/admin", who | opened), ("GET", "/admin", who))
    assert (page.status, call.status) == (403, 403)
    assert b"has no right to this page" in page.body
    assert call.headers["content-type"] == "application/problem+json"
    data = ask_all(whole.app, ("GET", "/v1/audit", who | opened))[0]
    assert data.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "status", "way"),
    [
        ("/nowhere", 404, "/"),
        ("/reports/no/such/page", 404, "/reports"),
        (f"/approvals/{ID}", 404, "/approvals"),
        ("/approvals/mistyped", 422, "/approvals"),
        ("/handover?shift=yesterday", 422, "/"),
        ("/sign-out", 405, "/"),
    ],
)
def test_who_opens_what_is_not_there_reads_words_and_is_led_on(
    whole: House, path: str, status: int, way: str
) -> None:
    who, opened = whole.people["supervisor"], {"accept": "text/html,*/*"}
    page, call = ask_all(whole.app, ("GET", path, who | opened), ("GET", path, who))
    assert (page.status, call.status) == (status, status)
    assert page.headers.get("allow") == call.headers.get("allow")
    assert page.headers["content-type"].startswith("text/html")
    main = page.body.decode().split("<main")[1]
    assert "There is no page at" in main
    assert "没有对应的页面" in main
    ways = re.findall(r'<a class="button[^>]*href="([^"]+)"', main)
    assert [*map(unescape, ways)] == list(dict.fromkeys([way, "/"])), "the nearest first"
    assert call.headers["content-type"] == "application/problem+json"


def test_a_list_of_approvals_that_is_empty_says_so(whole: House) -> None:
    who = whole.people["supervisor"]
    asked: list[Call] = [("GET", f"/approvals{one}", who) for one in ("", "?status=closed")]
    waiting, closed = (reply.body.decode() for reply in ask_all(whole.app, *asked))
    assert "Nothing waits" in waiting
    assert "没有待审批的报告" in waiting
    assert "No report is in this state" in closed
    assert 'aria-label="Status"' not in waiting, "which is English to everybody"
    assert "报告状态" in waiting


def test_programs_and_modules_read_a_problem_where_nothing_is(whole: House) -> None:
    who, opened = whole.people["supervisor"], {"accept": "text/html,*/*"}
    asked: list[Call] = [
        ("GET", "/v1/nowhere", who | opened),
        ("GET", "/gradio_api/file=x", who | opened),
        ("GET", "/nowhere", who | opened | {"sec-fetch-mode": "cors"}),
        ("POST", "/nowhere", who | opened),
    ]
    for reply in ask_all(whole.app, *asked):
        assert reply.headers["content-type"] == "application/problem+json"


def test_an_address_that_nothing_is_at_is_told_as_text_and_in_part(whole: House) -> None:
    who, opened = whole.people["technician"], {"accept": "text/html,*/*"}
    page = ask_all(whole.app, ("GET", f"/<b>{'long' * 40}", who | opened))[0].body.decode()
    assert "<b>" not in page
    assert "long" * 30 not in page


def test_what_is_not_declared_is_known(whole: House) -> None:
    others = {
        route.path
        for route in whole.app.router.routes
        if _path(route) and not any(one.needs for one in declared([route]))
    }
    assert others == UNDECLARED
    asked = [("GET", path, {}) for path in UNDECLARED]
    assert {reply.status for reply in ask_all(whole.app, *asked)} == {401}


def test_every_call_and_page_is_counted_but_for_files_and_the_way_in(whole: House) -> None:
    paths = sorted({route.split(" ")[1] for route in ROUTES} | {*PAGE})
    asked = [("GET", address(path), whole.people["technician"]) for path in paths]
    replies = zip(paths, ask_all(whole.app, *asked), strict=True)
    assert {path for path, reply in replies if "ratelimit" not in reply.headers} == UNCOUNTED


def _path(route: Any) -> str:
    return getattr(route, "path", "")


def _all_routes(app: Any) -> list[Any]:
    """Those of the routers that the application includes, and its own."""
    found: list[Any] = []
    for route in app.router.routes:
        inner = getattr(route, "original_router", None)
        found += inner.routes if inner else [route]
    return found


def test_a_route_that_asks_for_nothing_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/v1/forgotten", lambda: None)
    with pytest.raises(LookupError, match="GET /v1/forgotten"):
        require_declared(router.routes)
    router = APIRouter()
    router.add_api_route("/v1/known", lambda: None, dependencies=[needs("docs:read")])
    require_declared(router.routes)


def test_strangers_get_nowhere(whole: House) -> None:
    refused(whole.app, calls({}, lambda asked: asked != "nothing"), 401)
    let_through(whole.app, [("GET", "/healthz", {}), ("GET", "/sign-in", {})])


@pytest.mark.doors  # hundreds of calls
@pytest.mark.parametrize("role", RIGHTS)
def test_each_role_has_its_routes_and_no_others(whole: House, role: Role) -> None:
    mine = RIGHTS[role] | {"sign-in", "nothing"}
    headers = whole.people[role]
    opened = calls(headers, mine.__contains__)
    let_through(whole.app, [one for one in opened if one[:2] not in APART])
    refused(whole.app, calls(headers, lambda asked: asked not in mine), 403)
    let_through(whole.app, [("GET", path, headers) for path in (*UNDECLARED, *PAGE)])


@pytest.mark.doors  # well over a thousand calls
def test_each_scope_opens_its_routes_and_no_others(whole: House) -> None:
    for scope, headers in whole.keys.items():
        ours = calls(headers, {scope, "sign-in"}.__contains__)
        others: list[Call] = [("GET", path, headers) for path in (*UNDECLARED, *PAGE)]
        opened = [one for one in ours + others if _for_program(one)]
        let_through(whole.app, opened)
        every = calls(headers, lambda asked: asked != "nothing") + others
        refused(whole.app, [one for one in every if one not in opened], 403)


def _for_program(call: Call) -> bool:
    return call[1].startswith(FOR_PROGRAMS) and not call[1].startswith(FOR_PERSONS)


def test_a_role_has_what_the_one_below_has() -> None:
    assert RIGHTS["technician"] < RIGHTS["supervisor"] < RIGHTS["admin"]


def test_what_is_not_there_is_a_problem_beside_the_page(whole: House) -> None:
    admin = whole.people["admin"]
    told = {
        ("GET", "/nope"): (404, None),
        ("GET", "/v1/nope"): (404, None),
        ("POST", "/gradio_api/upload"): (404, None),
        ("PUT", "/healthz"): (405, "GET, HEAD"),
        ("DELETE", "/metrics"): (405, "GET, HEAD"),
        ("PUT", "/machines"): (405, "GET, HEAD"),
        ("GET", "/mcp"): (405, "POST"),
        ("DELETE", "/mcp"): (405, "POST"),
        ("GET", "/v1/search"): (405, "POST"),
        ("PUT", "/v1/webhooks"): (405, "GET, HEAD, POST"),
    }
    replies = ask_all(whole.app, *((method, path, admin) for method, path in told))
    for (call, expected), reply in zip(told.items(), replies, strict=True):
        assert (reply.status, reply.headers.get("allow")) == expected, call
        assert reply.headers["content-type"] == "application/problem+json", call
    for reply in ask_all(whole.app, ("HEAD", "/healthz", {}), ("HEAD", "/v1/me", admin)):
        assert (reply.status, reply.body) == (200, b"")
