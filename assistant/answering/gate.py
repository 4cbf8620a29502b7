"""Whether the evidence is evidence. The model is never asked."""

from assistant.answering.retrieve import Findings


def enough(findings: Findings, gate: float) -> bool:
    """True when the best evidence stands above the gate."""
    return bool(findings.evidence) and findings.likeness >= gate
