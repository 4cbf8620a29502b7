"""A GGUF file becomes an ordinary transformers folder, once.

transformers can load GGUF itself, but unpacks it anew at every start, holds the whole model in
memory meanwhile (5.6 GB for 1.5 B weights) and asks for accelerate. Here transformers reads the
configuration and the tokenizer, the gguf library says which tensor is which and unpacks it, and
memory holds a few thousand rows at a time. The result is bit for bit what transformers makes.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from assistant.models.errors import MalformedWeights
from assistant.models.tensorfile import Floats, Tensor, write_bfloat16

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedTokenizerBase

PACKED = "model.gguf"
PIECE = 4096
"""Rows unpacked at a time: 25 MB of float32 in a model 1,536 wide."""
TWINS = 0.15
"""Two quantizations of one matrix differ by less, relative to its norm. Qwen2.5-Coder-1.5B's 4 and
6 bits differ by 0.08; matrices that have nothing to do with each other, by more than 1."""
HEAD, WORDS = "lm_head.weight", "model.embed_tokens.weight"


@dataclass(frozen=True, slots=True)
class Source:
    """A tensor of the GGUF file."""

    data: NDArray[Any]
    """Rows of packed bytes, or of numbers where the kind is a plain one."""
    kind: Any
    """gguf.GGMLQuantizationType"""
    shape: tuple[int, ...]
    """As PyTorch counts: rows first."""

    def pieces(self) -> Iterator[Floats]:
        """The values, a few rows at a time."""
        from gguf import dequantize

        for start in range(0, len(self.data), PIECE):
            yield dequantize(self.data[start : start + PIECE], self.kind).astype(np.float32)


def convert(sources: Path, folder: Path) -> Iterator[tuple[int, int]]:
    """Fills a folder that transformers loads; yields bytes written and their total.

    Args:
        sources: Holds the GGUF file.
        folder: An empty folder.

    Raises:
        MalformedWeights: The file is no GGUF of a causal language model that transformers knows.
    """
    file = sources / PACKED
    try:
        config, tokenizer = _read_forms(file)
        tensors = _tensors(file, config)
    except (LookupError, ValueError, TypeError, OSError, struct.error) as exc:
        raise MalformedWeights(file.name, str(exc)) from exc
    total = sum(tensor.size for tensor in tensors)
    for done in write_bfloat16(folder / "model.safetensors", tensors):
        yield done, total
    _write_forms(folder, config, tokenizer)


def _read_forms(file: Path) -> "tuple[PreTrainedConfig, PreTrainedTokenizerBase]":
    from transformers import AutoConfig, AutoTokenizer

    # trust_remote_code stays False: a folder of data is all that is read.
    config = AutoConfig.from_pretrained(file.parent, gguf_file=file.name)
    tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
    return config, tokenizer


def _tensors(file: Path, config: "PreTrainedConfig") -> list[Tensor]:
    """What the file holds, under the names and in the order of the transformers model."""
    sources = _sources(file)
    wanted = _wanted(config)
    names = _gguf_names(config, wanted)
    output, words = sources.get(names.get(HEAD, "")), sources[names[WORDS]]
    if not config.tie_word_embeddings and output is not None and _twins(output, words):
        # One matrix, packed twice: keep the finer packing for both uses, and 467 MB less.
        config.tie_word_embeddings = True
        sources[names[WORDS]] = output
    if config.tie_word_embeddings:
        wanted.pop(HEAD, None)
    return [
        _tensor(name, shape, _ordered(sources[names[name]], name, config))
        for name, shape in wanted.items()
    ]


def _sources(file: Path) -> dict[str, Source]:
    from gguf import GGUFReader

    return {
        tensor.name: Source(tensor.data, tensor.tensor_type, tuple(map(int, tensor.shape[::-1])))
        for tensor in GGUFReader(file).tensors
    }


def _wanted(config: "PreTrainedConfig") -> dict[str, tuple[int, ...]]:
    """Names and shapes of the model's tensors, without making them."""
    import torch
    from transformers import AutoModelForCausalLM

    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    config.architectures = [type(model).__name__]
    config.dtype = torch.bfloat16
    return {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}


def _gguf_names(config: "PreTrainedConfig", wanted: dict[str, tuple[int, ...]]) -> dict[str, str]:
    """Name in transformers -> name in the file."""
    from gguf import MODEL_ARCH_NAMES, get_tensor_name_map

    arch = {name: arch for arch, name in MODEL_ARCH_NAMES.items()}[config.model_type]
    known = get_tensor_name_map(arch, config.num_hidden_layers)
    found = {name: known.get_name(name, try_suffixes=(".weight", ".bias")) for name in wanted}
    return {name: target for name, target in found.items() if target is not None}


def _twins(one: Source, other: Source) -> bool:
    if one.shape != other.shape:
        return False
    first, second = next(one.pieces()), next(other.pieces())
    return bool(np.linalg.norm(first - second) < TWINS * np.linalg.norm(first))


def _ordered(source: Source, name: str, config: "PreTrainedConfig") -> Source:
    """Undoes llama.cpp's order of rotary rows, which only its "llama" family has.

    Within a head llama.cpp puts the two halves of a rotated pair side by side
    (convert_hf_to_gguf.py, ``LlamaModel.permute``).
    """
    heads = {
        "q_proj.weight": config.num_attention_heads,
        "k_proj.weight": config.num_key_value_heads,
    }.get(".".join(name.split(".")[-2:]))
    if config.model_type != "llama" or heads is None:
        return source
    rows = np.arange(len(source.data)).reshape(heads, -1, 2).swapaxes(1, 2).reshape(-1)
    return Source(source.data[rows], source.kind, source.shape)


def _tensor(name: str, shape: tuple[int, ...], source: Source) -> Tensor:
    if source.shape != shape:
        raise ValueError(f"{name} has shape {source.shape}, the configuration says {shape}")
    return Tensor(name, shape, partial(source.pieces))


def _write_forms(
    folder: Path, config: "PreTrainedConfig", tokenizer: "PreTrainedTokenizerBase"
) -> None:
    from transformers import GenerationConfig

    config.save_pretrained(folder)
    tokenizer.model_max_length = config.max_position_embeddings
    tokenizer.save_pretrained(folder)
    form = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=False,
        bos_token_id=config.bos_token_id,
        pad_token_id=config.pad_token_id,
        eos_token_id=_stops(config, tokenizer),
    )
    form.save_pretrained(folder)


def _stops(config: "PreTrainedConfig", tokenizer: "PreTrainedTokenizerBase") -> list[int]:
    """Tokens that end a reply: the end of the turn, and the end of the text it may slip into."""
    end_of_text = tokenizer.get_vocab().get("<|endoftext|>")
    stops = (config.eos_token_id, end_of_text)
    return list(dict.fromkeys(stop for stop in stops if stop is not None))
