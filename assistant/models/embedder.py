"""The embedding engine: a sentence-transformers model, in bfloat16 where the CPU computes in it."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import ModelUnavailable
from vectorstore.embedder import Vectors

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

BATCH = 32
"""Passages in one forward pass; larger batches waste time on padding (measured at 16, 32, 64)."""


class SentenceEmbedder:
    """An Embedder over a local folder or a hub name.

    E5 models expect ``query: `` and ``passage: `` before a text (their model card); a model
    folder says so in its own ``config_sentence_transformers.json``, which is used when there.
    """

    def __init__(self, model: str, name: str) -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @property
    def dimension(self) -> int:
        """Length d of a vector."""
        dimension = self._load().get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(f"{self.name} does not say how long its vectors are.")
        return dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Texts to be found: (n, d) float32, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._embed(list(texts), "passage")

    def embed_query(self, text: str) -> Vectors:
        """A question that finds them: (d,) float32 of length 1."""
        vector: Vectors = self._embed([text], "query")[0]
        return vector

    def _embed(self, texts: list[str], role: str) -> Vectors:
        model = self._load()
        prefix = model.prompts.get(role) or _prefix(self.name, role)
        with self._lock:
            raw = model.encode(
                texts,
                batch_size=BATCH,
                prompt=prefix,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        # bfloat16 carries 8 bits of mantissa: the length must be made 1 again in float32.
        vectors: Vectors = raw.float().numpy()
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def _load(self) -> "SentenceTransformer":
        with self._lock:
            if self._loaded is None:
                self._loaded = _open(self._model, self.name)
            return self._loaded


def _open(model: str, name: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            model,
            device="cpu",
            model_kwargs={"dtype": fast_dtype()},
            trust_remote_code=False,
        )
    except (OSError, ValueError) as exc:
        raise ModelUnavailable(
            f"The embedding model {name} cannot be loaded from {model}: {exc}. "
            "Run `shiftmate models verify`, or set SHIFTMATE_EMBEDDING_MODEL."
        ) from exc


def fast_dtype() -> "torch.dtype":
    """bfloat16 where the CPU multiplies in it (AMX or AVX-512), float32 elsewhere."""
    import torch

    native = torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.bfloat16 if native else torch.float32


def _prefix(name: str, role: str) -> str | None:
    return f"{role}: " if "e5" in name.lower() else None
