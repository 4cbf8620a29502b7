"""From draft to closed: which steps there are, who may take them, and what must be known. Pure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from assistant.reports.errors import Fault, IllegalStep, MissingFields, NotAllowed
from assistant.reports.model import Actor, FaultReport
from assistant.reports.values import Status

Step = Literal["submitted", "draft", "acknowledged", "approved", "rejected", "closed", "discarded"]
"""The state it leads to; ``acknowledged`` leaves a submitted report where it is."""
PUBLISHED = frozenset[Status]({"approved", "closed"})
"""In these a report is evidence for everybody."""
DECISIONS = frozenset[Step]({"acknowledged", "approved", "rejected", "closed"})
"""Steps that nobody takes but those who may approve, whatever the state before."""

_Who = Literal["author", "supervisor", "other supervisor"]


class Need(NamedTuple):
    """Something that must be known before a step."""

    field: str
    is_met: Callable[[FaultReport], bool]
    detail: str = "null, but needed"


class Move(NamedTuple):
    """A step out of one state."""

    who: _Who
    """``other supervisor``: not the author, where the plant asks for four eyes."""
    needs: tuple[Need, ...] = ()
    needs_reason: bool = False


def _given(field: str) -> Need:
    return Need(field, lambda report: getattr(report, field) is not None)


SUBMIT = (
    _given("safety_relevant"),
    Need(
        "hazards",
        lambda report: bool(report.hazards) or not report.safety_relevant,
        "empty, though safety_relevant is true",
    ),
    *map(_given, ("reported_text", "language", "title", "description")),
    Need(
        "asset_id",
        lambda report: bool(report.asset_id or report.asset_text),
        "null, and so is asset_text; one of both is needed",
    ),
    *map(_given, ("work_category", "detected_at", "failure_impact", "priority", "is_breakdown")),
    Need(
        "malfunction_start",
        lambda report: report.malfunction_start is not None or not report.is_breakdown,
        "null, though is_breakdown is true",
    ),
)
APPROVE = (*SUBMIT, *map(_given, ("asset_id", "failure_mode_code", "operating_state")))
CLOSE = (
    *APPROVE,
    Need(
        "malfunction_end",
        lambda report: report.malfunction_end is not None or not report.is_breakdown,
        "null, though is_breakdown is true",
    ),
    Need(
        "actions",
        lambda report: any(one.activity_code and one.text for one in report.actions),
        "none of them has both activity_code and text",
    ),
)
"""All that is missing is told at once."""

MOVES: Mapping[tuple[Status, Step], Move] = {
    ("draft", "submitted"): Move("author", SUBMIT),
    ("draft", "discarded"): Move("author"),
    ("submitted", "draft"): Move("author"),  # until it is acknowledged
    ("submitted", "acknowledged"): Move("supervisor"),  # once
    ("submitted", "approved"): Move("other supervisor", APPROVE),
    ("submitted", "rejected"): Move("other supervisor", needs_reason=True),
    ("rejected", "draft"): Move("author"),
    ("approved", "closed"): Move("supervisor", CLOSE),
    ("approved", "submitted"): Move("supervisor", needs_reason=True),  # the approval is withdrawn
    ("closed", "approved"): Move("supervisor", needs_reason=True),  # it was not over
}
HELD: Mapping[Status, tuple[Need, ...]] = {"submitted": SUBMIT, "approved": APPROVE}
"""What a correction must leave filled in."""


class Standing(NamedTuple):
    """What of a report decides which steps it has."""

    status: Status
    author: Actor
    is_acknowledged: bool = False


def move(
    standing: Standing, step: Step, actor: Actor, reason: str | None, *, four_eyes: bool = True
) -> Move:
    """The step, if this person may take it now.

    Raises:
        IllegalStep: The state does not have it.
        NotAllowed: It is another's.
        MissingFields: It needs a reason.
    """
    found = MOVES.get((standing.status, step))
    if found is None or _is_over(standing, step):
        raise IllegalStep(_told(standing, step))
    if not _may(found.who, actor, standing.author, four_eyes=four_eyes):
        raise NotAllowed(_told_who(found.who, actor, step))
    if found.needs_reason and not (reason or "").strip():
        raise MissingFields(f"{step}", [Fault("/reason", "null, but needed")])
    return found


def steps(standing: Standing) -> list[Step]:
    """The steps that somebody may take now."""
    return [
        step for status, step in MOVES if status == standing.status and not _is_over(standing, step)
    ]


def reached(status: Status, step: Step) -> Status:
    """The state after a step."""
    return status if step == "acknowledged" else step


def require(needs: Sequence[Need], report: FaultReport, what: str) -> None:
    """Raises MissingFields with all that is missing."""
    if missing := [Fault(f"/{one.field}", one.detail) for one in needs if not one.is_met(report)]:
        raise MissingFields(what, missing)


def may_edit(standing: Standing, actor: Actor) -> None:
    """Raises IllegalStep or NotAllowed unless this person may change its fields now."""
    if standing.status not in ("draft", *HELD):
        raise IllegalStep(
            f"A report that is {standing.status} cannot be changed. Take it back first: its steps "
            f"are {', '.join(steps(standing)) or 'none'}."
        )
    own_draft = standing.status == "draft" and (
        actor == standing.author or _is_author(actor, standing.author)
    )
    if not (own_draft or actor.role == "supervisor"):
        raise NotAllowed(
            f"{actor.name} ({actor.role}) may not change a report that is {standing.status}: "
            "a draft is its author's, and a supervisor corrects what was submitted."
        )


def _is_over(standing: Standing, step: Step) -> bool:
    """Once seen it is not seen again, nor withdrawn; after a rejection it may be revised."""
    seen = standing.status == "submitted" and standing.is_acknowledged
    return seen and step in ("draft", "acknowledged")


def _may(who: _Who, actor: Actor, author: Actor, *, four_eyes: bool) -> bool:
    if actor.role == "service":
        return False
    if who == "author":
        return _is_author(actor, author)
    own = actor.name == author.name
    return actor.role == "supervisor" and not (who == "other supervisor" and four_eyes and own)


def _is_author(actor: Actor, author: Actor) -> bool:
    """A program's draft belongs to whoever takes it up."""
    return actor.role != "service" and (actor.name == author.name or author.role == "service")


def _told(standing: Standing, step: Step) -> str:
    state = f"{standing.status}, acknowledged" if standing.is_acknowledged else standing.status
    return (
        f"A report that is {state} cannot become {step}. "
        f"Its steps are: {', '.join(steps(standing)) or 'none'}."
    )


def _told_who(who: _Who, actor: Actor, step: Step) -> str:
    if actor.role == "service":
        return f"{actor.name} is a program: it may write drafts, and people take every step."
    people = {
        "author": "its author",
        "supervisor": "a supervisor",
        "other supervisor": "a supervisor who is not its author",
    }
    return f"{actor.name} ({actor.role}) may not take the step {step}: that is for {people[who]}."
