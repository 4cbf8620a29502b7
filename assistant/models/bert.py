"""Which model folders are a BERT with mean pooling, and what their files say about it.

That is what the multilingual-e5 family is. Everything about a folder that this engine would
compute otherwise than sentence-transformers does is a reason not to take it.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from assistant.models.errors import MalformedWeights
from assistant.models.tensors import Tensors

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
WORDS = "embeddings.word_embeddings.weight"
PLACES = "embeddings.position_embeddings.weight"
TYPES = "embeddings.token_type_embeddings.weight"
DEEPEST = 1000
"""Layers; a config that promises more is not worth a list of their names."""


class Shape(BaseModel):
    """``config.json``: the numbers of a BertModel, and the choices that are not supported."""

    model_type: Literal["bert"]
    hidden_act: Literal["gelu"]
    position_embedding_type: Literal["absolute"] = "absolute"
    is_decoder: Literal[False] = False
    hidden_size: int = Field(gt=0)
    intermediate_size: int = Field(gt=0)
    num_hidden_layers: int = Field(gt=0, le=DEEPEST)
    num_attention_heads: int = Field(gt=0)
    layer_norm_eps: float = Field(gt=0)
    max_position_embeddings: int = Field(gt=2)
    type_vocab_size: int = Field(gt=0)


class _Reading(BaseModel):
    """``sentence_bert_config.json``."""

    max_seq_length: int | None = Field(default=None, gt=2)
    do_lower_case: Literal[False] = False


class _Pooling(BaseModel):
    """``1_Pooling/config.json``, as written before sentence-transformers 6 and since."""

    pooling_mode: Literal["mean"] = "mean"
    pooling_mode_cls_token: Literal[False] = False
    pooling_mode_mean_tokens: Literal[True] = True
    pooling_mode_max_tokens: Literal[False] = False
    pooling_mode_mean_sqrt_len_tokens: Literal[False] = False
    pooling_mode_weightedmean_tokens: Literal[False] = False
    pooling_mode_lasttoken: Literal[False] = False
    include_prompt: Literal[True] = True


class _Module(BaseModel):
    """One line of ``modules.json``."""

    path: str
    type: str


class _Prompts(BaseModel):
    """``config_sentence_transformers.json``."""

    prompts: dict[str, str | None] = {}


_MODULES = TypeAdapter(list[_Module])
_KINDS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


@dataclass(frozen=True)
class BertFolder:
    """A sentence-transformers folder that holds such a model."""

    path: Path
    shape: Shape
    tokens: int
    """Of a text, special ones included; the rest is cut off."""
    prompts: dict[str, str | None]
    """What the model wants before a text, by role."""

    @cached_property
    def tensors(self) -> Tensors:
        """The weights."""
        return Tensors(self.path / WEIGHTS)


def bert_folder(path: Path) -> BertFolder | None:
    """What the folder holds, or None where it is something else."""
    try:
        folder = _read(path)
        fits = folder is not None and _complete(folder)
    except (OSError, ValidationError, MalformedWeights):
        return None
    return folder if fits else None


def _read(path: Path) -> BertFolder | None:
    modules = _MODULES.validate_json((path / "modules.json").read_bytes())
    if [module.type.rpartition(".")[2] for module in modules] not in _KINDS or modules[0].path:
        return None
    _Pooling.model_validate_json((path / modules[1].path / "config.json").read_bytes())
    shape = Shape.model_validate_json((path / "config.json").read_bytes())
    reading = _Reading.model_validate_json((path / "sentence_bert_config.json").read_bytes())
    longest = shape.max_position_embeddings
    tokens = min(reading.max_seq_length or longest, longest)
    return BertFolder(path, shape, tokens, _prompts(path / "config_sentence_transformers.json"))


def _prompts(path: Path) -> dict[str, str | None]:
    """Older folders have no such file."""
    return _Prompts.model_validate_json(path.read_bytes()).prompts if path.exists() else {}


def _complete(folder: BertFolder) -> bool:
    """Whether the files have all that the engine reads, in the sizes it expects."""
    tensors, shape = folder.tensors, folder.shape
    words = tensors.shape(WORDS)
    return (
        (folder.path / TOKENIZER).is_file()
        and shape.hidden_size % shape.num_attention_heads == 0
        and words is not None
        and words[1:] == (shape.hidden_size,)
        and all(tensors.shape(name) == size for name, size in _sizes(shape).items())
    )


def _sizes(shape: Shape) -> dict[str, tuple[int, ...]]:
    """The tensors beside the table of words, and their dimensions."""
    hidden, wide = shape.hidden_size, shape.intermediate_size
    sizes: dict[str, tuple[int, ...]] = {
        PLACES: (shape.max_position_embeddings, hidden),
        TYPES: (shape.type_vocab_size, hidden),
        "embeddings.LayerNorm.weight": (hidden,),
        "embeddings.LayerNorm.bias": (hidden,),
    }
    for layer in range(shape.num_hidden_layers):
        for part, size in _layer_sizes(hidden, wide).items():
            sizes[f"encoder.layer.{layer}.{part}.weight"] = size
            sizes[f"encoder.layer.{layer}.{part}.bias"] = size[:1]
    return sizes


def _layer_sizes(hidden: int, wide: int) -> dict[str, tuple[int, ...]]:
    """(outputs, inputs) of products, (hidden,) of norms."""
    return {
        "attention.self.query": (hidden, hidden),
        "attention.self.key": (hidden, hidden),
        "attention.self.value": (hidden, hidden),
        "attention.output.dense": (hidden, hidden),
        "attention.output.LayerNorm": (hidden,),
        "intermediate.dense": (wide, hidden),
        "output.dense": (hidden, wide),
        "output.LayerNorm": (hidden,),
    }
