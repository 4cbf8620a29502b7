"""Numbers as people write them: 1,000, 1 1/2, three, 二十五, 四分之三. Pure."""

import re
from fractions import Fraction

DIGITS = r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+,\d{1,2}(?=\s?[A-Za-z°μΩ%])|\d+(?:\.\d+)?"
"""A comma parts thousands; before one or two digits and a unit it is a decimal comma."""
_FIGURE = "一二两三四五六七八九"
CHINESE = rf"(?:[{_FIGURE}十][零〇{_FIGURE}十百千万]*(?:点[零{_FIGURE}]+)?|半)"
_WORDS = """half a=1/2|half=1/2|quarter=1/4|one=1|two=2|three=3|four=4|five=5|six=6|seven=7|eight=8
nine=9|ten=10|eleven=11|twelve=12|fifteen=15|twenty=20|thirty=30|forty=40|forty-five=45|fifty=50
sixty=60|ninety=90|hundred=100"""
WORDS = {
    word: Fraction(number)
    for word, number in (pair.split("=") for pair in _WORDS.replace("\n", "|").split("|"))
}
_FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "〇": 0,
}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def decimal(digits: str) -> Fraction:
    """The number that matched DIGITS."""
    if _GROUPED.fullmatch(digits):
        return Fraction(digits.replace(",", ""))
    return Fraction(digits.replace(",", "."))


def chinese(numeral: str) -> Fraction:
    """The number that matched CHINESE; 半 is a half."""
    if numeral == "半":
        return Fraction(1, 2)
    whole, _, behind = numeral.partition("点")
    decimals = "".join(str(_FIGURES[figure]) for figure in behind)
    return _whole(whole) + (Fraction(int(decimals), 10 ** len(decimals)) if decimals else 0)


def _whole(numeral: str) -> Fraction:
    if not set(numeral) & {*_POWERS, "万"}:
        return Fraction(int("".join(str(_FIGURES[figure]) for figure in numeral)))
    total, section, figure = 0, 0, 0
    for sign in numeral:
        if sign in _FIGURES:
            figure = _FIGURES[sign]
        elif sign == "万":
            total, section, figure = (total + section + figure) * 10_000, 0, 0
        else:
            section, figure = section + (figure or 1) * _POWERS[sign], 0
    return Fraction(total + section + figure)
