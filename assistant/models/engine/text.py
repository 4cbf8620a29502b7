"""A text under way: tokens, how far the model has read them, and what it is asked at their end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.models.engine.cache import Cache
from assistant.models.engine.outlet import Outlet

if TYPE_CHECKING:
    import torch


class Text(ABC):
    """Read part by part; ``take`` is told what the model says at the end."""

    outlet: Outlet[Any]
    done = False
    cache: Cache | None = None
    """None until its first part is read."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self.tokens = list(tokens)

    @property
    def unread(self) -> int:
        """Tokens that the model has not seen."""
        return len(self.tokens) - (self.cache.length if self.cache else 0)

    @property
    @abstractmethod
    def room(self) -> int:
        """Tokens that the cache must hold in the end."""

    @abstractmethod
    def guess(self, others: int, rows: int) -> list[int]:
        """Tokens that the model shall read behind the last, for ``take``; see Pace.length."""

    @abstractmethod
    def take(self, guess: Sequence[int], logits: torch.Tensor) -> int:
        """What the model says behind the last token and behind each guessed one.

        Args:
            guess: As the step took it. Its keys and values lie in the cache behind the true ones.
            logits: (1 + guessed, vocabulary).

        Returns:
            How many guessed tokens the text goes on with; -1 asks behind its last token again.
        """
