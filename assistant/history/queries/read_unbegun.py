"""Reads corrective orders that do not tell when the machine stood: no figure of stops has them."""

from collections import defaultdict
from itertools import count
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from assistant.history.queries.rows import numbered, parts
from assistant.history.reported import told_apart
from assistant.history.stood import Numbers
from assistant.history.table import WorkOrder

Dates = NDArray[np.datetime64]


class Unbegun(NamedTuple):
    """Such orders; columns are (n,)."""

    days: Dates
    """Of opening, by the site's calendar; NaT where nobody told."""
    machines: Numbers
    machine_names: tuple[str | None, ...]
    """By number."""
    sources: Numbers
    source_names: tuple[str, ...]


def lacking() -> tuple[ColumnElement[bool], ...]:
    """What makes one of them of a corrective order.

    Neither a double, nor one that a report tells, whose beginning is the report's. A report without
    a beginning is of no breakdown: it is not approved otherwise.
    """
    own = WorkOrder
    return own.malfunction_start.is_(None), own.duplicate_of.is_(None), *told_apart()


def read_unbegun(session: Session) -> Unbegun:
    """All of them."""
    own = WorkOrder
    asked = select(own.opened_on, own.asset, own.source)
    corrective: ColumnElement[bool] = own.category.startswith("corrective")
    machines: defaultdict[str | None, int] = defaultdict(count().__next__)
    sources: defaultdict[str, int] = defaultdict(count().__next__)
    none = np.zeros(0, dtype=np.int64)
    columns: list[tuple[Dates, Numbers, Numbers]] = [(none.astype("datetime64[D]"), none, none)]
    for part in parts(session, asked.where(corrective, *lacking())):
        days, named, told_by = zip(*part, strict=True)
        columns.append((_dates(days), numbered(named, machines), numbered(told_by, sources)))
    opened, machine, source = (np.concatenate(one) for one in zip(*columns, strict=True))
    return Unbegun(opened, machine, tuple(machines), source, tuple(sources))


def _dates(written: tuple[object, ...]) -> Dates:
    """A driver's days: dates, or texts that begin with one."""
    return np.array(["NaT" if one is None else str(one)[:10] for one in written], "datetime64[D]")
