"""When something useful is on the screen, in a real browser: ``make bench-screen``.

The service is started as a user would, with sign-in, on the sample plant and with the language
model that writes. First useful paint: from the address to the words and the box or figures that a
person came for, with nothing in the browser's cache and again with all of it. Tap to evidence: from
"Ask" to the manuals' own words, alone, and while nine others ask; then the same in extractive mode,
where no full queue of the model sends the others away. Those nine are signed-in people
of their own who ask over HTTP what tablets ask, wait for the last word, fetch a page's picture and
read for some seconds; ten browsers would measure browsers.
"""

import itertools
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from assistant.access.desk import Access
from assistant.access.model import Principal
from assistant.plant.database import PlantDatabase, sqlite_url
from tests.bench_soak import Tally
from tests.browser import STOPWATCH, Visit, drawn, opened, until
from tests.door import PASSWORD
from tests.service import MANUALS, ROOT, command, environment, ingest, serving

QUESTIONS = 40
TABLETS = 9
"""Beside the one that is measured."""
READING = 5.0
"""Seconds."""
PAINTS = 5
USEFUL = {
    "/": "#welcome h2, #question textarea",
    "/a/SP-101": "#machine .tile, #machine .count:not(:empty)",
}
"""What a page is for: all of it is to be seen."""
PAINTED = """(useful) => {
  const seen = () => useful.split(', ').every((one) => {
    const node = document.querySelector(one);
    return node && node.checkVisibility() && node.textContent !== '…';
  });
  const look = () => requestAnimationFrame(() => {
    if (seen()) window.painted ??= performance.now();
    else look();
  });
  look();
}"""
Row = tuple[str, Sequence[float]]
"""What was measured, and each time in milliseconds."""


def asked() -> list[str]:
    """Questions that the sample plant answers."""
    lines = (ROOT / "sample_plant" / "questions.jsonl").read_text("utf-8").splitlines()
    return [row["question"] for row in map(json.loads, lines) if row["answerable"]]


def settle(data: Path) -> list[str]:
    """Manuals, machines, and the names of ten technicians."""
    ingest(data, MANUALS)
    names = [f"technician {number}" for number in range(TABLETS + 1)]
    machines = command("import-assets", str(ROOT / "sample_plant" / "assets.csv"))
    subprocess.run(machines, env=environment(data), check=True, stdout=subprocess.DEVNULL)
    with closing(PlantDatabase.open(sqlite_url(data))) as plant:
        people = Access(plant).people
        for name in names:
            people.add(name, "technician", by=Principal.console(), password=PASSWORD)
    return names


def sign_in(client: Any, address: str, name: str) -> None:
    """A client of httpx, or a browser's own; the cookie stays with it."""
    told = {"name": name, "secret": PASSWORD}
    sent = {"data": told} if isinstance(client, httpx.Client) else {"form": told}
    client.post(f"{address}/sign-in", **sent)


def wait_for_the_model(address: str, name: str) -> None:
    """As somebody whom the service tells of it."""
    with httpx.Client(base_url=address, timeout=60) as client:
        sign_in(client, address, name)
        for _ in range(1800):
            if client.get("/healthz").json()["generation"] == "ready":
                return
            time.sleep(0.1)
    raise AssertionError("the model was not ready within three minutes")


# First useful paint


def painted(visit: Visit, address: str, path: str) -> float:
    """Milliseconds from the address on."""
    visit.page.goto(f"{address}{path}")
    until(visit.page, "window.painted", timeout=60_000)
    return float(visit.page.evaluate("window.painted"))


def paints(address: str, name: str) -> Iterator[Row]:
    for path, useful in USEFUL.items():
        cold, warm = [], []
        for _ in range(PAINTS):
            with opened(f"{address}/sign-in", width=1024, height=768, worker=True) as visit:
                sign_in(visit.page.request, address, name)
                visit.page.add_init_script(f"({PAINTED})({json.dumps(useful)})")
                cold.append(painted(visit, address, path))
                visit.page.wait_for_load_state()
                warm.append(painted(visit, address, path))
        yield f"first useful paint of {path}, empty cache", cold
        yield f"first useful paint of {path}, warm cache", warm


# Tap to evidence


def evidence(visit: Visit, questions: Sequence[str]) -> Iterator[float]:
    """Of each question, the first of its conversation, until a passage is drawn."""
    page = visit.page
    for question in questions:
        page.evaluate(STOPWATCH)
        visit.ask(question)
        until(page, "window.watched.evidence", timeout=60_000)
        watched = page.evaluate("window.watched")
        yield watched["evidence"] - watched["asked"]
        page.evaluate("document.querySelector('#stop')?.click()")  # it may be gone by now
        # A turn that was stopped may have no answer; the next must not queue behind it.
        until(page, "!document.querySelector('#chat .running')", timeout=120_000)
        page.click("#fresh")
        page.wait_for_selector("#welcome h2", state="visible")


@contextmanager
def others(address: str, names: Sequence[str]) -> Iterator[Tally]:
    """Tablets that ask until the block ends; what came of it."""
    tally, over = Tally(), threading.Event()
    threads = [
        threading.Thread(target=_tablet, args=(address, name, place, tally, over))
        for place, name in enumerate(names)
    ]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _tablet(address: str, name: str, place: int, tally: Tally, over: threading.Event) -> None:
    questions = asked()
    with httpx.Client(base_url=address, timeout=600) as client:
        sign_in(client, address, name)
        shelf = client.get("/v1/documents").json()["documents"]
        over.wait(place * READING / TABLETS)  # they do not ask in step
        for number in itertools.count(place * 7):
            if over.is_set():
                return
            tally.outcomes[_read(client, questions[number % len(questions)], tally, over)] += 1
            document = shelf[number % len(shelf)]["id"]
            client.get(f"/v1/documents/{document}/pages/1.png").raise_for_status()
            over.wait(READING)


def _read(client: httpx.Client, question: str, tally: Tally, over: threading.Event) -> str:
    """What became of an answer; when all is over nobody waits for its end."""
    body = {"messages": [{"role": "user", "content": question}], "stream": True}
    begun, first = time.perf_counter(), 0.0
    with client.stream("POST", "/v1/chat/completions", json=body) as reply:
        if reply.status_code != 200:
            return f"status {reply.status_code}"
        for line in reply.iter_lines():
            data = line.removeprefix("data: ")
            if over.is_set() or data == "[DONE]":
                return "answered" if data == "[DONE]" else "broken off at the end"
            frame = json.loads(data) if data else {}
            if not first and any(one["delta"].get("content") for one in frame.get("choices", ())):
                first = time.perf_counter()
                tally.evidence.append(first - begun)
    return "broken off"


def measured(address: str, names: Sequence[str], most: int) -> Iterator[Row]:
    """From tap to evidence."""
    known = asked()
    questions = known[:: max(1, len(known) // most)][:most]
    with opened(f"{address}/sign-in", width=1024, height=768) as visit:
        sign_in(visit.page.request, address, names[0])
        visit.page.goto(f"{address}/")
        drawn(visit)
        list(evidence(visit, questions[:2]))
        yield "tap to evidence, alone", list(evidence(visit, questions))
        with others(address, names[1:]) as tally:
            yield f"tap to evidence, {TABLETS} others asking", list(evidence(visit, questions))
    told = ", ".join(f"{what}: {count}" for what, count in tally.outcomes.items())
    yield f"the others' evidence, over HTTP ({told})", [1000 * one for one in tally.evidence]


def add(table: Table, rows: Iterable[Row]) -> None:
    for what, taken in rows:
        parts = statistics.quantiles(taken, n=20, method="inclusive")
        shown = (f"{parts[9]:.0f}", f"{parts[18]:.0f}", f"{max(taken):.0f}")
        table.add_row(what, str(len(taken)), *shown)


def main(most: int = QUESTIONS) -> None:
    table = Table("what, ms", "n", "half within", "95 % within", "slowest", box=None)
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        names = settle(data)
        with serving(data, SHIFTMATE_SIGN_IN="always") as address:
            wait_for_the_model(address, names[0])
            add(table, paints(address, names[0]))
            add(table, measured(address, names, most))
        with serving(
            data, SHIFTMATE_SIGN_IN="always", SHIFTMATE_ANSWER_MODE="extractive"
        ) as address:
            table.add_section()
            table.add_row("in the manuals' own words alone")
            add(table, measured(address, names, most))
    Console(width=120).print(table)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
