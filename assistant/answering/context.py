"""What a follow-up leaves unsaid: rules that carry machine, code and subject over. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.codes import (
    asked_codes,
    asks_of_an_alarm,
    is_plainly_one,
    without_alarm,
)
from assistant.models.generator import Message
from ingest.identifiers import identifiers
from vectorstore.tokens import query_words

LONGEST_BEFORE = 500
"""Characters of an earlier question; a longer one says no more about the machine."""
_TURNS = 4
"""Questions to look back over; a conversation has moved on after more."""
_FEW_WORDS = 5
"""A question with fewer words that say something hardly stands alone."""
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|then|there|one|same|again|instead|also|else|too)\b"
    r"|那|这|它|该|此|呢|还有|刚才|上面|前面|然后|接下来|另外|同样|继续",
    re.IGNORECASE,
)
_STANDS_FOR_IT = re.compile(
    r"\b(?:it|its|they|them)\b"
    r"|\b(?:that|this|these|those|the same)\b(?!\s+(?!then|now|again|too|is|was|mean|happen"
    r"|alarm|fault|error|code|value|parameter|setting)[a-z])"
    r"|它|(?:[这那]个?|该|此)(?=\s*(?:$|[\W吗呢]|怎么|是|要|会|能|有|多|报警|故障|错误|代码|值|参数))",
    re.IGNORECASE,
)
"""A word in the place of what was spoken of. "That valve" names something itself."""
_GOES_ON = re.compile(
    r"\b(?:next|steps?|first|second|third|else|more|again|now|still|tried|works?|ok|thanks?)\b"
    r"|第[一二三四五六七八九十\d]+步|下一步|接下来|还有|继续|还是|仍然|试过|不行|没用|好的|谢谢",
    re.IGNORECASE,
)
"""What is said on the way through a remedy; it names nothing."""
_COMPARES = re.compile(r"differen|compare|versus|\bvs\b|区别|不同|差别|相比|比较", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it leaves unsaid."""

    text: str
    """What is searched for: the question, under what it carries of the earlier one."""
    own: str
    """Where the codes stand whose records are asked for."""
    before: str = ""
    """The earlier question, where this one names another subject: its alarm's record is told."""


def in_context(question: str, history: Sequence[Message]) -> Asked:
    """The question with as much of the earlier one as it needs.

    One that asks on about the same thing carries all of it. One that names a code or a subject of
    its own carries the machine alone. A complete one carries nothing.
    """
    return _under(asked_before(history), question)


def asked_before(history: Sequence[Message]) -> str:
    """The latest earlier question with what it carried itself; empty where there is none."""
    asked = [message.content.strip() for message in history if message.role == "user"]
    before = ""
    for question in filter(None, asked[-_TURNS:]):
        asks_on = bool(before) and _asks_on(question)
        before = before if asks_on else _under(before, question).text[:LONGEST_BEFORE]
    return before


def stands_alone(question: str) -> bool:
    """It names a thing by its code or model and says something of it, or points back to nothing."""
    named, says_enough = bool(identifiers(question)), _says_enough(question)
    points_back = _POINTS_BACK.search(question) is not None
    return (named and says_enough) or (not points_back and (named or says_enough))


def _says_enough(question: str) -> bool:
    return len(query_words(question)) >= _FEW_WORDS


def _under(before: str, question: str) -> Asked:
    if not before or _is_complete(question):
        return Asked(question, question)
    both = f"{before}\n{question}"
    if _asks_on(question):
        return Asked(both, both if _names_a_code(question) else before)
    return Asked(f"{without_alarm(before)}\n{question}".strip(), question, before)


def _is_complete(question: str) -> bool:
    """It says enough, and more than an alarm's code, which may stand in many machines' manuals."""
    if not (_says_enough(question) and stands_alone(question)):
        return False
    return len(identifiers(question)) > 1 or not asks_of_an_alarm(question)


def _asks_on(question: str) -> bool:
    """About the very thing that was spoken of, or about that and another."""
    if _names_a_code(question):
        return len(identifiers(question)) <= 1 and bool(_COMPARES.search(question))
    return bool(_STANDS_FOR_IT.search(question)) or asks_of_an_alarm(_GOES_ON.sub(" ", question))


def _names_a_code(question: str) -> bool:
    return any(map(is_plainly_one, asked_codes(question)))
