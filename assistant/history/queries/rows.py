"""Rows of many orders: a part at a time, and as numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy import Select
from sqlalchemy.orm import Session

from assistant.history.stood import Numbers

_PART: Final = 20_000
"""Rows."""


def parts(session: Session, asked: Select[*tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Rows as the driver gives them: SQLAlchemy's own cost more than all the rest."""
    cursor = session.connection().execute(asked).cursor
    while cursor is not None and (part := cursor.fetchmany(_PART)):
        yield part


def numbered(names: Iterable[Any], numbers: Mapping[Any, int]) -> Numbers:
    """Each name's number."""
    return np.array([numbers[name] for name in names], dtype=np.int64)
