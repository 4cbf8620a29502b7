"""What an answer begins with: the manuals' own words, marked. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.excerpt import Excerpt
from assistant.answering.reply import Citation, Evidence
from ingest.document import Chunk


@dataclass(frozen=True, slots=True)
class Lead:
    """Excerpts as they are shown, and what their marks point to."""

    text: str
    citations: tuple[Citation, ...]


def lead(excerpts: Sequence[Excerpt], passages: Sequence[Chunk]) -> Lead:
    """Block quotes, each with the mark of its passage; what is no passage is not quoted."""
    numbers = {passage.chunk_id: number for number, passage in enumerate(passages, start=1)}
    cited = [
        Citation(numbers[one.chunk.chunk_id], one.chunk, one.text)
        for one in excerpts
        if one.chunk.chunk_id in numbers
    ]
    return Lead("\n\n".join(map(_quoted, cited)), tuple(cited))


def quoted_first(excerpts: Sequence[Excerpt], evidence: Sequence[Evidence]) -> list[Evidence]:
    """What is quoted, best first, before the rest: the model reads what the reader does.

    What is quoted last is the first to be left out where the prompt is full.
    """
    places = {one.chunk.chunk_id: place for place, one in enumerate(excerpts)}
    return sorted(evidence, key=lambda found: places.get(found.chunk.chunk_id, len(places)))


def _quoted(citation: Citation) -> str:
    lines = [line for line in citation.quote.splitlines() if line.strip()]
    return "\n".join(f"> {line.strip()}" for line in lines) + f" [{citation.marker}]"
