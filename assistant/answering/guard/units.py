"""Units of measurement in one spelling and one scale. Pure.

Factors are exact: SI prefixes and the units accepted beside the SI (The International System of
Units, BIPM, 9th edition 2019, tables 7 and 8), the bar by definition 100 kPa. What converts only
with an offset or a rounded factor (°F, psi, inch, kgf) is a unit of its own.
"""

import re
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

Current = Literal["", "ac", "dc"]


class Unit(NamedTuple):
    """``kPa`` is 1000 of ``Pa``; a count of things has no name."""

    name: str
    factor: Fraction = Fraction(1)
    current: Current = ""


_PREFIXES = {
    "": Fraction(1),
    "n": Fraction(1, 10**9),
    "μ": Fraction(1, 10**6),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "c": Fraction(1, 100),
    "d": Fraction(1, 10),
    "h": Fraction(100),
    "k": Fraction(1000),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
}
_PREFIXED = {
    "Pa": ("Pa", Fraction(1), "hkM"),
    "bar": ("Pa", Fraction(10**5), "m"),
    "N": ("N", Fraction(1), "mck"),
    "m": ("m", Fraction(1), "nμumcdk"),
    "g": ("g", Fraction(1), "μumk"),
    "s": ("s", Fraction(1), "nμum"),
    "A": ("A", Fraction(1), "nμumk"),
    "V": ("V", Fraction(1), "μumk"),
    "W": ("W", Fraction(1), "mkM"),
    "VA": ("VA", Fraction(1), "kM"),
    "Wh": ("Wh", Fraction(1), "kM"),
    "Hz": ("Hz", Fraction(1), "kMG"),
    "Ω": ("Ω", Fraction(1), "mkM"),
    "F": ("F", Fraction(1), "nμum"),
    "H": ("H", Fraction(1), "μum"),
    "J": ("J", Fraction(1), "kM"),
    "L": ("m3", Fraction(1, 1000), "mc"),
    "l": ("m3", Fraction(1, 1000), "mc"),
    "bps": ("bps", Fraction(1), "kM"),
}
_MINUTE, _HOUR, _DAY = Fraction(60), Fraction(3600), Fraction(86400)
_NAMED: dict[str, tuple[str, Fraction]] = {
    **dict.fromkeys(("min", "mins", "minute", "minutes", "分钟", "分"), ("s", _MINUTE)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "小时", "个小时"), ("s", _HOUR)),
    **dict.fromkeys(("sec", "secs", "second", "seconds", "秒", "秒钟"), ("s", Fraction(1))),
    **dict.fromkeys(("millisecond", "milliseconds", "毫秒", "msec"), ("s", Fraction(1, 1000))),
    **dict.fromkeys(("day", "days", "天"), ("s", _DAY)),
    **dict.fromkeys(("week", "weeks", "周", "个星期", "星期"), ("s", 7 * _DAY)),
    **dict.fromkeys(("month", "months", "个月"), ("month", Fraction(1))),
    **dict.fromkeys(("year", "years", "年"), ("month", Fraction(12))),
    **dict.fromkeys(("turn", "turns", "rev", "revs", "r", "转", "圈"), ("turn", Fraction(1))),
    **dict.fromkeys(("revolution", "revolutions"), ("turn", Fraction(1))),
    **dict.fromkeys(("rpm", "min-1", "min^-1"), ("turn/s", Fraction(1, 60))),
    **dict.fromkeys(("times", "次"), ("times", Fraction(1))),
    **dict.fromkeys(("%", "percent", "per cent"), ("%", Fraction(1))),
    **dict.fromkeys(("°C", "° C", "C°", "摄氏度", "deg C", "degC", "C"), ("°", Fraction(1))),
    # A bare degree is an angle or a temperature: what it is of decides, not its sign.
    **dict.fromkeys(("°", "度", "deg", "degree", "degrees"), ("°", Fraction(1))),
    **dict.fromkeys(("degrees Celsius", "degrees C"), ("°", Fraction(1))),
    **dict.fromkeys(("°F", "° F", "F°", "degrees F", "华氏度"), ("°F", Fraction(1))),
    **dict.fromkeys(("兆帕",), ("Pa", Fraction(10**6))),
    **dict.fromkeys(("千帕",), ("Pa", Fraction(1000))),
    **dict.fromkeys(("帕",), ("Pa", Fraction(1))),
    **dict.fromkeys(("巴",), ("Pa", Fraction(10**5))),
    **dict.fromkeys(("牛", "牛顿"), ("N", Fraction(1))),
    **dict.fromkeys(("Nm", "N m", "牛米", "牛顿米"), ("N·m", Fraction(1))),
    **dict.fromkeys(("kNm",), ("N·m", Fraction(1000))),
    **dict.fromkeys(("Ncm", "N cm"), ("N·m", Fraction(1, 100))),
    **dict.fromkeys(("米", "meter", "meters", "metre", "metres"), ("m", Fraction(1))),
    **dict.fromkeys(("毫米", "millimeters", "millimetres"), ("m", Fraction(1, 1000))),
    **dict.fromkeys(("厘米",), ("m", Fraction(1, 100))),
    **dict.fromkeys(("微米",), ("m", Fraction(1, 10**6))),
    **dict.fromkeys(("千克", "公斤"), ("g", Fraction(1000))),
    **dict.fromkeys(("克",), ("g", Fraction(1))),
    **dict.fromkeys(("毫克",), ("g", Fraction(1, 1000))),
    **dict.fromkeys(("t", "吨", "tonnes"), ("g", Fraction(10**6))),
    **dict.fromkeys(("安", "安培", "amp", "amps", "ampere", "amperes"), ("A", Fraction(1))),
    **dict.fromkeys(("毫安",), ("A", Fraction(1, 1000))),
    **dict.fromkeys(("伏", "伏特", "volt", "volts"), ("V", Fraction(1))),
    **dict.fromkeys(("毫伏",), ("V", Fraction(1, 1000))),
    **dict.fromkeys(("千伏",), ("V", Fraction(1000))),
    **dict.fromkeys(("瓦", "watt", "watts"), ("W", Fraction(1))),
    **dict.fromkeys(("千瓦",), ("W", Fraction(1000))),
    **dict.fromkeys(("赫兹", "赫", "hertz"), ("Hz", Fraction(1))),
    **dict.fromkeys(("千赫",), ("Hz", Fraction(1000))),
    **dict.fromkeys(("欧", "欧姆", "ohm", "ohms"), ("Ω", Fraction(1))),
    **dict.fromkeys(("千欧",), ("Ω", Fraction(1000))),
    **dict.fromkeys(("兆欧",), ("Ω", Fraction(10**6))),
    **dict.fromkeys(("微法",), ("F", Fraction(1, 10**6))),
    **dict.fromkeys(("升", "liter", "liters", "litre", "litres"), ("m3", Fraction(1, 1000))),
    **dict.fromkeys(("毫升",), ("m3", Fraction(1, 10**6))),
    **dict.fromkeys(("平方毫米",), ("m2", Fraction(1, 10**6))),
    **dict.fromkeys(("立方米",), ("m3", Fraction(1))),
    **dict.fromkeys(("inch", "inches", "英寸"), ("inch", Fraction(1))),
    **dict.fromkeys(("ft", "feet", "英尺"), ("ft", Fraction(1))),
    **dict.fromkeys(("hp", "HP", "马力"), ("hp", Fraction(1))),
    **dict.fromkeys(("lb", "lbs", "磅"), ("lb", Fraction(1))),
    **dict.fromkeys(("dB(A)", "dB", "分贝"), ("dB", Fraction(1))),
    **{name: (name, Fraction(1)) for name in ("psi", "ppm", "kgf", "lbf", "K", "‰", "lx", "倍")},
    **dict.fromkeys(("bit", "bits", "位"), ("bit", Fraction(1))),
    **dict.fromkeys(("byte", "bytes", "字节"), ("byte", Fraction(1))),
}
_SLOPPY = (
    *("kpa", "mpa", "KPA", "MPA", "Mpa", "Kpa", "KPa", "Bar", "BAR", "hz", "HZ", "khz", "KHz"),
    *("KHZ", "kw", "KW", "Kw", "kv", "KV", "kva", "KVA", "v", "RPM", "Rpm", "nm", "NM", "KG", "Kg"),
    *("MM", "ML", "Mm", "Min", "MIN", "Sec", "Hr", "a", "w", "PSI", "ohm", "Ohm", "mv", "ma"),
)
"""As panels and typists write them where no other unit could be meant."""
_CURRENT = re.compile(r"\s?(ac|dc|AC|DC|~)(?![A-Za-z0-9])")
_EDGE = r"(?![A-Za-z0-9]|-[A-Za-z])"
"""``2 V-belts`` is no voltage."""


@cache
def _table() -> dict[str, Unit]:
    """Every spelling of a unit that is not made of others."""
    table = {spelling: Unit(*unit) for spelling, unit in _NAMED.items()}
    for symbol, (name, factor, prefixes) in _PREFIXED.items():
        for prefix in ("", *prefixes):
            table.setdefault(prefix + symbol, Unit(name, factor * _PREFIXES[prefix]))
    folded = {spelling.lower(): unit for spelling, unit in reversed(table.items())}
    folded |= {"nm": table["Nm"], "mpa": table["MPa"]}
    for spelling in _SLOPPY:
        table[spelling] = folded[spelling.lower()]
    words = [name for name in _NAMED if name.isascii() and name.isalpha() and len(name) > 3]
    for word in words:  # Amps, MINUTES
        table.setdefault(word.capitalize(), table[word])
        table.setdefault(word.upper(), table[word])
    return table


@cache
def _pattern() -> re.Pattern[str]:
    """One unit, or several joined by ``·`` and ``/``; group ``unit`` holds all of it."""
    spellings = sorted(_table(), key=len, reverse=True)
    latin = "|".join(re.escape(one) for one in spellings if one.isascii() or one[0] in "°Ωμ")
    other = "|".join(re.escape(one) for one in spellings if not one.isascii())
    atom = rf"(?:(?:{other})|(?:{latin})(?:\^?[23])?(?![A-Za-z0-9]))"
    joined = rf"{atom}(?:\s?[·•.*⋅-]\s?{atom}|\s?(?:/|per )\s?{atom}){{0,2}}"
    direct = r"V(?:AC|DC|ac|dc)"
    return re.compile(rf"(?:\s?|-(?=[a-z]{{3}}))(?P<unit>{direct}|{joined}){_EDGE}")


_PARTS = re.compile(r"\s?(/|per |[·•.*⋅-])\s?")
_LONE = re.compile(r"(?:unit|单位)\s?[:]?|[(\[|/]", re.IGNORECASE)
_WORDS_TOO = frozenset(
    {"times", "turn", "turns", "rev", "revs", "bar", "min", "us", "second", "feet", "week", "weeks"}
)
"""Unit names that are plain words where no number stands before them."""


@cache
def _lone_pattern() -> re.Pattern[str]:
    """A unit that a table's head names without brackets: ``Torque N·m``, ``in amperes``."""
    names = [name for name in _table() if name.isascii() and len(name) > 1 and name.isalpha()]
    named = {"N·m", *(name for name in names if name.lower() not in _WORDS_TOO)}
    longest = sorted(named, key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z0-9./])(?<!\d[ -])(?:{'|'.join(longest)})(?![A-Za-z0-9])")


def unit_at(plain: str, at: int) -> tuple[Unit, int] | None:
    """The unit that stands there, behind a space or none, and where it ends."""
    found = _pattern().match(plain, at)
    if not found:
        return None
    spelling = found["unit"]
    if re.fullmatch("V(?:AC|DC)", spelling, re.IGNORECASE):
        return Unit("V", Fraction(1), _current(spelling[1:])), found.end()
    unit = _composed(spelling)
    if unit.name in ("V", "A") and (behind := _CURRENT.match(plain, found.end())):
        return unit._replace(current=_current(behind[1])), behind.end()
    return unit, found.end()


def lone_units(plain: str) -> list[Unit]:
    """Units that stand without a number: ``Decel time (s)``, ``单位:mm``, ``| N·m |``.

    A table tells them in its head or in a column of their own, for the numbers beside them.
    """
    spots = [unit_at(plain, found.end()) for found in _LONE.finditer(plain)]
    spots += [unit_at(plain, found.start()) for found in _lone_pattern().finditer(plain)]
    return [spot[0] for spot in spots if spot]


def _composed(spelling: str) -> Unit:
    if whole := _table().get(spelling):
        return whole
    parts = _PARTS.split(spelling)
    above, below = [_single(parts[0])], list[Unit]()
    for joint, part in zip(parts[1::2], parts[2::2], strict=True):
        (below if joint in ("/", "per ") else above).append(_single(part))
    factor = Fraction(1)
    for unit in above:
        factor *= unit.factor
    for unit in below:
        factor /= unit.factor
    name = "·".join(sorted(unit.name for unit in above))
    return Unit("/".join([name, *(unit.name for unit in below)]), factor)


def _single(spelling: str) -> Unit:
    """``mm2`` is a square of ``mm``."""
    if unit := _table().get(spelling):
        return unit
    power = int(spelling[-1])
    unit = _table()[spelling.rstrip("23^")]
    return Unit(f"{unit.name}{power}", unit.factor**power)


def _current(letters: str) -> Current:
    return "dc" if letters.lower() == "dc" else "ac"
