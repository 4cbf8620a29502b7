"""Which orders are meant: the part that all questions share."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from assistant.history.blanks import BLANKS
from assistant.history.queries.columns import (
    Measure,
    column,
    is_column,
    measured,
    mentions,
    pattern_of,
)
from assistant.history.reported import SOURCE
from assistant.history.spans import day_span
from assistant.history.table import WorkOrder

Operator = Literal[">", ">=", "<", "<=", "=", "between"]
Day = Literal["opened_at", "closed_at", "malfunction_start"]
_CORRECTIVE, _PREVENTIVE = "corrective", "preventive"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _known(name: str) -> str:
    if not is_column(name):
        raise ValueError(f"There is no column {name!r}.")
    return name


class Condition(_Frozen):
    """A column has one of these values, as they are written."""

    column: str
    values: tuple[str, ...] = Field(min_length=1)
    negated: bool = False

    @field_validator("column")
    @classmethod
    def _is_there(cls, name: str) -> str:
        return _known(name)

    def clause(self) -> ColumnElement[bool]:
        """A category stands for its kinds too: preventive is predetermined or condition-based."""
        own = column(self.column)
        if self.column == "category":
            found = or_(*(own.startswith(one, autoescape=True) for one in self.values))
        else:
            found = own.in_(self.values)
        return or_(not_(found), own.is_(None)) if self.negated else found


class Mention(_Frozen):
    """A text holds one of these terms anywhere, capitals or not."""

    terms: tuple[str, ...] = Field(min_length=1)
    columns: tuple[str, ...] = ("text", "action")
    negated: bool = False

    @field_validator("columns")
    @classmethod
    def _are_there(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [name for name in names if not is_column(name)]:
            raise ValueError(f"There is no column {bad[0]!r}.")
        return names

    def clause(self) -> ColumnElement[bool]:
        """A text that is not there holds nothing."""
        found = [
            column(name).is_not(None) & mentions(column(name), pattern_of(term))
            for name in self.columns
            for term in self.terms
        ]
        return not_(or_(*found)) if self.negated else or_(*found)


class Bound(_Frozen):
    """A measure is above or below an amount: money, or minutes."""

    measure: Measure
    operator: Operator
    amount: float
    upper: float | None = None

    def clause(self) -> ColumnElement[bool]:
        """Orders of which nobody told it are not among them."""
        from decimal import Decimal

        own = measured(self.measure)
        low, high = (
            None if one is None else (Decimal(str(one)) if self.measure == "cost" else one)
            for one in (self.amount, self.upper)
        )
        compared: dict[str, Any] = {
            ">": own > low, ">=": own >= low, "<": own < low, "<=": own <= low, "=": own == low,
        }  # fmt: skip
        return (
            and_(own >= low, own <= high) if self.operator == "between" else compared[self.operator]
        )


class Blank(_Frozen):
    """Nobody said anything in a column."""

    column: str

    @field_validator("column")
    @classmethod
    def _is_there(cls, name: str) -> str:
        return _known(name)

    def clause(self) -> ColumnElement[bool]:
        """Whatever a system writes where nothing is to be said."""
        own = column(self.column)
        return or_(own.is_(None), func.lower(func.trim(own)).in_(sorted(BLANKS)))


class Scope(_Frozen):
    """Orders that meet all of it; empty: every one."""

    sources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    mentions: tuple[Mention, ...] = ()
    bounds: tuple[Bound, ...] = ()
    blanks: tuple[Blank, ...] = ()
    day: Day = "opened_at"
    """What the days are of."""
    first: date | None = None
    last: date | None = None
    """Both included, by the site's calendar."""

    def clauses(self, zone: ZoneInfo, *, twice: bool = False) -> Iterator[ColumnElement[bool]]:
        """For a WHERE.

        Args:
            zone: The site's.
            twice: With the reports that another system's order tells as well.
        """
        if self.sources:
            yield WorkOrder.source.in_(self.sources)
        if not twice and self.sources != (SOURCE,):
            yield _told_once()
        yield from (one.clause() for one in self.conditions)
        yield from (one.clause() for one in self.bounds)
        yield from (one.clause() for one in self.blanks)
        yield from (one.clause() for one in self.mentions)
        yield from self._days(zone)

    def without_days(self) -> "Scope":
        """The same at any time."""
        return self.model_copy(update={"first": None, "last": None})

    def with_category(self, kind: str) -> "Scope":
        """The same of one category."""
        more = Condition(column="category", values=(kind,))
        return self.model_copy(update={"conditions": (*self.conditions, more)})

    def _days(self, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
        """Opening days were told by the site's calendar of then; the index is by moments."""
        own = column(self.day)
        slack = timedelta(days=1) if self.day == "opened_at" else timedelta()
        if self.first:
            yield own >= day_span(self.first, self.first, zone).start - slack
        if self.last:
            yield own < day_span(self.last, self.last, zone).end + slack
        if self.day == "opened_at":
            if self.first:
                yield WorkOrder.opened_on >= self.first
            if self.last:
                yield WorkOrder.opened_on <= self.last


def days_of(
    session: Session, sources: tuple[str, ...], zone: ZoneInfo
) -> tuple[date | None, date | None]:
    """Opening days of the first and the last order of these sources; of all if none are named.

    Sources are compared in such a way that no index of them is used: the one by day ends the
    search at its first row.
    """
    day = WorkOrder.opened_on
    named = [(WorkOrder.source + "").in_(sources)] if sources else []
    once = Scope().clauses(zone, twice=sources == (SOURCE,))
    told = select(day).where(*named, *once, day.is_not(None)).limit(1)
    return session.scalar(told.order_by(day)), session.scalar(told.order_by(day.desc()))


def _told_once() -> ColumnElement[bool]:
    """By id, which every index holds: sums over an index need no row for it."""
    report = aliased(WorkOrder)
    doubles = select(report.id).where(report.source == SOURCE, report.duplicate_of.is_not(None))
    return WorkOrder.id.not_in(doubles)
