"""A conversation as the page remembers it: turns that grow event by event. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.answering.reply import (
    Answer,
    Doing,
    Event,
    Evidence,
    Finished,
    Found,
    Task,
    Words,
)
from assistant.errors import Busy, ShiftmateError
from assistant.models.generator import Message
from ingest.document import Chunk
from ui.scope import Narrowed
from ui.trouble import trouble_phrase

REMEMBERED_TURNS = 6
"""Sent along with a follow-up question; older ones cost prompt and help nobody."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a turn ended without an answer: a phrase and what fills its holes."""

    phrase: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what has come back so far."""

    question: str
    evidence: tuple[Evidence, ...] | None = None
    """None while the search is under way."""
    safety: tuple[Chunk, ...] = ()
    """Warnings that belong to the evidence."""
    passages: tuple[Chunk, ...] = ()
    """What the marks of the words point to, from ``[1]`` on."""
    doing: Task | None = None
    """What the model does before it writes."""
    words: str = ""
    answer: Answer | None = None
    state: Literal["running", "finished", "stopped", "failed"] = "running"
    trouble: Trouble | None = None
    within: Narrowed | None = None
    """What was searched, if not everything."""

    @property
    def refused(self) -> bool:
        """The documents do not say."""
        return self.answer is not None and self.answer.refused


Turns = tuple[Turn, ...]


def heard(turn: Turn, events: Iterable[Event]) -> Turn:
    """The turn after these events."""
    for event in events:
        match event:
            case Found():
                turn = replace(
                    turn,
                    evidence=event.evidence,
                    safety=event.safety,
                    passages=event.passages,
                    doing=None,
                )
            case Doing():
                turn = replace(turn, doing=event.task)
            case Words():
                turn = replace(turn, words=turn.words + event.text)
            case Finished():
                turn = replace(turn, answer=event.answer, state="finished")
    return turn


def failed(turn: Turn, error: ShiftmateError) -> Turn:
    """The turn that ended in this error."""
    values: dict[str, object] = {"seconds": error.retry_after} if isinstance(error, Busy) else {}
    return replace(turn, state="failed", trouble=Trouble(trouble_phrase(error), values))


def unanswerable(turn: Turn) -> Turn:
    """The turn whose machine has no manual here: it ends before anything is searched."""
    return replace(turn, state="failed", trouble=Trouble("no_manual_of_machine"))


def held_up(turn: Turn, seconds: int) -> Turn:
    """The turn of somebody who asks too often: it ends before anything is searched."""
    return replace(turn, state="failed", trouble=Trouble("too_often", {"seconds": seconds}))


def broken(turns: Turns) -> Turns:
    """The last turn, if still running, ended in a fault of ours."""
    return _end(turns, state="failed", trouble=Trouble("broken"))


def stopped(turns: Turns) -> Turns:
    """The last turn, if still running, ended by the reader's hand."""
    return _end(turns, state="stopped", trouble=Trouble("stopped"))


def interrupted(turns: Turns) -> Turns:
    """The last turn, if still running, ended with the page that was reading it."""
    return _end(turns, state="stopped", trouble=Trouble("interrupted"))


def forgotten(turns: Turns) -> Turns:
    """A new conversation, whatever the old one was."""
    return turns[:0]


def sources(turns: Turns) -> frozenset[str]:
    """Ids of the documents whose words were shown."""
    return frozenset(
        chunk.document_id
        for turn in turns
        for chunk in (
            *turn.safety,
            *turn.passages,
            *(one.chunk for one in turn.evidence or ()),
            *(one.chunk for one in (turn.answer.citations if turn.answer else ())),
        )
    )


def _end(turns: Turns, state: Literal["failed", "stopped"], trouble: Trouble) -> Turns:
    if not turns or turns[-1].state != "running":
        return turns
    return (*turns[:-1], replace(turns[-1], state=state, trouble=trouble))


def messages(turns: Sequence[Turn], question: str) -> list[Message]:
    """What the assistant is sent: the last turns that got a reply, then the question."""
    spoken: list[Message] = []
    for turn in turns[-REMEMBERED_TURNS:]:
        reply = turn.answer.text if turn.answer else turn.words
        if reply:
            spoken += [Message("user", turn.question), Message("assistant", reply)]
    return [*spoken, Message("user", question)]
