"""Codes and part numbers in one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.identifiers import (
    code_candidates,
    identifiers,
    normal,
    part_names,
    spellings,
)


@pytest.mark.parametrize("typed", ["E-07", "E 07", "e07", "E7", "Ｅ０７", "E.07", "e_007"])
def test_one_code_has_one_spelling(typed):
    assert normal(typed) == "E7"


def test_alarm_numbers_lose_leading_zeros_alone():
    assert normal("0232") == "232"
    assert normal("0") == "0"
    assert normal("0Dh") == "0DH"
    assert normal("E100") == "E100"


def test_a_parameter_keeps_the_joint_between_its_numbers():
    assert normal("P0-03") == normal("p00.3") == "P0-3"
    assert normal("P0-13") != normal("P013")


def test_identifiers_mix_letters_and_digits():
    text = "变频器 XR-40 报 OC1，见 P0-03；订货号 6ES7 214-1AG40-0XB0, 980Ti"
    assert identifiers(text) == [
        "XR40",
        "OC1",
        "P0-3",
        "6ES7",
        "214-1AG40-0XB0",
        "980TI",
    ]


@pytest.mark.parametrize(
    "quantity", ["24V", "50Hz", "0.75kW", "1.5mm2", "10A", "24VDC", "3rd", "2x4", "25C"]
)
def test_quantities_are_no_identifiers(quantity):
    assert identifiers(f"about {quantity} there") == []


def test_a_question_may_hold_codes_that_look_like_words():
    found = code_candidates("drive trips OCS, alarm 0232, er 22 at 50 Hz or 50Hz")
    assert {"OCS", "0232", "er 22"} <= set(found)
    assert "50Hz" not in found


def test_panels_print_one_number_with_different_letters():
    assert spellings("Err022") == ["ERR22", "E22", "ER22", "ERROR22"]
    assert spellings("OC1") == ["OC1"]


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        *(("0Dh", typed) for typed in ("0D", "0x0D", "0dh", "00Dh", "0DH", "0xD")),
        *(("F0A3", typed) for typed in ("F0A3H", "0xF0A3", "f0a3h", "0F0A3h")),
        ("10h", "0x10"),
    ],
)
def test_a_hexadecimal_code_is_one_however_marked(printed, typed):
    assert normal(printed) in spellings(typed)
    assert normal(typed) in spellings(printed)
    assert typed in code_candidates(f"alarm {typed} on the panel")


def test_a_decimal_code_is_no_hexadecimal_one():
    assert "10" not in spellings("0x10")
    assert spellings("10") == ["10"]
    assert "D" not in spellings("0Dh")


@pytest.mark.parametrize(("typed", "meant"), [("EO7", "E7"), ("ALO4", "AL4"), ("Err1O", "ERR10")])
def test_letters_typed_for_digits_come_last(typed, meant):
    own, *others = spellings(typed)
    assert own == normal(typed)
    assert meant in others


@pytest.mark.parametrize("name", ["CO2", "DO1", "AO1", "AI2", "IO4", "OC1", "OH", "FOO"])
def test_letters_of_other_names_are_no_digits(name):
    assert spellings(name) == [name]


@given(st.text())
def test_a_normal_spelling_is_final(text):
    assert normal(normal(text)) == normal(text)


@given(st.text())
def test_any_text_has_identifiers(text):
    assert all(normal(found) == found for found in identifiers(text))
    code_candidates(text)
    part_names(text)
    part_names(text, typed=True)


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("6ES7 214-1AG40-0XB0", "6es72141ag400xb0"),
        ("6ES7 214-1AG40-0XB0", "6ES7214-1AG40-0XB0"),
        ("BR-204-K", "br 204 k"),
        ("BR-204-K", "br204k"),
        ("XW 70 TDi", "xw-70tdi"),
        ("70TDi", "70 tdi"),
        ("P0-03", "p0 03"),
        ("P0-03", "Ｐ０．０３"),
    ],
)
def test_a_part_is_known_in_any_spelling(printed, typed):
    asked = f"where is {typed} kept"
    assert set(part_names(printed)) & set(part_names(asked, typed=True))


def test_short_numbers_are_told_apart_by_their_joints():
    assert not set(part_names("P0-13")) & set(part_names("P013", typed=True))


def test_prose_names_no_parts():
    assert part_names("Set it to 12 if the pump runs at 50 Hz for 10 minutes") == []
