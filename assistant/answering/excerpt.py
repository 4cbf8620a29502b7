"""The words of the manuals that answer best, verbatim and chosen without a model. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from assistant.answering.focus import Focus, heading_words
from assistant.answering.guard.polarity import prohibits
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
_SAYS = 4.0
"""Weight of an excerpt's share of the question beside the score that its chunk was found with. A
chunk is found by all that it holds, and read for one sentence: of 70 questions that nothing was
tuned to, the right page is among two quotes for .83 instead of .77; the same from 2 to 10."""
_FORBIDS = 0.5
"""How much more a statement counts that forbids something, where leave is asked: "do not" is the
answer, and it is said in few of the question's words. At 1.0 as many pages are right, one fact
fewer."""
_AS_MUCH = 0.5
"""Of the first excerpt's share of the question, below which another is not worth its lines: one in
eight goes by it, and of 172 questions no fact."""


class Excerpt(NamedTuple):
    """Words of a chunk, as they stand there."""

    chunk: Chunk
    text: str
    coverage: float
    """Share of the question's words in it, or above it; 0..1, and more where it forbids what leave
    is asked for."""


def excerpts(
    focus: Focus,
    evidence: Sequence[Evidence],
    most: int,
    room: float,
    wanted: ValueKind | None = None,
    *,
    in_order: int | None = None,
    leave: bool = False,
) -> tuple[Excerpt, ...]:
    """From the best chunks the statements that say most of what was asked.

    Args:
        focus: What was asked.
        evidence: Best first. What a better chunk says already is passed over, and so is, below the
            first, what says much less of the question.
        most: Excerpts at most.
        room: Weight of one (``letters.weight``); fault records and safety blocks are never cut.
        wanted: Where a value of a kind is asked for, statements without one are passed over.
        in_order: How many keep their place in the evidence, whatever they say; all by default. The
            others come in the order of what is quoted of them.
        leave: The question asks for leave to do something: what forbids goes before.
    """
    best = ((found, excerpt_of(focus, found.chunk, room, wanted, leave)) for found in evidence)
    told = [(found.score, excerpt) for found, excerpt in best if excerpt is not None]
    kept = len(told) if in_order is None else in_order
    rest = sorted(told[kept:], key=lambda one: -(one[0] + _SAYS * one[1].coverage))
    return tuple(islice(_news(excerpt for _, excerpt in (*told[:kept], *rest)), most))


def _news(told: Iterable[Excerpt]) -> Iterator[Excerpt]:
    """Without what was told already, or says little."""
    before: list[Excerpt] = []
    for excerpt in told:
        if any(tell_the_same(excerpt.chunk, earlier.chunk) for earlier in before):
            continue
        if not before or _says_as_much(excerpt, before[0]):
            before.append(excerpt)
            yield excerpt


def _says_as_much(excerpt: Excerpt, first: Excerpt) -> bool:
    return excerpt.coverage > 0 and excerpt.coverage >= _AS_MUCH * first.coverage


def excerpt_of(
    focus: Focus,
    chunk: Chunk,
    room: float,
    wanted: ValueKind | None = None,
    leave: bool = False,
) -> Excerpt | None:
    """The best statements of one chunk; None where it holds no value of the kind wanted."""
    asked = _Asked(focus, chunk, leave)
    best, most = None, -1.0
    for span, parts in _cuttings(chunk, room):
        text = chunk.text[span.start : span.end]
        if wanted is not None and not wanted.stands_in(text):
            continue
        coverage = asked.said(parts)
        score = coverage + _BEGINS_WELL * asked.share(parts[0])
        if score > most:
            best, most = Excerpt(chunk, text, coverage), score
    return best


class _Asked:
    """How much of a question the statements of one chunk say; each is read once."""

    def __init__(self, focus: Focus, chunk: Chunk, leave: bool) -> None:
        self._focus, self._text, self._leave = focus, chunk.text, leave
        self._heading = heading_words(chunk)
        self._words: dict[Span, frozenset[str]] = {}

    def said(self, parts: Sequence[Span]) -> float:
        """By all of them together, and again by the best that forbids, if leave is asked."""
        coverage = self._share(frozenset().union(*map(self._read, parts)))
        if not self._leave:
            return coverage
        forbidden = (self.share(part) for part in parts if prohibits(self._cut(part)))
        return coverage + _FORBIDS * max(forbidden, default=0.0)

    def share(self, part: Span) -> float:
        """By one of them."""
        return self._share(self._read(part))

    def _share(self, words: frozenset[str]) -> float:
        return self._focus.covered(words, self._heading)

    def _read(self, part: Span) -> frozenset[str]:
        if part not in self._words:
            self._words[part] = frozenset(segment(self._cut(part)))
        return self._words[part]

    def _cut(self, part: Span) -> str:
        return self._text[part.start : part.end]


def _cuttings(chunk: Chunk, room: float) -> Iterator[tuple[Span, Sequence[Span]]]:
    if chunk.kind in _WHOLE or weight(chunk.text) <= room:
        whole = Span(0, len(chunk.text))
        return iter([(whole, [whole])])
    cut = lines(chunk.text) if chunk.kind == "table_row" else statements(chunk.text)
    return windows(chunk.text, cut, room)
