"""What goes into the prompt: the best passages, what follows them, and what they point to."""

from collections.abc import Iterator, Sequence

from assistant.answering.reply import Evidence
from ingest.document import Chunk
from ingest.letters import weight
from vectorstore.library import Library

_FIRST = 3
"""Hits that go in before what stands around them; of the rest, each is less likely to be needed
than what the section of a good one goes on to say."""
_MOST_FOLLOWING = 4
_SAME = 0.5
"""Share of the shorter text that two chunks may have in common before they are one thing twice."""


def passages_for(
    library: Library, evidence: Sequence[Evidence], most: int, characters: int
) -> tuple[Chunk, ...]:
    """The best chunks that fit, grown by what stands around them.

    The first hits, then what the section of each says next, below its subheadings too; then the
    other hits, where the best one's text sends the reader, and more of its section. Neighbours in
    one section stand together in reading order, behind the best of them. The first chunk always
    fits, cut by nothing: an answer without its passage is worth less than a prompt that is slow.

    Args:
        library: Where the neighbours are.
        evidence: Best first.
        most: Chunks at most.
        characters: Weight of the texts together (see ``letters.weight``).
    """
    chosen: list[Chunk] = []
    for chunk in _by_worth(library, [found.chunk for found in evidence]):
        room = characters - sum(weight(passage.text) for passage in chosen)
        if chosen and (len(chosen) == most or weight(chunk.text) > room):
            continue
        if not any(tell_the_same(chunk, passage) for passage in chosen):
            chosen.append(chunk)
    return tuple(_gathered(chosen))


def _by_worth(library: Library, hits: Sequence[Chunk]) -> Iterator[Chunk]:
    yield from hits[:_FIRST]
    for hit in hits[:_FIRST]:
        yield from library.following(hit, 1)
    yield from hits[_FIRST:]
    for hit in hits[:1]:
        linked = (library.chunk(link.chunk_id) for link in hit.links)
        yield from (chunk for chunk in linked if chunk is not None)
        yield from library.following(hit, _MOST_FOLLOWING)


def tell_the_same(one: Chunk, other: Chunk) -> bool:
    """Whether a record and a passage, say, tell the same lines."""
    if (one.document_id, one.page) != (other.document_id, other.page):
        return False
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > _SAME * min(one.end - one.start, other.end - other.start)


def _gathered(chosen: Sequence[Chunk]) -> Iterator[Chunk]:
    """In the order of choice, except that a section's later chunks follow its first at once."""
    left = list(chosen)
    while left:
        first = left[0]
        group = [chunk for chunk in left if _place(chunk)[:2] == _place(first)[:2]]
        yield first
        yield from sorted((chunk for chunk in group if chunk is not first), key=_place)
        left = [chunk for chunk in left if chunk not in group]


def _place(chunk: Chunk) -> tuple[str, tuple[str, ...], int, int]:
    return chunk.document_id, chunk.section, chunk.page or 0, chunk.start
