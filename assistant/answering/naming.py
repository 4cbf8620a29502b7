"""Which of a plant's names for its machines a text says, in the ways people say them. Pure.

``conveyor 3`` is also conv 3, conveyor no. 3 and #3 conveyor; ``3号皮带`` also 皮带3 and 三号皮带.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_PARTS = re.compile(rf"[a-z]+|\d+|[{_HAN}]+")
_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}(?=\s*[号#线台机])")
_DIGITS = {character: number for number, character in enumerate("一二三四五六七八九", 1)}
_FEWEST = 4
"""Letters of a word cut short: ``conv``, ``comp``."""
_NUMBERED = r"[\s_./-]*(?:(?:no|nr|number)\b\.?|#)?\s*"
_ALONE = r"\b(?:the|our|this|that|on|of|at|in|for|from)\s+"
"""Before a name that is an everyday word: the press is a machine, to press is not."""


Names = tuple[tuple[str, str], ...]
"""What machines are called, and the tag of each."""


def plain(text: str) -> str:
    """Without case and width, and numerals before 号 as digits."""
    return _NUMERAL.sub(_in_digits, unicodedata.normalize("NFKC", text).casefold())


def said_in(wordings: Sequence[str], names: Names) -> set[str]:
    """Tags of the machines that a text names among other words.

    Args:
        wordings: The text, and what it is in the other language, each `plain`.
        names: All there are.
    """
    found = [
        (tag, place, said.span())
        for name, tag in _likely(names, wordings)
        for place, wording in enumerate(wordings)
        if (said := _pattern(plain(name), alone=False).search(wording))
    ]
    spans = {(place, span) for _, place, span in found}
    return {
        tag
        for tag, place, span in found
        if not any(place == there and _within(span, other) for there, other in spans)
    }


def called(wordings: Sequence[str], names: Names) -> set[str]:
    """Tags of the machines that are called so, and nothing else."""
    return {
        tag
        for name, tag in _likely(names, wordings)
        if any(_pattern(plain(name), alone=True).fullmatch(one.strip()) for one in wordings)
    }


def without(text: str, names: Iterable[str]) -> str:
    """The text without what says one of these names; its case is kept where that can be."""
    folded, whole = plain(text), unicodedata.normalize("NFKC", text)
    left = whole if len(whole) == len(folded) else folded
    for name in names:
        pattern = _pattern(plain(name), alone=False)
        for said in reversed(list(pattern.finditer(folded))):
            start, end = said.span()
            left = f"{left[:start]} {left[end:]}"
            folded = f"{folded[:start]} {folded[end:]}"
    return left


class _Entry(NamedTuple):
    name: str
    tag: str
    heads: tuple[str, ...]
    """What its words begin with, as far as it must be said."""


def _likely(names: Names, wordings: Iterable[str]) -> list[tuple[str, str]]:
    """Those whose numbers stand there, and the beginning of their words: patterns cost more."""
    text = " ".join(wordings)
    numbers = {part.lstrip("0") for part in _PARTS.findall(text) if part.isdigit()}
    return [
        (entry.name, entry.tag)
        for needed, entries in _by_numbers(names).items()
        if needed <= numbers
        for entry in entries
        if all(head in text for head in entry.heads)
    ]


@lru_cache(maxsize=4)
def _by_numbers(names: Names) -> dict[frozenset[str], list[_Entry]]:
    """Two thousand machines have twelve thousand names; few of them have a question's numbers."""
    grouped: dict[frozenset[str], list[_Entry]] = {}
    for name, tag in names:
        parts = _PARTS.findall(plain(name))
        words = (part.lstrip("号") or part for part in parts if not part.isdigit())
        heads = tuple(word[:_FEWEST] if word.isascii() else word for word in words)
        if heads:
            numbers = frozenset(part.lstrip("0") for part in parts if part.isdigit())
            grouped.setdefault(numbers, []).append(_Entry(name, tag, heads))
    return grouped


@lru_cache(maxsize=1 << 10)
def _pattern(name: str, *, alone: bool) -> re.Pattern[str]:
    parts = _PARTS.findall(name)
    if not all(part.isascii() for part in parts):
        return re.compile(_chinese(name))
    words = [part for part in parts if part.isalpha()]
    if len(words) == len(parts):
        return re.compile(_everyday(words, alone=alone))
    ways = [_in_order(parts)]
    if parts[-1].isdigit() and len(words) == len(parts) - 1:
        ways.append(rf"{_ordinal(parts[-1])}\s*{_joined(words)}")
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(ways)})(?![a-z0-9]|\.\d)")


def _everyday(words: list[str], *, alone: bool) -> str:
    """A name of words alone is said in full."""
    said = r"[\s_-]+".join(words)
    before = _ALONE if len(words) == 1 and not alone else r"(?<![a-z0-9])"
    return rf"{before}{said}(?![a-z0-9])"


def _in_order(parts: list[str]) -> str:
    said = _shortened(parts[0])
    for before, part in pairwise(parts):
        both_words = before.isalpha() and part.isalpha()
        joint = r"[\s_./-]+" if both_words else _NUMBERED if part.isdigit() else r"[\s_./-]*"
        said += joint + _shortened(part)
    return said


def _ordinal(number: str) -> str:
    """A number before its noun: ``#3``, ``no. 3``, and ``3号`` where half of it was translated."""
    number = number.lstrip("0")
    return rf"(?:(?:#|\b(?:no|nr|number)\b\.?)\s*0*{number}(?!\d)|0*{number}\s*[号#])"


def _joined(words: list[str]) -> str:
    return r"[\s_-]+".join(map(_shortened, words))


def _shortened(part: str) -> str:
    """A number with any zeros before it; a word, or as little of it as tells it."""
    if part.isdigit():
        return f"0*{part.lstrip('0') or '0'}"
    tail = ""
    for letter in reversed(part[_FEWEST:]):
        tail = f"(?:{letter}{tail})?"
    return part[:_FEWEST] + tail


def _chinese(name: str) -> str:
    """The name as it stands; one with a number also with the number at its other end."""
    compact = re.sub(r"\s+", "", name)
    literal = rf"(?<!\d){re.escape(compact)}(?!\d|\.\d)"
    numbered = re.fullmatch(
        r"0*(?P<n>\d+)[号#]?(?P<rest>\D{2,})|(?P<rest2>\D{2,}?)0*(?P<n2>\d+)号?", compact
    )
    if numbered is None:
        return literal
    number = numbered["n"] or numbered["n2"]
    rest = re.escape(numbered["rest"] or numbered["rest2"])
    return (
        rf"(?<!\d)0*{number}\s*[号#]?\s*{rest}|{rest}\s*#?0*{number}(?!\d|\.\d)(?:\s*号)?|{literal}"
    )


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


def _in_digits(numeral: re.Match[str]) -> str:
    tens, ten, ones = numeral[0].partition("十")
    if not ten:
        return str(_DIGITS[tens]) if tens in _DIGITS else numeral[0]
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
