"""What engines were not told while one thing was done, however often they were asked for it."""

from collections.abc import Generator as Stream
from collections.abc import Sequence
from contextlib import closing

from assistant.models.generator import Generator, Message, Piece


class Heard:
    """A generator that remembers what its pieces tell of their masks."""

    def __init__(self, engine: Generator) -> None:
        self.name = engine.name
        self._engine = engine
        self._counts: dict[str, int] = {}

    @property
    def masked(self) -> tuple[tuple[str, int], ...]:
        """Kinds and how many values of each: as many as one prompt had at the most."""
        return tuple(sorted(self._counts.items()))

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields what the engine does, and raises as it does."""
        with closing(self._engine.generate(messages, max_new_tokens)) as pieces:
            for piece in pieces:
                for kind, count in piece.masked:
                    self._counts[kind] = max(count, self._counts.get(kind, 0))
                yield piece
