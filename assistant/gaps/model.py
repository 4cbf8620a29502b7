"""A verified answer, a rating and a gap as they are told."""

from datetime import datetime
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.reports.model import Actor
from assistant.reports.values import Moment, Name, Text
from ingest.document import Language

Question = Annotated[Text, Field(max_length=500)]
Rating = Literal["up", "down"]
Reason = Literal[
    "wrong", "incomplete", "off_topic", "wrong_machine", "unclear", "outdated", "unsafe", "other"
]
"""Why an answer is rated down."""
REASONS: tuple[Reason, ...] = get_args(Reason)
Review = Literal["expired", "document_gone", "superseded", "page_gone", "machine_gone"]
"""Why a verified answer is not served until a supervisor has looked at it."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageRef(_Part):
    """A page that the answer rests on."""

    document_id: Annotated[str, Field(min_length=1, max_length=255)]
    """SHA-256 of the file; when it is given, its file name will do."""
    page: Annotated[int, Field(ge=1)] | None = None
    """1-based; null where the format has no pages."""


class Contents(_Part):
    """What a supervisor writes."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=30)]
    """Wordings that it answers."""
    machine: Name | None = None
    """Tag of the machine that it holds for; null where it holds for all."""
    text_en: Text | None = None
    text_zh: Text | None = None
    pages: Annotated[tuple[PageRef, ...], Field(min_length=1, max_length=10)]
    expires_at: Moment | None = None
    """A year from now if not given."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text_en or self.text_zh):
            raise ValueError("an answer needs text_en or text_zh")
        return self

    def text(self, language: Language) -> str:
        """In this language, or in the only one that it has."""
        own, other = self.text_en or "", self.text_zh or ""
        return own or other if language == "en" else other or own


class VerifiedAnswer(Contents):
    """As it is kept."""

    id: str
    version: int
    author: str
    """Who wrote it as it stands."""
    created_at: Moment
    verified_at: Moment
    expires_at: Moment
    withdrawn_at: Moment | None
    needs_review: tuple[Review, ...] = ()
    """Empty where it is served."""

    @property
    def contents(self) -> Contents:
        """What was written."""
        return Contents.model_validate(self.model_dump(include=set(Contents.model_fields)))


class VerifiedEvent(_Part):
    """What made one version."""

    version: int
    at: Moment
    actor: Actor
    action: Literal["created", "changed", "withdrawn"]
    reason: str | None
    contents: Contents


class Cited(_Part):
    """A page that a rated answer pointed to."""

    document_id: Annotated[str, Field(max_length=255)] = ""
    file_name: Annotated[str, Field(max_length=255)] = ""
    page: int | None = None
    chunk_id: Annotated[str, Field(max_length=100)] = ""


class Feedback(_Part):
    """What somebody thought of an answer."""

    question: Annotated[Text, Field(max_length=4000)]
    rating: Rating
    reason: Reason | None = None
    comment: Annotated[Text, Field(max_length=2000)] | None = None
    who: Name | None = None
    """Their own name, where they want it kept; a program's stands before the one it gives."""
    answer: Annotated[Text, Field(max_length=20_000)] | None = None
    citations: Annotated[tuple[Cited, ...], Field(max_length=50)] = ()


class Gap(_Part):
    """Questions that are one, about one machine, which went badly."""

    machine: str | None
    """Tag; null for what names no machine, or several."""
    question: str
    """The latest wording."""
    wordings: tuple[str, ...]
    """Others, the latest first."""
    language: Language
    count: int
    refused: int
    rated_down: int
    rated_up: int
    last_asked_at: datetime
    reasons: dict[str, int]
    """Of refusals and ratings, how often each."""
    comments: tuple[str, ...]
    verified_answer: str | None
    """Id of the one that is served to it now."""
