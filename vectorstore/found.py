"""What is asked of the library, and what comes back."""

from dataclasses import dataclass
from typing import NamedTuple

from ingest.document import Chunk


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found."""

    chunk: Chunk
    score: float
    """Greater is better; comparable within one arm only."""


class Wording(NamedTuple):
    """A question in one language."""

    text: str
    """To be understood."""
    words: str
    """To be looked up; it may name each thing in several ways."""
    trust: float = 1.0
    """How much of the question it says, 0..1: a translation may have gaps."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk in the order of both arms."""

    chunk: Chunk
    score: float
    likeness: float
    """Cosine to the question, in the wording that suits the chunk best."""
    coverage: float
    """Share of the question's words that the chunk holds, rare ones counting more; 0..1."""


class Named(NamedTuple):
    """A chunk that is about a code, a parameter or a part that was asked for."""

    chunk: Chunk
    asked: str
    """As the question has it."""
    is_code: bool
    """It is the fault record of that very code."""
    is_common: bool
    """The code is a word too, which many chunks hold beside its fault records."""
