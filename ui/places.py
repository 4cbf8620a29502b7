"""The pages there are and the right that each asks for: the one list behind every menu.

Whoever adds a page adds a line here and its router to ``ui.web.ROOMS``. Nothing is offered that
does not exist, or that the service would refuse.
"""

from typing import Final, NamedTuple

from assistant.access.model import Principal
from assistant.access.rights import Right


class Place(NamedTuple):
    """A page of the house."""

    name: str
    """Key of its phrase."""
    path: str
    right: Right
    """What its route asks for too: ``needs(right)``."""


PLACES: Final[tuple[Place, ...]] = (
    Place("place_chat", "/", "docs:read"),
    Place("place_machines", "/machines", "docs:read"),
    Place("place_report", "/report", "reports:draft"),
    Place("place_reports", "/reports", "reports:read"),
    Place("place_board", "/board", "kpi:read"),
    Place("place_approvals", "/approvals", "reports:approve"),
    Place("place_gaps", "/gaps", "gaps:read"),
    Place("place_admin", "/admin", "people:manage"),
)


def open_to(principal: Principal | None) -> list[Place]:
    """The pages that somebody may see; none for strangers."""
    return [place for place in PLACES if principal is not None and principal.may(place.right)]
