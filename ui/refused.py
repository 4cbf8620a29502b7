"""What its opener has no right to, or what is not there: words, for who looks at pages."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from assistant.access.model import Principal
from assistant.api.problems import of_http, of_invalid, of_ours
from assistant.api.signed_in import wants_a_page
from assistant.errors import NaiveTime, NotHere, UnknownFilter
from ui.frame import framed
from ui.places import open_to
from ui.safe import both, text

_FORBIDDEN: Final = 403
_NOT_THERE: Final = frozenset({404, 405, 422})
"""The last is for an address that is written wrong."""
_SHOWN: Final = 80
"""Characters of an address that are told again."""
_DATA: Final = ("/v1/", "/mcp/", "/gradio_api/")
Told = Callable[[Request, Exception], Response]
_TOLD: Final[Mapping[type[Exception], Told]] = {
    HTTPException: of_http,
    RequestValidationError: of_invalid,
    NotHere: of_ours,
    UnknownFilter: of_ours,
    NaiveTime: of_ours,
}


def word_refusals(app: FastAPI) -> None:
    """Programs and modules are told the problem as before."""
    for kind, told in _TOLD.items():
        app.add_exception_handler(kind, partial(_worded, told))


def _worded(told: Told, request: Request, exc: Exception) -> Response:
    problem = told(request, exc)
    principal: Principal | None = getattr(request.state, "principal", None)
    if principal is None or not _is_looked_at(request):
        return problem
    if problem.status_code == _FORBIDDEN:
        return refused(principal, request.url.path)
    if problem.status_code not in _NOT_THERE:
        return problem
    page = lost(principal, request.url.path, request.url.query)
    page.status_code = problem.status_code
    if allowed := problem.headers.get("allow"):
        page.headers["Allow"] = allowed
    return page


def refused(principal: Principal, here: str) -> HTMLResponse:
    """Says that it is not theirs, and how to get it; nothing of what is on it."""
    words = both("page_not_yours", name=principal.name)
    main = f'<p class="trouble" role="alert">{words}</p>'
    page = framed(principal, "page_closed", main, here=here)
    page.status_code = _FORBIDDEN
    return page


def lost(principal: Principal, path: str, query: str = "") -> HTMLResponse:
    """Says that nothing is there, and leads to the place above it, and to the first one."""
    address = f"{path}?{query}" if query else path
    shown = address if len(address) <= _SHOWN else f"{address[:_SHOWN]}…"
    above = f"/{path.split('/')[1]}"
    near = sorted({above, "/"}, reverse=True)
    places = [one for way in near for one in open_to(principal) if one.path == way]
    ways = "".join(
        f'<a class="button{" primary" * (one is places[0])}" href="{text(one.path)}">'
        f"{both(one.name)}</a>"
        for one in places
    )
    main = f'<p class="card">{both("page_lost_at", address=shown)}</p><p class="deeds">{ways}</p>'
    return framed(principal, "page_lost", main, here=above)


def _is_looked_at(request: Request) -> bool:
    is_data = f"{request.url.path}/".startswith(_DATA)
    return not is_data and wants_a_page(request.scope, dict(request.scope["headers"]))
