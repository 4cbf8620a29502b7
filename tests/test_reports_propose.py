"""Codes that like reports bear are proposed, or nothing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.codes import code_sets
from assistant.reports.propose import LEAST_CONFIDENCE, Neighbour, propose


def near(number: int, likeness: float = 0.9, **codes: str) -> Neighbour:
    return Neighbour(f"r{number}", f"FR-{number}", likeness, codes)


def test_what_most_like_reports_bear_is_proposed_with_the_reports() -> None:
    found = propose(
        None,
        [
            near(1, failure_mode="VIB"),
            near(2, 0.95, failure_mode="VIB"),
            near(3, 0.2, failure_mode="NOI"),
        ],
    )
    (mode,) = found
    assert (mode.code_set, mode.code) == ("failure_mode", "VIB")
    assert [one.number for one in mode.neighbours] == ["FR-2", "FR-1"]
    assert LEAST_CONFIDENCE < mode.confidence < 0.7
    assert mode.may_be_accepted


def test_more_like_reports_make_it_surer() -> None:
    few, many = (propose(None, [near(n, mechanism="2.4") for n in range(m)])[0] for m in (2, 12))
    assert many.confidence > few.confidence + 0.2


@pytest.mark.parametrize(
    "neighbours",
    [
        [],
        [near(1, 1.0, failure_mode="VIB")],
        [near(1, 1.0, failure_mode="VIB")] * 5,
        [near(1, failure_mode="VIB"), near(2, failure_mode="NOI"), near(3, failure_mode="BRD")],
        [near(1, 0.1, failure_mode="VIB"), near(2, 0.1, failure_mode="VIB")],
        [near(1, failure_mode="UNK"), near(2, failure_mode="UNK"), near(3)],
        [near(n, mechanism="6.4", cause="5.6") for n in range(5)],
    ],
    ids=["none", "one case", "one case five times", "divided", "unlike", "nobody knew", "nor why"],
)
def test_it_abstains(neighbours: list[Neighbour]) -> None:
    assert propose(None, neighbours) == []


def test_a_cause_is_never_accepted_by_itself() -> None:
    (cause,) = propose(None, [near(n, 1.0, cause="3.4") for n in range(20)])
    assert cause.confidence > 0.9
    assert not cause.may_be_accepted


def test_only_what_the_machine_can_have_is_proposed() -> None:
    neighbours = [near(n, failure_mode="VIB") for n in range(5)]
    assert propose({"failure_mode": ["NOI"]}, neighbours) == []
    assert propose({"mechanism": ["2.4"]}, neighbours) == []


def test_a_code_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no failure_mode code"):
        propose(None, [near(1, failure_mode="XXX"), near(2, failure_mode="XXX")])


@given(
    st.lists(
        st.tuples(st.floats(-1, 2), st.sampled_from([*code_sets()["failure_mode"], "UNK", None]))
    )
)
def test_confidence_is_a_share_and_sets_are_proposed_once(told: list) -> None:
    neighbours = [
        Neighbour(f"r{n}", f"FR-{n}", like, {"failure_mode": code} if code else {})
        for n, (like, code) in enumerate(told)
    ]
    found = propose(None, neighbours)
    assert len(found) <= 1
    for one in found:
        assert LEAST_CONFIDENCE <= one.confidence < 1
        assert one.code != "UNK"
