"""Which codes a question names, and which of them it is about. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import islice

from ingest.identifiers import code_candidates, identifiers, normal
from vectorstore.tokens import query_words, segment

_ALARM = (
    r"alarms?|faults?|errors?|err?|trips?|tripped|tripping|warnings?|fail(?:ure|ed|s)?|codes?"
    r"|displays?|displayed|shows?|shown|showing|flash(?:es|ing)?|blink(?:s|ing)?|messages?"
    r"|报警号?|警报|报|警|故障码?|错误码?|代码|代号|显示|提示|闪|跳|出现?"
)
_NUMBER = r"reports?|says|no\.?|number|编号|号"
"""Words that stand before a code too, and before much else."""
_SPEAKS = re.compile(rf"(?<![a-z])(?:{_ALARM})(?![a-z])", re.IGNORECASE)
_STRUCK = re.compile(rf"{_ALARM}|{_NUMBER}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{3,}")
_LONGEST_WORD = 4
"""Letters of a code without a digit, typed small; longer ones are words."""
_MOST_CODES = 32
"""Of one question; a pasted log holds more."""
_LONGEST_PLAIN = 100
"""Characters; a longer question says more than a few codes."""
_AND = r"\s*(?:[,/、，和与跟及或]|\band\b|\bor\b)\s*"
_OTHER = r"[a-z0-9][a-z0-9.\-]{0,20}"
_NEAR = 80
"""Characters beside a code that are looked at."""
_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_ALARM}|{_NUMBER})\s*"
    r"(?:(?:is|was|no\.?|number|code)(?![a-z])|为|是|[:：#])?\s*['\"“‘]?"
    rf"(?:{_OTHER}{_AND}){{0,3}}$",
    re.IGNORECASE,
)
"""An alarm word before a code, and other codes of a list between them."""
_LIST = rf"(?:{_AND}{_OTHER}){{0,3}}['\"”’]?\s*"
_BEHIND = re.compile(
    rf"{_LIST}号?\s*(?:报警|警报|故障|错误|(?:alarm|error|fault) code)", re.IGNORECASE
)
_BEHIND_LETTERS = re.compile(rf"{_LIST}(?:(?:alarm|error|fault)s?|trip)(?![a-z])", re.IGNORECASE)
"""Behind a number alone, ``alarm`` may belong to what is counted: the spindle 1 alarm."""
_ASKED = (
    "mean means meaning explain cause causes reason fix fixed clear cleared reset remedy solve help"
    " get got happen difference between versus 意思 含义 原因 处理 解决 排除 消除 清除 复位"
    " 解除 办 弄 回事 区别 不同 差别"
)
"""What is said around a code when nothing is asked but what it means and what to do."""
_HAPPENS = "stop stops stopped came comes occurs occurred with 停机 停车 停了 发生 怎么 怎么样 如何"
_TALK = re.compile(
    "|".join(rf"\b{w}\b" if w.isascii() else w for w in f"{_ASKED} {_HAPPENS}".split()),
    re.IGNORECASE,
)
"""What is said around a machine's alarm besides the machine."""


def asked_codes(question: str) -> list[str]:
    """What may be the code of a fault record, as typed.

    What mixes letters and digits always may, and so may capitals (``OCS``). A short word may in a
    question that speaks of alarms or displays, or says nothing else, and so may a long number; a
    short number only beside such a word (``alarm 12``, ``12号报警``), or when it is all that is
    said. The words that speak of alarms, and those that every question has, never may.
    """
    question = unicodedata.normalize("NFKC", question)
    speaks_of_alarms = _SPEAKS.search(question) is not None
    says = frozenset(query_words(question))
    asked = (
        code
        for code in code_candidates(question)
        if _says_something(code, says)
        and (
            _looks_like_one(code)
            or (_could_be_one(code) and (speaks_of_alarms or _says_nothing_but([code], question)))
            or is_beside_alarm_word(code, question)
            or not question.replace(code, "").strip(" ?？!！.。")
        )
    )
    return list(islice(asked, _MOST_CODES))


def meant_codes(
    question: str, called: Mapping[str, str], common: Collection[str] = ()
) -> frozenset[str]:
    """The codes whose alarm a question asks for, of those that stand in it.

    They stand beside an alarm word, or mix letters and digits where the question speaks of alarms
    at all, or nothing else is said. Others may be there by chance: ``M8`` is a screw as well.

    Args:
        question: As `asked_codes` had it.
        called: The codes that have fault records, each with what their manuals are called: to name
            the machine says nothing else.
        common: Those that are words too, which manuals use elsewhere (``LED``).
    """
    question = unicodedata.normalize("NFKC", question)
    speaks_of_alarms = _SPEAKS.search(question) is not None
    return frozenset(
        code
        for code, titles in called.items()
        if not (code in common and code.isalpha())
        if (speaks_of_alarms and code not in common and identifiers(code))
        or is_beside_alarm_word(code.split()[-1], question)
        or _says_nothing_but(called, question, titles)
    )


def asks_of_an_alarm(question: str) -> bool:
    """Whether a question without a code asks nothing but what an alarm means and what to do."""
    return _says_nothing_but(("E1",), f"E1 {question}")


def without_alarm(question: str) -> str:
    """A question without its alarm and what is asked of it: mostly the machine is left."""
    question = unicodedata.normalize("NFKC", question)
    codes = [code for code in asked_codes(question) if is_plainly_one(code)]
    beside = [code for code in codes if is_beside_alarm_word(code.split()[-1], question)]
    question = struck(question, beside or meant_codes(question, dict.fromkeys(codes, "")))
    return " ".join(_TALK.sub(" ", _SPEAKS.sub(" ", question)).split())


def struck(text: str, codes: Iterable[str]) -> str:
    """The text without these codes, wherever they stand whole."""
    for code in codes:
        place = rf"(?<![a-z0-9]){re.escape(code)}(?![a-z0-9])"
        text = re.sub(place, " ", text, flags=re.IGNORECASE)
    return text


def is_plainly_one(code: str) -> bool:
    """Whether it is no word of the language: it has a digit, or is in capitals."""
    return any(map(str.isdigit, code)) or _looks_like_one(code)


def _says_something(code: str, says: frozenset[str]) -> bool:
    first = segment(code.split()[0])
    return not _STRUCK.fullmatch(code) and not says.isdisjoint(first)


def _looks_like_one(code: str) -> bool:
    return bool(identifiers(code)) or (code.isalpha() and code.isupper() and len(code) > 1)


def _could_be_one(code: str) -> bool:
    if not code.isalpha():
        return bool(_LONG_NUMBER.fullmatch(code) or identifiers(normal(code)))
    return len(code) <= _LONGEST_WORD


def is_beside_alarm_word(code: str, question: str) -> bool:
    """Whether a text has this very code where alarms are spoken of: ``alarm 12``, ``E07报警``."""
    has_letters = any(map(str.isalpha, code))
    for place in re.finditer(
        rf"(?<![a-z0-9.]){re.escape(code)}(?![a-z0-9])", question, re.IGNORECASE
    ):
        before = question[max(0, place.start() - _NEAR) : place.start()]
        behind = question[place.end() : place.end() + _NEAR]
        if _BEFORE.search(before) or _BEHIND.match(behind):
            return True
        if has_letters and _BEHIND_LETTERS.match(behind):
            return True
    return False


@cache
def _asks() -> frozenset[str]:
    """In search words; the words of Chinese take a second to load."""
    return frozenset(segment(f"{_ASKED} machine machines 机床 机器 设备"))


def _says_nothing_but(codes: Iterable[str], question: str, titles: str = "") -> bool:
    if len(question) > _LONGEST_PLAIN:
        return False
    rest = question
    others = (code for code in code_candidates(question) if any(map(str.isdigit, code)))
    for code in sorted((*codes, *others), key=len, reverse=True):
        rest = rest.replace(code, " ")
    said = frozenset(query_words(question)).intersection(segment(_SPEAKS.sub(" ", rest)))
    return said <= _asks().union(segment(titles))
