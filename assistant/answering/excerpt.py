"""The words of the manuals that answer best, verbatim and chosen without a model. Pure."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.answering.focus import Focus, heading_words
from assistant.answering.neighbours import tell_the_same
from assistant.answering.reply import Evidence
from assistant.answering.statements import Span, lines, statements, windows
from assistant.answering.value_kinds import ValueKind
from ingest.document import Chunk, Kind
from ingest.letters import weight
from vectorstore.tokens import segment

_WHOLE: frozenset[Kind] = frozenset({"fault_record", "safety"})
"""A record is cause and remedy together, and nothing is cut off a warning."""
_BEGINS_WELL = 0.15
"""How much it counts that the very first statement says what was asked: what follows explains."""
_AS_MUCH = 0.5
"""Of the first excerpt's share of the question, below which another is not worth its lines: one in
eight goes by it, and of 172 questions no fact."""


class Excerpt(NamedTuple):
    """Words of a chunk, as they stand there."""

    chunk: Chunk
    text: str
    coverage: float
    """Share of the question's words in it, or above it; 0..1."""


def excerpts(
    focus: Focus,
    evidence: Sequence[Evidence],
    most: int,
    room: float,
    wanted: ValueKind | None = None,
) -> tuple[Excerpt, ...]:
    """From the best chunks the statements that say most of what was asked.

    Args:
        focus: What was asked.
        evidence: Best first. What a better chunk says already is passed over, and so is, below the
            first, what says much less of the question.
        most: Excerpts at most.
        room: Weight of one (``letters.weight``); fault records and safety blocks are never cut.
        wanted: Where a value of a kind is asked for, statements without one are passed over.
    """
    chosen: list[Excerpt] = []
    for found in evidence:
        if len(chosen) == most:
            break
        if any(tell_the_same(found.chunk, earlier.chunk) for earlier in chosen):
            continue
        excerpt = excerpt_of(focus, found.chunk, room, wanted)
        if excerpt is not None and (not chosen or _says_as_much(excerpt, chosen[0])):
            chosen.append(excerpt)
    return tuple(chosen)


def _says_as_much(excerpt: Excerpt, first: Excerpt) -> bool:
    return excerpt.coverage > 0 and excerpt.coverage >= _AS_MUCH * first.coverage


def excerpt_of(
    focus: Focus, chunk: Chunk, room: float, wanted: ValueKind | None = None
) -> Excerpt | None:
    """The best statements of one chunk; None where it holds no value of the kind wanted."""
    heading = heading_words(chunk)
    best, most = None, -1.0
    for span, parts in _cuttings(chunk, room):
        text = chunk.text[span.start : span.end]
        if wanted is not None and not wanted.stands_in(text):
            continue
        said = [frozenset(segment(chunk.text[part.start : part.end])) for part in parts]
        coverage = focus.covered(frozenset().union(*said), heading)
        score = coverage + _BEGINS_WELL * focus.covered(said[0])
        if score > most:
            best, most = Excerpt(chunk, text, coverage), score
    return best


def _cuttings(chunk: Chunk, room: float) -> Iterator[tuple[Span, Sequence[Span]]]:
    if chunk.kind in _WHOLE or weight(chunk.text) <= room:
        whole = Span(0, len(chunk.text))
        return iter([(whole, [whole])])
    cut = lines(chunk.text) if chunk.kind == "table_row" else statements(chunk.text)
    return windows(chunk.text, cut, room)
