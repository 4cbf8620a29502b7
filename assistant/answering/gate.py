"""Whether the evidence is evidence.

The model is never asked: a small one refuses what it could answer, and answers what it could not.
"""

from assistant.answering.retrieve import Findings

UNLIKE, ALIKE = 0.75, 0.90
"""Cosines between which e5's likeness says something: unrelated text stays about 0.75 even where
nothing fits, and a sentence and its paraphrase reach 0.90."""


def strength(findings: Findings) -> float:
    """How far to trust what was found, 0 to 1: half by meaning, half by shared words.

    Neither will do alone: a question in the other language shares no words, and a greeting is as
    near to some passage as a terse alarm question is to its own.
    """
    if not findings.evidence:
        return 0.0
    meaning = min(max((findings.likeness - UNLIKE) / (ALIKE - UNLIKE), 0.0), 1.0)
    return (meaning + findings.coverage) / 2


def enough(findings: Findings, gate: float) -> bool:
    """True when the best evidence stands above the gate."""
    return bool(findings.evidence) and strength(findings) >= gate
