"""The generation engine that runs in this process: a causal language model through transformers."""

import threading
from collections.abc import Generator as Stream
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnavailable
from assistant.models.dual import hold_twice
from assistant.models.embedder import fast_dtype
from assistant.models.generator import Message, Piece

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


class LocalGenerator:
    """Greedy decoding, one token at a time, so that closing the iterator stops at the next token.

    The weights are read at the first use or by ``load``; whoever comes meanwhile waits.
    """

    def __init__(self, model: str, name: str) -> None:
        self.name = name
        self._source = model
        self._loading = threading.Lock()
        self._loaded: tuple[PreTrainedModel, PreTrainedTokenizerFast] | None = None

    @property
    def ready(self) -> bool:
        """Whether the weights are in memory."""
        return self._loaded is not None

    def load(self) -> "tuple[PreTrainedModel, PreTrainedTokenizerFast]":
        """Reads the weights once.

        Raises:
            ModelUnavailable: They are missing or not what they should be.
        """
        with self._loading:
            if self._loaded is None:
                self._loaded = _open(self._source, self.name)
            return self._loaded

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the reply token by token, the likeliest each time."""
        from tokenizers.decoders import DecodeStream

        model, tokenizer = self.load()
        tokens = _prompt(tokenizer, messages)
        stops = _stops(model)
        text = DecodeStream(skip_special_tokens=True)
        prompt_tokens, cache, new = tokens.shape[1], None, 0
        while new < max_new_tokens:
            token, cache = _step(model, tokens, cache)
            new += 1
            if token in stops:
                yield Piece("", prompt_tokens, new, "stop")
                return
            yield Piece(text.step(tokenizer.backend_tokenizer, token) or "", prompt_tokens, new)
            tokens = tokens.new_tensor([[token]])
        yield Piece("", prompt_tokens, new, "length")


def _open(source: str, name: str) -> tuple[Any, Any]:
    """Model and tokenizer, of whatever classes the folder names; weights held twice."""
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            source, dtype=fast_dtype(), trust_remote_code=False
        )
    except (OSError, ValueError) as exc:
        raise ModelUnavailable(
            f"The generation model {name} cannot be loaded from {source}: {exc}. "
            "Run `shiftmate models verify`, or set SHIFTMATE_GENERATION_MODEL."
        ) from exc
    hold_twice(model.eval())  # type: ignore[no-untyped-call]
    return model, tokenizer


def _prompt(tokenizer: "PreTrainedTokenizerFast", messages: Sequence[Message]) -> "torch.Tensor":
    """Token ids of the conversation, (1, n) int64."""
    turns = [{"role": message.role, "content": message.content} for message in messages]
    text = tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    encoded = tokenizer(str(text), add_special_tokens=False, return_tensors="pt")
    tokens: torch.Tensor = encoded["input_ids"]
    return tokens


def _stops(model: "PreTrainedModel") -> frozenset[int]:
    stop = model.generation_config.eos_token_id
    return frozenset([stop] if isinstance(stop, int) else stop or [])


def _step(model: "PreTrainedModel", tokens: "torch.Tensor", cache: Any) -> tuple[int, Any]:  # noqa: ANN401 - transformers' own cache type
    """One forward pass: the likeliest next token, and the cache that spares the next pass.

    inference_mode is a thread's own, and a stream may be resumed on another thread: it is
    entered for each pass, never across a yield.
    """
    import torch

    with torch.inference_mode():
        out = model(input_ids=tokens, past_key_values=cache, use_cache=True, logits_to_keep=1)
        return int(out.logits[0, -1].argmax()), out.past_key_values
