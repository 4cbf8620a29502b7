"""Columns of work orders as expressions: the table's own, and those kept under their titles."""

from typing import Any, Final, Literal

from sqlalchemy import Boolean, ColumnElement, String, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from assistant.history.fields import FIELDS
from assistant.history.table import WorkOrder

Measure = Literal["cost", "downtime", "labour"]
Bucket = Literal["day", "month", "year"]

EXTRA: Final = "extra:"
"""Before the title of a column that is kept and not read."""
OF_MEASURE: Final[dict[Measure, str]] = {
    "cost": "cost",
    "downtime": "downtime_minutes",
    "labour": "labour_minutes",
}
MOMENTS: Final = ("opened_at", "closed_at", "malfunction_start", "malfunction_end")
BUCKETS: Final = ("day", "month", "year")
_DIGITS: Final[dict[str, int]] = {"day": 10, "month": 7, "year": 4}
"""Of ``2010-09-20`` that name it."""
_OWN: Final = frozenset({*FIELDS, "category", "opened_on", "source", "id"})


def is_column(name: str) -> bool:
    """Whether orders have such a column, or can have one."""
    return name in _OWN or (name.startswith(EXTRA) and len(name) > len(EXTRA))


def column(name: str) -> ColumnElement[Any]:
    """Its values; of a bucket of time, the first digits of the day it was opened.

    Raises:
        KeyError: There is no such column.
    """
    if name in BUCKETS:
        return func.substr(cast(WorkOrder.opened_on, String), 1, _DIGITS[name])
    if name.startswith(EXTRA):
        told: ColumnElement[Any] = WorkOrder.extra[name.removeprefix(EXTRA)].as_string()
        return told
    if name not in _OWN:
        raise KeyError(name)
    found: ColumnElement[Any] = getattr(WorkOrder, name)
    return found


def measured(measure: Measure) -> ColumnElement[Any]:
    """What is added up: money, or minutes."""
    return column(OF_MEASURE[measure])


class mentions(GenericFunction[bool]):  # noqa: N801  # a function of SQL
    """Whether a text holds a pattern of LIKE, capitals or not."""

    type = Boolean()
    inherit_cache = True


@compiles(mentions)
def _ilike(element: mentions, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    text, pattern = (compiler.process(one, **options) for one in element.clauses)
    return f"({text} ILIKE {pattern} ESCAPE '!')"


@compiles(mentions, "sqlite")
def _like(element: mentions, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    text, pattern = (compiler.process(one, **options) for one in element.clauses)
    return f"({text} LIKE {pattern} ESCAPE '!')"  # SQLite's own LIKE does not heed capitals


def pattern_of(term: str) -> str:
    """Of LIKE, for the term anywhere in a text."""
    for special in "!%_":
        term = term.replace(special, f"!{special}")
    return f"%{term}%"
