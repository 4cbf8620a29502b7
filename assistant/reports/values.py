"""The small values that a fault report is made of: words of a list, moments, texts. Strict."""

import re
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from assistant.reports.codes import known

Status = Literal["draft", "submitted", "approved", "rejected", "closed", "discarded"]
Source = Literal["chat", "note", "voice", "form", "api", "sensor"]
WorkCategory = Literal[
    "corrective_immediate",
    "corrective_deferred",
    "preventive_predetermined",
    "preventive_condition_based",
    "improvement",
]
"""After EN 13306; filters every figure of reliability."""
FailureImpact = Literal["critical", "degraded", "incipient"]
OperatingState = Literal[
    "running", "start_up", "run_down", "hot_standby", "idle", "cold_standby", "testing", "unknown"
]
Priority = Literal["urgent", "high", "medium", "low"]
OperationsImpact = Literal["none", "partial", "total"]
Precision = Literal["minute", "hour", "shift", "day"]
Hazard = Literal[
    "electrical",
    "moving_parts",
    "pressure",
    "hydraulic",
    "pneumatic",
    "gravity_stored",
    "thermal",
    "chemical",
    "fire_explosion",
    "radiation",
    "height",
    "other",
]
DelayReason = Literal[
    "spares",
    "tools",
    "isolation_permit",
    "access",
    "personnel",
    "diagnosis",
    "external",
    "other",
]

_RFC_3339 = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _moment(value: object) -> datetime:
    """An aware datetime, or RFC 3339 as JSON carries it; in UTC."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str) and _RFC_3339.fullmatch(value):
        moment = datetime.fromisoformat(value.upper())
    else:
        raise ValueError(
            "a time is written as RFC 3339 does, with its offset: 2026-03-01T07:30:00+08:00"
        )
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no offset, so nobody knows when that was")
    try:
        return moment.astimezone(UTC)
    except OverflowError as exc:
        raise ValueError(f"{moment.isoformat()} is no moment of any calendar") from exc


def _clean(text: str) -> str:
    """As it is, if a database can hold it and a reader see it."""
    if _UNSTORABLE.search(text):
        raise ValueError("it holds a NUL or half a surrogate pair, which cannot be kept")
    if not text.strip():
        raise ValueError("it is blank; null says that nobody said anything")
    return text


def _uuid(text: str) -> str:
    return str(UUID(text))


Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""In UTC. Given as a naive time, or as a number, it is refused."""
Id = Annotated[
    str,
    Field(pattern=r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
    AfterValidator(_uuid),
]
"""A UUID, in lower case."""
Minutes = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, min_length=1, max_length=10_000), AfterValidator(_clean)]
Note = Annotated[str, Field(strict=True, min_length=1, max_length=50_000), AfterValidator(_clean)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=200), AfterValidator(_clean)]
Title = Annotated[str, Field(strict=True, min_length=1, max_length=120), AfterValidator(_clean)]
Tongue = Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
"""BCP 47: ``zh``, ``en-GB``."""

FailureMode = Annotated[str, AfterValidator(partial(known, "failure_mode"))]
Mechanism = Annotated[str, AfterValidator(partial(known, "mechanism"))]
Cause = Annotated[str, AfterValidator(partial(known, "cause"))]
Detection = Annotated[str, AfterValidator(partial(known, "detection"))]
Activity = Annotated[str, AfterValidator(partial(known, "activity"))]

_MINUTE = timedelta(minutes=1)


def downtime(
    said: float | None, is_breakdown: bool | None, start: datetime | None, end: datetime | None
) -> float | None:
    """Minutes that the machine stood, wherever a report tells them: as said, else stop to start.

    What was said wins, since the two moments are often known to the hour alone. Without the flag
    they are those of a malfunction under which the machine may have run on.
    """
    if said is not None:
        return float(said)
    return (end - start) / _MINUTE if is_breakdown and start and end else None
