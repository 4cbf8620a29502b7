"""Which codes a question asks about. Pure."""

import re

from ingest.identifiers import code_candidates, identifiers, normal
from vectorstore.tokens import query_words, segment

_ALARM_WORD = (
    r"alarms?|faults?|errors?|codes?|trips?|tripped|warnings?|fail(?:ure|s)?|displays?|shows?|err?"
    r"|shown|showing|flash(?:es|ing)|blink(?:s|ing)|reports?|says|no\.?|number"
    r"|报警号?|报|警|故障码?|错误码?|代码|代号|编号|显示|提示|闪|跳|出现?|号"
)
_LONG_NUMBER = re.compile(r"\d{3,}")
_LONGEST_WORD = 4
"""Letters of a code without a digit, typed small; longer ones are words."""
_SPEAKS = re.compile(rf"(?:{_ALARM_WORD})(?![a-z])", re.IGNORECASE)


def asked_codes(question: str) -> list[str]:
    """What may be the code of a fault record, as typed.

    What mixes letters and digits always may, and so may capitals (``OCS``). A plain word may in a
    question that speaks of alarms or displays, so may a long number; a short number only beside
    such a word (``alarm 12``, ``12号报警``), or when nothing else is said.
    """
    speaks_of_codes = _SPEAKS.search(question) is not None
    return [
        code
        for code in code_candidates(question)
        if _looks_like_one(code)
        or (speaks_of_codes and _could_be_one(code, question))
        or _stands_beside_alarm_word(code, question)
        or not question.replace(code, "").strip(" ?？!！.。")
    ]


def _looks_like_one(code: str) -> bool:
    return bool(identifiers(code)) or (code.isalpha() and code.isupper() and len(code) > 1)


def _could_be_one(code: str, question: str) -> bool:
    if not code.isalpha():
        return bool(_LONG_NUMBER.fullmatch(code) or identifiers(normal(code)))
    says_something = set(segment(code)) & set(query_words(question))
    return len(code) <= _LONGEST_WORD and bool(says_something)


def _stands_beside_alarm_word(code: str, question: str) -> bool:
    word = re.escape(code)
    before = rf"(?:{_ALARM_WORD})\s*(?:is|was|为|是|no\.?|number|code|[:：#])?\s*{word}(?!\d)"
    after = rf"(?<![\d.]){word}\s*号?\s*(?:报警|故障|错误|警报|alarm code|error code)"
    return re.search(rf"{before}|{after}", question, re.IGNORECASE) is not None
