"""May these words stand in this field? A null costs a tap, a wrong value costs trust. Pure.

Rules that find words err on notes of a manner they have not met. Here each field names the
evidence without which its words are left out, whichever rule found them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.reports.drafting.clauses import Clause, Kind
from assistant.reports.drafting.codes import TAG
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.events import likely_event
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.naming import NO_DESIGNATION, SPEAKS, does, is_designated
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.pieces import QUOTED
from assistant.reports.drafting.times import times


def admitted(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Clause]:
    """The clauses, each of the kind that it has evidence for."""
    tests = {"cause": _cause, "action": _action, "plan": _plan, "symptom": _symptom}
    kept: list[Clause] = []
    for clause in _headed(note, clauses):
        test = tests.get(clause.kind)
        kind = test(note, clause, lexicon) if test else None
        kept.append(replace(clause, kind=kind) if kind else clause)
    return _anchored(note, kept, lexicon)


_ALL_WELL = re.compile(r"\s(?:ok|okay|fine|good|normal)\W*$|(?:正常|良好|没问题)$", re.IGNORECASE)


def _headed(note: Note, clauses: Sequence[Clause]) -> Iterator[Clause]:
    """What a note begins with is its machine where it is a name and a number and no more."""
    for n, clause in enumerate(clauses):
        is_first = clause.kind == "other" and all(one.kind == "status" for one in clauses[:n])
        if clause.kind == "header" and _ALL_WELL.search(note.plain, *clause.span):
            yield replace(clause, kind="status")
            continue
        is_name = is_first and is_designated(note.plain[clause.span.start : clause.span.end])
        yield replace(clause, kind="header") if is_name else clause


_IS_TO_COME = re.compile(
    r"(?:能|会|才|就)?(?:到货?|送来|送到|好|修好|完成|完工|弄完|恢复|来人?)(?:了|吧)?$|出货|交货"
    r"|\b(?:tomorrow|later|next\s+(?:week|shift|month)|worth|need(?:s|ed)?|should|will|gonna|going\s+to"
    r"|arrives?|arriving|delivered|eta|be\s+(?:back|ready|here|done|ok))\b",
    re.IGNORECASE,
)
"""A guess at what is to come is none at what was behind it."""
_NO_SUBSTANCE = re.compile(
    r"(?:it|its|it's|this|that|that's|these|those|they|them|he|she|we|i|i'm|you|me|us|one|so|not|no"
    r"|yes|the|a|an|of|to|in|on|at|by|for|from|with|and|or|but|be|is|was|are|were|been|has|had|have"
    r"|did|does|do|just|only|also|again|now|then|there|here|all|some|more|less|very|too|bit|quite"
    r"|same|other|another|thing|something|anything|nothing|ok|okay|fine|good|bad|right|high|low|hot"
    r"|cold|slow|fast|big|small|better|worse|seems?|looks?|like|know|sure|why|how|what|when|where|who"
    r"|if|as|mins?|minutes?|hours?|hrs?|days?|times?|weeks?|am|pm|every|each|last|next|probably)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(r"\b\w+\s+(?:thinks?|thought|reckons?|says|said|suspects?)\b", re.IGNORECASE)
_NO_SUBSTANCE_ZH = re.compile(
    r"[的了吧呢啊嘛是在有就也都还又很太不没这那它他她我你们个些点分时天多少左右大约概上下午早晚夜班"
    r"高低快慢大小好坏行能会要应该知道问题原因什么怎么一二三四五六七八九十两半]"
)


def _cause(note: Note, clause: Clause, lexicon: Lexicon) -> Kind | None:
    """A cause names a thing: not "it", nor a time, a number or a bare "low"."""
    if _IS_TO_COME.search(note.plain[clause.span.start : clause.span.end].strip()):
        return "plan"
    return None if is_cause(note, clause.span, lexicon) else "status"


def is_cause(note: Note, span: Span, lexicon: Lexicon) -> bool:
    """Whether anything is left of it without markers, times, numbers and small words."""
    told = note.plain[span.start : span.end]
    asides = [said.span for said in times(note)] + [lasted.span for lasted in durations(note)]
    for aside in filter(span.holds, asides):
        told = told.replace(note.plain[aside.start : aside.end], " ")
    told = _OPINION.sub(" ", told)
    rest = _NO_SUBSTANCE.sub(" ", lexicon.pattern("cause").sub(" ", told))
    han = _NO_SUBSTANCE_ZH.sub("", "".join(re.findall(r"[\u4e00-\u9fff]", rest)))
    return bool(han) or re.search(r"[A-Za-z]{3,}", rest) is not None


_RAN_ON = re.compile(
    r"(?:ran|running|carried|went|kept|settled|came|stayed)\s+"
    r"(?:at|on|out|all|fine|ok|okay|for|slow\w*|over|the\s+rest|until|till|since|through|with|without)\b",
    re.IGNORECASE,
)
"""How it ran is nothing that was done to it."""
_GOES_ON = re.compile(
    r"[a-z-]+ed\s+(?:at|to|by|around|when|while|itself|again|until|till|because|a\s+bit|slightly|\d[\d.]*)\b",
    re.IGNORECASE,
)
"""A past tense without an object is what the machine did: "settled at 44"."""
_NO_WORK = re.compile(
    r"\b(?:nothing|none)\b|\blast\s+(?:week|time|month|year|mon|tue|wed|thu|fri|sat|sun)",
    re.IGNORECASE,
)
_TO_ALL = re.compile(
    r"各班|各位|大家|所有人|每个?人|(?:all\s+(?:staff|shifts|teams)|everyone|everybody)\b",
    re.IGNORECASE,
)
_STUCK_SO = re.compile(
    r"\b(?:welded|locked|jammed|pulled|bent)\s+(?:shut|closed|together|solid|apart)\b", re.I
)
_BROKEN_NAME = re.compile(
    r".{1,8}[机器泵阀箱台](?:坏|漏|不|停|响|报|卡|烧|跳|没|又|故障|异常|冒|堵)"
)


def _action(note: Note, clause: Clause, lexicon: Lexicon) -> Kind | None:
    """Work is a verb done to a thing, on this occasion; how it ran is none."""
    told = note.plain[clause.span.start : clause.span.end]
    known = lexicon.pattern("action", "passive").search(told)
    if _NO_WORK.search(told):
        return "denied"
    if _TO_ALL.match(told):
        return "plan"
    if _STUCK_SO.search(told):
        return "symptom"
    if _RAN_ON.match(told):
        return "status"
    if _GOES_ON.match(told) and not (known and known.start() == 0):
        return "status"
    is_name = not told.isascii() and _BROKEN_NAME.match(told) and "了" not in told[:3]
    acted = known and re.match(r"[了过]|[完好掉]", told[known.end() :])
    return "symptom" if is_name and not acted and _is_named_so(told, lexicon) else None


def _is_named_so(told: str, lexicon: Lexicon) -> bool:
    """Its first verb is a machine's name: 吹风机坏了."""
    known = lexicon.pattern("action").match(told)
    noun = known and lexicon.pattern("machine").search(told, known.end())
    seen = lexicon.pattern("broken", "event").search(told)
    return bool(known and noun and seen and noun.start() - known.end() <= 1 < seen.start())


_NOT_PLANNED = re.compile(
    r"(?:is|are|does|do|should|what|why|how|who)\b.*\b(?:or|should|we|i|it)\b"
    r"|(?:i\s+)?(?:do\s*n'?t|did\s*n'?t|do\s+not)\s+want\b"
    r"|(?:please|pls|kindly)\s+(?:all\s+)?(?:note|be\s+aware)\b",
    re.IGNORECASE,
)
_IT_WILL = re.compile(
    r"\b(?:will|would)\s+(?:not|only|just|barely|hardly|sometimes|always|never|run|start|trip|stop"
    r"|jam|home|open|close|move|turn|rotate|heat|cool|feed|index|hold|print|charge|power|boot|come)\b",
    re.IGNORECASE,
)
_MONITOR = re.compile(
    r"(?:the\s+)?monitor(?:\s+(?:on|of|at|in)\b.*\s|\s)"
    r"(?:is|was|not|no|blank|black|dead|off|flicker\w*|frozen|broken|cracked|shows?|stays?)\b",
    re.IGNORECASE,
)


def _plan(note: Note, clause: Clause, lexicon: Lexicon) -> Kind | None:
    """People plan; a machine that "will not start" is seen, and a monitor may be a screen."""
    told = note.plain[clause.span.start : clause.span.end]
    if _NOT_PLANNED.match(told):
        return "question" if clause.asks else "status"
    will = _IT_WILL.search(told)
    if will and lexicon.pattern("machine", "component").search(told[: will.start()]):
        is_ours = re.match(r"\s*(?:i|we|he|she|they|if|when)\b", told, re.IGNORECASE)
        return None if is_ours else "symptom"
    return "symptom" if _MONITOR.match(told) else None


_CAME_TO_WORK = re.compile(
    r"(?:ok\s+|so\s+|well\s+|and\s+|then\s+)*(?:i|we|he|she)\s+"
    r"(?:just\s+)?(?:came|come|went|got\s+(?:in|there|back|here)|arrived|started|left|stayed|walked"
    r"|was\s+(?:on|at|in|off|late|told|asked|called))\b",
    re.IGNORECASE,
)
_OTHERS_DID = re.compile(
    r"[A-Z][a-z]+\s+(?:had|has)\s+(?:already\s+|just\s+)?[a-z]+ed\s+(?:it|them|the)\b"
)
_NONE_SEEN = re.compile(
    r"(?:with\s+|but\s+|and\s+)?(?:no|not\s+any|without(?:\s+any)?)\s+(?:further\s+|other\s+|more\s+)?"
    r"(?:faults?|alarms?|errors?|problems?|leaks?|issues?|damage|noise|play|trips?|stops?)\b.{0,24}"
    r"|(?:无|没有?)(?:任何)?(?:故障|报警|异常|异响|泄漏|问题)",
    re.IGNORECASE,
)
_PEOPLE_DO = re.compile(
    r"(?:someone|somebody|everyone|everybody|nobody|people|kids|visitors?)\s+(?:was|were|has|had|is|are)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"(?:just\s+|only\s+)?(?:asking|wondering|curious)\b", re.IGNORECASE)


def _symptom(note: Note, clause: Clause, lexicon: Lexicon) -> Kind | None:
    """A machine did it: where people come and go, nothing was seen yet."""
    told = note.plain[clause.span.start : clause.span.end]
    if _PEOPLE_DO.match(told):
        return "status"
    nouns = lexicon.pattern("machine", "component", "broken").search(told)
    if lexicon.pattern("people").match(told) and not (nouns or SPEAKS.search(told)):
        return "status"
    is_open = clause.asks and likely_event(note, clause.span, lexicon) is None
    if is_open and _is_vague(note, clause.span, lexicon):
        return "question"
    if _ASKS.match(told) or _OTHERS_DID.match(told) or _NONE_SEEN.fullmatch(told):
        return "status"
    came = _CAME_TO_WORK.match(told)
    return "status" if came and not lexicon.pattern("broken").search(told, came.end()) else None


_LOOKS = re.compile(r"(?<=\w)\s+(?:looks?|looked|seems?|appears?)\b", re.IGNORECASE)
"""Behind a subject it tells what was seen: "oil looks like milk"."""


def _anchored(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Clause]:
    """Where no machine is told of, a vague "is", "went" or "again" tells of no fault."""
    if not any(one.kind == "symptom" for one in clauses):
        clauses = [
            replace(one, kind="symptom")
            if one.kind == "cause"
            and _LOOKS.search(note.plain, *one.span)
            and _names_one(note, one.span, lexicon)
            else one
            for one in clauses
        ]
    told = [c for c in clauses if c.kind in {"header", "symptom", "action", "need", "cause"}]
    if any(_names_one(note, clause.span, lexicon) for clause in told):
        return list(clauses)
    return [
        replace(one, kind="status")
        if one.kind == "symptom" and _is_vague(note, one.span, lexicon)
        else one
        for one in clauses
    ]


def _names_one(note: Note, span: Span, lexicon: Lexicon) -> bool:
    words = note.plain[span.start : span.end]
    nouns = lexicon.pattern("machine", "component").search(words)
    called = re.search(r"(?<![A-Za-z0-9])[A-Za-z]{3,}\s+#?\d{1,4}(?![\d:.])", words)
    is_called = called is not None and not NO_DESIGNATION.match(called[0])
    return bool(nouns) or is_called or does(words, lexicon) or TAG.search(words) is not None


def _is_vague(note: Note, span: Span, lexicon: Lexicon) -> bool:
    if QUOTED.search(note.plain, *span) or lexicon.pattern("broken").search(note.plain, *span):
        return False
    vague = lexicon.pattern("vague")
    events = lexicon.pattern("event").finditer(note.plain, *span)
    return all(vague.fullmatch(one[0]) for one in events)
