"""Whether a sentence turned its passage's meaning round: a lost "not", "after" for "before". Pure.

Both are in one language, or else no word of them can be compared.
"""

import re
from collections.abc import Iterable, Iterator

from assistant.answering.guard.words import words_of

_CUE = re.compile(
    r"""\b(?:do|does|did|must|should|shall|can|could|may|will|would|is|are|was|were|need|has|have)
        (?:\s?not\b|n[’']t\b) | \b(?:never|cannot|not|without|avoid)\b
      | \b(?:prohibited|forbidden|neither|nor)\b
      | \bno\b(?!\.)
      | 不得|不能|不要|不可|不应|不许|不允许|不准|不会|不需|不必|切勿|请勿|切忌|禁止|严禁|避免
      | 勿 | 未(?!来|必) | 没有?|无法|无需|无须|并非
      | 不(?!良|锈|同|断|足|仅|但|过|论|管|平|稳|久|等|均|时|良)""",
    re.IGNORECASE | re.VERBOSE,
)
_SCOPE_ENDS = re.compile(
    r"[,.;:!?，。；：！？、()（）\n]|\b(?:but|until|unless|before|after|if|when|and)\b|但|否则|直到|如果"
)
_PROHIBITS = re.compile(
    r"\b(?:do not|don[’']t|never|must not|shall not|may not|prohibited|forbidden)\b"
    r"|不得|不要|不可|不允许|切勿|请勿|切忌|禁止|严禁|勿",
    re.IGNORECASE,
)
_SCOPE = {True: 8, False: 50}
"""Characters behind a cue that it can be about, in Chinese and elsewhere."""
_NEAR = 0.6
"""Share of a scope's words that makes it the same thing that is spoken of."""

_SHARED = 0.3
"""Share of a scope's words that another negation must be about to be the same one, worded anew."""

_SWITCH = r"\b(?:turn|switch|power)(?:s|ed|ing)?\s(?:\w+\s){0,3}?"
_IS = r"\b(?:is|are|be|stays?|goes|switched|turned|powered)\s"
_OPPOSITES = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\b(?:before|prior to)\b", r"\bafter\b"),
        (rf"{_SWITCH}on\b|{_IS}on\b", rf"{_SWITCH}off\b|{_IS}off\b"),
        (r"\bopen(?:s|ed|ing)?\b", r"\b(?:close[sd]?|closing)\b"),
        (r"\bconnect(?:s|ed|ing)?\b", r"\bdisconnect(?:s|ed|ing)?\b"),
        (r"\b(?:increas|rais)(?:e[sd]?|ing)\b", r"\b(?:decreas|reduc|lower)(?:e?[sd]?|ing)\b"),
        (r"\btighten(?:s|ed|ing)?\b", r"\b(?:loosen|slacken)(?:s|ed|ing)?\b"),
        (r"\b(?:enabl)(?:e[sd]?|ing)\b", r"\b(?:disabl)(?:e[sd]?|ing)\b"),
        (r"\b(?:above|more than|over|exceeds?|greater than)\b", r"\b(?:below|less than|under)\b"),
        (r"\b(?:at least|minimum|min\.)", r"\b(?:at most|maximum|max\.|up to)"),
        (r"(?<!counter)(?<!counter-)(?<!anti)\bclockwise\b", r"\b(?:counter|anti)-?\s?clockwise\b"),
        (r"\b(?:normally open)\b", r"\b(?:normally closed)\b"),
        (r"\bin(?:stall|sert)(?:s|ed|ing)?\b", r"\b(?:remov)(?:e[sd]?|ing)\b"),
        (r"\bstart(?:s|ed|ing)?\b", r"\bstop(?:s|ped|ping)?\b"),
        (r"\bunlock(?:s|ed|ing)?\b", r"\block(?:s|ed|ing)?\b"),
        (r"(?<!在此)之?前(?!面|端|部|后|盖|轴|轮|级)", r"(?<!前)之?后(?!面|端|部|盖|轴|轮|级)"),
        (r"接通|闭合|合上|通电|上电", r"断开|切断|断电|分断"),
        (r"打开|开启", r"关闭|关上|合上|关断"),
        (r"连接|接上", r"断开|拆下|拆开"),
        (r"增大|增加|提高|升高|加大|调高|调大", r"减小|减少|降低|下降|调低|调小"),
        (r"拧紧|紧固|旋紧", r"拧松|松开|旋松|拆下"),
        (r"启用|使能|有效", r"禁用|禁能|无效"),
        (r"大于|高于|超过|以上|多于", r"小于|低于|不超过|以下|少于"),
        (r"最大|至多|最多|最高", r"最小|至少|最少|最低"),
        (r"(?<!逆)顺时针", r"逆时针"),
        (r"正转", r"反转"),
        (r"启动|起动|开机", r"停止|停机|关机"),
        (r"常开", r"常闭"),
    )
)


def is_turned(said: str, passage: str, others: Iterable[str] = ()) -> bool:
    """Whether one denies what the other says, or says its opposite.

    A negation is looked for where the other text speaks of the same thing, so that a passage's
    second clause may hold one that the sentence did not repeat. What ``others`` deny, too, the
    sentence has not added.
    """
    return (
        _denied_alone(passage, said)
        or (_denied_alone(said, passage) and not any(_deny_one_thing(said, s) for s in others))
        or any(_only(one, other, said, passage) for one, other in _OPPOSITES)
    )


def prohibits(text: str) -> bool:
    """Whether it forbids something."""
    return _PROHIBITS.search(text) is not None


def denies(text: str) -> bool:
    """Whether there is any negation in it."""
    return _CUE.search(text) is not None


def _denied_alone(text: str, other: str) -> bool:
    """Whether something that the text denies stands in the other without any negation."""
    spoken_of = words_of(other)
    return any(
        len(scope & spoken_of) >= _NEAR * len(scope) and not _denies_any(other, scope)
        for scope in _scopes(text)
    )


def _deny_one_thing(said: str, other: str) -> bool:
    scopes = list(_scopes(other))
    return any(len(a & b) >= _NEAR * len(a) for a in _scopes(said) for b in scopes)


def _denies_any(text: str, words: frozenset[str]) -> bool:
    """Whether a negation there is about these words in the main."""
    return any(len(words & scope) >= _SHARED * len(words) for scope in _scopes(text))


def _scopes(text: str) -> Iterator[frozenset[str]]:
    """The words that each negation is about: behind it, up to the end of its clause.

    One word is enough behind a prohibition only: ``cannot be started`` is also ``fails to start``.
    """
    for cue in _CUE.finditer(text):
        behind = text[cue.end() :]
        behind = behind[: _SCOPE[not behind[:1].isascii()]]
        end = _SCOPE_ENDS.search(behind)
        scope = words_of(behind[: end.start()] if end else behind)
        if len(scope) >= (1 if _PROHIBITS.match(cue[0]) else 2):
            yield scope


def _only(one: re.Pattern[str], other: re.Pattern[str], said: str, passage: str) -> bool:
    """Whether the sentence has one of two opposites alone, and its passage the other alone."""
    here = one.search(said) is not None, other.search(said) is not None
    if here[0] == here[1]:
        return False
    there = one.search(passage) is not None, other.search(passage) is not None
    return there == here[::-1]
