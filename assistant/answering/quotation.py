"""What an answer quotes: chosen by what it says, the first at length, the others to point. Pure."""

from collections.abc import Sequence
from functools import partial

from assistant.answering.excerpt import Excerpt, excerpt_of, excerpts
from assistant.answering.focus import Focus
from assistant.answering.retrieve import Findings
from assistant.answering.safety.permission import asks_permission
from assistant.answering.value_kinds import value_asked

_READ = 400
"""Weight of what is compared of each chunk; between 200 and 600 it makes no difference."""


def quotations(
    focus: Focus, question: str, findings: Findings, rooms: Sequence[float]
) -> tuple[Excerpt, ...]:
    """The best evidence's best statements.

    Args:
        focus: What was asked.
        question: As it was put: it may want a value of some kind, or ask for leave.
        findings: The records of the codes that were asked for stand alone, and keep their turns.
        rooms: Weight of each quote (``letters.weight``), the first one's first.
    """
    leave, wanted = asks_permission(question), value_asked(question)
    evidence = findings.records if findings.is_exact else findings.evidence
    in_order = len(evidence) if findings.is_exact else 1
    choose = partial(excerpts, focus, evidence, len(rooms), _READ, in_order=in_order, leave=leave)
    chosen = choose(wanted=wanted)
    if not chosen:
        wanted, chosen = None, choose()
    cut = (
        excerpt_of(focus, one.chunk, room, wanted, leave)
        for one, room in zip(chosen, rooms, strict=False)
    )
    return tuple(short or one for short, one in zip(cut, chosen, strict=True))
