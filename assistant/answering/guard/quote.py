"""How a sentence bears its marks, and a statement stands in quotation marks. Pure."""

import re
from collections.abc import Iterable

from assistant.answering.guard.sentences import TAIL
from assistant.answering.guard.signals import Signal, signal_in
from assistant.answering.guard.sources import Statement
from prompts.phrases import MARK

MARKS = re.compile(r"[ \t]*\[\d{1,3}\]")
"""A mark with the blanks before it."""


def marks_of(sentence: str) -> list[int]:
    """The passages it points to, in its order."""
    return [int(mark) for mark in MARK.findall(sentence)]


def with_marks(sentence: str, markers: Iterable[int]) -> str:
    """Marks go before the stop, where a reader and `cite` look for them."""
    tail = TAIL.search(sentence)
    at = tail.start() if tail else len(sentence)
    marks = "".join(f"[{number}]" for number in markers)
    gap = " " if sentence[:at][-1:].isascii() else ""
    return f"{sentence[:at]}{gap}{marks}{sentence[at:]}"


def signal_of(statement: Statement) -> Signal | None:
    """Of the statement itself, or of the safety block that it stands in."""
    return signal_in(statement.text) or signal_in(f"{statement.signal_word}:")


def quoted(statement: Statement) -> str:
    """In quotation marks: ``WARNING: “Do not open the guard” [2].``."""
    words = statement.text.rstrip("。．.!！?？;； ")
    stop = statement.text[len(words) :].strip()[:1]
    is_chinese = statement.language == "zh"
    signal = signal_of(statement)
    before = ""
    if signal and not signal_in(statement.text):
        before = f"{signal.word}：" if is_chinese else f"{signal.word}: "
    gap = "" if is_chinese else " "
    return f"{before}“{words}”{gap}[{statement.passage}]{stop or ('。' if is_chinese else '.')}"
