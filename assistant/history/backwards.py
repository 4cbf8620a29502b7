"""Orders in which something ends before it begins: they are kept as they are, and told. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from assistant.history.columns import Plan
from assistant.history.rejects import SHOWN, Rejected

_SPANS: Final = (("malfunction_start", "malfunction_end"), ("opened_at", "closed_at"))
_TIMED: Final = timedelta.resolution
_DAILY: Final = timedelta(days=1)
"""A column of days does not say when on a day something was."""


class Backwards:
    """Looks at the orders of one sheet, by the columns that its plan knows."""

    def __init__(self, plan: Plan) -> None:
        self._titles = {one.field: one.title for one in plan.columns if one.field}
        self._daily = plan.daily
        self.count = 0
        self.first: list[Rejected] = []
        """The first ones, with the columns that disagree."""

    def see(self, line: int, order: Mapping[str, Any]) -> None:
        """One more order, of this line of its file."""
        if fault := self._fault(order):
            self.count += 1
            if len(self.first) < SHOWN:
                self.first.append(Rejected(line, fault))

    def _fault(self, order: Mapping[str, Any]) -> str:
        for start, end in _SPANS:
            if order[start] is None or order[end] is None:
                continue
            titles = (self._titles[start], self._titles[end])
            least = _TIMED if self._daily.isdisjoint(titles) else _DAILY
            if order[start] - order[end] >= least:
                return f"{titles[1]} is before {titles[0]}"
        return ""
