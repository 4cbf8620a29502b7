"""What is done to a GGUF tensor on its way; the whole conversion is in test_models_real.py."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from gguf import GGMLQuantizationType, quantize

from assistant.models.gguf import Source, _ordered, _twins

RANDOM = np.random.default_rng(3)


def packed(values: np.ndarray[Any, Any], kind: str) -> Source:
    chosen = GGMLQuantizationType[kind]
    return Source(quantize(values.astype(np.float32), chosen), chosen, values.shape)


def test_rows_come_out_in_order_whatever_the_piece() -> None:
    values = RANDOM.normal(size=(9_000, 32))
    pieces = list(packed(values, "Q8_0").pieces())
    assert len(pieces) == 3
    np.testing.assert_allclose(np.concatenate(pieces), values, atol=0.03)


def test_one_matrix_packed_twice_is_recognized() -> None:
    values = RANDOM.normal(size=(64, 256))
    fine, coarse = packed(values, "Q8_0"), packed(values, "Q4_0")
    assert _twins(fine, coarse)
    assert not _twins(fine, packed(RANDOM.normal(size=(64, 256)), "Q4_0"))
    assert not _twins(fine, packed(values[:32], "Q4_0"))


def permuted(values: np.ndarray[Any, Any], heads: int) -> np.ndarray[Any, Any]:
    """llama.cpp's LlamaModel.permute, word for word."""
    return (
        values.reshape(heads, 2, values.shape[0] // heads // 2, *values.shape[1:])
        .swapaxes(1, 2)
        .reshape(values.shape)
    )


@pytest.mark.parametrize(
    ("kind", "name", "heads"),
    [
        ("llama", "model.layers.0.self_attn.q_proj.weight", 4),
        ("llama", "model.layers.0.self_attn.k_proj.weight", 2),
        ("llama", "model.layers.0.self_attn.v_proj.weight", None),
        ("qwen2", "model.layers.0.self_attn.q_proj.weight", None),
    ],
)
def test_rotary_rows_are_put_back(kind: str, name: str, heads: int | None) -> None:
    config: Any = SimpleNamespace(model_type=kind, num_attention_heads=4, num_key_value_heads=2)
    values = RANDOM.normal(size=(32, 32)).astype(np.float32)
    stored = packed(values if heads is None else permuted(values, heads), "F32")
    restored = np.concatenate(list(_ordered(stored, name, config).pieces()))
    np.testing.assert_array_equal(restored, values)
