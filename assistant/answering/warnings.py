"""The warnings that belong to what is shown: first, and word for word."""

from collections.abc import Sequence

from ingest.document import Chunk
from vectorstore.library import Library

MOST = 3
"""Safety blocks shown, nearest first; more of them are read by nobody."""


def warnings_of(library: Library, chunks: Sequence[Chunk]) -> tuple[Chunk, ...]:
    """Safety blocks on the pages and in the sections of these chunks, each once."""
    own = (chunk for chunk in chunks if chunk.kind == "safety")
    beside = (block for chunk in chunks for block in library.beside(chunk, "safety", MOST))
    blocks = {block.chunk_id: block for block in (*own, *beside)}
    return tuple(blocks.values())[:MOST]
