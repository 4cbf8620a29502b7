"""What each threshold of the gate costs: ``python -m tests.calibrate [--on QUESTIONS DATA …]``

A line of QUESTIONS holds ``question`` and ``answerable``, and ``history`` where there is one; DATA
is the folder of a service that has read the documents. ``--ask`` asks the model as well, where the
signs leave it open: seconds a question. ``--fit`` makes the weights anew, for which the questions
should be of more than one plant, and keep some back to test with.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import assistant.answering
from assistant.answering.concepts import subject_of
from assistant.answering.concepts import words_of as subject_words
from assistant.answering.doubt import doubt, prober_for
from assistant.answering.focus import focus_of, words_of
from assistant.answering.gate import likelihood, shares
from assistant.answering.glossary import Glossary
from assistant.answering.judge import Verdict, judge
from assistant.answering.machine import machine_in
from assistant.answering.prefer import prefer
from assistant.answering.queue import Queue
from assistant.answering.signals import Signals, read
from assistant.answering.understand import understand
from assistant.answering.value_kinds import value_asked
from assistant.answering.workbench import Workbench
from assistant.engines import build_embedder, build_generator
from assistant.models.generator import Generator, Message
from assistant.settings import Settings
from tests.compare_prompts import QUESTIONS, Row
from tests.fakes import ScriptedGenerator
from vectorstore.library import Library

THRESHOLDS = (0.0, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6)
GATE, LOST = 0.35, 0.035
"""The fitted base puts this share of the answerable questions below that gate."""
RIDGE = 3.0
"""Penalty on the square of each weight, of signals divided by their spread."""
WEIGHTS = Path(assistant.answering.__file__).parent / "gate.json"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question as the gate sees it."""

    answerable: bool
    signals: Signals
    verdict: Verdict
    told: float = 0.0
    """What the model adds; 0 where it was not asked."""

    def is_refused(self, gate: float) -> bool:
        """By a rule, or by the odds."""
        odds = self.verdict.odds
        return odds is None or likelihood(odds + self.told) < gate


def judged(bench: Workbench, row: Row, *, ask: bool) -> Judged:
    """Puts one question, as `answer` does."""
    library, glossary = bench.library, bench.glossary
    history = [Message(**said) for said in row.get("history", [])]
    query = understand(row["question"], history, glossary)
    machine = machine_in(library, glossary, query.asked)
    findings = prefer(library, glossary, query, machine)
    verdict = judge(library, glossary, query, findings, 0.0, machine)
    subject = subject_of(query, library.rarities(subject_words(query)))
    signals = read(subject, findings, value_asked(query.question)).signals
    told = 0.0
    if ask and (prober := prober_for(bench, verdict, query.asked)):
        focus = focus_of(query.wordings, library.rarities(words_of(query.wordings)))
        told = doubt(prober, query, focus, findings.evidence)
    return Judged(row["answerable"], signals, verdict, told)


def all_judged(
    questions: Path, data: Path, settings: Settings, generator: Generator | None
) -> Iterator[Judged]:
    """Every question of a file, to the library in a folder."""
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines() if line]
    with Library.open(data, build_embedder(settings)) as library:
        writer = generator or ScriptedGenerator([])
        bench = Workbench(library, Glossary.load(data / "glossary.tsv"), writer, Queue(1))
        for row in rows:
            yield judged(bench, row, ask=generator is not None)


def curve(them: Sequence[Judged]) -> Table:
    """A line a threshold."""
    table = Table("gate", "refused", "wrongly refused", box=None)
    for gate in THRESHOLDS:
        refused, wrongly = (
            np.mean([one.is_refused(gate) for one in them if one.answerable == answerable])
            for answerable in (False, True)
        )
        table.add_row(f"{gate:.2f}", f"{refused:.2f}", f"{wrongly:.2f}")
    return table


def parts(them: Sequence[Judged]) -> Table:
    """What each sign adds to the log-odds on average, where no rule decided."""
    table = Table("sign", "answerable", "unanswerable", box=None)
    open_ = [one for one in them if one.verdict.odds is not None]
    for name in Signals._fields:
        means = [
            np.mean([getattr(shares(one.signals), name) for one in open_ if one.answerable == kind])
            for kind in (True, False)
        ]
        table.add_row(name, *(f"{mean:+.2f}" for mean in means))
    return table


def fitted(them: Sequence[Judged]) -> dict[str, object]:
    """The weights, as gate.json holds them: what a rule decides teaches nothing."""
    open_ = [one for one in them if one.verdict.odds is not None]
    answerable = np.array([one.answerable for one in open_])
    signals = np.array([one.signals for one in open_], float)
    spread = signals.std(axis=0) + 1e-9
    weights = logistic(signals / spread, answerable) / spread
    odds = signals @ weights
    ruled = [-np.inf] * sum(one.answerable and one.verdict.odds is None for one in them)
    lowest = np.quantile([*ruled, *odds[answerable]], LOST, method="lower")
    base = np.log(GATE / (1 - GATE)) - lowest
    by_signal = zip(Signals._fields, weights, strict=True)
    return {
        "base": round(float(base), 2),
        "by_signal": {name: round(float(weight), 2) for name, weight in by_signal},
    }


def logistic(signals: NDArray[np.float64], answerable: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Weights, (d,), of a logistic regression in which both kinds count alike.

    Newton's method on the penalized likelihood; the base, which is not penalized, is left off.

    Args:
        signals: (n, d).
        answerable: (n,).
    """
    rows = np.column_stack([signals, np.ones(len(signals))])
    counts = np.where(answerable, (~answerable).sum() / answerable.sum(), 1.0)
    penalty = np.diag([RIDGE] * signals.shape[1] + [0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (answerable - chance)) - penalty @ weights
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + penalty
        weights = weights + np.linalg.solve(bend, slope)
    return weights[:-1]


def main(arguments: Sequence[str]) -> None:
    settings, console = Settings(), Console()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--on", nargs=2, action="append", type=Path, metavar=("QUESTIONS", "DATA"))
    parser.add_argument("--ask", action="store_true", help="the model as well")
    parser.add_argument("--fit", action="store_true", help=f"write {WEIGHTS.name}")
    options = parser.parse_args(arguments)
    generator = build_generator(settings) if options.ask else None
    everything: list[Judged] = []
    for questions, data in options.on or [(QUESTIONS, settings.data_dir)]:
        them = list(all_judged(questions, data, settings, generator))
        console.print(f"[bold]{questions}", curve(them), parts(them), "", sep="\n")
        everything += them
    if options.fit:
        made = json.dumps(fitted(everything), indent=2)
        WEIGHTS.write_text(f"{made}\n", encoding="utf-8")
        console.print(made)


if __name__ == "__main__":
    main(sys.argv[1:])
