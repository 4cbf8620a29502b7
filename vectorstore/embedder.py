"""The seam between words and vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into unit vectors whose inner product is a likeness."""

    @property
    def name(self) -> str:
        """Names the model and its weights; vectors of two names are never compared."""

    @property
    def dimension(self) -> int:
        """Length d of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Texts to be found: (n, d) float32, rows of length 1; n = 0 gives (0, d)."""

    def embed_query(self, text: str) -> Vectors:
        """A question that finds them: (d,) float32 of length 1."""
