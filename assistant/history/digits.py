"""Amounts as they are told: plain digits with their unit. Pure."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from assistant.history.terms import term

_HOUR: Final = 60
_LARGE: Final = 100_000
_CENT: Final = Decimal("0.01")


def amount(value: object, unit: str, language: str) -> str:
    """Plain digits: no mark between thousands, two decimals of what is no whole number.

    Of large amounts of money nobody reads the cents; they stand in the reply's value and rows.
    """
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        if unit == "money" and abs(number) >= _LARGE:
            return f"{number.quantize(Decimal(1), ROUND_HALF_UP):f}"
        cents = unit == "money" or number != number.to_integral_value()
        told = str(number.quantize(_CENT, ROUND_HALF_UP)) if cents else f"{number:f}"
        if unit == "1":
            told = f"{number * 100:.2f} %" if isinstance(value, float) and value <= 1 else told
        told = told.removesuffix(".0")
        if unit == "min" and number >= _HOUR:
            hours = f"{(number / _HOUR).quantize(_CENT, ROUND_HALF_UP)} {term('h', language)}"
            return f"{told} {term('min_unit', language)} ({hours})"
        if unit in ("min", "h", "d"):
            return f"{told} {term('min_unit' if unit == 'min' else unit, language)}"
        return told
    return str(value)
