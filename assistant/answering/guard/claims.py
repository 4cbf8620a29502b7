"""What a text claims that can be looked up: numbers with their units, codes. Pure.

Question, passages and answer are read by the same rules, so that a spelling that is read wrongly
is read wrongly everywhere and still meets itself.
"""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from assistant.answering.guard.fold import fold
from assistant.answering.guard.numerals import CHINESE, DIGITS, WORDS, chinese, decimal
from assistant.answering.guard.units import Current, Unit, unit_at
from ingest.identifiers import identifiers, normal, spellings

Sign = Literal["", "-", "±"]


class Value(NamedTuple):
    """A number, in the base of its unit."""

    number: Fraction
    printed: Fraction
    """The same before its unit was converted."""
    unit: str = ""
    """Empty where the number stands alone: a setting, a count, a page."""
    sign: Sign = ""
    current: Current = ""
    loose: bool = False
    """The unit is that of the next number: ``0 to 10 V``. It may be none of its own."""
    codes: tuple[str, ...] = ()
    """Spellings of the code that it is together with the word before it: ``Err 7``."""


class Code(NamedTuple):
    """A code, part number or parameter, in every spelling it is known by."""

    spellings: tuple[str, ...]


Claim = Value | Code


class _Spot(NamedTuple):
    """A claim and where it stands; none for a number that claims nothing."""

    start: int
    end: int
    claim: Claim | None


_CURRENT_FIRST = re.compile(r"(?<![A-Za-z])(AC|DC|交流|直流)\s?:?\s?(?=\d)")
_BELOW = (2, 3, 4, 8, 16, 32, 64)
"""Denominators of turns and inches; ``12/24 V`` are two voltages."""

_STEPS = r"\d{1,2}(?:(?:\s?-\s?|\sto\s|\sand\s)\d{1,2})?"
_TOLD = (
    r"\d{1,2}\s(?:(?:possible|common|main|likely|different)\s)?"
    r"(?:causes|reasons|steps|ways|points|things|checks|options)\b"
    r"|\d{1,2}\s?(?:个|种|点|项|条)?(?:可能的?|主要)?(?:原因|步骤|方面|方法|措施|情况)"
)
"""How many things the answer itself goes on to tell."""
_TOKEN = re.compile(
    rf"""
      (?P<date>(?<!\d)(?:19|20)\d\d
         (?:[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|年\d{{1,2}}月(?:\d{{1,2}}日)?))
    | (?P<exempt>\b\d{{1,2}}(?:st|nd|rd|th)\b|第\s?\d+\s?步|步骤\s?\d+
         |\b[Ss]teps?\s{_STEPS}\b|{_TOLD})
    | (?P<joined>(?<![A-Za-z0-9.:])\d+(?:(?:\.\d+){{2,}}|(?::\d+)+)(?![\d:]|\.\d))
    | (?P<fraction>(?<![A-Za-z0-9./])(?:\d{{1,2}}[ -])?\d{{1,2}}/\d{{1,2}}(?![\d/]))
    | (?P<number>(?:{DIGITS}))
    | (?P<run>(?<![A-Za-z0-9])[A-Za-z](?=[A-Za-z._/-]*\d)[A-Za-z0-9]*(?:[-._/][A-Za-z0-9]+)*)
    | (?P<part>(?:百|{CHINESE})分之{CHINESE})
    | (?P<numeral>{CHINESE})
    """,
    re.VERBOSE,
)
_RUN = re.compile(r"[A-Za-z0-9]+(?:[-._/][A-Za-z0-9]+)*")
_COMPOUND = re.compile(r"\d+(?:\.\d+)?-[a-z]{3,}(?:-[a-z]+)*")
"""``3-phase``: a number and a word."""
_WORD_NUMBER = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(WORDS, key=len, reverse=True))})(?= |-)|twice\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"({CHINESE})[个只颗台根条件片块套把枚支处相极芯]")
_SOMETHING = re.compile(rf"\d|[A-Z][A-Z]|{CHINESE}|(?i:{_WORD_NUMBER.pattern})")
"""Most sentences have nothing to look up."""
_PER_MINUTE = re.compile(r"每分钟?\s?$")
_RANGE = re.compile(r"\s?(?:[-~]|\.\.\.|to|and|or|至|到|和|或|、|,|/|x|±)\s?[+±-]?")
_BEFORE = re.compile(r"(?<![A-Za-z0-9])([A-Z][A-Za-z]{0,4}) $")
_LETTERS = re.compile(r"[A-Z]{1,2}|ERR|ALM|AL")
_CODED = re.compile(
    r"(?:\b(?:alarms?|faults?|errors?|codes?|trips?|parameters?)|代码|代号|故障|报警|参数)"
    r"[ :]{0,2}([A-Z]{2,6})(?![A-Za-z0-9])"
)
"""A code without a digit looks like any word; one that is called a code is one."""
_SERIES = re.compile(r"([A-Z]+)\d+[-/]\1\d+")
_NAMED = {"一": ("次",), "二": ("次",), "十": ("分",)}
"""一次侧 and 二次侧 are circuits, 十分 is "very"."""
_HARMONIC = "谐波"


def claims(text: str) -> list[Claim]:
    """Numbers and codes in reading order; step numbers and counts of what is told claim nothing."""
    return claims_in(fold(text))


def claims_in(plain: str) -> list[Claim]:
    """The same of a text that was folded."""
    if not _SOMETHING.search(plain):
        return []
    spots = _with_ranges(plain, [spot for spot in _spots(plain) if spot.claim])
    return [spot.claim for spot in spots if spot.claim]


def counted_in(plain: str) -> list[Value]:
    """Numbers written as words, unit or not: what a passage may mean by a digit of the answer."""
    found = (match["word"] for match in _WORD_NUMBER.finditer(plain))
    numerals = _COUNTED.findall(plain)
    return [bare(WORDS[word.lower()]) for word in found if word] + [
        bare(chinese(numeral)) for numeral in numerals
    ]


def bare(number: Fraction) -> Value:
    """A number without a unit."""
    return Value(number, number)


def _spots(plain: str) -> Iterator[_Spot]:
    at = 0
    while token := _TOKEN.search(plain, at):
        found = list(_READERS[token.lastgroup or ""](plain, token))
        yield from found
        at = max((spot.end for spot in found), default=token.end())
    for word in _WORD_NUMBER.finditer(plain):
        yield from _worded(plain, word)
    for coded in _CODED.finditer(plain):
        yield _Spot(coded.start(1), coded.end(1), _code(coded[1]))


def _date(_plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    parts = re.findall(r"\d+", token[0])
    yield _Spot(token.start(), token.end(), Code(("-".join(part.lstrip("0") for part in parts),)))


def _exempt(_plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    yield _Spot(token.start(), token.end(), None)


def _joined(_plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    """``4.1.2``, ``14:20``, ``1:100``."""
    yield _Spot(token.start(), token.end(), Code((token[0],)))


def _fraction(plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    """A fraction where a unit follows, or else two numbers."""
    whole, above, below = re.fullmatch(r"(?:(\d+)[ -])?(\d+)/(\d+)", token[0]).groups()  # type: ignore[union-attr]
    found = unit_at(plain, token.end())
    if found and 0 < int(above) < int(below) and int(below) in _BELOW:
        number = Fraction(int(whole or 0)) + Fraction(int(above), int(below))
        yield _measured(plain, token.start(), number, found)
        return
    for part in re.finditer(r"\d+", token[0]):
        start = token.start() + part.start()
        yield _Spot(start, token.start() + part.end(), bare(Fraction(part[0])))


def _number(plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    number = decimal(token[0])
    if found := unit_at(plain, token.end()):
        yield _measured(plain, token.start(), number, found)
        return
    run = _RUN.match(plain, token.start())
    if run and run.end() > token.end() and re.search("[A-Za-z]", run[0]):
        yield from _run(run, number)
        return
    sign = _sign(plain, token.start())
    code = _spaced(plain, token.start(), token[0])
    if code and _LETTERS.fullmatch(code[0]) and not sign:
        yield _Spot(token.start(), token.end(), _code(code[1]))
        return
    known = tuple(spellings(code[1])) if code else ()
    yield _Spot(token.start(), token.end(), Value(number, number, sign=sign, codes=known))


def _run(run: re.Match[str], number: Fraction | None = None) -> Iterator[_Spot]:
    """A run of letters and digits: a code, or several; or a number with a word."""
    if number is not None and (_COMPOUND.fullmatch(run[0]) or not identifiers(run[0])):
        yield _Spot(run.start(), run.end(), bare(number))
        return
    for part in _parts(run[0]):
        if identifiers(part):
            yield _Spot(run.start(), run.end(), _code(part))


def _letters_first(_plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    yield _Spot(token.start(), token.end(), None)
    yield from _run(token)


def _share(plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    """百分之五, 四分之三圈."""
    below, above = token[0].split("分之")
    if below in ("百", "一百"):
        share = chinese(above)
        yield _Spot(token.start(), token.end(), Value(share, share, "%"))
    elif found := unit_at(plain, token.end()):
        yield _measured(plain, token.start(), chinese(above) / chinese(below), found)


def _numeral(plain: str, token: re.Match[str]) -> Iterator[_Spot]:
    """两小时; not 一次侧, 一般, 三次谐波."""
    found = unit_at(plain, token.end())
    if not found or found[1] == token.end() or plain[token.end()].isascii():
        return
    is_article = token[0] == "一" and found[1] - token.end() == 1
    is_name = plain[token.end() : found[1]] in _NAMED.get(token[0], ())
    if not (is_article or is_name or plain.startswith(_HARMONIC, found[1])):
        yield _measured(plain, token.start(), chinese(token[0]), found)


def _worded(plain: str, word: re.Match[str]) -> Iterator[_Spot]:
    """``two hours``, ``half a turn``, ``twice``."""
    if not word["word"]:
        yield _Spot(word.start(), word.end(), Value(Fraction(2), Fraction(2), "times"))
        return
    found = unit_at(plain, word.end())
    if found and found[1] - word.end() > 2:
        yield _measured(plain, word.start(), WORDS[word["word"].lower()], found)


_READERS = {
    "date": _date,
    "exempt": _exempt,
    "joined": _joined,
    "fraction": _fraction,
    "number": _number,
    "run": _letters_first,
    "part": _share,
    "numeral": _numeral,
}


def _measured(plain: str, start: int, number: Fraction, found: tuple[Unit, int]) -> _Spot:
    unit, end = found
    if unit.name == "turn" and _PER_MINUTE.search(plain[:start]):
        unit = Unit("turn/s", Fraction(1, 60))
    current = unit.current
    if unit.name in ("V", "A") and (first := _CURRENT_FIRST.search(plain[max(0, start - 6) : end])):
        current = "ac" if first[1] in ("AC", "交流") else "dc"
    value = Value(number * unit.factor, number, unit.name, _sign(plain, start), current)
    return _Spot(start, end, value)


def _sign(plain: str, at: int) -> Sign:
    """A minus follows no digit and no letter: there it is a range, or a joint."""
    before = plain[max(0, at - 3) : at].rstrip(" ")
    if before.endswith("±"):
        return "±"
    if not plain[:at].endswith("-"):
        return ""
    ahead = plain[: at - 1]
    is_range = (
        ahead.rstrip()[-1:].isdigit() or ahead[-1:].isalnum() or ahead[-1:] in ("%", "°", ")")
    )
    return "" if is_range else "-"


def _spaced(plain: str, at: int, digits: str) -> tuple[str, str] | None:
    """The capital word before a number and the code they may be: ``E 07``, ``Err 7``."""
    found = _BEFORE.search(plain[max(0, at - 7) : at])
    if not found or found[1] in ("A", "I") or not digits.isdigit() or len(digits) > 4:
        return None
    return found[1].upper(), normal(found[1] + digits)


def _parts(run: str) -> Sequence[str]:
    """``F02/F03`` and ``E07-E12`` are two codes each."""
    if series := _SERIES.fullmatch(run):
        return re.split("[-/]", series[0])
    parts = run.split("/")
    return parts if len(parts) > 1 and all(identifiers(part) for part in parts) else [run]


def _code(printed: str) -> Code:
    return Code(tuple(spellings(printed)))


def _with_ranges(plain: str, spots: Sequence[_Spot]) -> list[_Spot]:
    """Of ``0 to 10 V`` both numbers are volts."""
    done: list[_Spot] = []
    for spot in sorted(spots, key=lambda spot: spot[:2], reverse=True):
        done.append(_of_range(plain, spot, done[-1]) if done else spot)
    return done[::-1]


def _of_range(plain: str, spot: _Spot, behind: _Spot) -> _Spot:
    first, second = spot.claim, behind.claim
    if not (isinstance(first, Value) and isinstance(second, Value)):
        return spot
    if first.unit or not second.unit or not _RANGE.fullmatch(plain[spot.end : behind.start]):
        return spot
    factor = second.number / second.printed if second.printed else Fraction(1)
    number = first.number * factor
    value = second._replace(number=number, printed=first.number, sign=first.sign, loose=True)
    return spot._replace(claim=value)
