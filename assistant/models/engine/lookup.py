"""What followed the last words when they stood in the text before.

Answers quote: what comes next often stands in the prompt already. The model verifies a guess of
several tokens in one step, in little more time than it takes to write one. After "prompt lookup
decoding" (Saxena 2023), which transformers calls ``prompt_lookup_num_tokens``.
"""

from collections.abc import Sequence

LONGEST = 3
"""Tokens that must be the same for a guess of their successors."""


class Lookup:
    """Remembers where every run of tokens ended last."""

    def __init__(self) -> None:
        self._ends: dict[tuple[int, ...], int] = {}
        self._seen = 0

    def guess(self, tokens: Sequence[int], most: int) -> list[int]:
        """The tokens that may follow the text, at most so many; none where nothing matches."""
        self._see(tokens)
        end = self._ends.get(tuple(tokens[-LONGEST:]))
        return list(tokens[end : end + most]) if end is not None else []

    def _see(self, tokens: Sequence[int]) -> None:
        """Every run but the last, whose successor is not known."""
        for end in range(max(self._seen, LONGEST), len(tokens)):
            self._ends[tuple(tokens[end - LONGEST : end])] = end
        self._seen = len(tokens)
