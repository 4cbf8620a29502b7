"""The load test says what does not hold; one that overlooks a failure proves nothing."""

from dataclasses import replace

import pytest

from tests.bench_load import Outcome, errors, short

GOOD = Outcome(
    rows=[{"Name": "search", "95%": "380"}, {"Name": "handover", "95%": "2000"}],
    failures=[],
    memory=[800, 1000, 1010],
    throttled={"search": 3},
    missing=0,
    unheard=0,
    log="",
)


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({}, None),
        ({"failures": [{"Error": "500"}]}, "a request failed"),
        ({"rows": [{"Name": "search", "95%": "500"}]}, "95 % of the searches within 500 ms"),
        ({"rows": []}, "nobody searched"),
        ({"memory": [800, 1000, 1060]}, "memory grew"),
        ({"missing": 1}, "a report was lost"),
        ({"unheard": 1}, "a change was not told"),
        ({"log": "ERROR"}, "the service logged an error"),
    ],
)
def test_each_claim_can_fail(change: dict[str, object], claim: str | None) -> None:
    assert replace(GOOD, **change).broken() == ([claim] if claim else [])  # type: ignore[arg-type]


def test_an_older_version_than_was_acknowledged_is_a_loss() -> None:
    assert short({"a": 2, "b": 1, "c": 1}, {"a": 1, "b": 3}) == 2


def test_the_log_is_shown_from_its_first_error_on() -> None:
    assert errors("12:00 INFO a: up\n12:01 ERROR b: failed\n    Traceback") == (
        "12:01 ERROR b: failed\n    Traceback"
    )
    assert errors("12:00 INFO a: up") == ""
