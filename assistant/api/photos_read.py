"""``POST /v1/photos/read``: the text on a nameplate or a display, offered as a question."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from ingest.document import Language

router = APIRouter(tags=["ask"])


class PhotoTextReply(BaseModel):
    """What was read; it is sent nowhere, and the photo is not kept."""

    text: list[str]
    """Rows, from the top; none where nothing could be read."""
    codes: list[str]
    """Alarm codes among it that the library knows, as printed."""
    machines: list[str]
    """Tags of the machines that it names."""
    question: str
    """What somebody who took that photo would ask; empty where it says nothing."""


@router.post("/v1/photos/read", dependencies=[needs("docs:read")])
def read_photo(
    assistant: AssistantOf,
    photo: Annotated[UploadFile, File(description="JPEG, PNG or WebP")],
    language: Annotated[Language | None, Form(description="of the question")] = None,
) -> PhotoTextReply:
    """Reads a photo by OCR; one at a time."""
    found = assistant.plates.read(photo.file.read(), language or "en")
    return PhotoTextReply(
        text=list(found.lines),
        codes=list(found.codes),
        machines=list(found.machines),
        question=found.question,
    )
