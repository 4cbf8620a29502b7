"""``/v1/documents/{id}/machines``: whose manual a document is."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.api.context import AssistantOf
from assistant.api.documents import DocumentId
from assistant.api.rights import needs
from assistant.api.versions import MarkOf, marked_tag
from assistant.marks import mark_of

router = APIRouter(tags=["documents"])


class MachinesWanted(BaseModel):
    """``PUT /v1/documents/{id}/machines``."""

    model_config = ConfigDict(extra="forbid")
    machines: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=1000)]
    """Tags or aliases; empty: of none."""


class DocumentMachines(BaseModel):
    """The machines of one document, and of its revisions with it."""

    machines: list[str]
    """Tags."""
    version: str

    @classmethod
    def of(cls, tags: list[str]) -> "DocumentMachines":
        """By their tags."""
        return cls(machines=tags, version=mark_of(tags))


@router.get("/v1/documents/{document_id}/machines", dependencies=[needs("docs:read")])
def list_document_machines(
    document_id: DocumentId, assistant: AssistantOf, response: Response
) -> DocumentMachines:
    """Whose manual it is: what a search within one of these machines also looks into."""
    return _tagged(DocumentMachines.of(assistant.custody.machines(document_id)), response)


@router.put("/v1/documents/{document_id}/machines", dependencies=[needs("docs:write")])
def set_document_machines(
    document_id: DocumentId,
    wanted: MachinesWanted,
    version: MarkOf,
    assistant: AssistantOf,
    response: Response,
) -> DocumentMachines:
    """Makes it the manual of these machines and of no others, its revisions too."""
    tags = assistant.custody.assign(document_id, wanted.machines, version)
    return _tagged(DocumentMachines.of(tags), response)


def _tagged(found: DocumentMachines, response: Response) -> DocumentMachines:
    response.headers["ETag"] = marked_tag(found.version, found)
    return found
