"""The seam to whatever writes the words of an answer."""

from collections.abc import Generator as Stream
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Piece:
    """The next few letters, and what has been counted so far."""

    text: str
    prompt_tokens: int
    new_tokens: int
    finish: Literal["stop", "length"] | None = None
    """Set on the last piece only."""
    stand_in: str | None = None
    """The model that writes in place of the one that was to."""
    masked: tuple[tuple[str, int], ...] = ()
    """Kinds of values that the engine was not told, and how many of each."""


class Generator(Protocol):
    """Continues a conversation."""

    @property
    def name(self) -> str:
        """Names the model, for the reply and the log."""

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the reply as it comes; closing the iterator stops the work at once.

        Raises:
            ModelUnavailable: The engine cannot be reached or cannot be loaded.
        """


class Server(Generator, Protocol):
    """An engine on another machine, which comes and goes."""

    @property
    def state(self) -> Literal["ready", "unavailable"]:
        """Whether it did what was asked of it the last time."""

    def load(self) -> None:
        """Sees whether it answers."""


@runtime_checkable
class Prober(Generator, Protocol):
    """Tells besides how likely given replies are, without writing any."""

    def likelihood(self, messages: Sequence[Message], options: Sequence[str]) -> list[float]:
        """Log-probability of each option as the first words of the reply.

        Options of different length compare by their log-probability a token, or by choosing them
        so that their first token decides. An empty option says nothing: give each a word.

        Raises:
            ModelUnavailable: The engine cannot be loaded, or failed.
        """
