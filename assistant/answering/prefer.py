"""Evidence of the machine or maker that a question names goes first; others' is never hidden."""

from dataclasses import replace

from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine
from assistant.answering.makers import documents_of_makers
from assistant.answering.reply import Evidence
from assistant.answering.retrieve import Findings, retrieve
from assistant.answering.understand import Query
from ingest.document import Language
from prompts.notices import MACHINE_NOTICES
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters

_NEAR = 0.9
"""Share of the best score from which the machine's own evidence goes first. Of 56 questions put
under the name of a machine whose manuals do not answer them, page@5 fell from .93 to .88 at 0.8 and
to .71 at 0.7, and not at all here; under the right name, all three gained alike."""
_OTHERS = 3
"""Places of ten that others keep."""
_NEAR_BY_MEANING = 0.6
_FIRST_BY_MEANING = 3
"""The same for a maker whose manuals have what is nearest by meaning, and how many go first then.
In a question put in another language than the manual's, words speak for others' manuals."""


def _leads(found: Findings, documents: frozenset[str]) -> bool:
    """A maker's manual is the best already: to search it by itself costs as much again."""
    return bool(found.evidence) and found.evidence[0].chunk.document_id in documents


def prefer(
    library: Library,
    glossary: Glossary,
    query: Query,
    machine: Machine | None,
    limit: int = 10,
    filters: Filters = EVERYTHING,
) -> Findings:
    """Best evidence first, as `retrieve` finds it, the machine's own before the rest.

    Only what is about as good as the best goes first: a machine's manuals may say nothing of the
    matter. A code's fault record in them does in any case. Where no machine is named, a maker's
    documents stand for one.

    Args:
        library: Searched once more for the machine alone.
        glossary: Knows makers by their names in both languages.
        query: The question.
        machine: The one it names, if it names one that is registered.
        limit: How many at most.
        filters: What may be found; where they name documents, nothing is put before anything.
    """
    found = retrieve(library, query, limit, filters)
    if filters.document_ids is not None:
        return found
    documents = machine.documents if machine else documents_of_makers(library, glossary, query)
    if not documents or (machine is None and _leads(found, documents)):
        return found
    own = retrieve(library, query, limit, replace(filters, document_ids=documents))
    if found.is_exact and not own.is_exact:
        return found
    if machine is None and own.likeness >= found.likeness:
        return _own_first(own, found, limit, _NEAR_BY_MEANING, _FIRST_BY_MEANING)
    return _own_first(own, found, limit, _NEAR, max(1, limit - limit * _OTHERS // 10))


def notice(machine: Machine | None, findings: Findings, language: Language) -> str:
    """Says that the code's record that goes first is another machine's; empty if it is not."""
    if machine is None or not findings.is_exact:
        return ""
    record = findings.evidence[0].chunk
    if record.fault is None or record.document_id in machine.documents:
        return ""
    told = MACHINE_NOTICES["no_record" if machine.documents else "no_manual"][language]
    return told.format(machine=machine.name, code=record.fault.codes[0])


def _own_first(own: Findings, found: Findings, limit: int, near: float, most: int) -> Findings:
    best = found.evidence[0].score if found.evidence else 0.0
    first = [one for one in own.evidence if one.score >= near * best][:most]
    chosen = {one.chunk.chunk_id for one in first}
    rest = [one for one in found.evidence if one.chunk.chunk_id not in chosen]
    # Raised to the best score, so that scores fall along the list.
    lift = max(0.0, best - first[-1].score) if first else 0.0
    raised = [Evidence(one.chunk, one.score + lift) for one in first]
    return Findings(
        evidence=(*raised, *rest)[:limit],
        likeness=max(own.likeness, found.likeness),
        coverage=max(own.coverage, found.coverage),
        is_exact=own.is_exact or found.is_exact,
    )
