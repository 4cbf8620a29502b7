"""Which verified answer a question has. Pure; doubt means none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple

from assistant.answering.glossary import Glossary
from assistant.answering.naming import without
from assistant.gaps.model import VerifiedAnswer
from assistant.gaps.reading import Reading, plain, read
from assistant.gaps.same import is_same

NEAR = {True: 0.75, False: 0.55}
"""Cosine that two wordings must reach besides, in one language and across two. It decides little:
of 202 pairs, those with another code, part or unit lie as near (up to .99) as those that say the
same (from .78, across languages from .66). tests/verified_pairs.jsonl holds them."""

Likeness = Callable[[str, str], float]
"""Cosine of two questions' vectors."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is looked for."""

    question: str
    machines: frozenset[str]
    """Tags of those that it names, or that the question before named."""
    is_whole: bool = True
    """It carries nothing of an earlier question."""


@dataclass(frozen=True, slots=True)
class Known:
    """A verified answer and its wordings, read once."""

    answer: VerifiedAnswer
    names: tuple[str, ...]
    """What its machine is called."""
    plain: frozenset[str]
    readings: tuple[tuple[str, Reading], ...]
    """Each wording and its reading, without the machine."""


class Match(NamedTuple):
    """The answer to a question."""

    answer: VerifiedAnswer
    written_for: str | None = None
    """Its question, where other words ask the same: whoever reads it sees whether they do."""


def known(answer: VerifiedAnswer, names: Iterable[str], glossary: Glossary) -> Known:
    """Reads the wordings of an answer."""
    called = tuple(names)
    return Known(
        answer,
        called,
        frozenset(map(plain, answer.questions)),
        tuple((one, read(without(one, called), glossary)) for one in answer.questions),
    )


def find(
    asked: Asked, answers: Sequence[Known], glossary: Glossary, likeness: Likeness
) -> Match | None:
    """The answer to this very question.

    The same words are enough, and the latest answer to them holds: first the machine's, then the
    one for all, then another machine's where the question names none. Other words must agree in
    everything that `same` looks at, name the same machine, and mean one question only.

    Args:
        asked: The question.
        answers: That may be served, in any order.
        glossary: Of the trade.
        likeness: For those that the rules find to be one.
    """
    fitting = [one for one in answers if _fits(asked, one.answer)]
    words = plain(asked.question)
    if exact := [one.answer for one in fitting if words in one.plain]:
        return Match(max(exact, key=_latest(asked)))
    reading = cache(lambda names: read(without(asked.question, names), glossary))
    near = [
        Match(one.answer, wording)
        for one in fitting
        if (wording := _near(asked, one, reading, likeness)) is not None
    ]
    if len({plain(one.written_for or "") for one in near}) != 1:
        return None
    return max(near, key=lambda one: _latest(asked)(one.answer))


def _fits(asked: Asked, answer: VerifiedAnswer) -> bool:
    """No other machine is meant; a follow-up's machine is the answer's own."""
    is_own = asked.machines == {answer.machine}
    if not asked.is_whole:
        return is_own
    return is_own or answer.machine is None or not asked.machines


def _latest(asked: Asked) -> Callable[[VerifiedAnswer], tuple[int, datetime]]:
    """What tells which of several answers to one question holds."""

    def order(answer: VerifiedAnswer) -> tuple[int, datetime]:
        own = 2 if asked.machines == {answer.machine} else int(answer.machine is None)
        return own, answer.verified_at

    return order


def _near(
    asked: Asked, one: Known, reading: Callable[[tuple[str, ...]], Reading], likeness: Likeness
) -> str | None:
    """The first of its wordings that asks the same."""
    if one.answer.machine is not None and asked.machines != {one.answer.machine}:
        return None
    own = reading(one.names)  # once for all answers of a machine
    same = (
        wording
        for wording, other in one.readings
        if is_same(own, other)
        and likeness(asked.question, wording) >= NEAR[own.language == other.language]
    )
    return next(same, None)
