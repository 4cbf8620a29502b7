"""From the tap to the manuals' own words on the screen, in a real browser: ``make bench-screen``.

The service is started as a user would, on the sample plant, with the language model that writes.
Each question is the first of its page; it is stopped when its evidence is seen.
"""

import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench_soak import wait_for_the_model
from tests.browser import STOPWATCH, Visit, visiting
from tests.service import MANUALS, ROOT, ingest, serving

QUESTIONS = 40


def asked(most: int) -> list[str]:
    """Questions that the sample plant answers, evenly spread."""
    lines = (ROOT / "sample_plant" / "questions.jsonl").read_text("utf-8").splitlines()
    rows = [row["question"] for row in map(json.loads, lines) if row["answerable"]]
    return rows[:: max(1, len(rows) // most)][:most]


def milliseconds(visit: Visit, address: str, questions: list[str]) -> Iterator[float]:
    """Of each question, until a passage is drawn."""
    for question in questions:
        visit.page.goto(address)
        visit.page.wait_for_selector("#question textarea")
        visit.page.evaluate(STOPWATCH)
        visit.ask(question)
        visit.page.wait_for_function("window.watched.evidence", timeout=60_000)
        watched = visit.page.evaluate("window.watched")
        yield watched["evidence"] - watched["asked"]
        visit.page.evaluate("document.querySelector('#stop')?.click()")  # it may be gone by now
        # A turn that was stopped may have no answer; the next must not queue behind it.
        visit.page.wait_for_function("!document.querySelector('#chat .running')", timeout=120_000)


def main(most: int = QUESTIONS) -> None:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        ingest(data, MANUALS)
        with serving(data) as address:
            wait_for_the_model(address)
            with visiting(address) as visit:
                taken = list(milliseconds(visit, address, asked(most)))
    parts = statistics.quantiles(taken, n=20, method="inclusive")
    Console().print(
        f"{len(taken)} questions, evidence on the screen, ms: half within {parts[9]:.0f}, "
        f"95 % within {parts[18]:.0f}, the slowest {max(taken):.0f}"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
