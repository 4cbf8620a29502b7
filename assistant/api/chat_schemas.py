"""The reply to a chat as the API describes it: OpenAI's form, and what it carries beyond."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.answering.reply import VerifiedBy
from assistant.api.schemas import CitationReply, RepairReply, SafetyReply


class Place(BaseModel):
    """A mark's place in the text, and the page that it points to."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """Of one mark."""

    type: Literal["url_citation"]
    url_citation: Place


class Reply(BaseModel):
    """What is said, with ``[1]`` marks."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class Choice(BaseModel):
    """There is one."""

    index: Literal[0]
    message: Reply
    finish_reason: Literal["stop", "length"]
    logprobs: None


class Usage(BaseModel):
    """In tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class TimingsReply(BaseModel):
    """How long it took."""

    model_config = ConfigDict(extra="allow")
    retrieve_ms: float
    first_token_ms: float | None
    total_ms: float
    prompt_tokens: int
    new_tokens: int


class ChatReply(BaseModel):
    """Without ``stream``; with it the same comes in frames, as OpenAI's clients read them."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    citations: list[CitationReply]
    refused: bool
    safety: list[SafetyReply]
    repairs: list[RepairReply]
    verified: VerifiedBy | None
    timings: TimingsReply

    @property
    def text(self) -> str:
        """What is said."""
        return self.choices[0].message.content
