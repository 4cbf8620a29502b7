"""The figures of the board: each a query of the library, made of the filters. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from assistant.history.ask.vocabulary import Vocabulary
from assistant.history.queries.figures import Grouped, ParetoOf
from assistant.history.queries.outcome import Query
from assistant.history.queries.reliability import (
    Kpi,
    PmCompliance,
    Reliability,
    RepeatFailures,
)
from assistant.history.queries.scope import Scope
from assistant.history.queries.standing_still import DownNow
from ui.board.wanted import Days, Wanted

_WORST: Final = 10
"""Machines."""


class Asked(NamedTuple):
    """What the queries are made of."""

    wanted: Wanted
    words: Vocabulary
    now: datetime
    zone: ZoneInfo
    covered: Days | None

    @property
    def scope(self) -> Scope:
        """Which orders are meant."""
        return self.wanted.scope(self.words, self.now.astimezone(self.zone).date())

    @property
    def step(self) -> str:
        """What a trend goes by."""
        return self.wanted.step(self.now.astimezone(self.zone).date(), self.covered)

    @property
    def failures(self) -> Scope:
        """Corrective orders, where somebody said which are; else all."""
        return self.scope.with_category("corrective") if self.knows_failures else self.scope

    @property
    def knows_failures(self) -> bool:
        """Whether somebody said which orders are corrective."""
        return any(one.startswith("corrective") for one in self.words.categories)


def _of(asked: Asked, kpi: Kpi) -> Query:
    return Reliability(scope=asked.scope, kpi=kpi, at=asked.now)


def _repeats(asked: Asked) -> Query:
    has_item = "item" in asked.words.titles.values()
    return RepeatFailures(scope=asked.scope, kind="item" if has_item else "failure_code")


def _pareto(asked: Asked) -> Query:
    return ParetoOf.model_validate(
        {"scope": asked.scope, "by": asked.wanted.by, "of": asked.wanted.of}
    )


FIGURES: Final[Mapping[str, Callable[[Asked], Query]]] = {
    "down": lambda asked: DownNow(scope=asked.scope.without_days(), at=asked.now),
    "mtbf": lambda asked: _of(asked, "mtbf"),
    "mttr": lambda asked: _of(asked, "mttr"),
    "availability": lambda asked: _of(asked, "availability_m12"),
    "compliance": lambda asked: PmCompliance(scope=asked.scope, due=asked.words.due, at=asked.now),
    "trend": lambda asked: Grouped(scope=asked.failures, by=asked.step),
    "stood": lambda asked: Grouped(scope=asked.scope, by=asked.step, of="downtime"),
    "pareto": _pareto,
    "repeats": _repeats,
    "worst": lambda asked: Reliability(
        scope=asked.scope, kpi="mtbf", at=asked.now, by="asset", limit=_WORST, ascending=True
    ),
}
"""By name; ``down`` alone knows no period."""
