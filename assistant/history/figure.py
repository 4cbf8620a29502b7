"""A figure that can be checked: its value, what it was made from, and how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from prompts.formulas import FORMULAS

Id = int | str
"""Of a work order or a report."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI. Where nothing can be said the value is None, never 0."""

    name: str
    """A key of `prompts.formulas.FORMULAS`."""
    value: float | None
    unit: str
    """``h``, ``d``, ``weeks``, or ``1`` for a ratio or a count."""
    n: int
    """How many observations it rests on."""
    ids: tuple[Id, ...] = ()
    """Of the rows it was made from."""
    basis: str = ""
    """A key of `prompts.formulas.BASES`, where hours of operation are in it."""
    low: float | None = None
    high: float | None = None
    """The confidence interval; a lower bound alone where nothing was observed."""
    confidence: float | None = None
    left_out: Mapping[str, tuple[Id, ...]] = field(default_factory=dict)
    """Rows that could not be used, by the reason: ``open``, ``impossible``, ``unknown``."""
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By language, what the formula's wording leaves open."""

    def formula(self, language: str) -> str:
        """In words, ``zh`` or ``en``."""
        return FORMULAS[self.name][language].format(**self.said.get(language, {}))


def in_order(ids: Iterable[Id]) -> tuple[Id, ...]:
    """Each once, sorted, so that a figure does not depend on the order of its rows."""
    found = set(ids)
    if len(set(map(type, found))) <= 1:
        return tuple(sorted(found))
    return tuple(sorted(found, key=lambda one: (isinstance(one, str), one)))


def left_out(**reasons: Iterable[Id]) -> dict[str, tuple[Id, ...]]:
    """The reasons that apply."""
    return {reason: told for reason, ids in reasons.items() if (told := in_order(ids))}


def quantile(values: Sequence[float], share: float) -> float | None:
    """Linear between the two nearest ranks; None of nothing."""
    if not values:
        return None
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    lower = int(place)
    upper = min(lower + 1, len(ranked) - 1)
    return ranked[lower] + (place - lower) * (ranked[upper] - ranked[lower])
