import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fuse import fuse

rankings = st.lists(st.lists(st.integers(0, 20), unique=True, max_size=10), max_size=4)


def test_an_item_earns_by_its_ranks_alone():
    assert fuse([["a", "b"], ["b", "c"]]) == [
        ("b", 1 / 62 + 1 / 61),
        ("a", 1 / 61),
        ("c", 1 / 62),
    ]


def test_weights_favour_a_ranking():
    assert [item for item, _ in fuse([["a"], ["b"]], [1, 2])] == ["b", "a"]
    assert [item for item, _ in fuse([["a"], ["b"]], [2, 1])] == ["a", "b"]


def test_a_smaller_k_makes_first_ranks_stand_out():
    first_once, second_twice = [["a", "b"], ["c", "b"]], [["a", "b"], ["c", "b"]]
    assert fuse(first_once, k=0)[0] == ("a", 1.0)
    assert fuse(second_twice, k=60)[0][0] == "b"


@given(rankings)
def test_everything_appears_once_and_scores_fall(given_rankings):
    fused = fuse(given_rankings)
    assert {item for item, _ in fused} == {item for ranking in given_rankings for item in ranking}
    assert len({item for item, _ in fused}) == len(fused)
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(st.integers(), unique=True))
def test_one_ranking_keeps_its_order(ranking):
    assert [item for item, _ in fuse([ranking])] == ranking


def test_weights_must_match_the_rankings():
    with pytest.raises(ValueError, match="shorter"):
        fuse([["a"], ["b"]], [1.0])
