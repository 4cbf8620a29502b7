"""The embedding engines: which one runs a model, and the general one, sentence-transformers."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.models.bert import bert_folder
from assistant.models.bert_embedder import BertEmbedder
from assistant.models.texts import distinct, prefix
from vectorstore.embedder import Embedder, Vectors

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Dtype = Literal["bfloat16", "float32"]
BATCH = 32
"""Passages in one forward pass; larger batches waste time on padding (measured at 16, 32, 64)."""


def open_embedder(model: str, name: str) -> Embedder:
    """The quickest engine that runs a local folder or a hub name. Nothing heavy is loaded yet."""
    folder = bert_folder(Path(model))
    return BertEmbedder(folder, name) if folder else SentenceEmbedder(model, name)


class SentenceEmbedder:
    """An Embedder over any model of sentence-transformers.

    What the quick engine computes is checked against this one in float32; unless told otherwise it
    runs in bfloat16 where the CPU multiplies in it.
    """

    def __init__(self, model: str, name: str, dtype: Dtype | None = None) -> None:
        self.name = name
        self._model = model
        self._dtype = dtype
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
        once, places = distinct(texts)
        vectors: Vectors = self._embed(once, "passage")[places]
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """A question that finds them: (d,) float32 of length 1."""
        vector: Vectors = self._embed([text], "query")[0]
        return vector

    def _embed(self, texts: list[str], role: str) -> Vectors:
        model = self._load()
        with self._lock:
            raw = model.encode(
                texts,
                batch_size=BATCH,
                prompt=prefix(model.prompts, self.name, role) or None,
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
                self._loaded = _open(self._model, self.name, self._dtype)
            return self._loaded


def _open(model: str, name: str, dtype: Dtype | None) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            model,
            device="cpu",
            model_kwargs={"dtype": dtype or fast_dtype()},
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
