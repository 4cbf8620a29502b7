"""Several texts written at once, as each would be alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from assistant.errors import ModelUnavailable
from assistant.models.engine.attention import NAME, register
from assistant.models.engine.cache import Cache, Shape
from assistant.models.engine.engine import Engine
from assistant.models.engine.kept import Kept
from assistant.models.engine.lookup import Lookup
from assistant.models.engine.pace import Pace
from assistant.models.generator import Message, Piece
from assistant.models.local import LocalGenerator
from assistant.models.store import require
from assistant.settings import Settings

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.torch

WORDS = 48
PROMPTS = [[7, 3, 9, 4], [5] * 3 + list(range(1, 30)), list(range(40, 2, -1))]
NEVER: frozenset[int] = frozenset()


def config() -> Any:
    from transformers import Qwen2Config

    return Qwen2Config(
        vocab_size=WORDS,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=128,
    )


@cache
def tiny(attention: str = NAME) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    register()
    torch.manual_seed(3)
    model = AutoModelForCausalLM.from_config(config(), attn_implementation=attention)
    with torch.no_grad():
        for weights in model.parameters():
            weights.mul_(4)  # far apart, so that no rounding decides which token is the likeliest
    return model.eval()


def stock(prompt: Sequence[int], most: int) -> list[int]:
    """What transformers writes itself."""
    import torch

    tokens = torch.tensor([prompt])
    out = tiny("sdpa").generate(
        tokens,
        attention_mask=torch.ones_like(tokens),
        max_new_tokens=most,
        do_sample=False,
        pad_token_id=0,
    )
    return out[0, len(prompt) :].tolist()


class Slow:
    """A model that notes the rows of each step, waits where it is told to, and fails on demand."""

    def __init__(self) -> None:
        self._model = tiny()
        self.config, self.dtype = self._model.config, self._model.dtype
        self.device = self._model.device
        self.rows: list[int] = []
        self.go = threading.Event()
        self.go.set()
        self.failure: Exception | None = None

    def __call__(self, **asked: Any) -> Any:
        self.rows.append(asked["input_ids"].shape[1])
        assert self.go.wait(10)
        if self.failure:
            raise self.failure
        return self._model(**asked)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def engine(slow: Slow) -> Iterator[Engine]:
    made = Engine(slow, guesses=False)
    yield made
    slow.go.set()
    made.close()


def together(engine: Engine, prompts: Sequence[Sequence[int]], most: int) -> list[list[int]]:
    said: list[list[int]] = [[] for _ in prompts]

    def ask(at: int) -> None:
        said[at] = list(engine.reply(prompts[at], most, NEVER))

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(len(prompts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_three_at_once_say_what_each_says_alone(slow: Slow, engine: Engine) -> None:
    said = together(engine, PROMPTS, 12)
    assert said == [stock(prompt, 12) for prompt in PROMPTS]
    assert 3 in slow.rows, "no step wrote all three"


@pytest.mark.parametrize("chunk", [1, 5, 64])
def test_a_prompt_read_in_parts_is_the_same_prompt(slow: Slow, chunk: int) -> None:
    with closing(Engine(slow, chunk=chunk, guesses=False)) as engine:
        assert list(engine.reply(PROMPTS[2], 8, NEVER)) == stock(PROMPTS[2], 8)
    assert slow.rows[0] == min(chunk, len(PROMPTS[2]))


def test_what_was_read_before_is_not_read_again(slow: Slow, engine: Engine) -> None:
    said = list(engine.reply(PROMPTS[1], 6, NEVER))
    slow.rows.clear()
    longer = [*PROMPTS[1], *said, 11, 12]
    assert list(engine.reply(longer, 6, NEVER)) == stock(longer, 6)
    assert slow.rows[0] == 3, "the last token of the reply was never read, nor the two behind it"
    slow.rows.clear()
    list(engine.reply(PROMPTS[1], 2, NEVER))
    assert slow.rows == [1, 1]


def test_guesses_change_no_token_and_save_steps(slow: Slow) -> None:
    prompt = [(7 + 2 * at * at) % WORDS for at in range(20)]  # the model repeats itself behind it
    plain = stock(prompt, 60)
    with closing(Engine(slow)) as engine:
        assert list(engine.reply(prompt, 60, NEVER)) == plain
        assert len(slow.rows) < 55
        stop = plain[50]
        said = list(engine.reply(prompt, 60, frozenset([stop])))
        assert said == plain[: plain.index(stop) + 1]


def test_who_leaves_makes_no_more_steps(slow: Slow, engine: Engine) -> None:
    tokens = engine.reply(PROMPTS[0], 100, NEVER)
    next(tokens)
    tokens.close()
    taken = len(slow.rows)
    assert list(engine.reply(PROMPTS[2], 3, NEVER)) == stock(PROMPTS[2], 3)
    assert len(slow.rows) <= taken + 1 + 3


def test_no_more_run_than_were_agreed_and_the_first_come_first(slow: Slow) -> None:
    with closing(Engine(slow, at_once=2, guesses=False)) as engine:
        assert together(engine, PROMPTS * 2, 5) == [stock(prompt, 5) for prompt in PROMPTS * 2]
        writing = [rows for rows in slow.rows if rows < min(map(len, PROMPTS))]
        assert max(writing) == 2


def test_a_failure_reaches_all_who_wait_and_is_survived(slow: Slow, engine: Engine) -> None:
    slow.go.clear()
    told: list[str] = []

    def ask(prompt: list[int]) -> None:
        with pytest.raises(ModelUnavailable, match="out of memory") as failed:
            list(engine.reply(prompt, 5, NEVER))
        told.append(type(failed.value.__cause__).__name__)

    threads = [threading.Thread(target=ask, args=(prompt,)) for prompt in PROMPTS]
    for thread in threads:
        thread.start()
    slow.failure = RuntimeError("out of memory")
    slow.go.set()
    for thread in threads:
        thread.join()
    assert told == ["RuntimeError"] * 3
    slow.failure = None
    assert list(engine.reply(PROMPTS[0], 5, NEVER)) == stock(PROMPTS[0], 5)


def test_a_closed_engine_says_so(slow: Slow) -> None:
    engine = Engine(slow)
    slow.go.clear()
    tokens = engine.reply(PROMPTS[0], 5, NEVER)
    waiting = threading.Thread(target=engine.close)
    threading.Timer(0.05, waiting.start).start()
    threading.Timer(0.1, slow.go.set).start()
    with pytest.raises(ModelUnavailable, match="shut down"):
        list(tokens)
    waiting.join()
    with pytest.raises(ModelUnavailable, match="shut down"):
        list(engine.reply(PROMPTS[0], 5, NEVER))


def test_a_prompt_beyond_the_model_is_refused_and_a_reply_ends_there(engine: Engine) -> None:
    with pytest.raises(ModelUnavailable, match="128"):
        engine.reply([1] * 128, 5, NEVER)
    assert len(list(engine.reply([1] * 126, 5, NEVER))) == 2


def test_odds_are_those_of_reading_each_option_behind_the_prompt(engine: Engine) -> None:
    import torch

    options = [[4], [9, 2, 7], [9, 2]]
    odds = engine.odds(PROMPTS[1], options)
    for option, found in zip(options, odds, strict=True):
        whole = torch.tensor([[*PROMPTS[1], *option]])
        with torch.inference_mode():
            chances = tiny("sdpa")(whole).logits[0].log_softmax(-1)
        behind = range(len(PROMPTS[1]) - 1, whole.shape[1] - 1)
        wanted = sum(float(chances[at, token]) for at, token in zip(behind, option, strict=True))
        assert found == pytest.approx(wanted, abs=1e-4)
    assert engine.odds(PROMPTS[1], []) == []


def read(tokens: int) -> Cache:
    made = Cache(Shape.of(tiny()), tokens)
    made.length = tokens
    return made


def test_what_is_kept_stays_within_its_bound_and_the_longest_unused_goes() -> None:
    one = read(10).bytes
    kept = Kept(3 * one)
    for first in range(3):
        kept.put([first] * 10, read(10))
    kept.begin(Cache(Shape.of(tiny()), 10), [0] * 5 + [9])
    kept.put([8] * 10, read(10))
    assert kept.bytes == 3 * one
    assert [known.tokens[0] for known in kept] == [2, 0, 8]
    kept.put([8] * 12, read(12))
    assert [len(known.tokens) for known in kept] == [10, 12], "the continued text takes its place"
    kept.put([1] * 99, read(99))
    assert list(kept) == [], "a text beyond the bound is not kept, whatever else it drives out"


def test_a_guess_is_what_followed_the_same_three_tokens_last() -> None:
    lookup = Lookup()
    assert lookup.guess([1, 2, 3, 4, 1, 2, 3], 2) == [4, 1]
    assert lookup.guess([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3], 9) == [5, 1, 2, 3]
    assert lookup.guess([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3, 6], 9) == []


def test_guesses_that_come_true_grow_and_others_cease() -> None:
    pace = Pace()
    begun = pace.length(0, 0)
    for _ in range(20):
        pace.learn(3, 3)
    assert pace.length(0, 0) > begun
    for _ in range(20):
        pace.learn(3, 0)
    assert pace.length(0, 0) == 0
    for _ in range(60):
        pace.learn(0, 0)
    assert pace.length(0, 0) == begun, "what was learned fades"


@pytest.mark.model
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_a_real_model_answers_all_who_ask_and_knows_what_is_likely() -> None:
    folder = require(Settings().models_dir, "smollm2-135m-instruct")
    generator = LocalGenerator(str(folder), "smollm2-135m-instruct")
    asked = [Message("user", "What is the capital of France? Answer in one sentence.")]
    assert not generator.ready
    with closing(generator.generate(asked, 40)) as pieces:
        next(pieces)
    said: list[list[Piece]] = []
    threads = [
        threading.Thread(target=lambda: said.append(list(generator.generate(asked, 40))))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 3
    for reply in said:
        assert "Paris" in "".join(piece.text for piece in reply)
        assert [piece.new_tokens for piece in reply] == list(range(1, len(reply) + 1))
        assert reply[-1].finish == "stop"
    likely, unlikely = generator.likelihood(asked, ["The capital", "Wood furniture"])
    assert likely > unlikely
    generator.close()
    with pytest.raises(ModelUnavailable, match="shut down"):
        list(generator.generate(asked, 40))
