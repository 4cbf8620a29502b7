"""The warnings that belong to what is shown: first, the gravest above all, and word for word."""

from collections.abc import Iterator, Sequence

from assistant.answering.guard.signals import gravity
from ingest.document import Chunk
from ingest.identifiers import identifiers, normal
from vectorstore.library import Library

MOST = 3
"""Safety blocks shown of what stands near; more of them are read by nobody."""
MOST_POINTED = 2
"""Shown besides, of the places that the text sends its reader to: what is done there is dangerous
there, however many warnings stand near."""
_LOOKED_AT = 12
"""Safety blocks beside a chunk; a page has fewer."""


def warnings_of(library: Library, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Safety blocks for those who do what these chunks say, each once, of no other document.

    Which are shown is a matter of nearness: those of their sections, then those over the list that
    a fault record stands in, those of their pages, and last what their links point to: one hop.
    What warns of other fault codes alone comes after all that. Of those shown the gravest stands
    first, and of the equally grave the nearest; what is of other codes stays below.

    Args:
        library: Where the blocks are.
        chunks: What is quoted or shown, best first; no more than that, since a warning of a
            neighbour in the prompt may be another machine's.
    """
    own = [chunk for chunk in chunks if chunk.kind == "safety"]
    beside = [
        (chunk, block) for chunk in chunks for block in library.beside(chunk, "safety", _LOOKED_AT)
    ]
    same_section = [block for chunk, block in beside if block.section == chunk.section]
    over = [block for chunk in chunks for block in library.over(chunk, "safety", MOST)]
    same_page = [block for _, block in beside]
    codes = frozenset(normal(code) for one in chunks if one.fault for code in one.fault.codes)
    near = _once([*own, *same_section, *over, *same_page])
    near = sorted(near, key=lambda block: _is_of_others(block, codes))[:MOST]
    pointed = _once([block for chunk in chunks for block in _pointed(library, chunk)])
    found = [*near, *[block for block in pointed if block not in near][:MOST_POINTED]]

    def order(block: Chunk) -> tuple[bool, int]:
        return _is_of_others(block, codes), -gravity(block.signal_word, block.text)

    return tuple(sorted(found, key=order))  # what is equal stays as near as it was


def _is_of_others(block: Chunk, codes: frozenset[str]) -> bool:
    """It names codes of the same series, ``AL-01`` beside ``AL-31``, and none of these."""
    series = {_series(code) for code in codes} - {""}
    named = {code for code in identifiers(block.text) if _series(code) in series}
    return bool(named) and not named & codes


def _series(code: str) -> str:
    return code.rstrip("0123456789")


def _pointed(library: Library, chunk: Chunk) -> Iterator[Chunk]:
    """Blocks of the sections that a chunk's text refers to."""
    for link in chunk.links:
        target = library.chunk(link.chunk_id)
        if target is None:
            continue
        for block in library.beside(target, "safety", _LOOKED_AT):
            if (block.section and block.section == target.section) or _overlap(block, target):
                yield block


def _overlap(one: Chunk, other: Chunk) -> bool:
    return one.page == other.page and one.start < other.end and other.start < one.end


def _once(blocks: Sequence[Chunk]) -> list[Chunk]:
    return list({block.chunk_id: block for block in blocks}.values())
