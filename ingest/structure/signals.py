"""Signal words of safety texts: DANGER, WARNING, 警告, alone on a line or before their text. Pure.

ANSI Z535.6 and ISO 3864-2 name DANGER, WARNING, CAUTION and NOTICE; GB 2894 and Chinese manuals
say 危险, 警告, 注意 and 小心. A word counts where it is set as one: first on its line, in capitals
or with a capital, and alone or parted from what follows.
"""

import re
from typing import NamedTuple

from ingest.letters import language_of, squeeze

_ICON = r"[\W_]{0,4}"
"""A drawn triangle comes out as ``!``, ``⚠``, or a sign of its font."""
_ENGLISH = r"(?:DANGER|WARNING|CAUTION|NOTICE|ATTENTION|IMPORTANT)"
_PHRASE = rf"(?:(?:SAFETY|IMPORTANT) )?{_ENGLISH}(?: (?:NOTE|NOTICE))?"
_CAPITALISED = (
    r"(?:(?:Safety|Important) )?(?:Danger|Warning|Caution|Notice|Attention|Important)"
    r"(?: (?:[Nn]ote|[Nn]otice))?"
)
_CHINESE = (
    r"(?:安\s?全|特\s?别|重\s?要)?(?:危\s?险|警\s?告|注\s?意|小\s?心|当\s?心|严\s?禁)"
    r"|(?:安全|特别|重要)提示|重\s?要(?=\W*$)"
)
_WORDS = rf"(?P<word>{_PHRASE}|{_CAPITALISED}|{_CHINESE})"
_ALONE = re.compile(rf"{_ICON}{_WORDS}\W*")
_BEFORE = re.compile(rf"{_ICON}{_WORDS}(?:\s?[:：!！]+|\s?[-–—]+\s)\s*(?P<rest>\S.*)", re.DOTALL)
_BESIDE = re.compile(
    rf"{_ICON}(?P<word>{_PHRASE}(?=\s[A-Z•●]\s?[a-zA-Z])|(?:{_CHINESE})(?=\s[\u4e00-\u9fff]))"
    r"\s(?P<rest>\S.*)",
    re.DOTALL,
)
"""In the left cell of a panel, its text in the right one."""
_TITLE = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.、]?\s*|[^\w\s]\s*)?[\u4e00-\u9fff]{0,6}?"
    r"(?P<word>(?:安全)?注意事项|禁止事项|安全须知)\W*"
)
_PROHIBITION = re.compile(
    r"(?:[^\w\s]\s*|[(（]?\d{1,2}[.、)）]\s*)?(?P<word>严禁|禁止|切勿)[\u4e00-\u9fff]"
)
_NOTE = re.compile(r"\W*(?:Note|NOTE|提示)\b\W*(?:$|[:：])|\W*(?:Note|NOTE)\b")
_FEWEST = {"en": 8, "zh": 4}
"""Characters of a text that warns; what is shorter is a value in a table."""


class Signal(NamedTuple):
    """A signal word at the beginning of a line."""

    word: str
    """As printed, without icon, spacing and punctuation."""
    alone: bool
    """Nothing but the word stands on the line."""
    rest: str
    """What follows the word on its line."""
    parted: bool = False
    """A colon or the like stands between the word and its text."""
    is_title: bool = False
    """The line is a section's title, 安全注意事项: all below it is the block."""


def signal_of(text: str, *, is_title: bool = False) -> Signal | None:
    """The signal word that the line begins with, if it is set as one.

    注意事项 is one where the line is a title; elsewhere it means no more than a note.
    """
    if found := _ALONE.fullmatch(text):
        return Signal(_printed(found["word"]), True, "")
    parted = _BEFORE.fullmatch(text)
    if found := parted or _BESIDE.fullmatch(text):
        rest = found["rest"]
        if len(squeeze(rest)) >= _FEWEST[language_of(rest)]:
            return Signal(_printed(found["word"]), False, rest, parted=parted is not None)
    if is_title and (found := _TITLE.fullmatch(text)):
        return Signal(_printed(found["word"]), True, "", is_title=True)
    return None


def prohibition_of(text: str) -> str:
    """The word that a line of a list of prohibitions begins with, 严禁 or 禁止; else nothing."""
    found = _PROHIBITION.match(text)
    return found["word"] if found else ""


def is_signal(text: str) -> bool:
    """Whether the line is set as a warning or a note, and therefore heads no section."""
    return signal_of(text) is not None or _NOTE.match(text) is not None


def stands_alone(text: str) -> bool:
    """Whether the line is a signal word and nothing else, so that its text must follow."""
    return _ALONE.fullmatch(text) is not None


def _printed(word: str) -> str:
    return squeeze(word) if language_of(word) == "zh" else word
