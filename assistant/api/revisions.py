"""``/v1/documents/{id}/changes``: what a revision says otherwise than the one before."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.context import AssistantOf
from assistant.api.documents import DocumentId
from assistant.api.rights import needs
from assistant.revisions import Comparison
from ingest.changes import ChangeKind
from vectorstore.records import DocumentRecord

router = APIRouter(tags=["documents"])


class RevisionReply(BaseModel):
    """One of the two documents."""

    id: str
    file_name: str
    title: str
    revision: str

    @classmethod
    def of(cls, record: DocumentRecord) -> "RevisionReply":
        """From the library's record."""
        return cls(
            id=record.document_id,
            file_name=record.file_name,
            title=record.title,
            revision=record.revision,
        )


class ChangeReply(BaseModel):
    """One difference; what only one revision has leaves the other's fields empty."""

    model_config = ConfigDict(from_attributes=True)
    kind: ChangeKind
    page_old: int | None
    page_new: int | None
    line_old: str
    line_new: str
    value_old: str
    value_new: str


class ChangesReply(BaseModel):
    """Changed values in reading order, then warnings and fault codes that came or went."""

    model_config = ConfigDict(serialize_by_alias=True)
    old: Annotated[RevisionReply, Field(serialization_alias="from")]
    new: Annotated[RevisionReply, Field(serialization_alias="to")]
    changes: list[ChangeReply]

    @classmethod
    def of(cls, found: Comparison) -> "ChangesReply":
        """From the workshop's comparison."""
        return cls(
            old=RevisionReply.of(found.old),
            new=RevisionReply.of(found.new),
            changes=[ChangeReply.model_validate(change) for change in found.changes],
        )


@router.get("/v1/documents/{document_id}/changes", dependencies=[needs("docs:read")])
def compare_revisions(
    document_id: DocumentId,
    assistant: AssistantOf,
    earlier: Annotated[
        str | None,
        Query(alias="from", pattern="^[0-9a-f]{64}$", description="else the one it superseded"),
    ] = None,
) -> ChangesReply:
    """Values that changed, warnings and fault codes that came or went."""
    return ChangesReply.of(assistant.compare(document_id, earlier))
