"""Every error leaves as RFC 9457 ``application/problem+json``; one table says with which status."""

import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from assistant import errors
from assistant.access import errors as access
from assistant.api.headers import unforeseen
from assistant.backup import errors as backup
from assistant.models.errors import ModelsError
from assistant.reports import errors as reports
from assistant.request_id import request_id
from assistant.speech import errors as speech
from assistant.tickets import errors as tickets
from assistant.webhooks import errors as webhooks
from assistant.wrong import what_is_wrong
from ingest.errors import IngestError, NoSuchPage
from ingest.ocr.engine import OcrUnavailable
from vectorstore.errors import LibraryError

STATUS: Mapping[type[Exception], int] = {
    errors.BadQuestion: 422,
    errors.Busy: 429,
    errors.ModelUnavailable: 503,
    errors.NaiveTime: 422,
    errors.NotHere: 404,
    errors.PlantUnavailable: 503,
    errors.Stale: 412,
    errors.UnknownFilter: 422,
    errors.JobConflict: 409,
    errors.NoRoom: 507,
    errors.UploadTooLarge: 413,
    errors.UploadRefused: 422,
    reports.StaleVersion: 412,
    reports.IllegalStep: 409,
    reports.NotAllowed: 403,
    reports.TakenName: 409,
    reports.PhotosFull: 409,
    reports.LargePhoto: 413,
    reports.UnfitPhoto: 422,
    reports.UnfitReport: 422,
    webhooks.UnfitEndpoint: 422,
    tickets.Forged: 401,
    tickets.TicketError: 503,
    backup.BadKey: 422,
    backup.Underway: 409,
    backup.BackupError: 503,
    access.WrongSecret: 401,
    access.TooManyTries: 429,
    access.PinLocked: 403,
    access.LastAdmin: 409,
    access.OutOfReach: 403,
    access.Oneself: 403,
    access.AccessError: 422,
    speech.LongRecording: 413,
    speech.SpeechError: 422,
    ModelsError: 503,
    NoSuchPage: 404,
    OcrUnavailable: 503,
    IngestError: 422,
    LibraryError: 503,
}
_PAGES_OWN = "/gradio_api/"
_FORMS = re.compile(r"/v1/(?:documents|speech|photos/read|reports/(?:submit|[^/]+/photos))")
"""Routes that take ``multipart/form-data`` in place of JSON."""


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
        app.add_exception_handler(kind, of_ours)
    app.add_exception_handler(RequestValidationError, of_invalid)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Exception, _unforeseen)


def handle_mounted(page: FastAPI) -> None:
    """What is not there is a problem too where a mounted page is asked; its own calls stay its own.

    Gradio's client reads ``detail`` of Gradio's own form, which may be more than words.
    """
    page.add_exception_handler(HTTPException, _of_page)
    page.add_exception_handler(RequestValidationError, of_invalid)


async def _of_page(request: Request, exc: Exception) -> Response:
    if request.url.path.startswith(_PAGES_OWN) and isinstance(exc, HTTPException):
        return await http_exception_handler(request, exc)
    return of_http(request, exc)


def of_ours(request: Request, exc: Exception) -> JSONResponse:
    """The problem that an error of the table is."""
    status = next(STATUS[kind] for kind in type(exc).__mro__ if kind in STATUS)
    late = exc if isinstance(exc, errors.Busy | access.TooManyTries) else None
    wait = {"Retry-After": str(late.retry_after)} if late else None
    if isinstance(exc, errors.UnknownFilter):
        inside = "/filters" if request.method == "POST" else ""
        pointers = [{"pointer": f"{inside}/{exc.field}", "detail": str(exc)}]
        return problem(status, str(exc), errors=pointers)
    if isinstance(exc, access.UnfitPerson | access.UnfitKey):
        return problem(status, str(exc), errors=[{"pointer": f"/{exc.field}", "detail": str(exc)}])
    if isinstance(exc, reports.UnfitReport):
        return problem(status, str(exc), errors=[fault._asdict() for fault in exc.faults])
    return problem(status, str(exc), headers=wait)


def of_invalid(request: Request, exc: Exception) -> JSONResponse:
    """The problem that a request of another form is."""
    found = exc.errors() if isinstance(exc, RequestValidationError) else []
    broken = any(error["type"] == "json_invalid" for error in found)
    pointers = [
        {
            "pointer": "/" + "/".join(str(part) for part in error["loc"][1:]),
            "detail": what_is_wrong(error),
        }
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
    taken = "multipart/form-data" if _FORMS.fullmatch(request.url.path) else "application/json"
    if not sent or sent == taken or (sent.endswith("+json") and taken.endswith("json")):
        return None
    told = f"This route takes {taken}, and not {sent[:100]}."
    return problem(415, told, headers={"Accept": taken})


def of_http(_: Request, exc: Exception) -> JSONResponse:
    """The problem that a framework's own error is."""
    if not isinstance(exc, HTTPException):  # pragma: no cover - starlette calls us with its own
        return problem(500, "")
    return problem(exc.status_code, str(exc.detail), headers=exc.headers)


def _unforeseen(request: Request, exc: Exception) -> JSONResponse:
    return problem(
        500,
        f"An unforeseen {type(exc).__name__}; the service's log has the details.",
        headers=unforeseen(request.url.scheme),
    )
