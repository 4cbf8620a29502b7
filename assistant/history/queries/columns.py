"""Columns of work orders as expressions: the table's own, and those kept under their titles."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    ClauseElement,
    ColumnElement,
    Integer,
    SQLColumnExpression,
    String,
    cast,
    func,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from assistant.history.fields import FIELDS
from assistant.history.table import WorkOrder

Measure = Literal["cost", "downtime", "labour"]
Bucket = Literal["day", "week", "month", "quarter", "year"]

EXTRA: Final = "extra:"
"""Before the title of a column that is kept and not read."""
OF_MEASURE: Final[dict[Measure, str]] = {
    "cost": "cost",
    "downtime": "downtime_minutes",
    "labour": "labour_minutes",
}
MOMENTS: Final = ("opened_at", "closed_at", "malfunction_start", "malfunction_end")
BUCKETS: Final = ("day", "week", "month", "quarter", "year")
_DIGITS: Final[dict[str, int]] = {"day": 10, "month": 7, "year": 4}
"""Of ``2010-09-20`` that name it."""
_OWN: Final = frozenset({*FIELDS, "category", "opened_on", "source", "id"})


def is_column(name: str) -> bool:
    """Whether orders have such a column, or can have one."""
    return name in _OWN or (name.startswith(EXTRA) and len(name) > len(EXTRA))


def column(name: str) -> ColumnElement[Any]:
    """Its values; of a bucket of time, what names it: ``2010``, ``2010-Q3``, ``2010-09``.

    A week goes by its Monday.

    Raises:
        KeyError: There is no such column.
    """
    if name in BUCKETS:
        return bucket_of(WorkOrder.opened_on, name)
    if name.startswith(EXTRA):
        return _extra(name.removeprefix(EXTRA))
    if name not in _OWN:
        raise KeyError(name)
    found: ColumnElement[Any] = getattr(WorkOrder, name)
    return found


def bucket_of(day: SQLColumnExpression[Any], name: str) -> ColumnElement[Any]:
    """What names the stretch of time that the day lies in."""
    written = cast(day, String)
    if name == "week":
        return monday(day)
    if name == "quarter":
        number = (cast(func.substr(written, 6, 2), Integer) + 2) // 3
        return func.substr(written, 1, 4) + "-Q" + cast(number, String)
    return func.substr(written, 1, _DIGITS[name])


def _extra(title: str) -> ColumnElement[Any]:
    """What stands under a title.

    SQLite before 3.45 finds a key of an object only as it is written there, where other letters
    than ASCII's are escaped; and no path can hold a quotation mark.
    """
    escaped = json.dumps(title)[1:-1]
    if escaped == title:
        plain: ColumnElement[Any] = WorkOrder.extra[title].as_string()
        return plain
    if '"' in title or "\\" in title:
        return sought(WorkOrder.extra, title)
    return either(WorkOrder.extra, title, f'$."{escaped}"', f'$."{title}"')


def _written(
    clauses: Iterable[ClauseElement], compiler: SQLCompiler, options: Mapping[str, Any]
) -> Iterator[str]:
    """A function's arguments as the database is told them."""
    return (compiler.process(one, **options) for one in clauses)


class monday(GenericFunction[str]):  # noqa: N801  # a function of SQL
    """The first day of a day's week, as text."""

    type = String()
    inherit_cache = True


@compiles(monday)
def _truncated(element: monday, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    (day,) = _written(element.clauses, compiler, options)
    return f"to_char(date_trunc('week', {day}), 'YYYY-MM-DD')"


@compiles(monday, "sqlite")
def _six_back(element: monday, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    (day,) = _written(element.clauses, compiler, options)
    return f"date({day}, '-6 days', 'weekday 1')"


class micros(GenericFunction[int]):  # noqa: N801  # a function of SQL
    """A moment as microseconds since 1970; of SQLite, to the millisecond.

    The database tells it sooner than Python reads a time.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(micros)
def _of_epoch(element: micros, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    (moment,) = _written(element.clauses, compiler, options)
    return f"CAST(extract(epoch FROM {moment}) * 1000000 AS BIGINT)"


@compiles(micros, "sqlite")
def _of_days(element: micros, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    """SQLite reckons in whole milliseconds since noon of 24 November 4714 BC, told in days."""
    (moment,) = _written(element.clauses, compiler, options)
    return f"(CAST(julianday({moment}) * 86400000.0 - 210866759999999.5 AS INTEGER) * 1000)"


class either(GenericFunction[str]):  # noqa: N801  # a function of SQL
    """The value of an object's key, which SQLite is told two paths of."""

    type = String()
    inherit_cache = True


class sought(GenericFunction[str]):  # noqa: N801  # a function of SQL
    """The value of an object's key, looked for among all of them."""

    type = String()
    inherit_cache = True


@compiles(either)
@compiles(sought)
def _arrow(element: either | sought, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    of, title = _written(list(element.clauses)[:2], compiler, options)
    return f"({of} ->> {title})"


@compiles(either, "sqlite")
def _extracted(element: either, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    whose, _, *paths = element.clauses
    of, escaped, plain = _written((whose, *paths), compiler, options)
    return f"coalesce(json_extract({of}, {escaped}), json_extract({of}, {plain}))"


@compiles(sought, "sqlite")
def _each(element: sought, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    of, title = _written(element.clauses, compiler, options)
    return f"(SELECT value FROM json_each({of}) WHERE json_each.key = {title})"  # noqa: S608  # no text of ours


def measured(measure: Measure) -> ColumnElement[Any]:
    """What is added up: money, or minutes."""
    return column(OF_MEASURE[measure])


class mentions(GenericFunction[bool]):  # noqa: N801  # a function of SQL
    """Whether a text holds a pattern of LIKE, capitals or not."""

    type = Boolean()
    inherit_cache = True


@compiles(mentions)
def _ilike(element: mentions, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    text, pattern = _written(element.clauses, compiler, options)
    return f"({text} ILIKE {pattern} ESCAPE '!')"


@compiles(mentions, "sqlite")
def _like(element: mentions, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    text, pattern = _written(element.clauses, compiler, options)
    return f"({text} LIKE {pattern} ESCAPE '!')"  # SQLite's own LIKE does not heed capitals


def pattern_of(term: str) -> str:
    """Of LIKE, for the term anywhere in a text."""
    for special in "!%_":
        term = term.replace(special, f"!{special}")
    return f"%{term}%"
