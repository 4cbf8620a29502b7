"""``GET /v1/alarms``: what the manuals say of a code, without a language model."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from assistant.answering.alarm import Alarm, AlarmCard, Notice
from assistant.answering.machine import Machine
from assistant.answering.scope import CURRENT, Scope
from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import SafetyReply, page_url
from ingest.document import Language

router = APIRouter(tags=["ask"])


class Told(BaseModel):
    """A sentence in both languages."""

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The one."""
        return self.zh if language == "zh" else self.en


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
    elsewhere: bool
    """A machine was named, and this is not its manual: the code may mean something else there."""
    look_alike: bool
    """The manual prints another code, which only looks like the one that was asked for."""
    told: list[Told]
    """What must be known before it is read."""

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
            elsewhere=card.elsewhere,
            look_alike=bool(card.look_alike_of),
            told=[
                Told(en=en, zh=zh) for en, zh in zip(card.told("en"), card.told("zh"), strict=True)
            ],
        )


class MachineReply(BaseModel):
    """The machine that was named, as far as it is known."""

    asked: str
    tags: list[str]
    """Of the register; several where they share the name, none where it has no such machine."""
    documents: list[str]
    """Ids of its manuals; where the register has no machine, those with the name in their title."""

    @classmethod
    def of(cls, machine: Machine) -> "MachineReply":
        """From the workshop's machine."""
        tags = [asset.tag for asset in machine.assets]
        return cls(asked=machine.asked, tags=tags, documents=sorted(machine.documents))


class NoticeReply(Told):
    """What to tell before any card: of the machine that was named, of the code's spelling."""

    kind: Notice


class AlarmReply(BaseModel):
    """Cards, those of the machine named first; none where no manual lists the code."""

    cards: list[CardReply]
    machine: MachineReply | None
    notice: NoticeReply | None
    absent: Told | None
    """What is said instead of cards."""
    near: list[str]
    """Codes that look like one that no manual has, as printed."""

    @classmethod
    def of(cls, alarm: Alarm) -> "AlarmReply":
        """From the workshop's reply."""
        kind = alarm.notice
        return cls(
            cards=[CardReply.of(card) for card in alarm.cards],
            machine=alarm.machine and MachineReply.of(alarm.machine),
            notice=kind and NoticeReply(kind=kind, en=alarm.told("en"), zh=alarm.told("zh")),
            absent=None if alarm.cards else Told(en=alarm.absent("en"), zh=alarm.absent("zh")),
            near=list(alarm.unknown.near) if alarm.unknown else [],
        )


@router.get("/v1/alarms", dependencies=[needs("docs:read")])
def look_up_alarm(
    code: Annotated[str, Query(min_length=1, max_length=200, description="E07, Err 22, 3601")],
    assistant: AssistantOf,
    machine: Annotated[str, Query(max_length=200, description="whose cards come first")] = "",
    document: Annotated[str | None, Query(max_length=255, description="id or file name")] = None,
    language: Language | None = None,
    revision: Annotated[str, Query(min_length=1, max_length=80)] = CURRENT,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> AlarmReply:
    """Cause, remedy, warnings and page of a code, however it is spelled."""
    scope = Scope(document=document, language=language, revision=revision)
    return AlarmReply.of(assistant.alarm(code, machine, limit, assistant.filters(scope)))
