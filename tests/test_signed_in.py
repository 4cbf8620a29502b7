"""The door: nothing is reached around it, and each route asks for its right."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from fastapi import APIRouter

from assistant.access.rights import RIGHTS, Role
from assistant.api.rights import declared, needs, require_declared
from tests.door import Call, Headers, House, ask_all

ROUTES: dict[str, str] = {
    "GET /v1/alarms": "docs:read",
    "GET /v1/assets": "docs:read",
    "GET /v1/audit": "audit:read",
    "GET /v1/audit/head": "audit:read",
    "POST /v1/chat/completions": "docs:read",
    "POST /v1/documents": "docs:write",
    "GET /v1/documents": "docs:read",
    "GET /v1/documents/{document_id}": "docs:read",
    "PATCH /v1/documents/{document_id}": "docs:write",
    "DELETE /v1/documents/{document_id}": "docs:write",
    "GET /v1/documents/{document_id}/changes": "docs:read",
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
    "GET /v1/me": "sign-in",
    "GET /v1/repairs": "reports:read",
    "POST /v1/reports": "reports:draft",
    "GET /v1/reports": "reports:read",
    "POST /v1/reports/draft": "reports:draft",
    "GET /v1/reports/{report_id}": "reports:read",
    "PATCH /v1/reports/{report_id}": "reports:draft",
    "GET /v1/reports/{report_id}/events": "reports:read",
    "POST /v1/reports/{report_id}/transitions": "reports:submit",
    "POST /v1/search": "docs:read",
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
    "PATCH /v1/webhooks/{endpoint_id}": "webhooks:manage",
    "DELETE /v1/webhooks/{endpoint_id}": "webhooks:manage",
    "GET /v1/webhooks/{endpoint_id}/deliveries": "webhooks:manage",
    "POST /v1/webhooks/{endpoint_id}/replay": "webhooks:manage",
    "POST /v1/webhooks/{endpoint_id}/rotate": "webhooks:manage",
    "GET /metrics": "metrics:read",
    "GET /healthz": "nothing",
    "GET /sign-in": "nothing",
    "GET /sign-in.css": "nothing",
    "POST /sign-in": "nothing",
    "POST /sign-out": "nothing",
    "GET /password": "sign-in",
    "POST /password": "sign-in",
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
}
"""Not ours: no strangers, and every role. /mcp asks our own routes in the caller's name."""
ID = "0192f0c1-2345-7abc-8def-0123456789ab"


def address(path: str) -> str:
    """Of something that is not here."""
    known = {"{document_id}": "d" * 64, "{number}": "1", "{rest:path}": "nothing"}
    for name in ("report_id", "answer_id", "endpoint_id", "job_id", "name"):
        known[f"{{{name}}}"] = ID
    for name, value in known.items():
        path = path.replace(name, value)
    return path


def calls(headers: Headers, wanted: Callable[[str], bool]) -> list[Call]:
    chosen = [route.split(" ") for route, asked in ROUTES.items() if wanted(asked)]
    return [(method, address(path), headers) for method, path in chosen]


def refused(app: Any, chosen: Sequence[Call], status: int) -> None:
    for call, reply in zip(chosen, ask_all(app, *chosen), strict=True):
        assert reply.status == status, (call, reply)
        assert reply.headers["content-type"] == "application/problem+json"


def let_through(app: Any, chosen: Sequence[Call]) -> None:
    for call, reply in zip(chosen, ask_all(app, *chosen), strict=True):
        assert reply.status not in (401, 403), (call, reply)


def test_every_route_says_what_it_asks_for(guarded: House) -> None:
    found = {
        f"{one.method} {one.path}": one.needs.asked if one.needs else None
        for one in declared(_all_routes(guarded.app))
        if one.path not in UNDECLARED
    }
    assert found == ROUTES


def test_what_is_not_declared_is_known(guarded: House) -> None:
    others = {
        route.path
        for route in guarded.app.router.routes
        if _path(route) and not any(one.needs for one in declared([route]))
    }
    assert others == UNDECLARED
    asked = [("GET", path, {}) for path in UNDECLARED]
    assert {reply.status for reply in ask_all(guarded.app, *asked)} == {401}


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


def test_strangers_get_nowhere(guarded: House) -> None:
    refused(guarded.app, calls({}, lambda asked: asked != "nothing"), 401)
    let_through(guarded.app, [("GET", "/healthz", {}), ("GET", "/sign-in", {})])


@pytest.mark.parametrize(
    ("role", "below"), [("technician", None), ("supervisor", "technician"), ("admin", "supervisor")]
)
def test_each_role_has_its_routes_and_no_others(
    guarded: House, role: Role, below: Role | None
) -> None:
    """What the role below has already is tried as that one."""
    mine = RIGHTS[role] | {"sign-in", "nothing"}
    more = mine - RIGHTS[below] - {"nothing"} if below else mine - {"nothing"}
    let_through(guarded.app, calls(guarded.people[role], lambda asked: asked in more))
    refused(guarded.app, calls(guarded.people[role], lambda asked: asked not in mine), 403)
    assert below is None or RIGHTS[below] < RIGHTS[role]


def test_each_scope_opens_its_routes_and_no_others(guarded: House) -> None:
    """At one route a right: that every other asks by its right as well is told above."""
    doors = {asked: route.split(" ") for route, asked in ROUTES.items()}
    for scope, headers in guarded.keys.items():
        let_through(guarded.app, calls(headers, lambda asked, own=scope: asked == own))
        others = doors.keys() - {scope, "sign-in", "nothing"}
        there = [(doors[one][0], address(doors[one][1]), headers) for one in sorted(others)]
        refused(guarded.app, there, 403)
