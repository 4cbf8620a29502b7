"""One list of units for all who ask whether a number is a value."""

import re

import pytest

from ingest.units import AFTER_NUMBER, SYMBOL, UNMISTAKABLE

SYMBOLS = """
V mV kV VAC Vdc VA kVA A µA W kW Wh kWh Hz kHz Ω kΩ µF mH g kg mg m mm cm µm s ms N kN cN Nm Pa kPa
MPa bar mbar L l mL min rpm r/min psi dB dB(A) ppm lb ft hp HP AWG MB °C h lx mcd
"""


@pytest.mark.parametrize("unit", SYMBOLS.split())
def test_symbols_are_known_whole_and_stay_in_any_language(unit: str) -> None:
    assert re.fullmatch(SYMBOL, unit)
    found = re.match(AFTER_NUMBER, f"{unit}, then")
    assert found
    assert found[0] == unit


@pytest.mark.parametrize(
    "unit",
    ["%", "° C", "℃", "N·m", "N.m", "mm²", "m/s", "L/min", "kgf/cm2", "转/分", "分钟", "hours"],
)
def test_compounds_and_words_are_units_after_a_number(unit: str) -> None:
    found = re.match(AFTER_NUMBER, f"{unit}。")
    assert found
    assert found[0] == unit


@pytest.mark.parametrize("word", ["Volt", "Amp", "motor", "steps", "mx", "kx", "E07"])
def test_what_only_begins_like_a_unit_is_none(word: str) -> None:
    assert not re.fullmatch(SYMBOL, word)
    assert not re.match(AFTER_NUMBER, word)


@pytest.mark.parametrize(
    ("after", "is_value"),
    [
        ("倍", True),
        ("秒后", True),
        ("mm 处", True),
        ("%", True),
        ("安装", False),
        ("in use", False),
    ],
)
def test_a_title_after_a_section_number_is_no_unit(after: str, is_value: bool) -> None:
    assert bool(re.match(UNMISTAKABLE, after)) == is_value
