"""Parts that were used up and parts that are wanted, as they were called. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span
from ingest.identifiers import identifiers

_DETERMINER = re.compile(
    r"(?:\s|,|(?:the|a|an|another|some|both|new|old|broken|worn|faulty|failed|one|its|my|our|all"
    r"|complete|it|up|of|in|on|out|more)(?![A-Za-z0-9])"
    r"|(?<=了)[根块颗只个台套](?=[\u4e00-\u9fff]{2})|了|新的?|一个|一只|一根|一块|一条|一套|旧|坏的?|个|掉|上|好|更换|换|订购|采购|一下)*",
    re.IGNORECASE,
)
_STOP = (
    r"\s+(?:from|to|with|on|in|into|and|at|for|by|then|but|because|cos|due|off|as|again|of|which"
    r"|that|was|is|were|had|has|after|before|when|so|since|until|till|w/|asap|urgently|now|today"
    r"|tomorrow|tmrw|tmr|both|each|next|this|last|first|probably|maybe|eta|please|pls|out|back|still|ok|okay|fine)"
    r"(?![A-Za-z0-9])"
    r"|[,;:!?()\n。;]|\.(?![\w.]*\d)"  # a number's own dots end nothing: AB.1031.6
)
_STOP_ZH = (
    r"后|以后|之后|并|再|试|为|成|到|好了|就好|就行|ok|可以|没事|正常|恢复|重新|来|才|就|运行|了|已|把"
    r"|用于|给|还是|仍|没用|无效|没好|又|不|,"
)
_NO_PART = re.compile(
    r"[去来让给叫找问报]|[拆检修洗换看验试批复测调查停开清]{1,4}$|[油水气灰]?[锈蚀]|(?:so|and|but|because|as|since|when|if|while|ok|now|too|which|that|it|is|was|not|no|with|by|for|from|to|at|on|in|over|last|next|this|yesterday|today)\b|(?:the\s+)?(?:hammer|crane|torch|ladder|megger|meter|spanner|hand|hands|shift|shifts|mind|places)\b"
    r"|(?:手|扳手|锤子?|气枪|吊车|万用表|人|班)",
    re.IGNORECASE,
)
"""What was used to work with, and verbs."""
_PLAIN_PART = re.compile(
    r"(?:new\s+)?(?:parts?|spares?|it|them|one|配件|备件|零件|材料|件)", re.IGNORECASE
)
_UNIT = (
    r"(?:(?:x|off|pcs?\.?|pieces?|ea\.?|sets?(?!\s+screw)|units?|pairs?|no\.?|nr)(?![A-Za-z0-9])"
    r"|[个只根块条套件台桶升支片卷副])"
)
_QUANTITY = re.compile(
    rf"(?P<n>\d{{1,4}})(?:\s*{_UNIT}\s*(?:of\s+(?:the\s+)?)?|(?<!\d{{4}})\s+(?=\D))",
    re.IGNORECASE,
)
"""Four figures without a unit are a name: 6204 bearing."""
_QUANTITY_BEHIND = re.compile(
    rf"\s+(?:[x×*]\s*(?P<n>\d{{1,4}})|(?P<n2>\d{{1,4}})\s*{_UNIT})\Z", re.IGNORECASE
)
"""AB.1031.6 x 2, 密封圈 2个."""
_NONE_LEFT = re.compile(
    r"(?:but\s+|and\s+)?(?:there\s+(?:is|are|were)\s+)?(?:none|no spares?|not|out)"
    r"\s+(?:left\s+)?(?:in|of|on)?\s*(?:the\s+)?(?:stores?|stock|site|shelf|hand|van|truck)?|(?:现场|仓库|库房)?(?:没有?|无)(?:备件|库存|货)",
    re.IGNORECASE,
)
_MOST_WORDS = 6


class Part(NamedTuple):
    """A part as it was called, with the number and the quantity that its words hold."""

    name: str
    number: str | None
    quantity: int | None


def used(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Span]:
    """What was fitted: the object of "replaced", the subject of "was replaced"."""
    found: list[Span] = []
    for clause in clauses:
        if clause.kind == "action" and not clause.asks:
            found += _objects(note, clause.span, lexicon, "install")
            found += _subjects(note, clause.span, lexicon)
    return found


def needed(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Span]:
    """What is wanted: the object of "need", "waiting for", "will order"."""
    found: list[Span] = []
    for n, clause in enumerate(clauses):
        if clause.kind == "need":
            wanted = _before_need(note, clause.span, lexicon)
            wanted = wanted or [*_objects(note, clause.span, lexicon, "need")]
            found += wanted or _broken_before(note, clauses[:n], clause, lexicon)
        elif clause.kind == "plan":
            away = _before_need(note, clause.span, lexicon)
            found += away or _objects(note, clause.span, lexicon, "get")
    return found


def part(words: str) -> Part:
    """Quantity and number out of a part's words: "2 bearings 6204-2RS"."""
    if quantity := _QUANTITY.match(words):
        name, count = words[quantity.end() :].strip(), int(quantity["n"])
    elif quantity := _QUANTITY_BEHIND.search(words):
        name, count = words[: quantity.start()], int(quantity["n"] or quantity["n2"])
    else:
        name, count = words, None
    numbers = [one for one in name.split() if identifiers(one) and len(one) > 4]
    return Part(name or words, numbers[0] if numbers else None, count)


def _objects(note: Note, span: Span, lexicon: Lexicon, role: str) -> Iterator[Span]:
    for match in lexicon.pattern(role).finditer(note.plain, *span):
        start = _DETERMINER.match(note.plain, match.end(), span.end)
        at = start.end() if start else match.end()
        counted = _QUANTITY.match(note.plain, at, span.end)
        stop = _stops(note).search(note.plain, counted.end() if counted else at, span.end)
        object_ = note.trimmed(at, stop.start() if stop else span.end)
        if _is_part(note, object_, lexicon) and not _is_setting(note, object_, span):
            yield object_
            return


def _subjects(note: Note, span: Span, lexicon: Lexicon) -> Iterator[Span]:
    """What stands before a verb of fitting that ends its clause: "fuse was replaced"."""
    pattern = _FITTED.search(note.plain, *span)
    if pattern is None:
        return
    start = _DETERMINER.match(note.plain, *span)
    subject = note.trimmed(start.end() if start else span.start, pattern.start())
    if _is_part(note, subject, lexicon):
        yield subject


def _before_need(note: Note, span: Span, lexicon: Lexicon) -> list[Span]:
    """What stands before the want: "belt needs replacing", "coil not in stores"."""
    match = _to_renew(lexicon).search(note.plain, *span)
    if match is None:
        return []
    start = _DETERMINER.match(note.plain, *span)
    at = start.end() if start else span.start
    seen = lexicon.pattern("event", "broken").search(note.plain, at, match.start())
    subject = note.trimmed(at, seen.start() if seen else match.start())
    return [subject] if _is_part(note, subject, lexicon) else []


def _broken_before(
    note: Note, above: Sequence[Clause], clause: Clause, lexicon: Lexicon
) -> list[Span]:
    """What is broken and not there: "heater band open circuit, none in stores"."""
    if not above or above[-1].sentence != clause.sentence:
        return []
    if _NONE_LEFT.fullmatch(note.plain, *clause.span) is None:
        return []
    start = above[-1].span.start
    broken = lexicon.pattern("broken").search(note.plain, *above[-1].span)
    end = broken.start() if broken else start
    stop = re.compile(_STOP, re.IGNORECASE).search(note.plain, start, end)
    subject = note.trimmed(start, stop.start() if stop else end)
    return [subject] if _is_part(note, subject, lexicon) else []


def _is_part(note: Note, span: Span, lexicon: Lexicon) -> bool:
    word = note.plain[span.start : span.end]
    if not any(map(str.isalpha, word)) or len(word.split()) > _MOST_WORDS:
        return False
    head = word.split()[-1] if word.isascii() else word
    is_setting = lexicon.pattern("setting").match(word) or lexicon.pattern("setting").fullmatch(
        head
    )
    is_person = lexicon.pattern("person").match(word)
    return not (is_setting or is_person or _NO_PART.match(word) or _PLAIN_PART.fullmatch(word))


def _is_setting(note: Note, span: Span, clause: Span) -> bool:
    """A value, not a thing: "changed F02 from 5 to 12"."""
    behind = note.plain[span.end : clause.end]
    return (
        re.match(r"\s*(?:(?:from\s+\S+\s+)?to\s+[\d.]|为|成\s*\d|到\s*\d|由\s*\d|从\s*\d)", behind)
        is not None
    )


def _stops(note: Note) -> re.Pattern[str]:
    return _compiled(note.language == "zh")


@cache
def _compiled(chinese: bool) -> re.Pattern[str]:
    return re.compile(f"{_STOP}|{_STOP_ZH}" if chinese else _STOP, re.IGNORECASE)


_FITTED = re.compile(
    r"(?<=\S)\s+(?:(?:was|were|been|has been|have been|got)\s+)?"
    r"(?:replaced|renewed|changed|swapped|fitted|installed)"
    r"(?=\s*$|\s*[,.;]|\s+(?:by|on|at|with|and|ok)(?![a-z]))"
    r"|(?<=\S)(?:已更换|已换|更换完|换好)",
    re.IGNORECASE,
)
_AWAY = (
    r"(?:is |are )?(?:not in stores|not in stock|none in stores|not on site|out of stock|on order)"
)


@cache
def _to_renew(lexicon: Lexicon) -> re.Pattern[str]:
    wanted = rf"(?:{lexicon.way('need')})\s*(?:{lexicon.way('need_of')})"
    chinese = r"(?<=\S)(?:需要?更换|要更换|需换|要换|待更换)\s*$"
    return re.compile(rf"{wanted}|{_AWAY}|{chinese}", re.IGNORECASE)
