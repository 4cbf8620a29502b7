"""The reports that a report points to: they must be here, and tell of it themselves."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from assistant.reports.errors import BadReference, Fault, UnfitReport
from assistant.reports.model import FaultReport
from assistant.reports.states import Step
from assistant.reports.tables import ReportRow
from assistant.reports.unseen import POINTERS

Sees = Callable[[ReportRow], bool]
"""Whether a report is there, for whoever points to it."""


def check_reports(
    session: Session,
    pointing: FaultReport | ReportRow,
    own_id: str,
    sees: Sees,
    fields: Iterable[str] = POINTERS,
) -> None:
    """Raises BadReference unless the reports that are pointed to are here, and others."""
    for field in fields:
        other = getattr(pointing, field)
        if other is None:
            continue
        with session.no_autoflush:
            target = session.get(ReportRow, other)
        if target is None or other == own_id or not sees(target):
            raise BadReference(field, other, "Give the id of another report.")
        if field == "duplicate_of" and target.duplicate_of is not None:
            first = session.get_one(ReportRow, target.duplicate_of)
            instead = first.id if sees(first) else "another one"
            advice = f"{target.number} is itself a duplicate; point to {instead}."
            raise BadReference(field, other, advice)


def rejected_as_duplicate(
    session: Session, row: ReportRow, step: Step, duplicate_of: str, sees: Sees
) -> dict[str, tuple[object, object]]:
    """Lets a report that is rejected point to the one that tells the same.

    Returns:
        What changed: the field's value before and after.

    Raises:
        UnfitReport: The step is another one.
        BadReference: There is no such other report, or it is a duplicate itself.
    """
    if step != "rejected":
        told = f"goes with the step rejected, not with {step}"
        raise UnfitReport(f"duplicate_of {told}.", [Fault("/duplicate_of", told)])
    before, row.duplicate_of = row.duplicate_of, duplicate_of
    check_reports(session, row, row.id, sees, ["duplicate_of"])
    return {"duplicate_of": (before, duplicate_of)}
