"""``/v1/audit``: what happened, by whom; nothing in it changes."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.paging import CursorOf, cursor_of, number_of
from assistant.api.rights import needs
from assistant.audit.model import Asked, Entry, Head
from assistant.reports.values import Moment

router = APIRouter(tags=["audit"])


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
