"""Twenty clients for five minutes: ``make bench-soak``, or ``python -m tests.bench_soak 20 300``.

The service is started as a user would, on the sample plant. Clients ask without pause; one that is
told to come again later does, but sooner than it was told.
"""

import itertools
import json
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from rich.console import Console
from rich.table import Table

from tests.service import MANUALS, ROOT, ingest, started

WARM = 0.2
"""The share of the time after which the service counts as warm."""
IMPATIENCE = 5.0
"""Seconds; longer Retry-After is not waited for."""


@dataclass
class Tally:
    """What came of the requests; shared by all clients."""

    outcomes: Counter[str] = field(default_factory=Counter)
    evidence: list[float] = field(default_factory=list)
    """Seconds to the first words, which are the manuals' own."""
    whole: list[float] = field(default_factory=list)
    """Seconds to the last word."""

    @property
    def failures(self) -> Counter[str]:
        promised = ("answered", "429 with Retry-After")
        return Counter({what: n for what, n in self.outcomes.items() if what not in promised})


def ask(client: httpx.Client, question: str, tally: Tally) -> float:
    """One request; returns the seconds to wait before the next."""
    body = {"messages": [{"role": "user", "content": question}], "stream": True}
    begun = time.perf_counter()
    try:
        with client.stream("POST", "/v1/chat/completions", json=body) as reply:
            if reply.status_code == 200:
                tally.outcomes[_read(reply, begun, tally)] += 1
                return 0.0
            wait = reply.headers.get("Retry-After", "")
    except httpx.HTTPError as exc:
        tally.outcomes[type(exc).__name__] += 1
        return 1.0
    promised = reply.status_code == 429 and wait.isdigit()
    tally.outcomes["429 with Retry-After" if promised else f"status {reply.status_code}"] += 1
    return min(float(wait), IMPATIENCE) if promised else 1.0


def _read(reply: httpx.Response, begun: float, tally: Tally) -> str:
    """What became of a stream."""
    first = 0.0
    for line in reply.iter_lines():
        data = line.removeprefix("data: ")
        if data == "[DONE]":
            tally.evidence.append(first - begun)
            tally.whole.append(time.perf_counter() - begun)
            return "answered" if first else "no words"
        frame = json.loads(data) if data else {}
        if "error" in frame:
            return f"error: {frame['error']['type']}"
        if any(choice["delta"].get("content") for choice in frame.get("choices", ())):
            first = first or time.perf_counter()
    return "broken off"


def client(address: str, questions: Iterator[str], until: float, tally: Tally) -> None:
    with httpx.Client(base_url=address, timeout=600) as session:
        while time.monotonic() < until:
            time.sleep(ask(session, next(questions), tally))


def megabytes(process: int) -> float:
    """Resident memory of a process, as Linux counts it."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def soak(address: str, process: int, clients: int, seconds: float) -> tuple[Tally, list[float]]:
    """The tally, and memory in MB at the start, warm, and at the end."""
    lines = (ROOT / "sample_plant" / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    tally, memory = Tally(), [megabytes(process)]
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(
            target=client, args=(address, itertools.cycle(asked[at:] + asked[:at]), until, tally)
        )
        for at in range(clients)
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds * WARM)
    memory.append(megabytes(process))
    for thread in threads:
        thread.join()
    memory.append(megabytes(process))
    return tally, memory


def wait_for_the_model(address: str) -> None:
    for _ in range(1800):
        if httpx.get(f"{address}/healthz", timeout=60).json()["generation"] == "ready":
            return
        time.sleep(0.1)
    raise AssertionError("the model was not ready within three minutes")


def told(tally: Tally, memory: Sequence[float]) -> Table:
    table = Table("what", "", box=None)
    for outcome, count in sorted(tally.outcomes.items()):
        table.add_row(outcome, str(count))
    for what, taken in (("to the evidence", tally.evidence), ("to the last word", tally.whole)):
        if len(taken) > 1:
            parts = statistics.quantiles(taken, n=20, method="inclusive")
            table.add_row(f"{what}, s, p50 and p95", f"{parts[9]:.2f}  {parts[18]:.2f}")
    start, warm, end = memory
    table.add_row("memory at the start, warm, at the end, MB", f"{start:.0f} {warm:.0f} {end:.0f}")
    table.add_row("memory grown since it was warm, MB", f"{end - warm:.0f}")
    return table


def main(clients: int = 20, seconds: float = 300) -> int:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        ingest(data, MANUALS)
        with started(data) as (address, process):
            wait_for_the_model(address)
            tally, memory = soak(address, process, clients, seconds)
    console = Console(width=120)
    console.print(f"{clients} clients for {seconds:.0f} s")
    console.print(told(tally, memory))
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
