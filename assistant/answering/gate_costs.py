"""What each threshold of the gate was measured to cost, for who sets it.

``python -m tests.calibrate`` prints such a table of any plant's questions; these are the shipped
ones, as docs/evaluation.md tells them.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Cost(NamedTuple):
    """Of one threshold, as shares of the questions asked."""

    gate: float
    refused_rightly: float
    """Of the questions that the documents do not answer."""
    refused_wrongly: float
    """Of those that they do."""


class Measured(NamedTuple):
    """One set of labelled questions."""

    answerable: int
    unanswerable: int
    costs: tuple[Cost, ...]
    """By threshold."""


@cache
def measured() -> Mapping[str, Measured]:
    """By the name of the set: ``sample_plant``, ``other_manuals``."""
    told = json.loads(files(__package__).joinpath("gate_costs.json").read_text("utf-8"))
    return {
        name: Measured(
            one["answerable"], one["unanswerable"], tuple(Cost(*cost) for cost in one["costs"])
        )
        for name, one in told.items()
    }
