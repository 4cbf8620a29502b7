"""What tells whether a page answers: each sign by itself, as a number. Pure."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.answering.concepts import Subject
from assistant.answering.focus import heading_words
from assistant.answering.reply import Evidence
from assistant.answering.retrieve import Findings
from assistant.answering.statements import lines, statements, windows
from assistant.answering.value_kinds import ValueKind
from ingest.document import Chunk, Kind
from vectorstore.tokens import segment

UNLIKE, ALIKE = 0.50, 0.70
"""Cosines of centred vectors between which likeness says something: small talk stays about 0.50 to
the nearest of 2,500 chunks of manuals, half of the questions they answer are above 0.65."""
_HIGHEST = 0.6
"""Difference of scores above which a higher peak says no more."""
_FEW = 5
"""Hits of which none can stand out: so small a library tells neither way."""
LOOKED_AT = 8
"""Evidence in which an answer is looked for: what a prompt may hold."""
_ROOM = 120
"""Weight of what may be read as one statement. Of 77 questions after a value, rows and sentences by
themselves told best whether it was given for the thing: an area under the curve of .91; three
times as much text .86."""
_WHOLE: frozenset[Kind] = frozenset({"fault_record", "safety"})


class Signals(NamedTuple):
    """Each from 0 to 1, and but for ``unknown`` each grows with the hope of an answer."""

    likeness: float
    """Of the question and the nearest chunk, between `UNLIKE` and `ALIKE`."""
    said: float
    """Share of the question that one statement says by itself."""
    unknown: float
    """Share of the question that stands in no document."""
    peak: float
    """By how much the first hit stands above the last: an answer stands out, a subject does not."""
    exact: float
    """1 where the fault record of the code that is meant comes first."""


class Read(NamedTuple):
    """What was found, statement by statement."""

    signals: Signals
    given: float
    """How much of the question is said where a value of the kind asked for stands, as a share of
    what is said anywhere, 0..1; 1 where no value is asked for."""


class _Statement(NamedTuple):
    text: str
    words: frozenset[str]
    heading: frozenset[str]


def read(subject: Subject, findings: Findings, wanted: ValueKind | None) -> Read:
    """The signs in what was found, and whether it gives the value that is wanted."""
    told = [one for found in findings.evidence[:LOOKED_AT] for one in _statements(found.chunk)]
    signals = Signals(
        likeness=_between(findings.likeness, UNLIKE, ALIKE),
        said=max((subject.share_said(one.words) for one in told), default=0.0),
        unknown=subject.share_unknown,
        peak=_peak(findings.evidence),
        exact=float(findings.is_exact),
    )
    return Read(signals, 1.0 if wanted is None else _given(subject, told, wanted))


def _given(subject: Subject, told: Sequence[_Statement], wanted: ValueKind) -> float:
    shares = [(one, subject.share_said(one.words | one.heading)) for one in told]
    most = max((share for _, share in shares), default=0.0)
    valued = max((share for one, share in shares if wanted.stands_in(one.text)), default=0.0)
    return valued / most if most else 0.0


def _peak(evidence: Sequence[Evidence]) -> float:
    if len(evidence) < _FEW:
        return 0.5
    return _between(evidence[0].score - evidence[-1].score, 0.0, _HIGHEST)


def _between(number: float, least: float, most: float) -> float:
    return min(max((number - least) / (most - least), 0.0), 1.0)


def _statements(chunk: Chunk) -> Iterator[_Statement]:
    heading = heading_words(chunk)
    for text in _texts(chunk):
        yield _Statement(text, _words(text), heading)


def _texts(chunk: Chunk) -> Iterator[str]:
    if chunk.kind in _WHOLE:
        return iter([chunk.text])
    cut = lines(chunk.text) if chunk.kind == "table_row" else statements(chunk.text)
    return (chunk.text[span.start : span.end] for span, _ in windows(chunk.text, cut, _ROOM))


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> frozenset[str]:
    """The same pages are read again for many questions."""
    return frozenset(segment(text))
