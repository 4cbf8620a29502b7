"""What a query found, with all that is needed to check it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.history.queries.scope import Scope
from assistant.history.table import WorkOrder

MOST_IDS: Final = 200
"""Of the rows behind a figure that are listed; n tells how many there are."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure and its rows. Where nothing can be said the value is None, never 0."""

    value: Any
    n: int
    """Orders that it rests on."""
    columns: tuple[str, ...] = ()
    rows: Sequence[Sequence[Any]] = ()
    ids: tuple[int, ...] = ()
    """Of the first MOST_IDS orders of the n."""
    unit: str = ""
    """``money``, ``min``, ``h``, ``d``, ``1`` for a share; empty for a count."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Orders that could not be used, by the reason: ``unknown``, ``open``, ``unbegun``."""
    reason: str = ""
    """Why there is no value: a key of `prompts.history.REASONS`."""
    low: float | None = None
    high: float | None = None
    confidence: float | None = None
    basis: str = ""
    """A key of `prompts.formulas.BASES`."""
    window: tuple[date, date] | None = None
    """Days that a KPI is of; of a query without a period, from the first order to the last."""


class Query(BaseModel):
    """One question with its parameters; its name is what the reply tells."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scope: Scope = Scope()

    @property
    def name(self) -> str:
        """Of the library, and a key of `prompts.history.FORMULAS`."""
        raise NotImplementedError

    def run(self, session: Session, zone: ZoneInfo) -> Outcome:
        """Asks the database."""
        raise NotImplementedError

    @property
    def parameters(self) -> dict[str, Any]:
        """As JSON takes them, less what nobody asked for."""
        return self.model_dump(mode="json", exclude_defaults=True)


def ids_of(session: Session, clauses: Sequence[Any], found: int | None = None) -> tuple[int, ...]:
    """The first orders, by id; where it is known how many there are, no row is read after them."""
    most = MOST_IDS if found is None else min(found, MOST_IDS)
    if not most:
        return ()
    asked = select(WorkOrder.id).where(*clauses).order_by(WorkOrder.id).limit(most)
    return tuple(session.scalars(asked))
