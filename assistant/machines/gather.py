"""A machine -> what the plant's own records tell of it, as far as who asks may read them."""

from typing import TYPE_CHECKING, Final, Protocol

from assistant.machines.pack import OfRecords
from assistant.reports.listing import Wanted
from assistant.reports.values import Status
from vectorstore.assets import Asset

if TYPE_CHECKING:
    from assistant.repairs.find import Repairs
    from assistant.reports.listing import Page

MOST_REPAIRS: Final = 20
_MOST_OPEN: Final = 10
_OPEN: Final[tuple[Status, ...]] = ("submitted", "approved")
"""Nobody has closed it; a draft is its author's still."""


class Reports(Protocol):
    """The site's reports, as somebody may read them."""

    def page(self, wanted: Wanted) -> "Page":
        """Some of them."""


class Remembering(Protocol):
    """Whoever remembers what was done."""

    def latest(self, machine: Asset, limit: int) -> "Repairs":
        """The latest first."""


def records_of(machine: Asset, reports: Reports, finder: Remembering) -> OfRecords:
    """What the plant's records tell of a machine."""
    found = [
        report
        for status in _OPEN
        for report in reports.page(Wanted(status, machine.tag, limit=_MOST_OPEN)).reports
    ]
    found.sort(key=lambda report: report.updated_at, reverse=True)
    told = finder.latest(machine, MOST_REPAIRS)
    left = max(0, told.of - MOST_REPAIRS)
    return OfRecords(tuple(found[:_MOST_OPEN]), told.repairs, left, told.withheld)
