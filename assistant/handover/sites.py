"""Which site's records a handover tells: all of them, or one site's alone.

An order names its site as its system writes it, and names are compared as machines' are. An order
that names none is told unless one site alone is asked for.
"""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assistant.errors import UnknownFilter
from assistant.history.reported import SOURCE
from assistant.history.table import WorkOrder
from vectorstore.assets import folded

_LONGEST: Final = 60
"""Letters of a name that nobody knows, where it is told."""
_ROW = WorkOrder


@dataclass(frozen=True, slots=True)
class Sites:
    """Those that records name, and the one that is asked for."""

    own: str
    """The service's, whose all reports are."""
    known: tuple[str, ...]
    """That can be asked for; of orders that name none, the own one alone."""
    only: str | None
    """That was asked for, as the records have it."""
    written: tuple[str, ...] | None
    """How orders write the one that was asked for; None: whatever they say."""

    @classmethod
    def asked(cls, session: Session, own: str, wanted: str) -> Self:
        """As the records have them.

        Args:
            session: On the plant's database.
            own: The service's site.
            wanted: The one that is asked for; empty: all.

        Raises:
            UnknownFilter: No record is of it.
        """
        named = _named(session)
        by_name = {folded(one): one for one in reversed([own, *named])}
        known = tuple(sorted(by_name.values()))
        only = by_name.get(folded(wanted)) if wanted else None
        if wanted and only is None:
            advice = f"Give one of these, or none: {', '.join(known)}."
            raise UnknownFilter("site", wanted[:_LONGEST], advice)
        written = [one for one in named if only is not None and folded(one) == folded(only)]
        return cls(own, known, only, None if only is None else tuple(written))

    @property
    def has_reports(self) -> bool:
        """Whether the service's own site is among them."""
        return self.only is None or folded(self.only) == folded(self.own)

    def clauses(self) -> tuple[ColumnElement[bool], ...]:
        """Of orders: which are told."""
        return () if self.written is None else (_ROW.site.in_(self.written),)


def _named(session: Session) -> list[str]:
    """By orders; a report is the service's own."""
    asked = select(_ROW.site).where(_ROW.site.is_not(None), _ROW.source != SOURCE).distinct()
    return sorted(one for one in session.scalars(asked) if one and one.strip())
