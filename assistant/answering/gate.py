"""Whether the evidence is evidence, as a likelihood between 0 and 1.

The weights are those of a logistic regression over labelled questions: ``python -m
tests.calibrate`` makes them and shows what each threshold costs.
"""

import json
import math
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from assistant.answering.retrieve import Findings
from assistant.answering.signals import ALIKE, UNLIKE, Signals

STRONG = 0.6
"""Strength above which no better wording of the question is looked for."""


class Weights(NamedTuple):
    """What the log-odds of an answer are made of."""

    base: float
    by_signal: Signals


def odds(signals: Signals) -> float:
    """Natural logarithm of the odds that the evidence answers."""
    return weights().base + sum(shares(signals)._asdict().values())


def shares(signals: Signals) -> Signals:
    """What each signal adds to the log-odds."""
    told = zip(weights().by_signal, signals, strict=True)
    return Signals(*(weight * signal for weight, signal in told))


def likelihood(log_odds: float) -> float:
    """The odds as a number from 0 to 1, to be held against the gate."""
    return 1 / (1 + math.exp(-log_odds))


@cache
def weights() -> Weights:
    """Those of the shipped file."""
    read = json.loads(files(__package__).joinpath("gate.json").read_text("utf-8"))
    return Weights(read["base"], Signals(**read["by_signal"]))


def strength(findings: Findings) -> float:
    """How well anything was found at all, 0 to 1: half by meaning, half by shared words.

    Neither will do alone: a question in the other language shares no words, and a greeting is as
    near to some passage as a terse alarm question is to its own.
    """
    if not findings.evidence:
        return 0.0
    if findings.is_exact:
        return 1.0
    meaning = min(max((findings.likeness - UNLIKE) / (ALIKE - UNLIKE), 0.0), 1.0)
    return (meaning + findings.coverage) / 2


def enough(findings: Findings, gate: float) -> bool:
    """True when the best evidence is stronger than the gate."""
    return bool(findings.evidence) and strength(findings) >= gate
