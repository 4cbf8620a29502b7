"""The generation engine that runs in this process: a causal language model through transformers."""

import threading
from collections.abc import Generator as Stream
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.errors import ModelUnavailable
from assistant.models.dual import hold_twice
from assistant.models.embedder import fast_dtype
from assistant.models.engine.attention import NAME, register
from assistant.models.engine.engine import AT_ONCE, Engine
from assistant.models.generator import Message, Piece
from assistant.models.turns import turns

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast


class _Loaded(NamedTuple):
    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerFast"
    engine: Engine
    stops: frozenset[int]


class LocalGenerator:
    """Greedy decoding of several replies at once; closing an iterator stops at the next token.

    The weights are read at the first use or by ``load``; whoever comes meanwhile waits.
    """

    def __init__(self, model: str, name: str, at_once: int = AT_ONCE) -> None:
        self.name = name
        self._source, self._at_once = model, at_once
        self._loading = threading.Lock()
        self._loaded: _Loaded | None = None
        self._is_closed = False

    @property
    def ready(self) -> bool:
        """Whether the weights are in memory."""
        return self._loaded is not None

    def load(self) -> _Loaded:
        """Reads the weights once.

        Raises:
            ModelUnavailable: They are missing or not what they should be.
        """
        with self._loading:
            if self._loaded is None:
                self._loaded = self._open()
                if self._is_closed:
                    self._loaded.engine.close()
            return self._loaded

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        """Yields the reply token by token, the likeliest each time."""
        from tokenizers.decoders import DecodeStream

        loaded = self.load()
        backend = loaded.tokenizer.backend_tokenizer
        prompt = _prompt(loaded.tokenizer, messages)
        text, new = DecodeStream(skip_special_tokens=True), 0
        with closing(loaded.engine.reply(prompt, max_new_tokens, loaded.stops)) as tokens:
            for new, token in enumerate(tokens, start=1):
                if token in loaded.stops:
                    yield Piece("", len(prompt), new, "stop")
                    return
                yield Piece(text.step(backend, token) or "", len(prompt), new)
        yield Piece("", len(prompt), new, "length")

    def likelihood(self, messages: Sequence[Message], options: Sequence[str]) -> list[float]:
        """Log-probability of each option as the first words of the reply."""
        loaded = self.load()
        words = [_tokens(loaded.tokenizer, option) for option in options]
        return loaded.engine.odds(_prompt(loaded.tokenizer, messages), words)

    def close(self) -> None:
        """Stops what is under way; the weights go with the last reference.

        It does not wait for weights that are just being read, which takes half a minute: what
        comes of them is closed as it comes.
        """
        self._is_closed = True
        if self._loaded is not None:
            self._loaded.engine.close()

    def _open(self) -> _Loaded:
        model, tokenizer = _open(self._source, self.name)
        stop = model.generation_config.eos_token_id
        stops = frozenset([stop] if isinstance(stop, int) else stop or [])
        engine = Engine(model, at_once=self._at_once)
        # The weights in 4 bits are a file that is only mapped: a token reads them, before anybody
        # waits for one.
        list(engine.reply([0], 1, stops))
        return _Loaded(model, tokenizer, engine, stops)


def _open(source: str, name: str) -> tuple[Any, Any]:
    """Model and tokenizer, of whatever classes the folder names.

    On a GPU the weights are as they came; elsewhere they are held twice.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    register()
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, trust_remote_code=False)
        model = AutoModelForCausalLM.from_pretrained(
            source, dtype=fast_dtype(), attn_implementation=NAME, trust_remote_code=False
        )
    except (OSError, ValueError) as exc:
        raise ModelUnavailable(
            f"The generation model {name} cannot be loaded from {source}: {exc}. "
            "Run `shiftmate models verify`, or set SHIFTMATE_GENERATION_MODEL."
        ) from exc
    model.eval()  # type: ignore[no-untyped-call]
    if torch.cuda.is_available():
        return torch.nn.Module.cuda(model), tokenizer
    folder = Path(source)
    hold_twice(model, folder=folder if folder.is_dir() else None)
    return model, tokenizer


def _prompt(tokenizer: "PreTrainedTokenizerFast", messages: Sequence[Message]) -> list[int]:
    """Token ids of the conversation."""
    text = tokenizer.apply_chat_template(
        turns(messages), add_generation_prompt=True, tokenize=False
    )
    return _tokens(tokenizer, str(text))


def _tokens(tokenizer: "PreTrainedTokenizerFast", text: str) -> list[int]:
    tokens: list[int] = tokenizer(text, add_special_tokens=False)["input_ids"]
    return tokens
