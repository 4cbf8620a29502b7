"""What can go wrong with a report.

ReportError
├── StaleVersion      somebody changed it since it was read
├── IllegalStep       its state has no such step, or has it no more
├── NotAllowed        the step or change is another person's to take
├── TakenName         an id or another system's name already stands for another report
├── PhotosFull        it has as many photos as it may have
├── UnfitPhoto        bytes that are no photo
│   └── LargePhoto    more of them than one may have
└── UnfitReport       it cannot be kept or taken on as it is; `faults` name the fields
    ├── MissingFields the step needs more to be known
    ├── FrozenField   a field that is written once
    └── BadReference  it points to a machine or a report that is not here
"""

from collections.abc import Sequence
from typing import NamedTuple

from assistant.errors import ShiftmateError


class Fault(NamedTuple):
    """What is wrong with one field."""

    pointer: str
    """``/actions/0/text``."""
    detail: str


class ReportError(ShiftmateError):
    """The report stays as it is. The message says why and what to do next."""


class StaleVersion(ReportError):
    """What was read is not what is kept now."""

    def __init__(self, number: str, read: int, now: int) -> None:
        super().__init__(
            f"{number} is at version {now}; the change was made to version {read}. "
            "Read it again and repeat the change."
        )


class IllegalStep(ReportError):
    """The state machine has no such arrow."""


class NotAllowed(ReportError):
    """Somebody else may."""


class TakenName(ReportError):
    """Two reports cannot share a name."""


class PhotosFull(ReportError):
    """One has to go before another comes."""


class UnfitPhoto(ReportError):
    """It cannot be drawn, or not read."""


class LargePhoto(UnfitPhoto):
    """It is not even looked at."""


class UnfitReport(ReportError):
    """Its fields do not do."""

    def __init__(self, message: str, faults: Sequence[Fault]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class MissingFields(UnfitReport):
    """Null where something must be known."""

    def __init__(self, what: str, faults: Sequence[Fault]) -> None:
        names = ", ".join(fault.pointer[1:] for fault in faults)
        super().__init__(f"{what} needs more to be filled in: {names}.", faults)


class FrozenField(UnfitReport):
    """Kept for ever as it was written."""

    def __init__(self, field: str) -> None:
        detail = "is kept as it was first written; put a correction into description"
        super().__init__(f"{field} {detail}.", [Fault(f"/{field}", detail)])


class BadReference(UnfitReport):
    """What is pointed to must be here."""

    def __init__(self, field: str, value: str, advice: str) -> None:
        told = f"{value[:100]!r} is not known here. {advice}"
        super().__init__(f"{field}: {told}", [Fault(f"/{field}", told)])
