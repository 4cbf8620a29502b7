"""What had no answer, what somebody thought of one, and the answers a supervisor verified."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any

from assistant.api.gaps import (
    AnswerChanges,
    AnswerList,
    FeedbackReply,
    GapReply,
    NewAnswer,
    VerifiedEventList,
    Withdrawal,
)
from assistant.client.line import Line
from assistant.client.pages import pages
from assistant.gaps.model import Contents, Feedback, Gap, VerifiedAnswer, VerifiedEvent
from assistant.reports.model import Actor

_ANSWERS = "/v1/verified-answers"


class Gaps:
    """Questions that the manuals left open."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def page(self, machine: str | None = None, limit: int = 100) -> GapReply:
        """The gravest of them, and verified answers that need somebody's look."""
        query = {"machine": machine, "limit": min(limit, 500)}
        found = pages(self._line, "/v1/gaps", GapReply, **query)
        first = next(found)
        rest = (gap for page in found for gap in page.gaps)
        gaps = list(islice(chain(first.gaps, rest), limit))
        return first.model_copy(update={"gaps": gaps})

    def all(
        self, machine: str | None = None, *, updated_since: datetime | None = None
    ) -> Iterator[Gap]:
        """Every gap."""
        query = {"machine": machine, "updated_since": updated_since}
        return (
            one for page in pages(self._line, "/v1/gaps", GapReply, **query) for one in page.gaps
        )

    def rate(self, told: Feedback) -> bool:
        """Says what somebody thought of an answer; False where the plant keeps none."""
        return self._line.post("/v1/feedback", FeedbackReply, told).kept


class VerifiedAnswers:
    """Served before anything is searched. A program's key may read them alone."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def all(
        self, *, withdrawn: bool = False, updated_since: datetime | None = None
    ) -> Iterator[VerifiedAnswer]:
        """Those that hold, the latest first; or those that were withdrawn."""
        query = {"withdrawn": withdrawn, "updated_since": updated_since}
        found = pages(self._line, _ANSWERS, AnswerList, **query)
        return (one for page in found for one in page.verified_answers)

    def get(self, answer_id: str) -> VerifiedAnswer:
        """One of them."""
        return self._line.get(f"{_ANSWERS}/{answer_id}", VerifiedAnswer)

    def create(self, contents: Contents, actor: Actor | None = None) -> VerifiedAnswer:
        """Serves an answer from now on."""
        told = contents.model_dump(exclude_unset=True) | _by(actor)
        return self._line.post(_ANSWERS, VerifiedAnswer, NewAnswer.model_validate(told))

    def change(
        self, answer_id: str, changes: Mapping[str, Any], version: int, actor: Actor | None = None
    ) -> VerifiedAnswer:
        """Changes the named fields of the version that was read."""
        body = AnswerChanges.model_validate(dict(changes) | _by(actor))
        return self._line.patch(f"{_ANSWERS}/{answer_id}", VerifiedAnswer, body, version=version)

    def withdraw(
        self, answer_id: str, reason: str, version: int, actor: Actor | None = None
    ) -> VerifiedAnswer:
        """Serves it no more."""
        body = Withdrawal.model_validate({"reason": reason} | _by(actor))
        path = f"{_ANSWERS}/{answer_id}/withdraw"
        return self._line.post(path, VerifiedAnswer, body, version=version)

    def events(self, answer_id: str) -> Sequence[VerifiedEvent]:
        """What made each version of it."""
        return self._line.get(f"{_ANSWERS}/{answer_id}/events", VerifiedEventList).events


def _by(actor: Actor | None) -> dict[str, Any]:
    return {"actor": actor.model_dump()} if actor else {}
