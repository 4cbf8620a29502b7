"""An entry of the log, as it is kept, exported and checked."""

import re
from datetime import datetime
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from assistant.audit.errors import BadHead

EventName = Literal[
    "sign_in.good", "sign_in.bad", "sign_in.locked", "sign_out",
    "person.added", "person.changed", "person.password_set", "person.pin_set",
    "person.disabled", "person.enabled", "person.unlocked",
    "key.created", "key.rotated", "key.revoked", "key.used",
    "document.added", "document.removed", "document.restricted", "document.read",
    "document.assigned",
    "draft.made",
    "report.created", "report.changed", "report.submitted", "report.draft", "report.acknowledged",
    "report.approved", "report.rejected", "report.closed", "report.discarded",
    "report.reopened", "report.withdrawn",
    "answer.refused_for_safety",
    "verified.created", "verified.changed", "verified.withdrawn",
    "history.imported",
    "webhook.added", "webhook.switched", "webhook.rotated", "webhook.removed", "webhook.replayed",
    "audit.exported", "backup.made", "backup.downloaded", "backup.removed", "backup.restored",
]  # fmt: skip
"""What is logged. A report's: the step that was taken; ``report.draft`` is one handed back,
``report.withdrawn`` an approval that was taken back, ``report.reopened`` what was closed."""

NO_DIGEST = "0" * 64
"""Before the first entry."""
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class Head(BaseModel):
    """The end of the log: kept elsewhere, it shows a log that was cut or written anew."""

    model_config = ConfigDict(frozen=True)

    seq: int
    digest: str

    @classmethod
    def parse(cls, told: str) -> Self:
        """Of ``120:3fa9…``; raises BadHead."""
        found = _HEAD.fullmatch(told.strip())
        if found is None:
            raise BadHead(
                f"{told[:100]!r} is no head of the log. `shiftmate audit head` prints one: the "
                "number of an entry, a colon and 64 hexadecimal digits."
            )
        return cls(seq=int(found[1]), digest=found[2])

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
