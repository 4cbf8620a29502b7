"""Vectors that tell what is said, more than the language it is said in.

Multilingual models put a text nearer to anything in its own language than to its translation. What
a language adds is nearly one vector, the mean over many texts, so part of it is taken off again:
questions and passages apart, since e5 prefixes them differently.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files

import numpy as np

from ingest.document import Language
from ingest.letters import language_of
from vectorstore.embedder import Embedder, Vectors

SHARE = 0.6
"""How much of a language's mean is taken off. On 98 questions over 750 pages of manuals, page@5 by
vectors alone rose from .67 to .72, for questions in the other language from .00 to .36; from .5 to
.7 it is the same, the whole mean costs fault codes more than it gives."""


class CentredEmbedder:
    """An Embedder over another one; the means come from sentences that both languages share."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.name = f"{inner.name}, centred"

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        return self._inner.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Texts to be found: (n, d) float32, rows of length 1."""
        vectors = self._inner.embed_passages(texts)
        if not len(texts):
            return vectors
        means = self._means["passage"]
        return _unit(vectors - SHARE * np.stack([means[language_of(text)] for text in texts]))

    def embed_query(self, text: str) -> Vectors:
        """A question that finds them: (d,) float32 of length 1."""
        vector = self._inner.embed_query(text)
        return _unit(vector - SHARE * self._means["query"][language_of(text)])

    @cached_property
    def _means(self) -> dict[str, dict[Language, Vectors]]:
        """By role and language, (d,) each."""
        inner, texts = self._inner, _parallel_texts()
        return {
            "passage": {
                language: inner.embed_passages(said).mean(axis=0)
                for language, said in texts["passage"].items()
            },
            "query": {
                language: np.mean([inner.embed_query(question) for question in said], axis=0)
                for language, said in texts["query"].items()
            },
        }


def _parallel_texts() -> dict[str, dict[Language, list[str]]]:
    texts: dict[str, dict[Language, list[str]]] = {
        role: {"zh": [], "en": []} for role in ("passage", "query")
    }
    for line in files(__package__).joinpath("parallel.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            role, chinese, english = line.split("\t")
            texts[role]["zh"].append(chinese)
            texts[role]["en"].append(english)
    return texts


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit.astype(np.float32)
