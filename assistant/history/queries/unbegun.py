"""How many corrective orders no figure of stops has, since they do not tell when one began."""

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.history.queries.columns import column
from assistant.history.queries.kept import kept_stops
from assistant.history.queries.read_unbegun import Unbegun, lacking
from assistant.history.queries.scope import Scope
from assistant.history.table import WorkOrder


def unbegun(session: Session, scope: Scope, zone: ZoneInfo, by: str | None) -> int:
    """Those that were opened on the days that were asked for: when it began nobody knows.

    Args:
        session: On the plant's database.
        scope: Whose orders.
        zone: The site's.
        by: A column whose values are the groups; orders without one are in none.
    """
    is_all = scope.without_days() == Scope(sources=scope.sources) and by in (None, "asset")
    if is_all and (kept := kept_stops(session)):
        return _of_kept(kept.unbegun, scope, by)
    meant = [*scope.with_category("corrective").clauses(zone), *lacking()]
    grouped = [] if by is None else [column(by).is_not(None)]
    asked = select(func.count()).select_from(WorkOrder).where(*meant, *grouped)
    return session.scalar(asked) or 0


def _of_kept(kept: Unbegun, scope: Scope, by: str | None) -> int:
    """The same of what is kept; a day that nobody told is before none and after none."""
    which = np.ones(len(kept.days), dtype=bool)
    if scope.first:
        which &= kept.days >= np.datetime64(scope.first)
    if scope.last:
        which &= kept.days <= np.datetime64(scope.last)
    if scope.sources:
        which &= np.isin(kept.sources, _places(kept.source_names, scope.sources))
    if by:
        which &= np.isin(kept.machines, _places(kept.machine_names, [None]), invert=True)
    return int(which.sum())


def _places(names: Sequence[str | None], some: Collection[str | None]) -> list[int]:
    return [place for place, name in enumerate(names) if name in some]
