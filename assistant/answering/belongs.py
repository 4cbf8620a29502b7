"""Whose alarm a code is, where the question names a machine, a model or a maker."""

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answering.codes import asked_codes
from assistant.answering.glossary import Glossary
from assistant.answering.machine import Machine
from assistant.answering.makers import documents_of_makers
from assistant.answering.retrieve import Findings
from assistant.answering.understand import Query
from ingest.identifiers import code_candidates, identifiers, normal
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters

_RECORDS = 50
"""Of one code that are looked at."""
_TOLD = 3
"""Manuals that are named."""
_SHORTEST = 3
"""Characters of a model's name; a shorter one stands in other names by chance."""


@dataclass(frozen=True, slots=True)
class OthersCode:
    """A code that the named machine's manuals do not have, and another's do."""

    code: str
    """As it was typed."""
    titles: tuple[str, ...]
    """The manuals that have it."""


def others_code(
    library: Library,
    glossary: Glossary,
    query: Query,
    findings: Findings,
    machine: Machine | None = None,
    filters: Filters = EVERYTHING,
) -> OthersCode | None:
    """The code that is asked for, if all its records are of other machines than the one named.

    A machine without a manual here is none that a code could be another's than: it may share it.
    """
    own = _documents_named(library, glossary, query, machine) if findings.is_exact else frozenset()
    hits = library.exact(asked_codes(query.own), _RECORDS, filters) if own else []
    records = [hit.chunk for hit in hits if hit.is_code]
    if not records or any(hit.chunk.document_id in own for hit in hits):
        return None
    titles = dict.fromkeys(record.title or record.file_name for record in records)
    return OthersCode(hits[0].asked, tuple(titles)[:_TOLD])


def _documents_named(
    library: Library, glossary: Glossary, query: Query, machine: Machine | None
) -> frozenset[str]:
    if machine is not None:
        return machine.documents
    titles = library.assets.titles()
    models = [normal(name) for name in code_candidates(query.asked) if identifiers(name)]
    return _bearing(titles, models) or documents_of_makers(library, glossary, query)


def _bearing(titles: Iterable[tuple[str, str]], models: Iterable[str]) -> frozenset[str]:
    """Documents with one of these names somewhere in the title, its maker's letters or not."""
    telling = [name for name in models if len(name) >= _SHORTEST]
    squeezed = [(key, normal(title.replace("_", " "))) for key, title in titles]
    return frozenset(key for key, title in squeezed if any(name in title for name in telling))
