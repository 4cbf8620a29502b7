"""A BERT of a few thousand weights in a sentence-transformers folder, and what it must compute."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

HIDDEN, WIDE, LAYERS, HEADS, WORDS, PLACES = 32, 64, 2, 4, 200, 24
EPSILON = 1e-12
FAR = 50
"""How much farther than the others one feed-forward neuron reaches."""
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": HIDDEN,
    "intermediate_size": WIDE,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": HEADS,
    "layer_norm_eps": EPSILON,
    "max_position_embeddings": PLACES,
    "type_vocab_size": 1,
    "vocab_size": WORDS,
}
Array = NDArray[np.float32]


def weights(seed: int = 3) -> dict[str, Array]:
    """As a trained model has them: norms near 1, one neuron far above the others."""
    random = np.random.default_rng(seed)

    def some(*shape: int, scale: float = 0.2) -> Array:
        return random.normal(0, scale, shape).astype(np.float32)

    made = {
        "embeddings.word_embeddings.weight": some(WORDS, HIDDEN, scale=1),
        "embeddings.position_embeddings.weight": some(PLACES, HIDDEN),
        "embeddings.token_type_embeddings.weight": some(1, HIDDEN),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
        parts = ("attention.self.query", "attention.self.key", "attention.self.value")
        for part, outputs, inputs in (
            *((part, HIDDEN, HIDDEN) for part in (*parts, "attention.output.dense")),
            ("intermediate.dense", WIDE, HIDDEN),
            ("output.dense", HIDDEN, WIDE),
        ):
            made[f"{at}.{part}.weight"] = some(outputs, inputs)
            made[f"{at}.{part}.bias"] = some(outputs)
        made[f"{at}.intermediate.dense.weight"][0] *= FAR
        made[f"{at}.output.dense.weight"][:, 0] /= FAR
    for norm in norms:
        made[f"{norm}.weight"] = 1 + some(HIDDEN)
        made[f"{norm}.bias"] = some(HIDDEN)
    return made


def write_bert(folder: Path, **config: object) -> Path:
    """The folder, with some of ``config.json`` changed."""
    folder.mkdir()
    save_file(weights(), folder / "model.safetensors")
    forms: dict[str, object] = {
        "config.json": CONFIG | config,
        "modules.json": [
            {"path": "", "type": "sentence_transformers.models.Transformer"},
            {"path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "1_Pooling/config.json": {"pooling_mode_mean_tokens": True},
        "sentence_bert_config.json": {"max_seq_length": 16, "do_lower_case": False},
        "tokenizer.json": _tokenizer(),
    }
    (folder / "1_Pooling").mkdir()
    for name, form in forms.items():
        (folder / name).write_text(json.dumps(form), "utf-8")
    return folder


def _tokenizer() -> dict[str, object]:
    """Words w3 to w199; <s> and </s> around them."""
    words = ["<s>", "</s>", "<unk>", *(f"w{number}" for number in range(3, WORDS - 1)), "query:"]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": {"type": "BertProcessing", "sep": ["</s>", 1], "cls": ["<s>", 0]},
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {word: number for number, word in enumerate(words)},
            "unk_token": "<unk>",
        },
    }


def vector(words: Sequence[int]) -> Array:
    """What BERT computes of words in float32 (Devlin et al. 2019, post-norm), meaned, length 1."""
    held = weights()
    states = held["embeddings.word_embeddings.weight"][list(words)]
    states = states + held["embeddings.position_embeddings.weight"][: len(words)]
    states = states + held["embeddings.token_type_embeddings.weight"][0]
    states = _norm(held, "embeddings.LayerNorm", states)
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}"
        heard = _attend(held, f"{at}.attention", states)
        states = _norm(held, f"{at}.attention.output.LayerNorm", states + heard)
        inner = _gelu(_linear(held, f"{at}.intermediate.dense", states))
        told = _linear(held, f"{at}.output.dense", inner)
        states = _norm(held, f"{at}.output.LayerNorm", states + told)
    mean = states.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attend(held: dict[str, Array], at: str, states: Array) -> Array:
    query, key, value = (
        _linear(held, f"{at}.self.{part}", states).reshape(-1, HEADS, HIDDEN // HEADS)
        for part in ("query", "key", "value")
    )
    likeness = np.exp(np.einsum("qhd,khd->hqk", query, key) / np.sqrt(HIDDEN // HEADS))
    heard = np.einsum("hqk,khd->qhd", likeness / likeness.sum(axis=2, keepdims=True), value)
    return _linear(held, f"{at}.output.dense", heard.reshape(-1, HIDDEN))


def _linear(held: dict[str, Array], at: str, states: Array) -> Array:
    return states @ held[f"{at}.weight"].T + held[f"{at}.bias"]


def _norm(held: dict[str, Array], at: str, states: Array) -> Array:
    centred = states - states.mean(axis=1, keepdims=True)
    scaled = centred / np.sqrt(centred.var(axis=1, keepdims=True) + EPSILON)
    return scaled * held[f"{at}.weight"] + held[f"{at}.bias"]


def _gelu(values: Array) -> Array:
    from math import erf

    return values * (1 + np.vectorize(erf)(values / np.sqrt(2))) / 2
