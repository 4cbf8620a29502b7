"""Stand-ins for the heavy parts. They keep the promises of the seams; nothing is patched."""

import re
from collections.abc import Generator as Stream
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zlib import crc32

import numpy as np

from assistant.models.generator import Message, Piece
from vectorstore.embedder import Vectors

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class HashingEmbedder:
    """Texts that share words, or pairs of Chinese characters, point the same way."""

    dimension: int = 64
    name: str = "hashing"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.embed_query(text) for text in texts], np.float32).reshape(
            len(texts), self.dimension
        )

    def embed_query(self, text: str) -> Vectors:
        vector = np.zeros(self.dimension, np.float32)
        for feature in _features(text):
            bucket = crc32(feature.encode())
            vector[bucket % self.dimension] += 1 if bucket & 0x8000_0000 else -1
        if not vector.any():
            vector[0] = 1
        return vector / np.float32(np.linalg.norm(vector))


def _features(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        if word.isascii():
            yield word
        else:
            yield from (word[at : at + 2] for at in range(max(1, len(word) - 1)))


@dataclass
class Clock:
    """Whoever looks at it finds it a step later."""

    now: datetime
    step: timedelta = timedelta(minutes=10)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


@dataclass
class ScriptedGenerator:
    """Says the next reply of its script, piece by piece, or raises what stands there instead.

    Being asked more often than the script foresees is a fault of the code under test.
    """

    script: list[list[str | Exception] | Exception]
    name: str = "scripted"
    asked: list[list[Message]] = field(default_factory=list)
    left: bool = False

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        self.asked.append(list(messages))
        reply = self.script.pop(0)
        if isinstance(reply, Exception):
            raise reply
        try:
            for count, text in enumerate(reply[:max_new_tokens], start=1):
                if isinstance(text, Exception):
                    raise text
                yield Piece(text, 100, count)
            yield Piece("", 100, len(reply), "stop")
        except GeneratorExit:
            self.left = True
            raise
