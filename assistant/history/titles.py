"""What a column's title says it holds. Pure.

A name of the vocabulary counts by how much of the title it covers, and only where it is what the
title is about: what follows it must be no other thing.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from assistant.history.fields import CHINESE_TAILS, FIELDS, TAILS, UNIT_WORDS

_JOINTS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORDS = re.compile(r"[a-z]+|[\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BRACKETS = re.compile(r"[(\[（【]([^)\]）】]*)[)\]）】]")
_DUE = re.compile(r"(?i)\bdue\b|due.?date|target.?date|到期|计划完成|应完成")
_LEAST = 0.4
"""Of a title that a name must cover."""
_VAGUE = 0.6
"""What a vague name counts of a clear one."""


class Reading(NamedTuple):
    """A field that a title may name."""

    score: float
    field: str
    name: str
    """Of the vocabulary."""


def readings(title: str) -> list[Reading]:
    """Every field that the title may name, the likeliest first."""
    english, chinese = _english(title), _chinese(title)
    found = [
        Reading(score, field, name)
        for field, names, worth in _vocabulary()
        for name in names
        if (score := worth * _covered(name, english, chinese)) > 0
    ]
    return sorted(found, reverse=True)


def is_due(title: str) -> bool:
    """Whether it is the day by which work is due, which PM compliance asks of what is kept."""
    return _DUE.search(title) is not None


def unit_of(title: str) -> str:
    """``min``, ``h``, ``d`` or ``s`` if the title tells what bare numbers below it are."""
    words = _WORDS.findall(spread(" ".join(_BRACKETS.findall(title)) or title))
    words += _WORDS.findall(spread(title))
    for word in words:
        if word in UNIT_WORDS:
            return UNIT_WORDS[word]
    text = _chinese(title)
    return next((UNIT_WORDS[w] for w in ("分钟", "小时", "工时") if w in text), "")


@cache
def _vocabulary() -> tuple[tuple[str, tuple[str, ...], float], ...]:
    clear = ((name, field.names, 1.0) for name, field in FIELDS.items())
    vague = ((name, field.vague, _VAGUE) for name, field in FIELDS.items())
    return (*clear, *vague)


def spread(title: str) -> str:
    """In lower case, words that are only told apart by capitals parted."""
    return _JOINTS.sub(" ", unicodedata.normalize("NFKC", title)).casefold()


def _english(title: str) -> tuple[str, ...]:
    text = spread(_BRACKETS.sub(" ", title))
    return tuple(word for word in _WORDS.findall(text) if word.isascii())


def _chinese(title: str) -> str:
    text = unicodedata.normalize("NFKC", title)
    return "".join(_CHINESE.findall(_BRACKETS.sub(" ", text)))


def _covered(name: str, english: tuple[str, ...], chinese: str) -> float:
    """Share of the title, 0 to 1, that the name covers; 0 where it does not tell its meaning."""
    if not name.isascii():
        return _covered_chinese(name, chinese)
    joined = name.replace(" ", "")
    for begin in range(len(english)):
        text = ""
        for end in range(begin, len(english)):
            text += english[end]
            if len(text) >= len(joined):
                break
        if text == joined and TAILS.issuperset(english[end + 1 :]):
            share = len(joined) / sum(map(len, english))
            return share if share >= _LEAST else 0.0
    return 0.0


def _covered_chinese(name: str, title: str) -> float:
    before, found, after = title.rpartition(name)
    if not found or (after and after not in CHINESE_TAILS):
        return 0.0
    share = len(name) / (len(before) + len(name) + len(after))
    return share if share >= _LEAST else 0.0
