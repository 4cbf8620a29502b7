"""Which titles name a machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.titled import titles_with

TITLES = [
    ("a", "SD7-15 User Manual sd7_15.pdf"),
    ("b", "SD7-30 User Manual sd7_30.pdf"),
    ("c", "NV320 变频器说明书 NV320.pdf"),
    ("d", "Pump Manual pump_en.pdf"),
    ("e", "Controllers QSM770Ti QSM770Ti_setup.pdf"),
    ("f", "Module 4KS7321-1BC50 module.pdf"),
    ("g", "Press HP-2 HP-2.pdf"),
]


@pytest.mark.parametrize(
    ("name", "documents"),
    [
        ("SD7", "ab"),
        ("sd", "ab"),
        ("SD7-30", "b"),
        ("sd730", "b"),
        ("SD7 30", "b"),
        ("ＳＤ７－１５", "a"),
        ("SD7-45", ""),
        ("SD7 45", ""),
        ("SD8-30", ""),
        ("NV320", "c"),
        ("NV320变频器", "c"),
        ("nv 320", "c"),
        ("NV999", ""),
        ("NV 999", ""),
        ("NV320-999", ""),
        ("pump", "d"),
        ("the pump", "d"),
        ("pump 3", "d"),  # the plant counts its pumps
        ("conveyor 3", ""),
        ("QSM770Ti", "e"),
        ("770ti", "e"),
        ("4KS7 321-1BC50", "f"),
        ("press HP2", "g"),
        ("press hp-02", "g"),
        ("press HP-3", ""),
        ("User Manual", "ab"),
    ],
)
def test_a_title_names_a_machine_by_its_codes_and_most_of_its_words(name, documents):
    assert titles_with(TITLES, name) == frozenset(documents)


@pytest.mark.parametrize(
    ("model", "documents"),
    [("NV320-4T2.2", "c"), ("SD7-45", ""), ("SD7-30/400V", "b"), ("NV3", "")],
)
def test_a_registered_model_has_the_manual_of_its_series(model, documents):
    assert titles_with(TITLES, model, series=True) == frozenset(documents)


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_and_no_title_can_break_it(name, title):
    assert titles_with([("x", title)], name) <= {"x"}
