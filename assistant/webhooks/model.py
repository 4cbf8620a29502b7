"""What is told of endpoints and deliveries. Secrets are no part of it."""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field

from assistant.reports.values import Moment, Name

EventType = Literal[
    "report.created",
    "report.submitted",
    "report.acknowledged",
    "report.approved",
    "report.rejected",
    "report.closed",
    "report.corrected",
    "report.reopened",
    "report.withdrawn",
    "report.discarded",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
State = Literal["waiting", "delivered", "failed"]
Because = Literal["asked", "gone", "silent"]
"""A person asked for it; it replied 410; nothing got through for days."""


class NewEndpoint(BaseModel):
    """Whom to tell of what."""

    model_config = ConfigDict(extra="forbid")
    url: Annotated[str, Field(max_length=2000)]
    events: Annotated[tuple[EventType, ...], Field(max_length=len(EVENT_TYPES))] = ()
    """Empty for all."""
    description: Name | None = None


class Endpoint(BaseModel):
    """One receiver, as it stands now."""

    id: str
    url: str
    description: str | None
    events: tuple[EventType, ...]
    enabled: bool
    disabled_because: Because | None
    created_at: Moment
    failing_since: Moment | None
    """Nothing has got through since."""
    resting_until: Moment | None
    """It asked to be left alone until then."""
    old_secret_until: Moment | None
    """Both secrets sign until then."""
    waiting: int = 0
    """Messages that have not got through yet."""
    version: str
    """Of what people decide about it; see `assistant.marks`."""


class Attempt(BaseModel):
    """One try of a message."""

    at: Moment
    status: int | None
    """Of the reply; null where none came."""
    error: str | None
    milliseconds: int


class Delivery(BaseModel):
    """One message to one endpoint, and its tries."""

    seq: int
    event_id: str
    type: EventType
    report_id: str
    at: Moment
    state: State
    next_at: Moment | None
    """When it is tried next; null where it is over."""
    attempts: tuple[Attempt, ...]


class Letter(NamedTuple):
    """A message as it is sent."""

    url: str
    event_id: str
    body: bytes
    secrets: tuple[str, ...]
    """Each signs; two while one takes over from the other."""


class Outcome(NamedTuple):
    """What came of one try."""

    status: int | None
    """HTTP; None where there was no reply."""
    error: str | None
    """Why it does not count; None where it does."""
    milliseconds: int
    wait: float = 0
    """Seconds that the receiver asked for (Retry-After)."""

    @property
    def got_through(self) -> bool:
        """Whether the receiver has it."""
        return self.error is None

    @property
    def gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == 410

    def attempt(self, at: datetime) -> Attempt:
        """As the log has it."""
        return Attempt(at=at, status=self.status, error=self.error, milliseconds=self.milliseconds)
