"""The quick embedding engine: a BERT in 8-bit integers on onnxruntime, one text a core.

Each text runs by itself on one thread, so nothing is padded, no core waits for another, and a
question need not wait for passages.
"""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import ModelUnavailable
from assistant.models.bert import PLACES, TOKENIZER, TYPES, WORDS, BertFolder
from assistant.models.bert_graph import INPUT, OUTPUT, bert_graph
from assistant.models.errors import MalformedWeights
from assistant.models.texts import distinct, prefix
from vectorstore.embedder import Vectors

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

_ERRORS = 3
"""onnxruntime's severity from which on it speaks."""


class BertEmbedder:
    """An Embedder over a folder that `assistant.models.bert.bert_folder` recognizes.

    Its vectors and those of the same weights in sentence-transformers have a cosine of 0.998, so
    one may find what the other embedded: ``name`` is the model's alone, and a library moves from
    one engine to the other without being made anew.
    """

    def __init__(self, folder: BertFolder, name: str) -> None:
        self.name = name
        self.dimension = folder.shape.hidden_size
        """Length d of a vector."""
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: _Engine | None = None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Texts to be found: (n, d) float32, rows of length 1."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        once, places = distinct([self._prefix("passage") + text for text in texts])
        vectors: Vectors = self._load().embed(once)[places]
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """A question that finds them: (d,) float32 of length 1."""
        return self._load().embed_one(self._prefix("query") + text)

    def _prefix(self, role: str) -> str:
        return prefix(self._folder.prompts, self.name, role)

    def _load(self) -> "_Engine":
        with self._lock:
            if self._loaded is None:
                self._loaded = _open(self._folder, self.name)
            return self._loaded


class _Engine:
    """The loaded model. Safe to use from many threads."""

    def __init__(self, folder: BertFolder, tokenizer: "Tokenizer") -> None:
        tensors = folder.tensors
        self._tokenizer = tokenizer
        self._words = tensors
        self._places = tensors.whole(PLACES) + tensors.whole(TYPES)[0]
        self._session = _session(bert_graph(folder.shape, tensors.whole))
        self._cores = ThreadPoolExecutor(len(os.sched_getaffinity(0)), "embed")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(n, d), a core a text."""
        return np.stack(list(self._cores.map(self.embed_one, texts)))

    def embed_one(self, text: str) -> Vectors:
        """(d,), on the caller's thread."""
        words = np.array(self._tokenizer.encode(text).ids, np.intp)
        embedded = self._words.rows(WORDS, words) + self._places[: len(words)]
        vector: Vectors = self._session.run([OUTPUT], {INPUT: embedded[None]})[0][0]
        return vector / np.linalg.norm(vector)


def _open(folder: BertFolder, name: str) -> _Engine:
    try:
        return _Engine(folder, _tokenizer(folder))
    except (OSError, MalformedWeights) as exc:
        raise ModelUnavailable(
            f"The embedding model {name} cannot be loaded from {folder.path}: {exc}. "
            "Run `shiftmate models verify`, or set SHIFTMATE_EMBEDDING_MODEL."
        ) from exc


def _tokenizer(folder: BertFolder) -> "Tokenizer":
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(folder.path / TOKENIZER))
    except Exception as exc:  # the library has no name for what it raises
        raise MalformedWeights(TOKENIZER, str(exc)) from exc
    tokenizer.enable_truncation(folder.tokens)
    tokenizer.no_padding()
    return tokenizer


def _session(graph: bytes) -> "onnxruntime.InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The full level joins Add and LayerNormalization to one operator, which takes three
    # times as long as the two (onnxruntime 1.31).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = _ERRORS
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
