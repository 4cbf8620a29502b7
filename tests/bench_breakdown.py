"""Where the time of one answer goes, and how far its parts are from what this machine can do.

``python -m tests.bench_breakdown``. Reading a prompt is bound by arithmetic, writing by how fast
the weights can be read; both limits are measured in the same run.
"""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from collections.abc import Generator as Stream
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import torch
from rich.console import Console
from rich.table import Table

from assistant.answering.reply import Finished
from assistant.build import Assistant
from assistant.engines import build_embedder
from assistant.models.generator import Generator, Message, Piece
from assistant.models.int4 import GROUP
from assistant.models.int8 import Int8, quantize_rows
from assistant.models.local import LocalGenerator
from assistant.models.store import require
from assistant.settings import Settings
from tests.llama import LARGE
from vectorstore.sync import sync

PLANT = Path(__file__).parent.parent / "sample_plant"
ANSWERS = 5
TRIES = 5
ROWS = 1024
PARTS = (
    "retrieve",
    "choose, quote, warn, ask",
    "read the prompt",
    "write",
    "guard and cite",
)


@dataclass
class Watched:
    """A generator whose every wait is measured, in seconds."""

    inner: Generator
    name: str = "watched"
    calls: int = 0
    called: float = 0.0
    first: float = 0.0
    """When its first piece came, on the clock."""
    writing: float = 0.0
    """Spent inside it after its first piece."""
    last: Piece | None = None

    def generate(
        self, messages: Sequence[Message], max_new_tokens: int
    ) -> Stream[Piece, None, None]:
        self.calls += 1
        self.called, self.first, self.writing = time.perf_counter(), 0.0, 0.0
        pieces = self.inner.generate(messages, max_new_tokens)
        while True:
            begun = time.perf_counter()
            self.last = next(pieces, None) or self.last
            ended = time.perf_counter()
            if self.first:
                self.writing += ended - begun
            self.first = self.first or ended
            if self.last is None:
                return
            yield self.last
            if self.last.finish:
                return


class Spent(NamedTuple):
    """One answer's seconds, by part, and the tokens they went into."""

    parts: tuple[float, ...]
    prompt_tokens: int
    new_tokens: int


def spent(assistant: Assistant, watched: Watched, question: str) -> Spent | None:
    """None where the model was not asked exactly once."""
    watched.calls, begun = 0, time.perf_counter()
    *_, finished = assistant.answer([Message("user", question)])
    total = time.perf_counter() - begun
    if watched.calls != 1 or watched.last is None:
        return None
    assert isinstance(finished, Finished)
    retrieve = finished.answer.timings.retrieve_ms / 1000
    reading = watched.first - watched.called
    choosing = watched.called - begun - retrieve
    rest = total - retrieve - choosing - reading - watched.writing
    parts = (retrieve, choosing, reading, watched.writing, rest)
    return Spent(parts, watched.last.prompt_tokens, watched.last.new_tokens)


def answers(local: LocalGenerator) -> list[Spent]:
    """Of a few questions about the sample plant."""
    lines = (PLANT / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [told["question"] for told in map(json.loads, lines) if told["answerable"]]
    watched, found = Watched(local), list[Spent]()
    with TemporaryDirectory() as folder:
        assistant = Assistant(Settings(data_dir=Path(folder)), build_embedder(Settings()), watched)
        sync([PLANT / "manuals"], assistant.library, assistant.originals)
        assistant.search("warm up")
        for question in questions:
            if one := spent(assistant, watched, question):
                found.append(one)
            if len(found) == ANSWERS + 1:
                break
        assistant.close()
    return found[1:]  # the first has warmed up the model


class Limits(NamedTuple):
    """What the machine does at its best."""

    bfloat16: float
    """Operations a second, two for each product and sum."""
    int8: float
    reading: float
    """Bytes a second out of memory."""


def limits() -> Limits:
    inputs, outputs = 1536, 8960
    rows, weight = torch.randn(ROWS, inputs), torch.randn(outputs, inputs)
    halves = rows.bfloat16(), weight.bfloat16()
    held, codes = Int8(halves[1]), quantize_rows(halves[0])
    work = 2.0 * ROWS * inputs * outputs
    large = torch.ones(256 * 1024 * 1024)
    return Limits(
        work / best(lambda: torch.nn.functional.linear(*halves)),
        work / best(lambda: held.times(codes)),
        large.nbytes / best(large.sum),
    )


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of a few tries: a limit is what is possible, not what is usual."""
    work()
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def weights(folder: str) -> tuple[int, int]:
    """Numbers that each token of a prompt is multiplied with, and each token that is written.

    The matrix of words is used for a prompt's last token alone.
    """
    from transformers import AutoConfig, AutoModelForCausalLM

    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder))
    linears = {
        name: module.weight.numel()
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear)
    }
    every = sum(linears.values())
    return every - linears.get("lm_head", 0), every


def main() -> None:
    torch.set_grad_enabled(False)
    folder = str(require(Settings().models_dir, LARGE))
    local = LocalGenerator(folder, LARGE)
    local.load()
    console = Console(width=120)
    can, told = limits(), answers(local)
    prompt, new = (statistics.mean(one[at] for one in told) for at in (1, 2))
    for_prompt, for_token = weights(folder)
    possible = {
        "read the prompt": 2 * for_prompt * prompt / max(can.bfloat16, can.int8),
        # 4 bits a weight, and for each group a scale and a zero of 16.
        "write": for_token * (4 + 32 / GROUP) / 8 * new / can.reading,
    }
    table = Table("part", "ms", "share", "possible, ms", "times the possible", box=None)
    means = [statistics.mean(one.parts[at] for one in told) for at in range(len(PARTS))]
    for part, took in zip(PARTS, means, strict=True):
        least = possible.get(part)
        bound = (f"{least * 1000:.0f}", f"{took / least:.1f}") if least else ("", "")
        table.add_row(part, f"{took * 1000:.0f}", f"{took / sum(means):.0%}", *bound)
    console.print(f"{len(told)} answers, {prompt:.0f} tokens read and {new:.0f} written on average")
    console.print(
        f"bfloat16 {can.bfloat16 / 1e9:.0f} and int8 {can.int8 / 1e9:.0f} GFLOP/s at {ROWS} rows; "
        f"memory {can.reading / 1e9:.1f} GB/s"
    )
    console.print(table)


if __name__ == "__main__":
    main()
