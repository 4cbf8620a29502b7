"""Whether the documents answer, and if not, why not. No model is asked here: see doubt.py."""

from dataclasses import dataclass

from assistant.answering.belongs import OthersCode, others_code
from assistant.answering.concepts import subject_of, words_of
from assistant.answering.gate import likelihood, odds
from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine
from assistant.answering.retrieve import Findings
from assistant.answering.signals import Read, read
from assistant.answering.understand import Query, understand
from assistant.answering.unknown import UnknownCode, unknown_code, unknown_names
from assistant.answering.value_kinds import ValueKind, value_asked
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters

_ELSEWHERE = 0.75
"""A value belongs to something else where the statements that give one say less than this share of
what others say of the question. Of 41 questions after a value that the manuals do not give, 33 are
below it; of 36 whose value they give, one is."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what was found is no answer."""

    code: UnknownCode | None = None
    """This code stands in no manual."""
    others: OthersCode | None = None
    """This code stands in manuals of other machines alone."""
    names: tuple[str, ...] = ()
    """These names stand in no manual."""
    value: ValueKind | None = None
    """The manuals found give no value of this kind for the thing."""

    @property
    def is_about_a_code(self) -> bool:
        """No other wording of the question changes that."""
        return self.code is not None or self.others is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided, and how surely."""

    refusal: Refusal | None = None
    """None where the evidence is good enough."""
    odds: float | None = None
    """Natural logarithm of the odds that it answers; None where a rule decided."""

    def settled(self, more: float, gate: float) -> "Verdict":
        """The same, weighed anew with what another sign adds to the log-odds."""
        if self.odds is None:
            return self
        return _held_against(self.odds + more, gate)


def judge(
    library: Library,
    glossary: Glossary,
    query: Query,
    findings: Findings,
    gate: float,
    machine: Machine | None = None,
    filters: Filters = EVERYTHING,
) -> Verdict:
    """The first reason not to answer, if there is one.

    Args:
        library: Knows which words, codes and names stand anywhere.
        glossary: Knows makers.
        query: The question.
        findings: What was found for it.
        gate: Likelihood below which evidence is none, 0..1.
        machine: The registered one that the question names.
        filters: What may be found.
    """
    if code := unknown_code(library, query.own, findings.evidence, filters):
        return Verdict(Refusal(code=code))
    if others := others_code(library, glossary, query, findings, machine, filters):
        return Verdict(Refusal(others=others))
    if not findings.evidence:
        return Verdict(Refusal())
    if names := unknown_names(library, query, findings.evidence):
        return Verdict(Refusal(names=tuple(names)))
    wanted = value_asked(query.question)
    found = _best_read(library, glossary, query, findings, wanted)
    if wanted and found.given < _ELSEWHERE and not (findings.is_exact and wanted.written):
        return Verdict(Refusal(value=wanted))
    return _held_against(odds(found.signals), gate)


def _held_against(told: float, gate: float) -> Verdict:
    return Verdict(None if likelihood(told) >= gate else Refusal(), told)


def _best_read(
    library: Library,
    glossary: Glossary,
    query: Query,
    findings: Findings,
    wanted: ValueKind | None,
) -> Read:
    """As the question was put, or as the model put it in the other language."""
    forms = [query, *([understand(query.rendered, (), glossary)] if query.rendered else [])]
    reads = [
        read(subject_of(form, library.rarities(words_of(form))), findings, wanted) for form in forms
    ]
    return max(reads, key=lambda one: odds(one.signals))
