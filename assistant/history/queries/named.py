"""Every query of the library by its kind: written as JSON into an address, and read back.

What comes back was in somebody's hands: it is a query of these and fits its model, or it is none.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from assistant.errors import BadQuestion
from assistant.history.queries.columns import BUCKETS, is_column
from assistant.history.queries.crossed import Crossed
from assistant.history.queries.figures import (
    MOST_GROUPS,
    Count,
    CountDistinct,
    Figure,
    Grouped,
    ParetoOf,
)
from assistant.history.queries.orders import Extreme, Latest, Listing, These
from assistant.history.queries.outcome import Query
from assistant.history.queries.ratio import Periods, Rate, Ratio, Shares
from assistant.history.queries.reliability import (
    Acknowledgement,
    BacklogAge,
    PmCompliance,
    Reliability,
    RepeatFailures,
)
from assistant.history.queries.scope import Scope
from assistant.history.queries.standing_still import DownNow
from assistant.wrong import what_is_wrong

KINDS: Final[dict[str, type[Query]]] = {
    "count": Count,
    "distinct": CountDistinct,
    "figure": Figure,
    "grouped": Grouped,
    "pareto": ParetoOf,
    "shares": Shares,
    "crossed": Crossed,
    "ratio": Ratio,
    "periods": Periods,
    "rate": Rate,
    "extreme": Extreme,
    "latest": Latest,
    "list": Listing,
    "these": These,
    "reliability": Reliability,
    "acknowledgement": Acknowledgement,
    "repeats": RepeatFailures,
    "backlog": BacklogAge,
    "compliance": PmCompliance,
    "down": DownNow,
}
KIND: Final = "query"
"""Under this name; some queries have a parameter ``kind``."""
LONGEST: Final = 6000
"""Characters of a query in an address."""
_YEARS: Final = range(1900, 2200)
_NAMING: Final = ("by", "across", "column", "due")
_NUMBERS: Final = ("limit", "more_than")


def kind_of(query: Query) -> str:
    """What its class is called."""
    return next(kind for kind, own in KINDS.items() if type(query) is own)


def written(query: Query) -> str:
    """The query on one line."""
    told = {KIND: kind_of(query), **query.parameters}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Query:
    """The query that was written; raises BadQuestion where it is none."""
    try:
        told = json.loads(text[: LONGEST + 1])
    except (ValueError, RecursionError) as exc:
        raise BadQuestion("This is no query: it is not JSON. Ask in words instead.") from exc
    return made(told)


def made(told: object) -> Query:
    """The query of these parameters, its kind among them; raises BadQuestion where it is none."""
    parameters = dict(told) if isinstance(told, dict) else {}
    kind = parameters.pop(KIND, None)
    own = KINDS.get(kind) if isinstance(kind, str) else None
    if own is None:
        raise BadQuestion(f"There is no query {str(kind)[:40]!r}. There are: {', '.join(KINDS)}.")
    try:
        query = own.model_validate(parameters)
    except ValidationError as exc:
        first = exc.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise BadQuestion(f"{kind} does not fit at {place}: {what_is_wrong(first)}.") from exc
    if wrong := next(_wrong(query), None):
        raise BadQuestion(f"{kind} does not fit: {wrong}.")
    return query


def _wrong(query: Query) -> Iterator[str]:
    """What a model lets pass and no database can be asked."""
    told: dict[str, Any] = {name: getattr(query, name) for name in type(query).model_fields}
    columns = [told[name] for name in _NAMING if told.get(name)] + list(told.get("columns", ()))
    columns += [one for mention in query.scope.mentions for one in mention.columns]
    if strange := [one for one in columns if not (is_column(one) or one in BUCKETS)]:
        yield f"there is no column {strange[0]!r}"
    if any((told.get(name) or 0) > MOST_GROUPS for name in _NUMBERS):
        yield f"numbers go up to {MOST_GROUPS}"
    if any(one is not None and one.year not in _YEARS for one in _days(query.scope, told)):
        yield f"years go from {_YEARS.start} to {_YEARS.stop - 1}"


def _days(scope: Scope, told: dict[str, Any]) -> Iterator[date | None]:
    yield from (scope.first, scope.last, told.get("at"))
    whole = told.get("whole")
    if whole is not None:
        yield from (whole.first, whole.last)
    for first, last in told.get("periods", ()):
        yield from (first, last)
