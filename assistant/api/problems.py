"""Every error leaves as RFC 9457 ``application/problem+json``; one table says with which status."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from assistant import errors
from assistant.access import errors as access
from assistant.api.headers import unforeseen
from assistant.models.errors import ModelsError
from assistant.reports import errors as reports
from assistant.request_id import request_id
from assistant.tickets import errors as tickets
from assistant.webhooks import errors as webhooks
from ingest.errors import IngestError, NoSuchPage
from vectorstore.errors import LibraryError

STATUS: Mapping[type[Exception], int] = {
    errors.BadQuestion: 422,
    errors.Busy: 429,
    errors.ModelUnavailable: 503,
    errors.NaiveTime: 422,
    errors.NotHere: 404,
    errors.PlantUnavailable: 503,
    errors.UnknownFilter: 422,
    errors.JobConflict: 409,
    errors.NoRoom: 507,
    errors.UploadTooLarge: 413,
    errors.UploadRefused: 422,
    reports.StaleVersion: 412,
    reports.IllegalStep: 409,
    reports.NotAllowed: 403,
    reports.TakenName: 409,
    reports.UnfitReport: 422,
    webhooks.UnfitEndpoint: 422,
    tickets.Forged: 401,
    tickets.TicketError: 503,
    access.WrongSecret: 401,
    access.TooManyTries: 429,
    access.PinLocked: 403,
    access.LastAdmin: 409,
    access.AccessError: 422,
    ModelsError: 503,
    NoSuchPage: 404,
    IngestError: 422,
    LibraryError: 503,
}
_PAGES_OWN = "/gradio_api/"
_MEDIA = {"/v1/documents": "multipart/form-data"}
"""What routes take that do not take JSON."""


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The one form of an error reply."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if name := request_id.get():
        body["instance"] = name
    if errors:
        body["errors"] = errors
    return JSONResponse(
        body, status, headers=dict(headers or {}), media_type="application/problem+json"
    )


def handle_problems(app: FastAPI) -> None:
    """Registers the handlers; everything not in the table is a 500 that tells no secrets."""
    for kind in STATUS:
        app.add_exception_handler(kind, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unforeseen)


def handle_mounted(app: FastAPI) -> None:
    """What is not there is a problem too where a mounted page is asked; its own calls stay its own.

    Gradio's client reads ``detail`` of Gradio's own form, which may be more than words.
    """
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            route.app.add_exception_handler(HTTPException, _of_page)


async def _of_page(request: Request, exc: Exception) -> Response:
    if request.url.path.startswith(_PAGES_OWN) and isinstance(exc, HTTPException):
        return await http_exception_handler(request, exc)
    return _http(request, exc)


def _ours(request: Request, exc: Exception) -> JSONResponse:
    status = next(STATUS[kind] for kind in type(exc).__mro__ if kind in STATUS)
    late = exc if isinstance(exc, errors.Busy | access.TooManyTries) else None
    wait = {"Retry-After": str(late.retry_after)} if late else None
    if isinstance(exc, errors.UnknownFilter):
        inside = "/filters" if request.method == "POST" else ""
        pointers = [{"pointer": f"{inside}/{exc.field}", "detail": str(exc)}]
        return problem(status, str(exc), errors=pointers)
    if isinstance(exc, reports.UnfitReport):
        return problem(status, str(exc), errors=[fault._asdict() for fault in exc.faults])
    return problem(status, str(exc), headers=wait)


def _invalid(request: Request, exc: Exception) -> JSONResponse:
    found = exc.errors() if isinstance(exc, RequestValidationError) else []
    broken = any(error["type"] == "json_invalid" for error in found)
    pointers = [
        {"pointer": "/" + "/".join(str(part) for part in error["loc"][1:]), "detail": error["msg"]}
        for error in found
    ]
    if any(error["loc"][0] == "body" for error in found) and (other := _other_media(request)):
        return other
    if broken:
        return problem(400, "The body is not valid JSON.", errors=pointers)
    return problem(422, "The request does not have the form this route asks for.", errors=pointers)


def _other_media(request: Request) -> JSONResponse | None:
    """A body of another media type than the route takes is that, whatever else is wrong."""
    sent = request.headers.get("content-type", "").split(";")[0].strip().lower()
    taken = _MEDIA.get(request.url.path, "application/json")
    if not sent or sent == taken or (sent.endswith("+json") and taken.endswith("json")):
        return None
    told = f"This route takes {taken}, and not {sent[:100]}."
    return problem(415, told, headers={"Accept": taken})


def _http(_: Request, exc: Exception) -> JSONResponse:
    if not isinstance(exc, HTTPException):  # pragma: no cover - starlette calls us with its own
        return problem(500, "")
    return problem(exc.status_code, str(exc.detail), headers=exc.headers)


def _unforeseen(_: Request, exc: Exception) -> JSONResponse:
    return problem(
        500,
        f"An unforeseen {type(exc).__name__}; the service's log has the details.",
        headers=unforeseen(),
    )
