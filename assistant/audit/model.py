"""An entry of the log, as it is kept, exported and checked."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

EventName = Literal[
    "sign_in.good", "sign_in.bad", "sign_in.locked", "sign_out",
    "person.added", "person.changed", "person.disabled", "person.enabled",
    "key.created", "key.rotated", "key.revoked", "key.used",
    "document.added", "document.removed", "document.restricted", "document.read",
    "draft.made",
    "report.created", "report.changed", "report.submitted", "report.draft", "report.acknowledged",
    "report.approved", "report.rejected", "report.closed", "report.discarded",
    "answer.refused_for_safety",
    "verified.created", "verified.changed", "verified.withdrawn",
    "history.imported",
    "webhook.added", "webhook.switched", "webhook.rotated", "webhook.removed", "webhook.replayed",
    "audit.exported", "backup.made", "backup.restored",
]  # fmt: skip
"""What is logged. A report's: the step that was taken; ``report.draft`` is one handed back."""

NO_DIGEST = "0" * 64
"""Before the first entry."""


class Head(BaseModel):
    """The end of the log: kept elsewhere, it shows a log that was cut or written anew."""

    model_config = ConfigDict(frozen=True)

    seq: int
    digest: str

    def __str__(self) -> str:
        return f"{self.seq}:{self.digest}"


class Entry(BaseModel):
    """One thing that happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    """1, 2, 3 and so on without a gap, in the order of the transactions; what to sort by."""
    at: AwareDatetime
    """By the machine's clock, which somebody may have set back."""
    site: str
    who_kind: str
    """``person``, ``program`` or ``console``."""
    who_id: str
    who_name: str
    event: str
    subject_kind: str | None
    """``report``, ``document`` and so on; null where the event has none."""
    subject_id: str | None
    request_id: str | None
    details: dict[str, JsonValue]
    """Never a secret, nor what somebody asked or was answered."""
    digest: str
    """SHA-256 over this entry and the digest before it, in hexadecimal."""


class Finding(BaseModel):
    """What became of a check of the log."""

    model_config = ConfigDict(frozen=True)

    entries: int
    """As many were in order."""
    head: Head
    """The last of them."""
    broken: int | None = None
    """The first ``seq`` that is not in order; null where all are."""
    why: str = ""
    clock_went_back: tuple[int, ...] = ()
    """Entries that are earlier by the clock than the one before; at most the first hundred."""


class Asked(BaseModel):
    """Which entries; given fields must all agree."""

    model_config = ConfigDict(frozen=True)

    event: str | None = None
    """A name, or the part before its dot."""
    who_id: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    """Aware; that moment included."""
