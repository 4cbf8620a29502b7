"""Random choices that are the same in every Python."""

import random
from collections.abc import Sequence
from typing import TypeVar

from sample_plant.faults import Fault

Item = TypeVar("Item")


class Dice:
    """Draws only from ``random.random``: the one method whose sequence Python promises to keep."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311, invented data, nothing secret

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self._random.random()

    def pick(self, items: Sequence[Item]) -> Item:
        return items[int(self._random.random() * len(items))]

    def pick_fault(self, faults: Sequence[Fault]) -> Fault:
        return self.pick([fault for fault in faults for _ in range(fault.weight)])
