"""What the rooms tell of themselves becomes entries of the log, in the transaction that they tell.

The rooms know nothing of the log, nor the log of them.
"""

from collections.abc import Callable, Mapping
from typing import get_args

from pydantic import JsonValue, TypeAdapter
from sqlalchemy.orm import Session

from assistant.access.events import AccessEvent
from assistant.access.model import Principal
from assistant.audit.caller import Caller, caller
from assistant.audit.model import EventName
from assistant.audit.write import Auditor, Subject
from assistant.reports.model import Report
from assistant.reports.values import Status
from assistant.webhooks.outbox import enqueue

_STEPS: Mapping[str, EventName] = {
    name.removeprefix("report."): name for name in get_args(EventName) if name.startswith("report.")
}
_TAKEN_BACK: Mapping[tuple[Status | None, str], EventName] = {
    ("closed", "approved"): "report.reopened",
    ("approved", "submitted"): "report.withdrawn",
}
"""Steps that lead back: by the state that they lead to they would be taken for the first ones."""
Told = Callable[[Session, Report, Status | None, str], None]
_JSON = TypeAdapter(dict[str, JsonValue])


class Witness:
    """Writes down what it is told of. Its methods are what the rooms' ``happened`` takes."""

    def __init__(self, auditor: Auditor) -> None:
        self._auditor = auditor

    def report(self, session: Session, report: Report, before: Status | None, action: str) -> None:
        """An entry of a report's own log, which says besides who wrote it and which fields."""
        details: dict[str, JsonValue] = {
            "number": report.number,
            "version": report.version,
            "before": before,
        }
        event = _TAKEN_BACK.get((before, action)) or _STEPS[action]
        self._auditor.note(session, event, ("report", report.id), details)

    def access(
        self,
        session: Session,
        event: AccessEvent,
        by: Principal | str,
        details: Mapping[str, object],
    ) -> None:
        """Somebody signs in or out, or a person or a key changes."""
        told = _JSON.validate_python(dict(details))
        self._auditor.note(session, event, _subject(told), told, _who(by))


def tell_of_reports(witness: Witness, tickets: Told) -> Told:
    """Endpoints, tickets and log hear of each entry of a report's log; what `ReportStore` calls."""

    def tell(session: Session, report: Report, before: Status | None, action: str) -> None:
        enqueue(session, report, before, action)
        tickets(session, report, before, action)
        witness.report(session, report, before, action)

    return tell


def _subject(details: Mapping[str, JsonValue]) -> Subject | None:
    for kind in ("person", "key"):
        if told := details.get(f"{kind}_id"):
            return kind, str(told)
    return None


def _who(by: Principal | str) -> Caller:
    """Who signs in in vain is a name at most; at the machine itself its login tells more."""
    now = caller()
    if isinstance(by, str):
        return Caller("", "person", by, now.request_id)
    if by.kind == "console":
        return now
    return Caller(by.id, by.kind, by.name, now.request_id)
