"""How far a pull or a check has come, for whoever draws the bar."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["probing", "downloading", "verifying", "converting"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Bytes of one stage; a later stage begins again at nothing."""

    model: str
    stage: Stage
    done: int
    total: int


Report = Callable[[Progress], None]


def unseen(_: Progress) -> None:
    """For callers who draw nothing."""
