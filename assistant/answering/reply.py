"""What the assistant says back, and the order in which it says it."""

from dataclasses import dataclass
from typing import Literal

from assistant.answering.repair import Repair
from ingest.document import Chunk

Why = Literal["unknown_code", "others_code", "unknown_name", "no_value", "not_found", "safeguard"]
"""Why a question was refused."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A chunk that may answer the question; scores fall along a list of them."""

    chunk: Chunk
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """What a mark ``[marker]`` in the answer points to."""

    marker: int
    chunk: Chunk
    quote: str
    """The chunk's words that carry the answer, verbatim."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time of one answer went; first_token_ms is None when no model was called."""

    retrieve_ms: float
    first_token_ms: float | None
    total_ms: float
    prompt_tokens: int
    new_tokens: int
    stand_in: str | None = None
    """The model that wrote because the one that should have was away."""
    masked: tuple[tuple[str, int], ...] = ()
    """Kinds of values that an engine elsewhere was not told, and how many of each."""


@dataclass(frozen=True, slots=True)
class VerifiedBy:
    """Who answers for a verified answer."""

    id: str
    author: str
    date: str
    """Of the site's calendar, ISO 8601."""
    question: str | None = None
    """That it was written for, where it was asked in other words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply."""

    text: str
    citations: tuple[Citation, ...]
    refused: bool
    """The documents do not say; the text explains and cites nothing as an answer."""
    finish: Literal["stop", "length"]
    timings: Timings
    safety: tuple[Chunk, ...] = ()
    """Warnings of the sections in use, word for word."""
    repairs: tuple[Repair, ...] = ()
    """What the plant's own records say was done, as far as the text tells it."""
    verified: VerifiedBy | None = None
    """A supervisor's answer, served as it was written."""
    why: Why | None = None
    """Of a refusal."""


@dataclass(frozen=True, slots=True)
class Found:
    """First event: the evidence, strong or weak, before the model has said a word."""

    evidence: tuple[Evidence, ...]
    retrieve_ms: float
    safety: tuple[Chunk, ...] = ()
    """Warnings that belong to the best of it; they are shown before all else."""
    passages: tuple[Chunk, ...] = ()
    """What the marks of the words that follow point to, the first of them ``[1]``; empty where no
    answer follows."""


Task = Literal["translating", "restating", "checking"]
"""What the model may be asked before it answers: the question in the other language, a follow-up as
a question of its own, or whether the excerpts state the answer."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What keeps the reader waiting; another Found follows it."""

    task: Task


@dataclass(frozen=True, slots=True)
class Words:
    """Then the words as they come; marks in them already point to something."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event: the answer as it should stand; replaces the words streamed so far."""

    answer: Answer


Event = Found | Doing | Words | Finished
