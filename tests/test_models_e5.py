"""The 4-bit packing: read exactly, and never trusted."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import safetensors
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.models.e5 import convert, read
from assistant.models.errors import MalformedWeights
from tests.tiny_models import PackedE5

TOKENIZER = json.dumps(
    {
        "added_tokens": [
            {"id": number, "content": token}
            for number, token in enumerate(["<s>", "<pad>", "</s>", "<unk>"])
        ]
    }
)
SOUND = PackedE5().file()


def converted(packed: bytes, tokenizer: str, folder: Path) -> Path:
    sources, result = folder / "sources", folder / "result"
    sources.mkdir()
    result.mkdir()
    (sources / "e5-small-q4.bin").write_bytes(packed)
    (sources / "tokenizer.json").write_text(tokenizer, "utf-8")
    steps = list(convert(sources, result))
    assert steps[-1][0] == steps[-1][1]
    return result


def tensors(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Read by the safetensors library, so that the file is one for others too."""
    raw = safetensors.deserialize((folder / "model.safetensors").read_bytes())
    assert {entry["dtype"] for _, entry in raw} == {"BF16"}
    return {
        name: (np.frombuffer(entry["data"], "<u2").astype("<u4") << 16)
        .view("<f4")
        .reshape(entry["shape"])
        for name, entry in raw
    }


def test_every_weight_survives_to_bfloat16_precision(tmp_path: Path) -> None:
    packing = PackedE5()
    got = tensors(converted(packing.file(), TOKENIZER, tmp_path))
    assert len(got) == len(packing.values) == 5 + 16 * packing.layers
    pairs = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.LayerNorm.bias": "emb.ln.b",
        "encoder.layer.1.attention.self.key.weight": "l1.k.w",
        "encoder.layer.0.attention.output.dense.bias": "l0.ao.b",
        "encoder.layer.0.attention.output.LayerNorm.weight": "l0.aln.w",
        "encoder.layer.1.intermediate.dense.weight": "l1.fi.w",
        "encoder.layer.1.output.dense.weight": "l1.fo.w",
        "encoder.layer.1.output.LayerNorm.weight": "l1.oln.w",
    }
    for theirs, ours in pairs.items():
        assert got[theirs].shape == packing.values[ours].shape
        np.testing.assert_allclose(got[theirs], packing.values[ours], rtol=2**-8, atol=0)


def test_the_folder_says_what_it_is(tmp_path: Path) -> None:
    folder = converted(SOUND, TOKENIZER, tmp_path)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    assert (config["model_type"], config["vocab_size"], config["hidden_size"]) == ("bert", 40, 32)
    assert (config["pad_token_id"], config["max_position_embeddings"]) == (1, 16)
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    assert prompts["prompts"] == {"query": "query: ", "passage": "passage: "}
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    assert [module["type"].split(".")[-1] for module in modules] == [
        "Transformer",
        "Pooling",
        "Normalize",
    ]


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"E5S1" + rest)))
def test_arbitrary_bytes_are_refused_politely(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights.bin"
        path.write_bytes(data)
        with pytest.raises(MalformedWeights, match="Pull the model again"):
            read(path)


@given(
    flips=st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.one_of(st.none(), st.integers(0, len(SOUND))),
)
def test_a_damaged_file_converts_or_is_refused(
    flips: list[tuple[int, int]], cut: int | None
) -> None:
    data = bytearray(SOUND)
    for place, value in flips:
        data[place] = value
    with TemporaryDirectory() as folder:
        try:
            result = converted(bytes(data[:cut]), TOKENIZER, Path(folder))
        except MalformedWeights:
            return
        assert all(np.isfinite(values).all() for values in tensors(result).values())


@pytest.mark.parametrize("missing", [1, 100, len(SOUND) // 2])
def test_a_truncated_file_is_refused(tmp_path: Path, missing: int) -> None:
    with pytest.raises(MalformedWeights):
        converted(SOUND[:-missing], TOKENIZER, tmp_path)


def test_scales_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    packing = PackedE5()
    data = bytearray(packing.file())
    scale = data.rindex(packing.values["l1.oln.b"].tobytes())
    data[scale : scale + 4] = np.float32("nan").tobytes()
    with pytest.raises(MalformedWeights, match=r"LayerNorm.* not finite"):
        converted(bytes(data), TOKENIZER, tmp_path)


@pytest.mark.parametrize(
    "tokenizer",
    ["", "[]", "{}", '{"added_tokens": 3}', '{"added_tokens": [{"id": 0, "content": "<s>"}]}'],
)
def test_a_tokenizer_of_another_model_is_refused(tmp_path: Path, tokenizer: str) -> None:
    with pytest.raises(MalformedWeights, match=r"tokenizer\.json"):
        converted(SOUND, tokenizer, tmp_path)
