"""A KPI as an outcome: of all orders that are meant, or of those of each value of a column."""

from collections import Counter
from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any, Final

from pydantic import Field

from assistant.history.figure import Figure
from assistant.history.queries.outcome import MOST_IDS, Outcome, Query

_MOST_GROUPS: Final = 1000
_WORST_FIRST: Final[dict[str, bool]] = {
    "mtbf": True, "availability_m12": True, "mttr": False, "mtta": False,
}  # fmt: skip
"""Whether the smallest is the worst."""
ALL: Final = ""
"""The one group where nobody asked for groups."""


class PerGroup(Query):
    """A KPI of all orders that are meant, or of those of each value of a column."""

    by: str | None = None
    """A column: ``asset``, ``extra:Area``."""
    limit: int | None = Field(default=None, ge=1)
    """Of the first; those equal to the last of them are told too."""
    ascending: bool | None = None
    """None: the worst first."""

    def _told(self, figures: Mapping[str, Figure]) -> Outcome:
        """One figure, or each group's with its n and interval; groups without a value last."""
        if self.by is None:
            return told(figures[ALL])
        ranked = self._ranked(figures)
        without = sorted(name for name, one in figures.items() if one.value is None)
        if self.limit is None:
            ranked += without
        rows = [(name, one.n, one.value, one.low, one.high)
                for name, one in ((name, figures[name]) for name in ranked)]  # fmt: skip
        found = figures.values()
        left = Counter[str]()
        for one in found:
            left.update({reason: len(ids) for reason, ids in one.left_out.items()})
        if self.limit is not None and without:
            left["without"] = len(without)
        some = next(iter(found), None)
        ids = nsmallest(MOST_IDS, (int(order) for one in found for order in one.ids[:MOST_IDS]))
        n = sum(one.n for one in found)
        return Outcome(
            {name: value for name, _, value, *_ in rows} or None,
            n,
            (self.by, "n", self.name, "low", "high"),
            rows[:_MOST_GROUPS],
            tuple(ids),
            some.unit if some else "",
            left,
            "" if n else "none_in_period",
            confidence=some.confidence if some else None,
            basis=some.basis if some else "",
        )

    def _ranked(self, figures: Mapping[str, Figure]) -> list[str]:
        """Groups that have a value, as many as were asked for."""
        rises = _WORST_FIRST[self.name] if self.ascending is None else self.ascending
        valued = {name: one.value for name, one in figures.items() if one.value is not None}
        ranked = sorted(valued, key=lambda name: (valued[name] * (1 if rises else -1), name))
        if self.limit is None or len(ranked) <= self.limit:
            return ranked
        edge = valued[ranked[self.limit - 1]]
        return [name for place, name in enumerate(ranked)
                if place < self.limit or valued[name] == edge]  # fmt: skip


def told(
    figure: Figure, columns: tuple[str, ...] = (), rows: Sequence[Sequence[Any]] = ()
) -> Outcome:
    """A KPI as an outcome."""
    return Outcome(
        figure.value,
        figure.n,
        columns,
        rows,
        tuple(int(one) for one in figure.ids[:MOST_IDS]),
        figure.unit,
        {reason: len(ids) for reason, ids in figure.left_out.items()},
        "" if figure.value is not None else "none_in_period",
        figure.low,
        figure.high,
        figure.confidence,
        figure.basis,
    )
