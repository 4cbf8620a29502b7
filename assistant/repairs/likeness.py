"""How like two descriptions of a fault are: their words, and their meaning in either language."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from assistant.answering.repair import Match
from assistant.repairs.symptom import Symptom
from vectorstore.embedder import Embedder, Vectors
from vectorstore.tokens import segment

_WORDS: Final = 0.2
"""Weight of the words beside the meaning's 1."""
CLOSE: Final = 0.60
LOOSE: Final = 0.53
"""Of 128 corrective orders of a plant, their codes struck out and equal texts left aside, the three
likest others were of the same code in .58 of cases from LOOSE on and in .94 from CLOSE on; .59 and
.36 of the orders then found one. Meaning or words alone need fewer finds for the same share."""
COMPARED: Final = 24
"""Texts whose meaning is compared: each one costs 4.5 ms the first time."""
_REMEMBERED: Final = 4096
"""Vectors of texts, 6 MB; orders repeat themselves."""


class Likeness:
    """Compares; remembers what texts mean. Safe to use from many threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}

    def of(self, symptom: Symptom, texts: Iterable[str], most: int = COMPARED) -> dict[str, float]:
        """The likeness, 0 to 1, to the symptom of the texts that share most words with it.

        No more than ``most`` of them; the others are not in the result.
        """
        if not symptom.text:
            return {}
        said = {text: symptom.focus.covered(_words_of(text)) for text in texts if text}
        likest = sorted(said, key=lambda text: -said[text])[:most]
        if not likest:
            return {}
        cosines = self._vectors(likest) @ self._embedder.embed_query(symptom.text)
        return {
            text: _scaled(float(cosine), said[text])
            for text, cosine in zip(likest, cosines, strict=True)
        }

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        """(n, d), rows of length 1."""
        known = {text: self._known[text] for text in texts if text in self._known}
        if new := [text for text in texts if text not in known]:
            known.update(zip(new, self._embedder.embed_passages(new), strict=True))
            if len(self._known) + len(new) > _REMEMBERED:
                self._known = {}
            self._known.update({text: known[text] for text in new})
        return np.stack([known[text] for text in texts])


@lru_cache(_REMEMBERED)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(segment(text))


def match_of(likeness: float) -> Match | None:
    """None: not like it."""
    if likeness >= CLOSE:
        return "close"
    return "loose" if likeness >= LOOSE else None


def _scaled(cosine: float, coverage: float) -> float:
    return min(1.0, max(0.0, (cosine + _WORDS * coverage) / (1 + _WORDS)))
