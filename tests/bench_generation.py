"""Writing an answer: ours against stock transformers and llama.cpp, all in turns, in one run.

``python -m tests.bench_generation`` runs these rows alone. Every round has a prompt of its own, so
that nobody is spared the reading of it; all read the same text and write the same number of tokens.
"""

import json
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import torch
from rich.console import Console
from rich.table import Table

from assistant.models.generator import Message
from assistant.models.local import LocalGenerator
from assistant.models.store import require
from assistant.settings import Settings
from ingest.readers import read
from ingest.split import split
from tests.llama import LARGE, PYTHON, missing, weights

MANUALS = sorted((Path(__file__).parent.parent / "sample_plant" / "manuals").glob("*.pdf"))
ROUNDS = 3
PROMPT_TOKENS, NEW_TOKENS = 1100, 120
CLIENTS = 4
READ_TOKENS = 400
"""Of prompts whose keys and values four clients can have kept together."""
ASK = "Retell all of these passages in order, in many long sentences, and leave out nothing."


class Row(NamedTuple):
    """A line of the table; the ratio is the median of the rounds' own ratios."""

    what: str
    ours: float
    theirs: float
    ratio: float


@dataclass(frozen=True)
class Run:
    """When each token came, in seconds from the asking."""

    came: Sequence[float]

    @property
    def first(self) -> float:
        return self.came[0]

    @property
    def total(self) -> float:
        return self.came[-1]


class Bench:
    """The engines, warm, and prompts without end."""

    def __init__(self) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        folder = str(require(Settings().models_dir, LARGE))
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.stock: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16).eval()
        self.local = LocalGenerator(folder, LARGE)
        self.local.load()
        chunks = [chunk for path in MANUALS for chunk in split(read(path))]
        self._texts = [chunk.text for chunk in chunks if chunk.language == "en"]
        self._at = 0

    def prompt(self, tokens: int = PROMPT_TOKENS) -> list[Message]:
        """Passages that no prompt before had, so many tokens with all that is around."""
        taken: list[str] = []
        while self._length(asked := _asked(taken)) < tokens:
            taken.append(self._texts[self._at % len(self._texts)])
            self._at += 1
        over = self._length(asked) - tokens
        last = self.tokenizer(taken[-1], add_special_tokens=False)["input_ids"]
        taken[-1] = self.tokenizer.decode(last[: max(1, len(last) - over)])
        return _asked(taken)

    def text(self, asked: Sequence[Message]) -> str:
        turns = [{"role": message.role, "content": message.content} for message in asked]
        return str(
            self.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        )

    def _length(self, asked: Sequence[Message]) -> int:
        return len(self.tokenizer(self.text(asked), add_special_tokens=False)["input_ids"])

    def ours(self, asked: Sequence[Message], most: int = NEW_TOKENS) -> Run:
        begun = time.perf_counter()
        pieces = self.local.generate(asked, most)
        # The last piece is an end without a token where the limit was reached.
        came = [(time.perf_counter() - begun, piece.new_tokens) for piece in pieces]
        return Run([at for at, _ in came[: came[-1][1]]])

    def theirs(self, asked: Sequence[Message], tokens: int) -> float:
        """Seconds that stock transformers takes for as many tokens."""
        encoded = self.tokenizer(self.text(asked), add_special_tokens=False, return_tensors="pt")
        begun = time.perf_counter()
        self.stock.generate(
            **encoded, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=False
        )
        return time.perf_counter() - begun


def _asked(passages: Sequence[str]) -> list[Message]:
    return [Message("user", "\n\n".join([*passages, ASK]))]


class Llama:
    """llama.cpp in its own process, on the same threads."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, prompt: str, tokens: int) -> dict[str, float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"prompt": prompt, "tokens": tokens}) + "\n")
        self._process.stdin.flush()
        told: dict[str, float] = json.loads(self._process.stdout.readline())
        return told


@contextmanager
def llama() -> Iterator[Llama]:
    worker = Path(__file__).with_name("llama_worker.py")
    command = [str(PYTHON), str(worker), str(weights(LARGE)), str(torch.get_num_threads())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Llama(process)
        finally:
            process.terminate()


def against_stock(bench: Bench) -> Row:
    """One answer to its last token."""
    bench.theirs(bench.prompt(), 2)
    rounds = []
    for _ in range(ROUNDS):
        asked = bench.prompt()
        run = bench.ours(asked)
        rounds.append((run.total, bench.theirs(asked, len(run.came))))
    return _row("prompt and answer, s, against stock transformers in bfloat16", rounds)


def against_llama(bench: Bench, other: Llama) -> list[Row]:
    """The same, and the first token alone."""
    other.run(bench.text(bench.prompt()), 2)
    first, total = [], []
    for _ in range(ROUNDS):
        asked = bench.prompt()
        run = bench.ours(asked)
        told = other.run(bench.text(asked), len(run.came))
        first.append((run.first, told["first"]))
        total.append((run.total, told["total"]))
    return [
        _row("prompt and answer, s, against llama.cpp on the same Q4_K_M weights", total),
        _row("first token, s, against llama.cpp", first),
    ]


def four_against_one(bench: Bench) -> list[Row]:
    """Tokens a second of all clients together; ours is four at once, theirs one alone."""
    whole, writing = [], []
    for _ in range(ROUNDS):
        one, four = _at_once(bench, 1), _at_once(bench, CLIENTS)
        whole.append((one, four))
        one, four = _at_once(bench, 1, READ_TOKENS), _at_once(bench, CLIENTS, READ_TOKENS)
        writing.append((one, four))
    return [
        _faster(f"{CLIENTS} clients at once, tokens a second, against one", whole),
        _faster("the same, prompts read before", writing),
    ]


def _at_once(bench: Bench, clients: int, read: int = 0) -> float:
    """Tokens a second of so many clients; ``read``: the length of prompts that are kept already."""
    prompts = [bench.prompt(read or PROMPT_TOKENS) for _ in range(clients)]
    for asked in prompts if read else ():
        bench.ours(asked, 1)
    runs: list[Run] = []
    threads = [
        threading.Thread(target=lambda asked=asked: runs.append(bench.ours(asked)))
        for asked in prompts
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(len(run.came) for run in runs) / (time.perf_counter() - begun)


def _row(what: str, rounds: Sequence[tuple[float, float]]) -> Row:
    ours, theirs = zip(*rounds, strict=True)
    ratio = statistics.median(other / mine for mine, other in rounds)
    return Row(what, statistics.median(ours), statistics.median(theirs), ratio)


def _faster(what: str, rounds: Sequence[tuple[float, float]]) -> Row:
    """Rates: alone, together."""
    alone, together = zip(*rounds, strict=True)
    ratio = statistics.median(all_ / one for one, all_ in rounds)
    return Row(what, statistics.median(together), statistics.median(alone), ratio)


def rows() -> Iterator[Row]:
    """Every row of this part; llama.cpp's only where it is built."""
    torch.set_grad_enabled(False)
    bench = Bench()
    bench.ours(bench.prompt(), 4)
    yield against_stock(bench)
    bench.stock = None  # 3 GB that the rest does not need
    if not missing():
        with llama() as other:
            yield from against_llama(bench, other)
    yield from four_against_one(bench)


def main() -> None:
    console = Console(width=120)
    table = Table("what", "ours", "theirs", "times as fast", box=None)
    for row in rows():
        console.print(row.what, f"{row.ratio:.2f}", highlight=False)
        table.add_row(row.what, f"{row.ours:.2f}", f"{row.theirs:.2f}", f"{row.ratio:.2f}")
    console.print(table)
    if told := missing():
        console.print(told, style="yellow")


if __name__ == "__main__":
    main()
