"""Whether the documents contradict each other in what was asked, and the sentence that says so."""

from collections.abc import Sequence

from assistant.answering.disagree import Dispute, Telling, dispute
from assistant.answering.focus import Focus
from assistant.answering.machine import Machine
from assistant.answering.owners import editions, owners
from assistant.answering.retrieve import Findings
from assistant.answering.value_kinds import value_asked
from ingest.document import Chunk, Language
from prompts.notices import DISAGREE, EACH_MACHINE, PLACE
from vectorstore.library import Library


def dispute_in(
    library: Library, findings: Findings, focus: Focus, machine: Machine | None, question: str
) -> Dispute | None:
    """What is told of the value, or of the code, that was asked for, if it does not agree.

    Of a machine that was named only its own manuals count.
    """
    wanted = value_asked(question)
    if wanted is None and not findings.is_exact:
        return None
    evidence = findings.evidence if wanted else findings.records
    if machine and machine.documents:
        evidence = tuple(one for one in evidence if one.chunk.document_id in machine.documents)
    if len(evidence) < 2:
        return None
    return dispute(focus, evidence, wanted, owners(library, [one.chunk for one in evidence]))


def told(
    library: Library, found: Dispute | None, passages: Sequence[Chunk], language: Language
) -> str:
    """Each value with its document, page and mark; empty where nothing is disputed."""
    if found is None:
        return ""
    numbers = {chunk.chunk_id: number for number, chunk in enumerate(passages, start=1)}
    called = editions(library, [one.chunk for one in found.told])
    places = [
        _place(one, called[one.chunk.document_id], numbers.get(one.chunk.chunk_id), language)
        for one in found.told
    ]
    phrase = EACH_MACHINE if found.by_machine else DISAGREE
    return phrase[language].format(places=("；" if language == "zh" else "; ").join(places))


def _place(one: Telling, document: str, number: int | None, language: Language) -> str:
    words = PLACE["page" if one.chunk.page else "no_page"][language]
    place = words.format(value=one.value, document=document, page=one.chunk.page)
    return f"{place} [{number}]" if number else place
