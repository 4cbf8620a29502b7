"""A fault report. ``null`` is "nobody said": nothing here has a default that says more.

What object, what was seen, how it failed, why, what was done: the five facts that every system of
the trade keeps apart. Terms after ISO 14224 and EN 13306; only an approved report needs its codes.
"""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.reports.codes import VERSION, Version
from assistant.reports.values import (
    Activity,
    Cause,
    DelayReason,
    Detection,
    FailureImpact,
    FailureMode,
    Flag,
    Hazard,
    Id,
    Mechanism,
    Minutes,
    Moment,
    Name,
    Note,
    OperatingState,
    OperationsImpact,
    Precision,
    Priority,
    Source,
    Status,
    Text,
    Title,
    Tongue,
    WorkCategory,
    downtime,
)
from vectorstore.readers import FOR_ALL, Audience

Role = Literal["technician", "supervisor", "service"]
"""``service``: a program, a sensor, a model. It may write drafts and decide nothing."""
_Amount = Annotated[Decimal, Field(ge=0, max_digits=18, allow_inf_nan=False)]
_MANY = 200
"""Entries in any list of a report."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Actor(_Part):
    """Who does something."""

    name: Name = "technician"
    role: Role = "technician"


class ExternalRef(_Part):
    """What another system calls the report; unique there."""

    system: Name
    id: Name
    url: Annotated[str, Field(max_length=2000, pattern="^https?://")] | None = None


class PartUsed(_Part):
    """A spare part; at least one of its names is given."""

    part_id: Name | None = None
    part_no: Name | None = None
    name: Name | None = None
    qty: _Amount | None = None
    uom: Annotated[str, Field(min_length=1, max_length=20)] | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if not (self.part_id or self.part_no or self.name):
            raise ValueError("a part needs part_id, part_no or name")
        return self

    @property
    def called(self) -> str:
        """Number and name; a name that says the number stands alone."""
        number, name = self.part_no or self.part_id or "", self.name or ""
        return name if number in name else f"{number} {name}".strip()


class Action(_Part):
    """One thing that was done."""

    activity_code: Activity | None = None
    text: Text | None = None
    started_at: Moment | None = None
    finished_at: Moment | None = None
    active_repair_min: Minutes | None = None
    labour_min: Minutes | None = None
    delay_reason: DelayReason | None = None
    performed_by: Annotated[tuple[Name, ...], Field(max_length=_MANY)] = ()
    parts: Annotated[tuple[PartUsed, ...], Field(max_length=_MANY)] = ()

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.started_at and self.finished_at and self.finished_at < self.started_at:
            raise ValueError("finished_at is before started_at")
        return self


class Measurement(_Part):
    """A value with its unit (UCUM: ``Cel``, ``bar``, ``mm/s``), never without."""

    quantity: Name
    value: Annotated[Decimal, Field(max_digits=18, allow_inf_nan=False)]
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    taken_at: Moment | None = None
    origin: Name | None = None


class Attachment(_Part):
    """A photo, a recording or a document that is kept elsewhere."""

    kind: Literal["photo", "audio", "doc"]
    name: Name
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


class Evidence(_Part):
    """The words a field was taken from: a span of the reported text, a message, or a passage."""

    quote: Text
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=0)] | None = None
    """``reported_text[start:end]`` is the quote."""
    message_id: Name | None = None
    chunk_id: Name | None = None
    page: Annotated[int, Field(ge=1)] | None = None


class Suggestion(_Part):
    """What a program filled in for one field, and what became of it."""

    value: str | int | bool | list[str] | None = None
    """As the field has it in JSON; an amount as text."""
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    evidence: Annotated[tuple[Evidence, ...], Field(max_length=_MANY)] = ()
    state: Literal["suggested", "accepted", "edited", "rejected"] = "suggested"


class Provenance(_Part):
    """Which model, prompt and words the fields came from."""

    model: Name | None = None
    prompt_ver: Name | None = None
    fields: Annotated[dict[Name, Suggestion], Field(max_length=_MANY)] = {}


class FaultReport(_Part):
    """What people and drafters fill in. A list left out is an empty one."""

    audience: Audience = FOR_ALL.audience
    """The lowest role that may read it; a supervisor says so."""
    source: Source = "api"
    conversation_id: Name | None = None
    external_refs: Annotated[tuple[ExternalRef, ...], Field(max_length=20)] = ()
    reported_text: Note | None = None
    """Verbatim. Once written it is never changed, least of all by a model."""
    language: Tongue | None = None
    title: Title | None = None
    description: Text | None = None
    reporter: Name | None = None
    """Who said it, where that is not the author."""
    asset_id: Name | None = None
    """A machine's tag in the register."""
    asset_text: Name | None = None
    """The machine as it was called."""
    location: Name | None = None
    maintainable_item_id: Name | None = None
    item_text: Name | None = None
    work_category: WorkCategory | None = None
    detected_at: Moment | None = None
    occurred_at: Moment | None = None
    occurred_precision: Precision | None = None
    failure_impact: FailureImpact | None = None
    is_breakdown: Flag | None = None
    malfunction_start: Moment | None = None
    malfunction_end: Moment | None = None
    downtime_minutes: Minutes | None = None
    """As it was said; figures of reliability use the two moments alone."""
    fault_codes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    """As the panel showed them."""
    code_set: Version = VERSION
    failure_mode_code: FailureMode | None = None
    mechanism_code: Mechanism | None = None
    cause_code: Cause | None = None
    detection_code: Detection | None = None
    suspected_cause: Text | None = None
    """As it was said."""
    operating_state: OperatingState | None = None
    priority: Priority | None = "medium"
    operations_impact: OperationsImpact | None = None
    safety_relevant: Flag | None = None
    hazards: Annotated[tuple[Hazard, ...], Field(max_length=12)] = ()
    incident: Flag | None = None
    loto_required: Flag | None = None
    permit_ref: Name | None = None
    actions: Annotated[tuple[Action, ...], Field(max_length=_MANY)] = ()
    parts_needed: Annotated[tuple[PartUsed, ...], Field(max_length=_MANY)] = ()
    follow_up: Text | None = None
    measurements: Annotated[tuple[Measurement, ...], Field(max_length=_MANY)] = ()
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=_MANY)] = ()
    duplicate_of: Id | None = None
    repeat_of: Id | None = None
    """The report of the same fault before."""
    ai: Provenance | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        start, end = self.malfunction_start, self.malfunction_end
        if start and end and end < start:
            raise ValueError("malfunction_end is before malfunction_start")
        return self

    @property
    def is_for_all(self) -> bool:
        """Whether every technician of the site may read it."""
        return self.audience == FOR_ALL.audience

    @property
    def stood_minutes(self) -> float | None:
        """How long the machine stood; see `assistant.reports.values.downtime`."""
        return downtime(
            self.downtime_minutes, self.is_breakdown, self.malfunction_start, self.malfunction_end
        )


class Report(FaultReport):
    """A report as the store keeps it."""

    id: Id
    number: str
    """``FR-2026-000123``: of its site and the year in which it was made."""
    site: Name
    version: int
    status: Status
    author: Actor
    created_at: Moment
    updated_at: Moment
    submitted_at: Moment | None = None
    submitted_by: Name | None = None
    acknowledged_at: Moment | None = None
    acknowledged_by: Name | None = None
    reviewed_at: Moment | None = None
    reviewed_by: Name | None = None
    closed_at: Moment | None = None
    closed_by: Name | None = None
    decision_reason: Text | None = None
    reopen_count: int = 0

    @property
    def fault(self) -> FaultReport:
        """What was filled in, alone."""
        return FaultReport.model_validate(self.model_dump(include=set(FaultReport.model_fields)))


class Event(_Part):
    """What made one version of a report: version 1 was created by the first of them."""

    version: int
    at: Moment
    actor: Actor
    action: str
    from_status: Status | None
    to_status: Status
    reason: str | None
    changed: dict[str, tuple[object, object]]
    """Each changed field's value before and after."""
