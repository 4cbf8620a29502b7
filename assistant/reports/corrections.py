"""What a correction makes of a report, and what it changed. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import ValidationError

from assistant.reports.errors import Fault, UnfitReport
from assistant.reports.model import FaultReport
from assistant.wrong import what_is_wrong

_STOP: Final = ("malfunction_start", "malfunction_end")
_AHEAD: Final = timedelta(minutes=5)
"""A tablet's clock may be before ours."""


def check_past(after: FaultReport, changed: Collection[str], now: datetime) -> None:
    """Raises UnfitReport where a correction says that a machine stopped, or ran again, later on."""
    told = {name: getattr(after, name) for name in _STOP if name in changed}
    if ahead := {name: at for name, at in told.items() if at and at > now + _AHEAD}:
        said = " and ".join(f"{name} {at.isoformat()}" for name, at in ahead.items())
        raise UnfitReport(
            f"The report would tell what has not been yet: {said}, and now it is {now.isoformat()}."
            " Give the moment at which it was.",
            [Fault(f"/{name}", "in the future, though it is told as what was") for name in ahead],
        )


def merged(before: FaultReport, changes: Mapping[str, object]) -> FaultReport:
    """The report with these fields changed; raises UnfitReport where they do not go together."""
    try:
        return FaultReport.model_validate({**before.model_dump(), **changes})
    except ValidationError as exc:
        faults = [
            Fault("/" + "/".join(map(str, error["loc"])), what_is_wrong(error))
            for error in exc.errors()
        ]
        told = "; ".join(fault.detail for fault in faults)
        raise UnfitReport(f"The report would not hold together: {told}.", faults) from exc


def differences(before: FaultReport, after: FaultReport) -> dict[str, tuple[object, object]]:
    """Each field that differs: its value before and after, as JSON has it."""
    was, is_ = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {name: (was[name], is_[name]) for name in was if was[name] != is_[name]}
