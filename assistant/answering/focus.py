"""What a question is about, as a measure for texts: which of its words they hold. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Chunk
from ingest.identifiers import names_of_manual
from vectorstore.found import Wording
from vectorstore.rank import NOWHERE, covered
from vectorstore.tokens import query_words, segment


@dataclass(frozen=True, slots=True)
class Focus:
    """The words of each wording of a question, and how much each of them tells."""

    forms: tuple[tuple[tuple[str, ...], float], ...]
    """Words, each once, and how far the wording is to be trusted."""
    rarity: Mapping[str, float]

    def covered(self, words: Collection[str], heading: Collection[str] = ()) -> float:
        """Share of the question that the words say, rare ones counting more; 0..1.

        ``heading`` holds the words that stand above them: they count as said.
        """
        said = frozenset().union(words, heading)
        return max(
            (trust * covered(asked, said, self.rarity) for asked, trust in self.forms), default=0.0
        )


def words_of(wordings: Sequence[Wording]) -> list[str]:
    """The words whose rarity a focus needs."""
    return [NOWHERE, *(word for wording in wordings for word in query_words(wording.words))]


def focus_of(wordings: Sequence[Wording], rarity: Mapping[str, float]) -> Focus:
    """The measure; ``rarity`` knows at least ``words_of(wordings)``."""
    return Focus(
        tuple((tuple(query_words(wording.words)), wording.trust) for wording in wordings), rarity
    )


def heading_words(chunk: Chunk) -> frozenset[str]:
    """What stands above a chunk, its machine's names with and without their maker's letters."""
    called = names_of_manual(chunk.title, chunk.file_name)
    return frozenset(segment(" ".join((chunk.title, *chunk.section, *called))))
