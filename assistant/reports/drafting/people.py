"""Who reported it: "Reported by Mei", "J.Ortiz" under the note, "报告人:张伟". Pure."""

import re
from collections.abc import Sequence

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NAME = r"[A-Z](?:[a-z]+|\.)(?:[ .]{0,2}(?:[A-Z][a-z]+|[A-Z]\.?(?![a-z]))){0,2}"
_NO_GIVEN = (
    "了的着过不没未在是有无换修坏停查等卡漏断拆装调试看报急慢快多少低谢上下用好加热"
    "机泵阀车线厂室间温压班声音电水油气"
)
"""Characters of work and things, which given names hardly have."""
_HAN_NAME = rf"[{_SURNAMES}](?:(?![{_NO_GIVEN}])[\u4e00-\u9fff]){{1,2}}"
_TITLE = r"(?:师傅|工|班长|主任|队长|组长)"
_ROLE = (
    r"(?:(?:night|day|late|early|line|cell|area)?[ -]*(?:shift\s+)?"
    r"(?:operators?|leader|lead|supervisor|team leader|driver|cleaner|security))"
)
_BY = re.compile(
    r"(?i:\b(?:reported|raised|logged|written|noted|submitted|called in|phoned in)\s+by"
    r"|\breporter|\breported:|\bsigned(?:\s+by)?|\bname\s*:)(?i:\s*:|\s+the)?\s+"
    rf"(?P<name>{_NAME}|(?i:{_ROLE})(?:\s+{_NAME})?)"
    r"|(?:报告人|汇报人|报修人|填报人|记录人|上报人|反映人|报告者|签名|值班员?)"
    r"(?:\s*[:是为]\s*(?P<zh>[A-Za-z]{2,20}|[\u4e00-\u9fff]{2,4})"
    rf"|\s*(?P<zh2>{_HAN_NAME}|[小老][{_SURNAMES}]|[{_SURNAMES}]{_TITLE}))(?![\u4e00-\u9fff])"
    rf"|我是(?P<self>{_HAN_NAME}|[\u4e00-\u9fff]{_TITLE})(?![\u4e00-\u9fff])"
    rf"|(?P<here>(?-i:{_NAME}))\s+here(?=\s*[,.:;-]|\s*$)"
)
_SIGNED = re.compile(
    r"(?:^|[\s.,;!。,;!])(?:-{1,2}|/|~)\s*"
    rf"(?P<name>{_NAME}|{_HAN_NAME})\s*[.。]?\s*$"
)
_ALONE = re.compile(
    r"(?P<name>[A-Z]\. ?[A-Z][a-z]+|[A-Z][a-z]+ [A-Z]\.?|[A-Z][a-z]{1,14} [A-Z][a-z]{1,14}"
    r"|[A-Z] [A-Z][a-z]{2,14})"
    rf"|(?P<zh>{_HAN_NAME}|[小老][{_SURNAMES}]|[{_SURNAMES}]{_TITLE})"
)


def reporter(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """The name behind "by", or one that stands alone at the end."""
    orders = [clause.span for clause in clauses if clause.kind == "instruction"]
    for match in _BY.finditer(note.plain):
        span = next(Span(*match.span(name)) for name in match.groupdict() if match[name])
        is_told = not any(order.meets(span) for order in orders)
        if is_told and _is_name(note, span, lexicon):
            return span
    signed = _SIGNED.search(note.plain)
    if signed and _is_name(note, Span(*signed.span("name")), lexicon):
        return Span(*signed.span("name"))
    return _last(note, clauses, lexicon)


def _last(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """A name as the whole last clause."""
    if len(clauses) < 2 or clauses[-1].kind in {"instruction", "plan", "need"}:
        return None
    span = clauses[-1].span
    found = _ALONE.fullmatch(note.plain, *span)
    return span if found and _is_name(note, span, lexicon) else None


_NO_PERSON = re.compile(
    r"周[一二三四五六日末天]|高[压温速频低]|马[达上]|关[机闭]|方[向案]|白[班天]|单[元机]|路[由线]|万[用向]"
    r"|谢谢|雷[击雨]|毛[病刺]|黄[油灯]|夏[天季]|何时|白板|石[棉墨]|金[属相]|陶瓷|龙门|江边|林场|马桶|史上|方[管案便]|汤池"
    r"|(?i:\b(?:regards|thanks|thank|cheers|wishes|greetings|christmas|easter|weekend|mon|tues|wednes|thurs|fri|satur|sun"
    r"|north|south|east|west|site|team|shift|stores?|stock|ex|parts?|spares?|ordered|pending|open|closed|done|none"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:many|kind|best)\s)\b)"
    r"|[换调修拆装等查看试报停漏卡坏](?:了|$)"
)
"""Words that begin like a surname."""
_ROLES = (
    "severity", "resolved", "open", "temporary", "ready", "greeting", "machine", "not_code",
    "action", "event", "broken", "thing",
)  # fmt: skip


def _is_name(note: Note, span: Span, lexicon: Lexicon) -> bool:
    """None of its words is one of the trade: "Minor", "All Good", "Pump House"."""
    words = re.findall(r"[A-Za-z]+", note.plain[span.start : span.end])
    if re.match(_ROLE, note.plain[span.start : span.end], re.IGNORECASE):
        return True
    if _NO_PERSON.search(note.plain, *span):
        return False
    return not any(lexicon.pattern(*_ROLES).fullmatch(word) for word in words if len(word) > 1)
