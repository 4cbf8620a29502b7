"""What stands around multilingual-e5-small's weights in a sentence-transformers folder."""

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.models.errors import MalformedWeights


@dataclass(frozen=True, slots=True)
class Shape:
    """The header's numbers, as BertConfig names them."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float
    bos_token_id: int
    eos_token_id: int
    pad_token_id: int
    unk_token_id: int


def write_tokenizer(tokenizer: Path, folder: Path, shape: Shape) -> None:
    """Copies tokenizer.json and says how to load it.

    The class is the plain one: XLMRobertaTokenizer would build its own normalizer around the
    vocabulary, where the file already holds the one the model was trained with.

    Raises:
        MalformedWeights: It is not this model's tokenizer.
    """
    text = tokenizer.read_text(encoding="utf-8")
    special = _special_tokens(text, tokenizer.name, shape)
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    _write_json(folder / "special_tokens_map.json", special)
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.max_position_embeddings,
            "clean_up_tokenization_spaces": False,
            "padding_side": "right",
            **special,
        },
    )


def _special_tokens(text: str, name: str, shape: Shape) -> dict[str, str]:
    """Special tokens by role; their numbers must be those of the packed file."""
    try:
        added = json.loads(text)["added_tokens"]
        numbers = {token["content"]: token["id"] for token in added}
    except (ValueError, KeyError, TypeError) as exc:
        raise MalformedWeights(name, f"its list of added tokens cannot be read: {exc!r}") from exc
    expected = {
        "<s>": shape.bos_token_id,
        "</s>": shape.eos_token_id,
        "<pad>": shape.pad_token_id,
        "<unk>": shape.unk_token_id,
    }
    found = {token: numbers.get(token) for token in expected}
    if found != expected:
        raise MalformedWeights(name, f"special tokens are {found}, the weights want {expected}")
    return {
        "bos_token": "<s>",
        "eos_token": "</s>",
        "cls_token": "<s>",
        "sep_token": "</s>",
        "pad_token": "<pad>",
        "unk_token": "<unk>",
    } | ({"mask_token": "<mask>"} if "<mask>" in numbers else {})


def write_configs(folder: Path, shape: Shape) -> None:
    """Says that this is a BertModel, mean pooling, then length 1, and which prefixes it wants."""
    hidden = shape.hidden_size
    _write_json(folder / "config.json", _bert_config(shape))
    _write_json(folder / "modules.json", _modules())
    _write_json(
        folder / "sentence_bert_config.json",
        {
            "max_seq_length": shape.max_position_embeddings,
            "do_lower_case": False,
            # The packing has no pooler, and mean pooling needs none: without this, loading
            # invents one at random and says so on every start.
            "model_args": {"add_pooling_layer": False},
        },
    )
    (folder / "1_Pooling").mkdir()
    _write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": hidden, "pooling_mode_mean_tokens": True},
    )
    (folder / "2_Normalize").mkdir()
    # Prefixes the model was trained with: https://huggingface.co/intfloat/multilingual-e5-small
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _bert_config(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "bfloat16",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden_size,
        "num_hidden_layers": shape.num_hidden_layers,
        "num_attention_heads": shape.num_attention_heads,
        "intermediate_size": shape.intermediate_size,
        "vocab_size": shape.vocab_size,
        "max_position_embeddings": shape.max_position_embeddings,
        "type_vocab_size": shape.type_vocab_size,
        "layer_norm_eps": shape.layer_norm_eps,
        "pad_token_id": shape.pad_token_id,
        "bos_token_id": shape.bos_token_id,
        "eos_token_id": shape.eos_token_id,
    }


def _modules() -> list[dict[str, object]]:
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return [
        {
            "idx": place,
            "name": str(place),
            "path": path,
            "type": f"sentence_transformers.models.{kind}",
        }
        for place, (path, kind) in enumerate(kinds)
    ]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
