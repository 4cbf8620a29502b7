"""How likely given continuations are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.models.engine.outlet import Outlet
from assistant.models.engine.text import Text

if TYPE_CHECKING:
    import torch


class Odds(Text):
    """Reads the prompt once, and each option behind it in a step of its own."""

    def __init__(self, prompt: Sequence[int], options: Sequence[Sequence[int]]) -> None:
        super().__init__(prompt)
        self.outlet: Outlet[float] = Outlet()
        self._options = [list(option) for option in options]

    @property
    def room(self) -> int:
        """The prompt and the longest option."""
        return len(self.tokens) + max(map(len, self._options))

    def guess(self, others: int, rows: int) -> list[int]:  # noqa: ARG002 - it is no choice here
        """The next option, but for its last token, behind which nothing is asked."""
        return self._options[0][:-1]

    def take(self, guess: Sequence[int], logits: torch.Tensor) -> int:  # noqa: ARG002 - ours
        """The option's log-probability; the prompt's last token is asked again for the next."""
        option = self._options.pop(0)
        chances = logits.float().log_softmax(-1)
        self.outlet.put([float(sum(chances[at, token] for at, token in enumerate(option)))])
        self.done = not self._options
        return -1
