"""Whether the documents answer, and if not, why not. No model is asked: see gate.py."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.excerpt import excerpt_of
from assistant.answering.focus import Focus
from assistant.answering.gate import STRONG, enough, strength
from assistant.answering.reply import Evidence
from assistant.answering.retrieve import Findings
from assistant.answering.understand import Query
from assistant.answering.unknown import UnknownCode, unknown_code, unknown_names
from assistant.answering.value_kinds import ValueKind, value_asked
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters

_LOOKED_AT = 8
"""Evidence in which an asked value is looked for: what a prompt may hold."""
_ROOM = 300
"""Weight of the statements that must name the thing and give its value."""
_AS_CLOSE = 0.75
"""A value is the thing's own if the statements that give it say about as much of the question as
any do. Of 29 questions whose value the manuals gave they did for 27; of 26 near misses 20
were below this."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what was found is no answer."""

    code: UnknownCode | None = None
    """This code stands in no manual."""
    names: tuple[str, ...] = ()
    """These names stand in no manual, and nothing else makes up for it."""
    value: ValueKind | None = None
    """The manuals found give no value of this kind for the thing."""


def judge(
    library: Library,
    query: Query,
    findings: Findings,
    focus: Focus,
    gate: float,
    filters: Filters = EVERYTHING,
) -> Refusal | None:
    """The first reason not to answer; None where the evidence is good enough."""
    if code := unknown_code(library, query.own, findings.evidence, filters):
        return Refusal(code=code)
    if not enough(findings, gate):
        return Refusal()
    wanted = value_asked(query.question)
    if wanted and not findings.is_exact and not _gives(findings.evidence, focus, wanted):
        return Refusal(value=wanted)
    if strength(findings) < STRONG and (names := unknown_names(library, query.question)):
        return Refusal(names=tuple(names))
    return None


def _gives(evidence: Sequence[Evidence], focus: Focus, wanted: ValueKind) -> bool:
    closest = _closest(evidence, focus)
    return closest > 0 and _closest(evidence, focus, wanted) >= _AS_CLOSE * closest


def _closest(evidence: Sequence[Evidence], focus: Focus, wanted: ValueKind | None = None) -> float:
    found = (excerpt_of(focus, one.chunk, _ROOM, wanted) for one in evidence[:_LOOKED_AT])
    return max((excerpt.coverage for excerpt in found if excerpt), default=0.0)
