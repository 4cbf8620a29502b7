"""What goes into the prompt: the best passages, what follows them, and what they point to."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.answering.reply import Evidence
from ingest.document import Chunk
from ingest.letters import weight
from vectorstore.library import Library

_SAME = 0.5
"""Share of the shorter text that two chunks may have in common before they are one thing twice."""


def passages_for(
    library: Library, evidence: Sequence[Evidence], most: int, characters: int
) -> tuple[Chunk, ...]:
    """The best chunks that fit, and what their section goes on to say as far as there is room.

    Neighbours in one section stand together in reading order, behind the best of them. The first
    chunk always fits, cut by nothing: an answer without its passage is worth less than a prompt
    that is slow.

    Args:
        library: Where the neighbours are.
        evidence: Best first.
        most: Chunks at most.
        characters: Weight of the texts together (see ``letters.weight``).
    """
    chosen: list[Chunk] = []
    for chunk in (*_each(evidence, most), *_around(library, evidence)):
        room = characters - sum(weight(passage.text) for passage in chosen)
        if chosen and (len(chosen) == most or weight(chunk.text) > room):
            continue
        if not any(_overlap(chunk, passage) for passage in chosen):
            chosen.append(chunk)
    return tuple(_gathered(chosen))


def _each(evidence: Sequence[Evidence], most: int) -> Iterable[Chunk]:
    return (found.chunk for found in evidence[:most])


def _around(library: Library, evidence: Sequence[Evidence]) -> Iterator[Chunk]:
    """What the best chunk's section says next, and then where its text sends the reader."""
    if not evidence:
        return
    best = evidence[0].chunk
    yield from library.following(best, 2)
    linked = (library.chunk(link.chunk_id) for link in best.links)
    yield from (chunk for chunk in linked if chunk is not None)


def _overlap(one: Chunk, other: Chunk) -> bool:
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
