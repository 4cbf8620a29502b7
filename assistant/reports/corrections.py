"""What a correction makes of a report, and what it changed. Pure."""

from collections.abc import Mapping

from pydantic import ValidationError

from assistant.reports.errors import Fault, UnfitReport
from assistant.reports.model import FaultReport
from assistant.wrong import what_is_wrong


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
