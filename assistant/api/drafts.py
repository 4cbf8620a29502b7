"""``POST /v1/reports/draft``: a note or a conversation becomes a draft; nothing is kept."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Self

from fastapi import APIRouter
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import Turn
from assistant.errors import NotHere
from assistant.reports.codes import CodeSet, code_sets
from assistant.reports.drafting.draft import Draft, Rule
from assistant.reports.drafting.moments import Moment, Precision
from assistant.reports.drafting.report import as_report
from assistant.reports.propose import Proposal
from assistant.settings import zone_called
from ingest.document import Language

router = APIRouter(tags=["reports"])
_LONGEST = 10_000
"""Characters of a note, and of a conversation's messages together."""


class DraftRequest(BaseModel):
    """A note, or a conversation: its messages, and the name that their keeper has for it."""

    model_config = ConfigDict(extra="forbid")
    note: Annotated[
        str | None,
        Field(min_length=1, max_length=_LONGEST, examples=["conv 3 tripped OC1, reset, ok now"]),
    ] = None
    messages: Annotated[list[Turn] | None, Field(min_length=1, max_length=200)] = None
    conversation_id: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    said_at: AwareDatetime | None = None
    """When it was said, for "this morning"; now, where it is left out."""
    zone: Annotated[
        str | None,
        Field(min_length=1, max_length=64, examples=["Asia/Shanghai"]),
    ] = None
    """By whose clock it was said, an IANA name: "7:40" is read in it, and moments stay moments.
    The site's, where it is left out."""

    @field_validator("zone")
    @classmethod
    def _is_zone(cls, name: str | None) -> str | None:
        if name is not None:
            zone_called(name)
        return name

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        is_chat = self.messages is not None or self.conversation_id is not None
        if (self.note is None) != is_chat:
            raise ValueError("send a note, or messages and their conversation_id: one of the two")
        said = sum(len(turn.text()) for turn in self.messages or ())
        if said > _LONGEST:
            raise ValueError(f"the messages have {said} characters; {_LONGEST} are the most")
        return self


class MomentReply(BaseModel):
    """A moment that the words can mean."""

    at: AwareDatetime
    precision: Precision

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """From the workshop's moment."""
        return cls(at=moment.at, precision=moment.precision)


class EvidenceReply(BaseModel):
    """Words of a message, and how the value was made of them."""

    text: str
    message: int
    """Counted from 0; a note is message 0."""
    start: int
    end: int
    """``message[start:end]`` is the text, in Unicode characters."""
    rule: Rule
    """``words``: the value is the text itself; else the rule that worked it out."""


class BehindReply(BaseModel):
    """An approved report that bears a proposed code."""

    id: str
    number: str


class ProposalReply(BaseModel):
    """A code that a person may take over; no field of the draft has it."""

    code_set: CodeSet
    code: str
    name: str
    """In the note's language."""
    confidence: float
    """0 to 1: the share of like reports that bear it, less what few of them leave open."""
    reports: list[BehindReply]
    """That bear it, the likest first."""
    may_be_accepted: bool
    """False: never more than a suggestion, as causes are; a person chooses."""

    @classmethod
    def of(cls, one: Proposal, language: Language) -> Self:
        """From the workshop's proposal."""
        return cls(
            code_set=one.code_set,
            code=one.code,
            name=code_sets()[one.code_set][one.code].name(language),
            confidence=one.confidence,
            reports=[BehindReply(id=by.report_id, number=by.number) for by in one.neighbours],
            may_be_accepted=one.may_be_accepted,
        )


class DraftReply(BaseModel):
    """What was said, field by field; null is "nobody said"."""

    equipment: str | None
    equipment_id: str | None
    location: str | None
    reported_at: str | None
    """As it was said; ``occurred_at`` is what it comes to, where that is certain."""
    reporter: str | None
    symptom: str | None
    fault_codes: list[str] | None
    suspected_cause: str | None
    actions_taken: list[str] | None
    parts_used: list[str] | None
    parts_needed: list[str] | None
    downtime_minutes: int | None
    severity: str | None
    status: str | None
    follow_up: str | None
    occurred_at: AwareDatetime | None
    occurred_precision: Precision | None
    occurred_either: list[MomentReply]
    """Where the words leave morning or evening open: both, for a person to choose; else none."""
    also_mentioned: list[str]
    """Words about another fault, which is left to a report of its own."""
    nothing_reported: bool
    questions: list[str]
    proposals: list[ProposalReply]
    """Codes that approved reports of like faults bear, the surest first; none where they differ."""
    evidence: dict[str, list[EvidenceReply]]
    written_by: str
    """``rules``, or the model that helped."""
    masked: dict[str, int]
    """Kinds of values that an engine elsewhere was not told, and how many of each."""
    report: dict[str, Any]
    """The same as a fault report to send to ``POST /v1/reports``, with what was said alone."""

    @classmethod
    def of(
        cls,
        draft: Draft,
        proposals: Sequence[Proposal],
        *,
        is_chat: bool = False,
        conversation_id: str | None = None,
    ) -> "DraftReply":
        """From the workshop's draft and what it proposes for it."""
        evidence = {
            name: [EvidenceReply(**asdict(one)) for one in told]
            for name, told in draft.evidence().items()
        }
        report = as_report(draft, "chat" if is_chat else "note", conversation_id)
        return cls(
            **draft.flat(),
            occurred_at=draft.occurred and draft.occurred.at,
            occurred_precision=draft.occurred and draft.occurred.precision,
            occurred_either=list(map(MomentReply.of, draft.either)),
            also_mentioned=[draft.note.words(span) for span in draft.also_mentioned],
            nothing_reported=draft.nothing_reported,
            questions=list(draft.questions),
            proposals=[ProposalReply.of(one, draft.note.language) for one in proposals],
            evidence=evidence,
            written_by=draft.written_by,
            masked=dict(draft.masked),
            report=report.model_dump(mode="json", exclude_defaults=True),
        )


@router.post("/v1/reports/draft", dependencies=[needs("reports:draft")])
def draft_report(request: DraftRequest, assistant: AssistantOf) -> DraftReply:
    """Fields of a fault report out of a note, each with its words; nothing is invented or kept."""
    drafts = assistant.drafts
    zone = None if request.zone is None else zone_called(request.zone)
    if request.note is not None:
        made = drafts.of_note(request.note, request.said_at, zone)
        return DraftReply.of(made, drafts.proposals(made))
    if request.messages is None:
        raise NotHere(
            f"There is no conversation {request.conversation_id!r}: conversations are not kept. "
            "Send its messages too."
        )
    turns = [(turn.role, turn.text()) for turn in request.messages]
    made = drafts.of_chat(turns, request.said_at, zone)
    return DraftReply.of(
        made, drafts.proposals(made), is_chat=True, conversation_id=request.conversation_id
    )
