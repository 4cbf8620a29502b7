"""``/v1/documents``: manuals come in as a job, and can be listed, looked at and removed."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from assistant.api.context import AssistantOf
from assistant.api.drawn import WidthOf, drawn
from assistant.api.idempotency.route import Once, ReservedId
from assistant.api.jobs import JobReply
from assistant.api.paging import CursorOf, Key, page_of
from assistant.api.rights import needs
from assistant.api.versions import MarkOf, marked_tag
from assistant.jobs.pages import UnreadableGroup, grouped
from assistant.marks import mark_of
from assistant.reports.values import Moment
from ingest.document import Language
from vectorstore.readers import Audience, Rights
from vectorstore.records import DocumentRecord

router = APIRouter(tags=["documents"], route_class=Once)

SiteName = Annotated[str, Field(max_length=80)]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DocumentId = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the file")]


class UnreadablePageReply(BaseModel):
    """A page nobody will find, and why."""

    number: int
    reason: str


class DocumentReply(BaseModel):
    """A document in the library."""

    id: str
    file_name: str
    folders: list[str]
    """Folders that it was sent in, as their senders call them; with them it is told from others
    of its name."""
    title: str
    media_type: str
    pages: int
    chunks: int
    language: Language | None
    added_at: datetime
    changed_at: datetime
    """When any of this last became another: it was read again, restricted, superseded, sent in
    another folder. `updated_since` goes by it."""
    revision: str
    """Its mark as printed; empty where it bears none."""
    superseded_by: str | None
    """Id of the next revision; searches leave this one out."""
    site: str
    """Whose people alone may read it; empty: those of every site."""
    audience: Audience
    """The lowest role that may read it."""
    unreadable_pages: list[UnreadablePageReply]
    unreadable: list[UnreadableGroup]
    """The same pages by reason, in ranges."""
    version: str
    """Of whom it is for; see `assistant.marks`."""

    @classmethod
    def of(cls, record: DocumentRecord) -> "DocumentReply":
        """From the library's record."""
        return cls(
            id=record.document_id,
            file_name=record.file_name,
            folders=list(record.folders),
            title=record.title,
            media_type=record.media_type,
            pages=record.page_count,
            chunks=record.chunk_count,
            language=record.language,
            added_at=datetime.fromisoformat(record.added_at),
            changed_at=datetime.fromisoformat(record.changed_at),
            revision=record.revision,
            superseded_by=record.superseded_by,
            site=record.rights.site,
            audience=record.rights.audience,
            unreadable_pages=[
                UnreadablePageReply(number=page.number, reason=page.reason)
                for page in record.unreadable
            ],
            unreadable=grouped(record.unreadable),
            version=mark_of(record.rights.site, record.rights.audience),
        )


class DocumentChanges(BaseModel):
    """``PATCH /v1/documents/{id}``: what is sent is changed."""

    model_config = ConfigDict(extra="forbid")
    site: SiteName | None = None
    """Whose people alone may read it; empty: those of every site."""
    audience: Audience | None = None
    """The lowest role that may read it."""


class DocumentList(BaseModel):
    """Documents, by file name; those changed since a moment, the earliest change first."""

    documents: list[DocumentReply]
    next_cursor: str | None


@router.post("/v1/documents", status_code=202, dependencies=[needs("docs:write")])
def add_documents(
    files: Annotated[
        list[UploadFile],
        File(description="one or more manuals; folders in a file's name are kept as words"),
    ],
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
    site: Annotated[SiteName | None, Form(description="whose people alone may read them")] = None,
    audience: Annotated[
        Audience | None, Form(description="the lowest role that may; unsaid, as what they replace")
    ] = None,
) -> JobReply:
    """Takes manuals in; the reply is the job to watch."""
    named = [(file.filename or "", file.file) for file in files]
    is_said = site is not None or audience is not None
    rights = Rights(site or "", audience or "technician") if is_said else None
    job = assistant.intake.accept(named, UUID(reserved).hex if reserved else "", rights)
    told: dict[str, JsonValue] = {"files": [name[:200] for name, _ in named]}
    assistant.notes.tell("document.added", "job", job.job_id, told)
    response.headers["Location"] = f"/v1/jobs/{job.job_id}"
    return JobReply.of(job)


@router.get("/v1/documents", dependencies=[needs("docs:read")])
def list_documents(
    assistant: AssistantOf,
    updated_since: Annotated[
        Moment | None,
        Query(
            description="those whose `changed_at` is no earlier, in its order; RFC 3339. What was "
            "removed, or is kept from you now, is missing without a word: compare ids with a list "
            "asked for without this."
        ),
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> DocumentList:
    """What the library holds; to follow its changes, ask from the latest `changed_at` you had."""
    found = assistant.documents()
    if updated_since is None:
        here, more = page_of(found, _place, (str, str), cursor, limit)
    else:
        since = _milliseconds(updated_since)
        changed = [one for one in found if _turn(one)[0] >= since]
        here, more = page_of(changed, _turn, (int, str), cursor, limit)
    return DocumentList(documents=[DocumentReply.of(one) for one in here], next_cursor=more)


def _place(record: DocumentRecord) -> Key:
    return record.file_name, record.document_id


def _turn(record: DocumentRecord) -> tuple[int, str]:
    """What changes while somebody reads page after page comes at the end."""
    return _milliseconds(datetime.fromisoformat(record.changed_at)), record.document_id


def _milliseconds(moment: datetime) -> int:
    """As finely as changes are noted."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


@router.get("/v1/documents/{document_id}", dependencies=[needs("docs:read")])
def get_document(
    document_id: DocumentId, assistant: AssistantOf, response: Response
) -> DocumentReply:
    """One document."""
    return _tagged(DocumentReply.of(assistant.document(document_id)), response)


@router.patch("/v1/documents/{document_id}", dependencies=[needs("docs:write")])
def change_document(
    document_id: DocumentId,
    changes: DocumentChanges,
    version: MarkOf,
    assistant: AssistantOf,
    response: Response,
) -> DocumentReply:
    """Says whom a document is for, from the next question on."""
    changed = assistant.custody.restrict(document_id, changes.site, changes.audience, version)
    return _tagged(DocumentReply.of(changed), response)


@router.delete("/v1/documents/{document_id}", status_code=204, dependencies=[needs("docs:write")])
def remove_document(document_id: DocumentId, assistant: AssistantOf) -> None:
    """Removes a document, its passages and its original file."""
    assistant.custody.remove(document_id)


@router.get(
    "/v1/documents/{document_id}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
    dependencies=[needs("docs:read")],
)
def get_page_picture(
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1)],
    assistant: AssistantOf,
    request: Request,
    chunk_id: Annotated[str | None, Query(max_length=64)] = None,
    crop: Annotated[bool, Query(description="no more of the page than the chunk")] = False,
    width: WidthOf = None,
) -> Response:
    """The page as printed; with a chunk id, that evidence highlighted or cut out."""
    assistant.document(document_id)
    if chunk_id is not None:
        assistant.chunk(chunk_id)
    draw = partial(assistant.pictures.page, document_id, number, chunk_id, crop=crop, width=width)
    return drawn(request, draw)


def _tagged(document: DocumentReply, response: Response) -> DocumentReply:
    response.headers["ETag"] = marked_tag(document.version, document)
    return document
