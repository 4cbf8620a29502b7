"""What a question speaks of, word by word, and which of it a text says in either language. Pure."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from assistant.answering.understand import Query
from vectorstore.rank import NOWHERE, SAYS_LITTLE
from vectorstore.tokens import query_words, segment


@dataclass(frozen=True, slots=True)
class Concept:
    """One word of a question."""

    word: str
    """As the keyword index cuts it."""
    others: tuple[frozenset[str], ...]
    """The glossary's terms for it in the other language: the words of each."""
    weight: float
    """How rare it is, 0..1: 1 for what stands nowhere."""
    is_known: bool
    """Some document has it, or a term for it."""

    def is_said(self, words: Set[str]) -> bool:
        """Whether these words say it, in either language."""
        return self.word in words or any(other <= words for other in self.others)


@dataclass(frozen=True, slots=True)
class Subject:
    """All that a question speaks of."""

    concepts: tuple[Concept, ...]

    def share_said(self, words: Set[str]) -> float:
        """Share of it that the words say, rare ones counting more; 0..1."""
        return self._share([concept for concept in self.concepts if concept.is_said(words)])

    @property
    def share_unknown(self) -> float:
        """Share of it that stands in no document, in neither language; 0..1."""
        return self._share([concept for concept in self.concepts if not concept.is_known])

    def _share(self, some: Collection[Concept]) -> float:
        whole = sum(concept.weight for concept in self.concepts)
        return sum(concept.weight for concept in some) / max(whole, SAYS_LITTLE)


def words_of(query: Query) -> list[str]:
    """The words whose rarity a subject needs."""
    return [
        NOWHERE,
        *query_words(query.asked),
        *(word for _, variants in query.translation.terms for v in variants for word in segment(v)),
    ]


def subject_of(query: Query, rarity: Mapping[str, float]) -> Subject:
    """What the question speaks of; ``rarity`` knows at least ``words_of(query)``."""
    terms = [
        (frozenset(segment(term)), [frozenset(segment(variant)) for variant in variants])
        for term, variants in query.translation.terms
    ]
    return Subject(
        tuple(
            _concept(
                word, [other for own, others in terms if word in own for other in others], rarity
            )
            for word in query_words(query.asked)
        )
    )


def _concept(word: str, others: Sequence[frozenset[str]], rarity: Mapping[str, float]) -> Concept:
    rarest = rarity[NOWHERE]
    said = [sum(rarity[part] for part in other) for other in others if _stands(other, rarity)]
    least = rarity[word] if rarity[word] < rarest else min([rarest, *said])
    return Concept(
        word,
        tuple(other for other in others if other),
        weight=least / rarest,
        is_known=rarity[word] < rarest or bool(said),
    )


def _stands(words: Collection[str], rarity: Mapping[str, float]) -> bool:
    return bool(words) and all(rarity[word] < rarity[NOWHERE] for word in words)
