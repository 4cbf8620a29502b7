"""Seams of listening: what tells voices from noise, and what writes down what they say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from assistant.speech.recording import Samples
from ingest.document import Language


class Span(NamedTuple):
    """Where somebody speaks, in samples."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of what was said, and how sure the model is of it."""

    text: str
    no_speech: float
    """Probability that nobody spoke."""
    confidence: float
    """Mean logarithm of the probabilities of its tokens: 0 is certain."""
    repetition: float
    """Times that zlib shrinks the text: what is said over and over was made up."""


Likely = Callable[[Sequence[str]], Sequence[float]]
"""Natural logarithms of the probabilities that one and the same sound is each of some texts."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model wrote down."""

    language: Language
    sentences: tuple[Sentence, ...]
    likely: Likely | None = None
    """Weighs other texts of the whole of it; None where it is too long for that."""


class Listener(Protocol):
    """Writes speech down. Safe to use from one thread at a time."""

    @property
    def name(self) -> str:
        """Of the model."""

    def voices(self, samples: Samples) -> Sequence[Span]:
        """Where somebody speaks."""

    def hear(self, samples: Samples, language: Language | None) -> Heard:
        """What is said; the language is told, or is found out between Chinese and English."""
