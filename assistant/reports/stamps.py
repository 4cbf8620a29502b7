"""Who took which step last, and when: what a report shows of its log."""

from collections.abc import Mapping
from typing import Literal

from assistant.reports.model import Actor
from assistant.reports.states import Step
from assistant.reports.tables import ReportRow
from assistant.reports.values import Status

_Mark = Literal["now", "who", "why"] | None
"""What a step writes into a field; None empties it."""

_UNSUBMITTED: Mapping[str, _Mark] = {"submitted_at": None, "submitted_by": None}
_UNSEEN: Mapping[str, _Mark] = {"acknowledged_at": None, "acknowledged_by": None}
_UNDECIDED: Mapping[str, _Mark] = {"reviewed_at": None, "reviewed_by": None}
_DECIDED: Mapping[str, _Mark] = {
    "reviewed_at": "now",
    "reviewed_by": "who",
    "decision_reason": "why",
}
_STAMPS: Mapping[tuple[Status, Step], Mapping[str, _Mark]] = {
    ("draft", "submitted"): {
        "submitted_at": "now",
        "submitted_by": "who",
        "decision_reason": None,
        **_UNSEEN,
        **_UNDECIDED,
    },
    ("submitted", "draft"): _UNSUBMITTED,
    ("submitted", "acknowledged"): {"acknowledged_at": "now", "acknowledged_by": "who"},
    ("submitted", "approved"): _DECIDED,
    ("submitted", "rejected"): _DECIDED,
    ("rejected", "draft"): _UNSUBMITTED,  # the reason stays: it says what to mend
    ("approved", "closed"): {"closed_at": "now", "closed_by": "who"},
    ("approved", "submitted"): {"decision_reason": "why", **_UNDECIDED},
    ("closed", "approved"): {"closed_at": None, "closed_by": None, "decision_reason": "why"},
}
_TAKEN_BACK = {("approved", "submitted"), ("closed", "approved")}


def stamp(row: ReportRow, before: Status, step: Step, actor: Actor, reason: str | None) -> None:
    """Writes what a step says of itself; ``row.updated_at`` is when it was taken."""
    values = {"now": row.updated_at, "who": actor.name, "why": reason, None: None}
    for field, mark in _STAMPS.get((before, step), {}).items():
        setattr(row, field, values[mark])
    if step in ("approved", "rejected") and row.acknowledged_at is None:
        # Who decides has seen it, at the latest now.
        row.acknowledged_at, row.acknowledged_by = row.updated_at, actor.name
    if (before, step) in _TAKEN_BACK:
        row.reopen_count += 1
    if step == "submitted" and row.author_role == "service":
        # A program's draft: who hands it in vouches for it.
        row.author_name, row.author_role = actor.name, actor.role
