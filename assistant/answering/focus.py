"""What a question is about, as a measure for texts: which of its words they hold. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from ingest.document import Chunk
from ingest.identifiers import model_forms, part_names
from vectorstore.found import Wording
from vectorstore.rank import NOWHERE, SAYS_LITTLE
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
        return max((self._share(form, words, heading) for form in self.forms), default=0.0)

    def _share(
        self,
        form: tuple[tuple[str, ...], float],
        words: Collection[str],
        heading: Collection[str],
    ) -> float:
        asked, trust = form
        least = SAYS_LITTLE * self.rarity[NOWHERE]
        whole = max(sum(self.rarity[word] for word in asked), least)
        said = (self.rarity[word] for word in asked if word in words or word in heading)
        return trust * sum(said) / whole


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
    stem = PurePath(chunk.file_name).stem.replace("_", " ")
    names = part_names(f"{chunk.title}\n{stem}")
    called = [form for name in names for form in model_forms(name)]
    return frozenset(segment(" ".join((chunk.title, *chunk.section, *called))))
