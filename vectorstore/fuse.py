"""Several rankings become one, by rank alone: scores of two arms are never compared."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def fuse(
    rankings: Sequence[Sequence[Id]],
    weights: Sequence[float] | None = None,
    k: int = 60,
) -> list[tuple[Id, float]]:
    """Reciprocal rank fusion: an item earns ``weight / (k + rank)`` in each ranking that has it.

    Args:
        rankings: Best first, each item at most once in a ranking.
        weights: One per ranking; all 1 when absent.
        k: How little the first ranks stand out. 60 is the value of Cormack, Clarke and Büttcher,
            "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods",
            SIGIR 2009, who found results insensitive to it.

    Returns:
        Every item once with its score, best first; equal scores keep the order of first sight.

    Raises:
        ValueError: Weights and rankings differ in number.
    """
    weights = [1.0] * len(rankings) if weights is None else weights
    scores: defaultdict[Id, float] = defaultdict(float)
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, item in enumerate(ranking, start=1):
            scores[item] += weight / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
