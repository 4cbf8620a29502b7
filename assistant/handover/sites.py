"""Whose records a handover tells: those of the sites that the asker may see, or of one of them.

An order names its site as its system writes it, and names are compared as machines' are. What names
no site belongs to all of them: it is told unless one site alone is asked for.
"""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from assistant.errors import UnknownFilter
from assistant.history.reported import SOURCE
from assistant.history.table import WorkOrder
from vectorstore.assets import folded
from vectorstore.readers import Reader

_LONGEST: Final = 60
"""Letters of a name that nobody knows, where it is told."""
_ROW = WorkOrder


@dataclass(frozen=True, slots=True)
class Sites:
    """Of one asker."""

    own: str
    """The service's, whose all reports are."""
    known: tuple[str, ...]
    """That can be asked for; of orders that name none, the own one alone."""
    only: str | None
    """That was asked for, as the records have it."""
    written: tuple[str, ...] | None
    """How orders write what is told; None: whatever they say."""

    @classmethod
    def seen(cls, session: Session, own: str, reader: Reader, wanted: str) -> Self:
        """As a reader may see them.

        Args:
            session: On the plant's database.
            own: The service's site.
            reader: Who asks.
            wanted: The one that is asked for; empty: all that they may see.

        Raises:
            UnknownFilter: No record that they may see is of it. One that is kept from them and one
                that nobody ever named are refused in the same words.
        """
        named = _named(session)
        theirs = None if reader.sites is None else {folded(one) for one in reader.sites}
        seen = [one for one in named if theirs is None or folded(one) in theirs]
        by_name = {folded(one): one for one in reversed([own, *seen])}
        known = tuple(sorted(by_name.values()))
        only = by_name.get(folded(wanted)) if wanted else None
        if wanted and only is None:
            advice = f"Give one of these, or none: {', '.join(known)}."
            raise UnknownFilter("site", wanted[:_LONGEST], advice)
        if only is not None:
            seen = [one for one in seen if folded(one) == folded(only)]
        is_whole = only is None and theirs is None
        return cls(own, known, only, None if is_whole else tuple(seen))

    @property
    def has_reports(self) -> bool:
        """Whether the service's own site is among them."""
        return self.only is None or folded(self.only) == folded(self.own)

    def clauses(self) -> tuple[ColumnElement[bool], ...]:
        """Of orders: which are told."""
        if self.written is None:
            return ()
        named = _ROW.site.in_(self.written)
        return (named if self.only is not None else or_(_ROW.site.is_(None), named),)


def _named(session: Session) -> list[str]:
    """By orders; a report is the service's own."""
    asked = select(_ROW.site).where(_ROW.site.is_not(None), _ROW.source != SOURCE).distinct()
    return sorted(one for one in session.scalars(asked) if one and one.strip())
