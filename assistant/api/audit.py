"""``/v1/audit``: what happened, by whom; nothing in it changes."""

from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from assistant.api.context import AssistantOf
from assistant.api.paging import CursorOf, cursor_of, number_of
from assistant.api.rights import needs
from assistant.audit.export import Form, lines
from assistant.audit.model import Asked, Entry, Finding, Head
from assistant.reports.values import Moment

router = APIRouter(tags=["audit"])

_IN_MEMORY = 8 << 20
_AT_ONCE = 1 << 16
_MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}


class EntryList(BaseModel):
    """The latest first."""

    entries: list[Entry]
    next_cursor: str | None
    """``cursor`` of the page before these in time; null on the last."""


@router.get("/v1/audit", dependencies=[needs("audit:read")])
def list_audit(
    assistant: AssistantOf,
    event: Annotated[
        str | None, Query(max_length=32, description="report.approved; or report, for all of them")
    ] = None,
    who: Annotated[str | None, Query(max_length=200, description="id of a person or key")] = None,
    subject: Annotated[
        str | None, Query(max_length=200, description="id of a report, a document, …")
    ] = None,
    since: Annotated[Moment | None, Query(description="no entry that is older; RFC 3339")] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EntryList:
    """Entries of the log, a page at a time. Its digests are checked with `shiftmate audit`."""
    asked = Asked(event=event, who_id=who, subject_id=subject, since=since)
    before = None if cursor is None else number_of(cursor)
    found = assistant.audit.page(asked, before, limit + 1)
    here = found[:limit]
    more = cursor_of((here[-1].seq,)) if len(found) > limit else None
    return EntryList(entries=here, next_cursor=more)


@router.get("/v1/audit/head", dependencies=[needs("audit:read")])
def audit_head(assistant: AssistantOf) -> Head:
    """The end of the log. Kept elsewhere, it shows later whether the log was cut."""
    return assistant.audit.head()


@router.get("/v1/audit/verify", dependencies=[needs("audit:read")])
def verify_audit(
    assistant: AssistantOf,
    head: Annotated[
        str | None,
        Query(pattern="^[0-9]{1,18}:[0-9a-f]{64}$", description="an end that was kept elsewhere"),
    ] = None,
) -> Finding:
    """Walks the whole chain of digests, and through an earlier end of it if one is given."""
    try:
        return assistant.audit.verify(Head.parse(head) if head else None)
    except ValueError as exc:  # somebody wrote a row around us
        raise HTTPException(
            409, f"A row of the log is no entry: {exc}. Compare the database with a backup."
        ) from exc


@router.get(
    "/v1/audit/export",
    response_class=Response,
    responses={200: {"content": {"application/jsonl": {}, "text/csv": {}}}},
    dependencies=[needs("audit:read")],
)
def export_audit(
    assistant: AssistantOf,
    form: Annotated[Form, Query(description="jsonl holds all that digests are made of")] = "jsonl",
    since: Annotated[Moment | None, Query(description="no entry that is older; RFC 3339")] = None,
) -> Response:
    """Entries in their order, as a file; the export is the last of them."""
    told = since.isoformat() if since else None
    assistant.notes.tell("audit.exported", details={"since": told})
    # Written down first: a slow reader would hold the database's state for as long as it reads.
    kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    for line in lines(assistant.audit.entries(Asked(since=since)), form):
        kept.write(line.encode())
    kept.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return _Sent(kept, headers=headers, media_type=_MEDIA[form])


class _Sent(Response):
    """A file without a name, which is gone once it was sent, or whoever asked for it has left."""

    def __init__(self, file: IO[bytes], *, headers: dict[str, str], media_type: str) -> None:
        super().__init__(headers=headers, media_type=media_type)
        del self.headers["content-length"]
        self._file = file

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        """Sends it, a block at a time."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        with self._file:
            await send(start)
            while block := await run_in_threadpool(self._file.read, _AT_ONCE):
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
