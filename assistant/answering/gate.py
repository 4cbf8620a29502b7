"""Whether the evidence is evidence.

The model is never asked: a small one refuses what it could answer, and answers what it could not.
"""

from assistant.answering.retrieve import Findings

UNLIKE, ALIKE = 0.50, 0.70
"""Cosines of centred vectors between which likeness says something: small talk stays about 0.50 to
the nearest of 2,500 chunks of manuals, half of the questions they answer are above 0.65."""
STRONG = 0.6
"""Evidence above which no better wording of the question is looked for."""


def strength(findings: Findings) -> float:
    """How far to trust what was found, 0 to 1: half by meaning, half by shared words.

    Neither will do alone: a question in the other language shares no words, and a greeting is as
    near to some passage as a terse alarm question is to its own.
    """
    if not findings.evidence:
        return 0.0
    if findings.is_exact:
        return 1.0
    meaning = min(max((findings.likeness - UNLIKE) / (ALIKE - UNLIKE), 0.0), 1.0)
    return (meaning + findings.coverage) / 2


def enough(findings: Findings, gate: float) -> bool:
    """True when the best evidence stands above the gate."""
    return bool(findings.evidence) and strength(findings) >= gate
