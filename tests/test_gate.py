"""How the signs are weighed, and how the weights are made."""

import json
import math

import numpy as np
import pytest

from assistant.answering.concepts import Concept, Subject
from assistant.answering.gate import likelihood, odds, shares, weights
from assistant.answering.judge import Verdict
from assistant.answering.signals import Signals
from tests.calibrate import GATE, WEIGHTS, Judged, fitted, logistic

NOTHING, ALL = Signals(0, 0, 1, 0, 0), Signals(1, 1, 0, 1, 1)


def test_the_shipped_weights_name_every_sign():
    assert json.loads(WEIGHTS.read_text("utf-8")).keys() == {"base", "by_signal"}
    assert weights().by_signal.unknown < 0
    assert all(
        weight > 0 for name, weight in weights().by_signal._asdict().items() if name != "unknown"
    )


def test_the_odds_are_the_base_and_each_signs_share():
    half = Signals(0.5, 0.5, 0.5, 0.5, 0)
    assert odds(half) == pytest.approx(weights().base + sum(shares(half)))
    assert odds(NOTHING) < odds(half) < odds(ALL)


def test_a_likelihood_is_a_share():
    assert likelihood(0.0) == 0.5
    assert likelihood(odds(NOTHING)) < GATE < likelihood(odds(ALL))
    assert likelihood(-math.inf) == 0
    assert likelihood(700.0) == 1


def test_weights_point_the_way_that_the_questions_do():
    drawn = np.random.default_rng(7)
    signals = drawn.random((200, 2))
    answerable = signals[:, 0] - signals[:, 1] + drawn.normal(0, 0.2, 200) > 0
    first, second = logistic(signals, answerable)
    assert first > 1
    assert second < -1


def test_few_answerable_questions_fall_below_the_gate():
    drawn = np.random.default_rng(7)
    them = [
        Judged(n % 2 == 0, Signals(*(drawn.random(5) + (n % 2 == 0))), Verdict(None, 0.0))
        for n in range(200)
    ]
    made = fitted(them)
    told = [
        made["base"]
        + sum(w * s for w, s in zip(made["by_signal"].values(), one.signals, strict=True))
        for one in them
    ]
    lost = [
        likelihood(one) < GATE for one, judged in zip(told, them, strict=True) if judged.answerable
    ]
    assert 0 < np.mean(lost) < 0.06


def test_a_subject_is_said_in_either_language():
    subject = Subject(
        (
            Concept("torque", (frozenset({"扭矩"}),), 0.5, is_known=True),
            Concept("flange", (), 1.0, is_known=True),
            Concept("profibus", (), 0.5, is_known=False),
        )
    )
    assert subject.share_said({"扭矩"}) == subject.share_said({"torque"}) == 0.25
    assert subject.share_said({"torque", "flange", "profibus"}) == 1
    assert subject.share_unknown == 0.25
    assert Subject(()).share_said({"torque"}) == 0
