"""The likeliest continuation, token by token."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from assistant.models.engine.lookup import Lookup
from assistant.models.engine.outlet import Outlet
from assistant.models.engine.pace import Pace
from assistant.models.engine.text import Text

if TYPE_CHECKING:
    import torch


class Reply(Text):
    """Greedy: guesses change how many tokens a step yields, not which."""

    def __init__(
        self, prompt: Sequence[int], most: int, stops: Set[int], *, guesses: bool = True
    ) -> None:
        super().__init__(prompt)
        self.outlet: Outlet[int] = Outlet()
        self._left, self._stops = most, stops
        self._lookup = Lookup() if guesses else None
        self._pace = Pace()

    @property
    def room(self) -> int:
        """All there will be; no guess reaches beyond."""
        return len(self.tokens) + self._left

    def guess(self, others: int, rows: int) -> list[int]:
        """What followed the last words when they stood in the text before, as far as it pays."""
        if self._lookup is None:
            return []
        length = min(self._pace.length(others, rows), self._left - 1)
        return self._lookup.guess(self.tokens, length) if length else []

    def take(self, guess: Sequence[int], logits: torch.Tensor) -> int:
        """Accepts what was guessed as far as it is the likeliest, and one token more."""
        likeliest: list[int] = logits.argmax(-1).tolist()
        right = next((at for at, token in enumerate(guess) if token != likeliest[at]), len(guess))
        self._pace.learn(len(guess), right)
        new = self._ended(likeliest[: right + 1])
        self.tokens += new
        self._left -= len(new)
        self.done = not self._left or new[-1] in self._stops
        self.outlet.put(new)
        return len(new) - 1

    def _ended(self, new: list[int]) -> list[int]:
        """Up to the first token that ends the reply."""
        end = next((at for at, token in enumerate(new, start=1) if token in self._stops), len(new))
        return new[:end]
