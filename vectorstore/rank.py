"""Candidates of all arms in one order: by words, by meaning, and by how much of what was asked.

Ranks choose the candidates, since scores of two arms cannot be compared; a closer look, which
costs too much for more than a hundred chunks, puts them in order. Pure.
"""

from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vectorstore.embedder import Vectors

MEANING = 2.0
COVERED = 0.6
"""Weights beside BM25, scaled to 0..1. Over 98 questions the right page came first for 58 %
by reciprocal ranks alone, for 66 % by this; halving or doubling a weight moves it by 2 points."""
NOWHERE = ""
"""Stands for a word that no chunk holds: the rarest there can be."""
SAYS_LITTLE = 0.7
"""Times the rarity of such a word. A question whose words weigh less together ("what time is it")
is not covered by a page that has its one common word."""
SATURATION, LENGTH = 1.2, 0.75
"""k1 and b of BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009; also
those of SQLite's FTS5."""


@dataclass(frozen=True, slots=True)
class Form:
    """A question in one language, ready to be compared."""

    words: tuple[str, ...]
    """As the keyword index cuts them, each once."""
    vector: Vectors
    """(d,)."""
    trust: float = 1.0
    """How much of the question it says, 0..1: a translation may have gaps."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk as the arms know it."""

    row: int
    words: Sequence[str]
    """All of its search words, repeated as often as they stand there."""
    vector: Vectors
    """(d,)."""
    lift: float = 0.0
    """Added to its score, for what neither words nor meaning tell."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place."""

    row: int
    score: float
    likeness: float
    """Cosine of the chunk and the nearest form."""
    coverage: float
    """Share of a form's words that the chunk holds, rare words counting more; 0..1."""


def rank(
    forms: Sequence[Form], candidates: Sequence[Candidate], rarity: Mapping[str, float]
) -> list[Ranked]:
    """Best first. Each candidate is judged by the form that suits it best: its own language's.

    Args:
        forms: The question, and its translation if there is one.
        candidates: What the arms found.
        rarity: Inverse document frequency of every word of the forms, and of NOWHERE.
    """
    usual = float(np.mean([float(len(candidate.words)) for candidate in candidates] or [1.0]))
    ranked = [_judged(forms, candidate, rarity, usual) for candidate in candidates]
    return sorted(ranked, key=lambda judged: -judged.score)


def _judged(
    forms: Sequence[Form], candidate: Candidate, rarity: Mapping[str, float], usual: float
) -> Ranked:
    counts = Counter(candidate.words)
    damping = SATURATION * (1 - LENGTH + LENGTH * len(candidate.words) / usual)
    lexical = max(form.trust * _bm25(form.words, counts, rarity, damping) for form in forms)
    likeness = max(float(form.vector @ candidate.vector) for form in forms)
    coverage = max(form.trust * covered(form.words, counts, rarity) for form in forms)
    score = lexical + MEANING * likeness + COVERED * coverage + candidate.lift
    return Ranked(candidate.row, score, likeness, coverage)


def _bm25(
    words: Sequence[str], counts: Mapping[str, int], rarity: Mapping[str, float], damping: float
) -> float:
    """BM25 over the sum of rarities, which makes questions of any length comparable."""
    found = sum(
        rarity[word] * counts[word] * (SATURATION + 1) / (counts[word] + damping)
        for word in words
        if word in counts
    )
    return found / (sum(rarity[word] for word in words) or 1.0)


def covered(words: Sequence[str], said: Container[str], rarity: Mapping[str, float]) -> float:
    """Share of a question's words that are said, rare ones counting more; 0..1."""
    asked = max(sum(rarity[word] for word in words), SAYS_LITTLE * rarity[NOWHERE])
    return sum(rarity[word] for word in words if word in said) / asked
