"""Codes of a fault that approved reports like it bear, with how sure that is, or none. Pure.

Nothing here decides: a proposal is a suggestion for a person, and a cause is never more than that.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.reports.codes import UNKNOWN, CodeSet, code_sets, known

FEWEST = 2
"""Neighbours that bear a code of the set, under which nothing is proposed: one report is a case,
not a custom."""
LEAST_SHARE = 0.5
"""Of the neighbours' weight that a code must have; otherwise the likeness told nothing."""
LEAST_CONFIDENCE = 0.4
_DOUBT = 1.0
"""Weight that speaks for no code: with few neighbours the confidence stays low (one neighbour as
like as can be gives 0.5)."""
_NOT_KNOWN = frozenset({UNKNOWN, "6.4", "5.6"})
"""In failure modes, mechanisms and causes; no other set has codes spelled so."""
_NEVER_ACCEPTED: frozenset[CodeSet] = frozenset({"cause"})


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An approved report of a like fault."""

    report_id: str
    number: str
    """What people call it."""
    likeness: float
    """0 to 1, as whatever found it measures."""
    codes: Mapping[CodeSet, str]
    """Its codes by set; one that says "not known" counts as none."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that a person may take over."""

    code_set: CodeSet
    code: str
    confidence: float
    """0 to 1: the code's share of the neighbours' weight, less what few neighbours leave open."""
    neighbours: tuple[Neighbour, ...]
    """Those that bear it, the likest first."""
    may_be_accepted: bool
    """False for causes: a person chooses one, whatever the neighbours say."""


def propose(
    codes: Mapping[CodeSet, Collection[str]] | None, neighbours: Sequence[Neighbour]
) -> list[Proposal]:
    """At most one code for each set, the surest first; a set that is left out is an abstention.

    Args:
        codes: What may be proposed, such as the failure modes of the machine's class; None: all.
        neighbours: Approved reports of like faults, in any order; the same report counts once.

    Raises:
        ValueError: A neighbour or ``codes`` has a code that its set does not know.
    """
    allowed = codes if codes is not None else code_sets()
    own = list({one.report_id: one for one in neighbours}.values())
    found = (_of_set(kind, frozenset(allowed[kind]), own) for kind in allowed)
    return sorted(filter(None, found), key=lambda one: (-one.confidence, one.code_set))


def _of_set(
    kind: CodeSet, allowed: frozenset[str], neighbours: Sequence[Neighbour]
) -> Proposal | None:
    weights: dict[str, float] = defaultdict(float)
    bearers: dict[str, list[Neighbour]] = defaultdict(list)
    for one in neighbours:
        code = one.codes.get(kind)
        if code is None or code in _NOT_KNOWN:
            continue
        weights[known(kind, code)] += min(1.0, max(0.0, one.likeness))
        bearers[code].append(one)
    total = sum(weights.values())
    best = max(weights, key=lambda code: (weights[code], code), default=None)
    if best is None or sum(map(len, bearers.values())) < FEWEST or best not in allowed:
        return None
    confidence = weights[best] / (total + _DOUBT)
    if weights[best] < LEAST_SHARE * total or confidence < LEAST_CONFIDENCE:
        return None
    likest = sorted(bearers[best], key=lambda one: (-one.likeness, one.report_id))
    return Proposal(kind, best, round(confidence, 3), tuple(likest), kind not in _NEVER_ACCEPTED)
