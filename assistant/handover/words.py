"""Words of notes that speak of isolation, of a bypass or of a temporary repair, quoted. Pure.

They are quoted with the sentence they stand in and never read as a state: "not locked out" is for a
person to understand.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from assistant.handover.model import Quote, Speaks

_PATTERNS: Final[dict[Speaks, re.Pattern[str]]] = {
    "isolation": re.compile(
        r"\b(?:lock(?:ed|ing)?[ -]?(?:out|off)|lock-?outs?|loto|tag(?:ged)?[ -]?out"
        r"|isolat(?:e|ed|ing|ion|ions)|de-?energi[sz]ed|out of service|barricaded|padlock(?:ed)?)\b"
        r"|上锁|挂锁|加锁|挂牌|锁牌|隔离|停用|封存|围挡",
        re.IGNORECASE,
    ),
    "bypass": re.compile(
        r"\b(?:by-?pass(?:ed|es|ing)?|jumper(?:ed|s)?|jumped out|shorted out|bridged"
        r"|overrid(?:e|den)|overrode|defeated|inhibited|forced (?:on|off|high|low)|disabled|muted"
        r"|tied (?:back|down))\b"
        r"|旁路|旁通|短接|跨接|短路掉|屏蔽|强制|解除联锁|取消联锁|联锁(?:已)?(?:解除|取消)|摘除",
        re.IGNORECASE,
    ),
    "temporary": re.compile(
        r"\b(?:temporar(?:y|ily)|temp (?:fix|repair|patch)|stop-?gaps?|makeshift|work-?arounds?"
        r"|bodged?|jury-?rigged|patched up|until (?:the )?(?:part|spare)s? (?:arrives?|comes?))\b"
        r"|临时|暂时|应急处理|凑合|先顶着|先用着",
        re.IGNORECASE,
    ),
}
_SENTENCE: Final = re.compile(r"[^。！？；!?;\n]+?(?:[。！？；!?;\n]|\.(?=\s|$)|$)")
_LONGEST: Final = 200
"""Characters of a quotation."""
_MOST: Final = 4
"""Quotations of one record."""


def quotes(texts: Iterable[str | None]) -> tuple[Quote, ...]:
    """Sentences with such a word, each once, as they are written."""
    found = dict.fromkeys(one for text in texts if text for one in _of(text))
    return tuple(Quote(speaks=kind, words=words) for kind, words in found)[:_MOST]


def _of(text: str) -> Iterator[tuple[Speaks, str]]:
    for sentence in _SENTENCE.finditer(text):
        for kind, pattern in _PATTERNS.items():
            if word := pattern.search(sentence[0]):
                yield kind, _around(sentence[0], word)
                break


def _around(sentence: str, word: re.Match[str]) -> str:
    """The sentence; of a long one what stands around the word."""
    if len(sentence) <= _LONGEST:
        return sentence.strip()
    start = max(0, word.start() - _LONGEST // 2)
    return f"…{sentence[start : start + _LONGEST].strip()}…"
