"""``GET /v1/alarms``: what the manuals say of a code, without a language model."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.answering.alarm import AlarmCard
from assistant.api.context import AssistantOf
from assistant.api.schemas import SafetyReply, page_url
from ingest.document import Language
from vectorstore.records import Filters

router = APIRouter(tags=["ask"])


class CardReply(BaseModel):
    """One manual's record of the code; empty fields are what it does not say."""

    code: str
    codes: list[str]
    name: str
    cause: str
    remedy: str
    text: str
    safety: list[SafetyReply]
    chunk_id: str
    document_id: str
    file_name: str
    title: str
    page: int | None
    section: str
    language: Language
    url: str
    """The page's picture with the record highlighted; the document where it has no pages."""

    @classmethod
    def of(cls, card: AlarmCard) -> "CardReply":
        """From the workshop's card."""
        chunk, fault = card.record, card.fault
        return cls(
            code=fault.codes[0],
            codes=list(fault.codes),
            name=fault.name,
            cause=fault.cause,
            remedy=fault.remedy,
            text=chunk.text,
            safety=[SafetyReply.of(block) for block in card.safety],
            chunk_id=chunk.chunk_id,
            document_id=chunk.document_id,
            file_name=chunk.file_name,
            title=chunk.title,
            page=chunk.page,
            section=chunk.section_path,
            language=chunk.language,
            url=page_url(chunk),
        )


class AlarmReply(BaseModel):
    """Cards, those of the machine named first; none where no manual lists the code."""

    cards: list[CardReply]


@router.get("/v1/alarms")
def alarms(
    code: Annotated[str, Query(min_length=1, max_length=200, description="E07, Err 22, 3601")],
    assistant: AssistantOf,
    machine: Annotated[str, Query(max_length=200, description="whose cards come first")] = "",
    language: Language | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> AlarmReply:
    """Cause, remedy, warnings and page of a code, however it is spelled."""
    cards = assistant.alarm(code, machine, limit, Filters(language=language))
    return AlarmReply(cards=[CardReply.of(card) for card in cards])
