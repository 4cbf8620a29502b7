"""The contract's bodies, as pydantic models. Names are final."""

import datetime
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.repair import Repair
from assistant.answering.reply import Answer, Citation, Evidence
from assistant.answering.scope import CURRENT, Scope
from assistant.models.generator import Message
from ingest.document import Chunk, Kind, Language


class Turn(BaseModel):
    """One message of a conversation, as OpenAI's clients send it."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[dict[str, Any]]

    def text(self) -> str:
        """The words; of parts, the text parts joined."""
        if isinstance(self.content, str):
            return self.content
        texts = (part.get("text") for part in self.content if part.get("type") == "text")
        return "\n".join(text for text in texts if isinstance(text, str))


def conversation(turns: list[Turn]) -> list[Message]:
    """What people said, without a client's system messages: they do not steer the assistant."""
    return [Message(turn.role, turn.text()) for turn in turns if turn.role in ("user", "assistant")]


class SearchFilters(BaseModel):
    """Narrows a search; unknown names are refused rather than silently ignored."""

    model_config = ConfigDict(extra="forbid")
    asset: Annotated[str | None, Field(max_length=200, description="tag or alias")] = None
    """In its manuals."""
    document: Annotated[str | None, Field(max_length=255, description="id or file name")] = None
    """In this manual; by id also a superseded one."""
    language: Language | None = None
    kind: Kind | None = None
    revision: Annotated[
        str, Field(min_length=1, max_length=80, description="current, all, or a mark: Rev. B")
    ] = CURRENT
    """``all``: in superseded revisions too; a mark: in those that bear it."""


def scope_of(wanted: SearchFilters | None) -> Scope:
    """The same in the workshop's words."""
    return Scope(**wanted.model_dump()) if wanted else Scope()


class SearchRequest(BaseModel):
    """``POST /v1/search``."""

    query: Annotated[str, Field(examples=["OC1 when the conveyor starts"])]
    limit: Annotated[int, Field(ge=1, le=100)] = 10
    history: Annotated[list[Turn], Field(max_length=100)] = []
    filters: SearchFilters | None = None


class SearchResult(BaseModel):
    """A chunk that was found; page is the 1-based PDF page, null where a format has none."""

    chunk_id: str
    document_id: str
    file_name: str
    title: str
    page: int | None
    section: str
    kind: Kind
    text: str
    score: float

    @classmethod
    def of(cls, found: Evidence) -> "SearchResult":
        """From what the assistant found."""
        chunk = found.chunk
        return cls(
            chunk_id=chunk.chunk_id,
            document_id=chunk.document_id,
            file_name=chunk.file_name,
            title=chunk.title,
            page=chunk.page,
            section=chunk.section_path,
            kind=chunk.kind,
            text=chunk.text,
            score=round(found.score, 6),
        )


class SearchReply(BaseModel):
    """Best first; score falls along the list."""

    results: list[SearchResult]
    took_ms: float


class ChatRequest(BaseModel):
    """OpenAI's chat completion request; what is not named here is accepted and left aside."""

    model_config = ConfigDict(extra="ignore")
    messages: Annotated[list[Turn], Field(min_length=1, max_length=200)]
    model: str = "shiftmate"
    stream: bool = False
    stream_options: dict[str, Any] | None = None
    max_tokens: Annotated[int | None, Field(ge=1)] = None
    max_completion_tokens: Annotated[int | None, Field(ge=1)] = None
    filters: SearchFilters | None = None
    """Ours: what the answer may come from, in the form that ``/v1/search`` takes."""

    def new_tokens(self) -> int | None:
        """How long the client lets the answer become, if it says."""
        return self.max_completion_tokens or self.max_tokens


class CitationReply(BaseModel):
    """What a mark in the content points to."""

    marker: int
    chunk_id: str
    file_name: str
    title: str
    page: int | None
    section: str
    quote: str
    url: str

    @classmethod
    def of(cls, citation: Citation) -> "CitationReply":
        """From the assistant's citation."""
        chunk = citation.chunk
        return cls(
            marker=citation.marker,
            chunk_id=chunk.chunk_id,
            file_name=chunk.file_name,
            title=chunk.title,
            page=chunk.page,
            section=chunk.section_path,
            quote=citation.quote,
            url=page_url(chunk),
        )


class SafetyReply(BaseModel):
    """A warning of the manuals, word for word."""

    signal_word: str
    text: str
    file_name: str
    page: int | None

    @classmethod
    def of(cls, block: Chunk) -> "SafetyReply":
        """From a safety block."""
        return cls(
            signal_word=block.signal_word,
            text=block.text,
            file_name=block.file_name,
            page=block.page,
        )


class RepairReply(BaseModel):
    """A past fault of the plant and what was done; its texts are the words of who wrote them."""

    kind: Literal["report", "order"]
    """A report that was approved here, or a work order of another system."""
    id: str
    """Of the report; of an order, of its row."""
    number: str
    machine: str
    """Tag, or as the order writes it."""
    date: datetime.date | None
    """Of the fault, by the site's calendar."""
    symptom: str
    done: str
    parts: list[str]
    """As written, with amounts."""
    downtime_minutes: float | None
    labour_minutes: float | None
    cause: str | None
    """A cause code that a person chose and a supervisor approved; of orders always null."""
    codes: list[str]
    match: Literal["code", "close", "loose"]
    """The same code; much the same words or meaning; or only a weak likeness."""
    likeness: float
    """0 to 1."""
    same_machine: bool

    @classmethod
    def of(cls, repair: Repair) -> "RepairReply":
        """From the workshop's repair."""
        return cls(
            kind=repair.kind,
            id=repair.id,
            number=repair.number,
            machine=repair.machine,
            date=repair.day,
            symptom=repair.symptom,
            done=repair.done,
            parts=list(repair.parts),
            downtime_minutes=repair.downtime_minutes,
            labour_minutes=repair.labour_minutes,
            cause=repair.cause,
            codes=list(repair.codes),
            match=repair.match,
            likeness=round(repair.likeness, 3),
            same_machine=repair.same_machine,
        )


def page_url(chunk: Chunk) -> str:
    """Where the page can be seen with the chunk highlighted; the document where it has no pages."""
    document = f"/v1/documents/{chunk.document_id}"
    if chunk.page is None:
        return document
    return f"{document}/pages/{chunk.page}.png?chunk_id={chunk.chunk_id}"


def extras(answer: Answer) -> dict[str, Any]:
    """What a reply carries beyond OpenAI's form."""
    timings = answer.timings
    return {
        "citations": [CitationReply.of(citation).model_dump() for citation in answer.citations],
        "refused": answer.refused,
        "safety": [SafetyReply.of(block).model_dump() for block in answer.safety],
        "repairs": [RepairReply.of(one).model_dump(mode="json") for one in answer.repairs],
        "verified": answer.verified and asdict(answer.verified),
        "timings": {
            "retrieve_ms": round(timings.retrieve_ms, 1),
            "first_token_ms": timings.first_token_ms and round(timings.first_token_ms, 1),
            "total_ms": round(timings.total_ms, 1),
            "prompt_tokens": timings.prompt_tokens,
            "new_tokens": timings.new_tokens,
            "stand_in": timings.stand_in,
            "masked": dict(timings.masked),
        },
    }
