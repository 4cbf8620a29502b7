"""A page that its opener has no right to: words on a page, for who looks at pages."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from assistant.access.model import Principal
from assistant.api.problems import of_http
from assistant.api.signed_in import wants_a_page
from ui.frame import framed
from ui.safe import both

_FORBIDDEN = 403


def word_refusals(app: FastAPI) -> None:
    """Programs and modules are told the problem as before."""
    app.add_exception_handler(HTTPException, _refused)


async def _refused(request: Request, exc: Exception) -> Response:
    principal: Principal | None = getattr(request.state, "principal", None)
    is_refusal = isinstance(exc, HTTPException) and exc.status_code == _FORBIDDEN
    if principal is None or not is_refusal or not _is_looked_at(request):
        return of_http(request, exc)
    return refused(principal, request.url.path)


def refused(principal: Principal, here: str) -> HTMLResponse:
    """Says that it is not theirs, and how to get it; nothing of what is on it."""
    words = both("page_not_yours", name=principal.name)
    main = f'<p class="trouble" role="alert">{words}</p>'
    page = framed(principal, "page_closed", main, here=here)
    page.status_code = _FORBIDDEN
    return page


def _is_looked_at(request: Request) -> bool:
    is_data = request.url.path.startswith("/v1/")
    return not is_data and wants_a_page(request.scope, dict(request.scope["headers"]))
