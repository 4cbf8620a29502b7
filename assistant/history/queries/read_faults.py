"""Reads corrective orders as failures that may come again: in columns, a part at a time."""

from collections import defaultdict
from itertools import count
from typing import Any, Literal, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from assistant.history.again import NEVER, Faults, group
from assistant.history.queries.columns import micros
from assistant.history.queries.rows import numbered, parts
from assistant.history.stood import Numbers
from assistant.history.table import WorkOrder
from assistant.history.workload import NO_KIND

Kind = Literal["item", "failure_code"]


class Failed(NamedTuple):
    """Failures, those of each kind in groups of their own."""

    of: dict[Kind, Faults]
    sources: Numbers
    source_names: tuple[str, ...]


def read_faults(session: Session, clauses: list[ColumnElement[bool]], *kinds: Kind) -> Failed:
    """By id; duplicates are one failure.

    Args:
        session: On the plant's database.
        clauses: Which orders, those that are corrective among them.
        kinds: What is like another.
    """
    own = WorkOrder
    ended = micros(func.coalesce(own.closed_at, own.malfunction_end))
    asked = select(own.id, own.asset, micros(own.opened_at), ended, own.source,
                   *(getattr(own, kind) for kind in kinds))  # fmt: skip
    must = (own.asset.is_not(None), own.opened_at.is_not(None), own.duplicate_of.is_(None))
    sources: defaultdict[str, int] = defaultdict(count().__next__)
    groups: defaultdict[tuple[str, str], int] = defaultdict(count().__next__)
    columns: list[list[Numbers]] = []
    for part in parts(session, asked.where(*clauses, *must)):
        ids, machines, began, closed, told_by, *values = zip(*part, strict=True)
        columns.append([
            _whole(ids), _whole(began), _whole([NEVER if one is None else one for one in closed]),
            numbered(told_by, sources),
            *(_whole([group(machine, value, NO_KIND, groups)
                      for machine, value in zip(machines, own_kind, strict=True)])
              for own_kind in values),
        ])  # fmt: skip
    none = [np.zeros(0, dtype=np.int64)] * (4 + len(kinds))
    whole = [np.concatenate(one) for one in zip(none, *columns, strict=True)]
    order = np.argsort(whole[0], kind="stable")
    failed, start, end, source, *grouped = (one[order] for one in whole)
    of = {kind: Faults(failed, own, start, end) for kind, own in zip(kinds, grouped, strict=True)}
    return Failed(of, source, tuple(sources))


def _whole(numbers: Any) -> Numbers:  # noqa: ANN401  # a driver's
    return np.array(numbers, dtype=np.int64)
