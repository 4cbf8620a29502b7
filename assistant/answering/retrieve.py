"""A question becomes ranked evidence: exact codes first, then both arms in both languages."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, takewhile
from pathlib import PurePath

from assistant.answering.codes import asked_codes, meant_codes
from assistant.answering.machine import title_words
from assistant.answering.neighbours import tell_the_same
from assistant.answering.reply import Evidence
from assistant.answering.understand import Query
from ingest.identifiers import part_names
from vectorstore.found import Found, Named, Wording
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters
from vectorstore.tokens import query_words

COVERING = 5
"""Evidence in which the question's words are looked for: about what a prompt holds."""
_RECORDS = 5
"""Fault records that go first: one code may stand in the manuals of several machines."""
_RECORDS_SEEN = 200
"""Of one code: all of them, before the likeliest are chosen."""
_NAMES = 64
"""That are looked up; a pasted log holds more."""
_FROM_ONE_PAGE = 2
"""Chunks of one page, or of one document without pages, before other places have had their turn."""
_SPARE = 4
"""Times the chunks wanted: as many as there are pages among them are needed."""
_NEWS = 2
"""Evidence ahead of the record that was told before: who turns to something else has read it."""
_RECORD_SAYS = 300
"""Characters of that record beside a follow-up: what comes later is seldom what is asked about."""
_BESIDE = 0.7
"""Trust in a follow-up with the record, against the one with the machine."""
_CLOSE = 0.002
"""By how much an exact hit stands above the next: scores fall along the list."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, and how far to trust it."""

    evidence: tuple[Evidence, ...]
    likeness: float
    """Cosine of the question and the nearest chunk; 0 when nothing was found."""
    coverage: float
    """Share of the question's words that one of the first chunks holds, rare ones counting more."""
    is_exact: bool
    """The first is the fault record of a code that was asked for."""

    @property
    def records(self) -> tuple[Evidence, ...]:
        """Fault records at the head of the evidence."""
        return tuple(takewhile(lambda found: found.chunk.kind == "fault_record", self.evidence))


def retrieve(
    library: Library, query: Query, limit: int = 10, filters: Filters = EVERYTHING
) -> Findings:
    """Best evidence first; codes that have a fault record come before all that is merely alike."""
    told = _records_of(library, query.before, filters)
    query = query.without({hit.asked for hit in told})
    names = [*asked_codes(query.own), *part_names(query.asked, typed=True)][:_NAMES]
    many = _SPARE * max(limit, COVERING)
    found = ranked = library.search(query.wordings, many, filters, names)
    if query.before:
        told = _in_order_of_likeness(told, found)
        wordings = [*query.wordings, _beside(library, told, query)]
        ranked = _news_first(library.search(wordings, many, filters, names), told)
    meant = _records_of(library, query.own, filters)
    records = _in_turns(_in_order_of_likeness(meant, ranked))[:_RECORDS]
    return Findings(
        evidence=_spread(_joined(records, ranked), limit),
        likeness=max((hit.likeness for hit in found), default=0.0),
        coverage=max((hit.coverage for hit in found[:COVERING]), default=0.0),
        is_exact=bool(records),
    )


def _records_of(library: Library, question: str, filters: Filters) -> list[Named]:
    """The records of those codes that a question is about."""
    named = library.exact(asked_codes(question), _RECORDS_SEEN, filters) if question else []
    records = [hit for hit in named if hit.is_code]
    called: defaultdict[str, str] = defaultdict(str)
    for hit in records:
        called[hit.asked] += f"{hit.chunk.title} {PurePath(hit.chunk.file_name).stem}\n"
    meant = meant_codes(question, called, {hit.asked for hit in records if hit.is_common})
    return [hit for hit in records if hit.asked in meant]


def _beside(library: Library, told: Sequence[Named], query: Query) -> Wording:
    """A follow-up with what the record told before says, which names parts and sections.

    Where none was told, with those words of the earlier question that manuals are called by. It is
    for the order alone: a record is as like itself as can be, whatever is asked.
    """
    if told:
        text = f"{query.question}\n{told[0].chunk.text[:_RECORD_SAYS]}"
        return Wording(text, text, trust=_BESIDE)
    titles = frozenset(chain.from_iterable(title_words(t, "") for _, t in library.assets.titles()))
    text = " ".join([*(w for w in query_words(query.before) if w in titles), query.question])
    return Wording(text, text)


def _news_first(found: list[Found], told: Sequence[Named]) -> list[Found]:
    """What was told already, and the lines around it, behind the best of the rest."""
    known = [hit for hit in found if any(tell_the_same(hit.chunk, one.chunk) for one in told)]
    news = [hit for hit in found if hit not in known]
    return [*news[:_NEWS], *known, *news[_NEWS:]]


def _in_turns(records: Sequence[Named]) -> list[Named]:
    """Each code's best, then each code's second: who asks for two compares them."""
    seen: Counter[str] = Counter()
    turns: list[int] = []
    for hit in records:
        code = hit.asked.split()[-1]  # "er 22" and "22" are one code, read in two ways
        turns.append(seen[code])
        seen[code] += 1
    order = sorted(range(len(records)), key=turns.__getitem__)
    return [records[at] for at in order]


def _in_order_of_likeness(named: Sequence[Named], found: Sequence[Found]) -> list[Named]:
    """Records of the machine that the question also sounds like come first."""
    best: dict[str, float] = {}
    for hit in found:
        best.setdefault(hit.chunk.document_id, hit.score)
    own = {hit.chunk.chunk_id: hit.score for hit in found}
    return sorted(
        named,
        key=lambda hit: (
            -best.get(hit.chunk.document_id, 0.0),
            -own.get(hit.chunk.chunk_id, 0.0),
        ),
    )


def _spread(evidence: Sequence[Evidence], limit: int) -> tuple[Evidence, ...]:
    """The best of each page before the rest of it: a reader looks at pages, not at chunks."""
    seen: Counter[tuple[str, int | None]] = Counter()
    first: list[Evidence] = []
    later: list[Evidence] = []
    for found in evidence:
        place = (found.chunk.document_id, found.chunk.page)
        seen[place] += 1
        (first if seen[place] <= _FROM_ONE_PAGE else later).append(found)
    return _falling((*first, *later)[:limit])


def _falling(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """With scores that fall along the list, whatever put it in its order."""
    lowest = accumulate((found.score for found in evidence), min)
    return tuple(
        Evidence(found.chunk, score) for found, score in zip(evidence, lowest, strict=True)
    )


def _joined(records: Sequence[Named], found: Sequence[Found]) -> tuple[Evidence, ...]:
    first = {hit.chunk.chunk_id for hit in records}
    top = found[0].score if found else 1.0
    ahead = [
        Evidence(hit.chunk, top + _CLOSE * (len(records) - place))
        for place, hit in enumerate(records)
    ]
    rest = [Evidence(hit.chunk, hit.score) for hit in found if hit.chunk.chunk_id not in first]
    return (*ahead, *rest)
