"""Keys and values of finished texts, for the next prompt that begins the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from assistant.models.engine.cache import Cache


class Read(NamedTuple):
    """Tokens, and the cache that holds at least those that it says it holds."""

    tokens: Sequence[int]
    cache: Cache


class Kept:
    """The most recently used, within a bound on their memory."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._read: list[Read] = []

    def __iter__(self) -> Iterator[Read]:
        return iter(self._read)

    @property
    def bytes(self) -> int:
        """Held now."""
        return sum(read.cache.bytes for read in self._read)

    def put(self, tokens: Sequence[int], cache: Cache) -> None:
        """Keeps a text in place of those that it continues; the longest unused make room."""
        new = Read(tuple(tokens[: cache.length]), cache)
        self._read = [
            old for old in self._read if _shared(old.tokens, new.tokens) < len(old.tokens)
        ]
        self._read.append(new)
        while self._read and self.bytes > self._most:
            self._read.pop(0)

    def begin(self, cache: Cache, tokens: Sequence[int], others: Iterable[Read] = ()) -> None:
        """Fills an empty cache with as much of the tokens as any text has in common with them.

        The last token is never among them: it is what the next step is asked about.
        """
        lengths = [
            (min(_shared(read.tokens, tokens), read.cache.length, len(tokens) - 1), read)
            for read in (*self._read, *others)
        ]
        length, best = max(lengths, key=lambda pair: pair[0], default=(0, None))
        if best is None or not length:
            return
        cache.begin_with(best.cache, length)
        if best in self._read:
            self._read.remove(best)
            self._read.append(best)


def _shared(some: Sequence[int], others: Sequence[int]) -> int:
    """How many tokens two texts have in common from the beginning."""
    pairs = zip(some, others, strict=False)
    shortest = min(len(some), len(others))
    return next((at for at, (one, other) in enumerate(pairs) if one != other), shortest)
