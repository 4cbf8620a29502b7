"""One cell of a table: figures as they are read, nothing where nobody said. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from assistant.history.terms import unit_of

_NOTHING: Final = "–"
_BRIEF: Final = 24
"""Letters."""


def cell(name: str, value: Any) -> str:  # noqa: ANN401  # a cell
    """What stands in it.

    Args:
        name: Of its column, which tells the unit.
        value: Of the reply.
    """
    if value is None:
        return _NOTHING
    if not isinstance(value, int | float):
        return str(value)
    unit = unit_of(name)
    return f"{value:.2f}" if unit == "money" else amount(value, unit)


def amount(value: float, unit: str) -> str:
    """A number as short as two decimals tell it; a share, of the unit ``1``, in per cent."""
    if unit == "1":
        return f"{value:.1%}".replace("%", " %")
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def kind_of(cells: Sequence[Any]) -> str:
    """How a column stands: a ``number`` at the right, ``brief`` on one line, or ``text``."""
    told = [one for one in cells if one is not None]
    if all(isinstance(one, int | float) for one in told):
        return "number"
    return "brief" if max(len(str(one)) for one in told) <= _BRIEF else "text"
