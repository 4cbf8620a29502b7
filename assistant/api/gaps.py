"""Ratings, the gap list, and the answers that a supervisor verified."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from assistant.api.actor import Acting, ActorOf, PrincipalOf, acting
from assistant.api.context import AssistantOf
from assistant.api.idempotency.route import Once, ReservedId
from assistant.api.ids import RecordId
from assistant.api.paging import CursorOf, Key, cursor_of, number_of, page_of
from assistant.api.rights import needs
from assistant.api.versions import VersionOf, tag
from assistant.gaps.model import (
    Contents,
    Feedback,
    Gap,
    PageRef,
    Question,
    VerifiedAnswer,
    VerifiedEvent,
)
from assistant.gaps.rights import require_supervisor
from assistant.reports.model import Actor
from assistant.reports.values import Moment, Name, Text

router = APIRouter(tags=["gaps"], route_class=Once)


class FeedbackReply(BaseModel):
    """Whether it is kept: a plant may want no question kept."""

    kept: bool


class GapReply(BaseModel):
    """What the manuals could not answer, machine by machine."""

    gaps: list[Gap]
    needs_review: list[VerifiedAnswer]
    """Verified answers that are not served until somebody has looked at them."""
    next_cursor: str | None


class NewAnswer(Contents, Acting):
    """``POST /v1/verified-answers``."""


class AnswerChanges(Acting):
    """``PATCH /v1/verified-answers/{id}``: the fields to change, and no others."""

    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=30)] = ()
    machine: Name | None = None
    text_en: Text | None = None
    text_zh: Text | None = None
    pages: Annotated[tuple[PageRef, ...], Field(min_length=1, max_length=10)] = ()
    expires_at: Moment | None = None


class Withdrawal(Acting):
    """``POST /v1/verified-answers/{id}/withdraw``."""

    reason: Text | None = None


class AnswerList(BaseModel):
    """The latest first."""

    verified_answers: list[VerifiedAnswer]
    next_cursor: str | None


class VerifiedEventList(BaseModel):
    """From the first version on."""

    events: list[VerifiedEvent]


@router.post("/v1/feedback", dependencies=[needs("docs:read")])
def give_feedback(told: Feedback, principal: PrincipalOf, assistant: AssistantOf) -> FeedbackReply:
    """Keeps what somebody thought of an answer; nobody's name unless ``who`` gives their own."""
    if told.who is not None:
        own = acting(principal, Actor(name=told.who), "who")
        told = told.model_copy(update={"who": own.name})
    return FeedbackReply(kept=assistant.gaps.rate(told))


@router.get("/v1/gaps", dependencies=[needs("gaps:read")])
def list_gaps(
    principal: PrincipalOf,
    actor: ActorOf,
    assistant: AssistantOf,
    machine: Annotated[str | None, Query(max_length=200, description="tag")] = None,
    updated_since: Annotated[
        Moment | None, Query(description="none that was last asked about before; RFC 3339")
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> GapReply:
    """Refused and badly rated questions, near-identical ones together; for supervisors."""
    if principal.kind == "console":  # where nobody signed in, by what they say they are
        require_supervisor(actor, "read the gap list")
    skip = max(number_of(cursor), 0) if cursor else 0
    found = assistant.gaps.gaps(machine, limit, skip=skip, since=updated_since)
    return GapReply(
        gaps=found,
        needs_review=[one for one in assistant.gaps.answers.all() if one.needs_review],
        next_cursor=cursor_of((skip + limit,)) if len(found) == limit else None,
    )


@router.get("/v1/verified-answers", dependencies=[needs("docs:read")])
def list_answers(
    assistant: AssistantOf,
    *,
    withdrawn: bool = False,
    updated_since: Annotated[
        Moment | None, Query(description="none that was last changed before; RFC 3339")
    ] = None,
    cursor: CursorOf = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> AnswerList:
    """Those that hold, with why one is not served now; or those that were withdrawn."""
    found = assistant.gaps.answers.all(withdrawn=withdrawn)
    if updated_since is not None:
        found = [one for one in found if (one.withdrawn_at or one.verified_at) >= updated_since]
    here, more = page_of(found, _latest_first, (int, str), cursor, limit)
    return AnswerList(verified_answers=here, next_cursor=more)


def _latest_first(answer: VerifiedAnswer) -> Key:
    return -round(answer.verified_at.timestamp() * 1e6), answer.id


@router.post("/v1/verified-answers", status_code=201, dependencies=[needs("answers:write")])
def create_answer(
    new: NewAnswer,
    actor: ActorOf,
    reserved: ReservedId,
    assistant: AssistantOf,
    response: Response,
) -> VerifiedAnswer:
    """Keeps a supervisor's answer, which is served before anything is searched from now on."""
    contents = Contents.model_validate(new.model_dump(exclude={"actor"}))
    answer = assistant.gaps.answers.create(contents, actor, reserved)
    response.headers["Location"] = f"/v1/verified-answers/{answer.id}"
    return _tagged(answer, response)


@router.get("/v1/verified-answers/{answer_id}", dependencies=[needs("docs:read")])
def get_answer(answer_id: RecordId, assistant: AssistantOf, response: Response) -> VerifiedAnswer:
    """One verified answer; its ETag is its version."""
    return _tagged(assistant.gaps.answers.get(answer_id), response)


@router.patch("/v1/verified-answers/{answer_id}", dependencies=[needs("answers:write")])
def change_answer(
    answer_id: RecordId,
    changes: AnswerChanges,
    actor: ActorOf,
    version: VersionOf,
    assistant: AssistantOf,
    response: Response,
) -> VerifiedAnswer:
    """Changes the fields that are sent; the answer stands in this supervisor's name then."""
    sent: dict[str, Any] = changes.model_dump(exclude_unset=True, exclude={"actor"})
    return _tagged(assistant.gaps.answers.change(answer_id, sent, actor, version), response)


@router.post("/v1/verified-answers/{answer_id}/withdraw", dependencies=[needs("answers:write")])
def withdraw_answer(
    answer_id: RecordId,
    wanted: Withdrawal,
    actor: ActorOf,
    version: VersionOf,
    assistant: AssistantOf,
    response: Response,
) -> VerifiedAnswer:
    """Serves it no more, for a reason; it stays in the log."""
    answer = assistant.gaps.answers.withdraw(answer_id, actor, version, wanted.reason)
    return _tagged(answer, response)


@router.get("/v1/verified-answers/{answer_id}/events", dependencies=[needs("docs:read")])
def list_answer_events(answer_id: RecordId, assistant: AssistantOf) -> VerifiedEventList:
    """What made each version: who, when, why, and all that it said."""
    return VerifiedEventList(events=assistant.gaps.answers.events(answer_id))


def _tagged(answer: VerifiedAnswer, response: Response) -> VerifiedAnswer:
    response.headers["ETag"] = tag(answer.version)
    return answer
