"""Answers that a supervisor has written, and what is told of questions that had none: the seam."""

from dataclasses import dataclass
from typing import Protocol

from assistant.answering.cite import quote
from assistant.answering.judge import Refusal
from assistant.answering.machine import Machine
from assistant.answering.reply import Citation, VerifiedBy, Why
from assistant.answering.understand import Query
from ingest.document import Chunk, Language
from prompts.verified import HEADING, PAGES, TO_QUESTION, WITH_MACHINE
from vectorstore.records import Filters


@dataclass(frozen=True, slots=True)
class Verified:
    """One answer, with what its pages say now."""

    by: VerifiedBy
    text: str
    machine: str
    """As people call the one that it holds for; empty where it holds for all."""
    chunks: tuple[Chunk, ...]
    """One for each page, in the order in which the answer gives them; at least one."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Its pages, numbered from 1."""
        return tuple(
            Citation(marker, chunk, quote(self.text, chunk.text))
            for marker, chunk in enumerate(self.chunks, start=1)
        )

    def told(self, language: Language) -> str:
        """Who says so, to what, what, and on which pages."""
        heading = HEADING[language].format(author=self.by.author, date=self.by.date)
        if self.machine:
            heading = WITH_MACHINE[language].format(heading=heading, machine=self.machine)
        if self.by.question:
            heading = TO_QUESTION[language].format(heading=heading, question=self.by.question)
        marks = " ".join(f"[{one.marker}]" for one in self.citations)
        return f"**{heading}**\n\n{self.text}\n\n{PAGES[language].format(marks=marks)}"


class GapList(Protocol):
    """What the manuals do not answer. Never raises: an answer does not wait for it."""

    def verified(self, query: Query, machine: Machine | None, filters: Filters) -> Verified | None:
        """The verified answer to this very question; None where there is any doubt."""

    def refused(self, question: str, language: Language, machine: Machine | None, why: Why) -> None:
        """Notes that a question was not answered."""


class NoGapList:
    """Where nothing is kept and nothing was verified."""

    def verified(self, query: Query, machine: Machine | None, filters: Filters) -> None:
        """Nothing."""

    def refused(self, question: str, language: Language, machine: Machine | None, why: Why) -> None:
        """Nothing."""


def why(refusal: Refusal) -> Why:
    """The refusal's reason in a word."""
    if refusal.code is not None:
        return "unknown_code"
    if refusal.others is not None:
        return "others_code"
    if refusal.names:
        return "unknown_name"
    return "not_found" if refusal.value is None else "no_value"
