"""What a fault is about: "conv 3 inverter", "3号铣床". Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.reports.drafting import places
from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.codes import TAG
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.events import likely_event
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.naming import DOER, is_machine
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.pieces import QUOTED

_MOST_WORDS = 9
_MOST_CHARACTERS = 60
_FEW = 4
"""Words of a name that stands alone."""
_BEFORE = re.compile(
    r"(?:(?:um+|uh+|er+m?|yeah|well|ok|okay|right|basically|like|it's|its|about|hi|hello|hey|all|team|fyi|note|update|problems?|issues?|trouble|fault|faults|breakdown|again|the|our"
    r"|my|this|that|with|on|at|in|of|from|had|have|got|has|there|we|i|a|an|to|for|when|while|today|truth|fact|so|and|but"
    r"|then|also|another|another one|found|noticed"
    r"|saw(?!\s+(?:no\.?\s*)?#?\d)|seen|noted)\s*[,:]?\s+)+",
    re.IGNORECASE,
)
_BEFORE_ZH = re.compile(
    r"(?:(?:刚|才|新)?(?:修|换|装|调|维修|更换|安装|改造)(?:好|过)?的|那台|这台|开机|那个|这个|就是|我们|我|发现|巡检|点检|今天|的|有|是|在|各位|师傅|当班|生产中|开机时|开机后|(?:换班|交班|接班|交接班|启动|运行|生产)(?:时|中|后)|另外|还有|此外|同时|,|\s)+"
)
_BEHIND = re.compile(
    r"'s?(?:\s+[a-z]+)?$|(?:\s+(?:ok|would|could|should|on|of|in|at|the|a|an|and|to|with|just|also|it|that|which|keep|again|then|still|i|we|for|when|now|only|from|,))+$"
    r"|(?:[又再也就都的是在有被啊呢吧嘛,\s]|突然|今天|一直|经常|老是|总是|频繁)+$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:line|machine|cell|plant|unit|production|motor|[a-z]|机器|设备|生产线?|线|现场|目前|现在|今天|状态"
    r"|(?:[一二两三四五六七八九十几\d]+|所有|全部|各|每)[台个条只]?)",
    re.IGNORECASE,
)
"""Nobody can tell which one is meant."""
_NOT_IN_NAME = re.compile(
    r"(?:customers?|complaints?|it|its|they|them|he|she|we|i|you|there|this|that|these|those|someone|nobody|nothing|something|what"
    r"|everything|all|both|none|who|which|only|with|if|when|after|before|while|because|better"
    r"|worse|not|no|just|still|try|please|pls|yes|ok|so|thanks|also|can|could|would|will|do|does|anyone|somebody|我|我们|它|他|这|那)",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"(?<=[a-z0-9])(?:\s+(?:oil|water|air|amps|current|temp|temperature|pressure|level|flow|speed"
    r"|vibration|noise|readings?|samples?|voltage|output))+$",
    re.IGNORECASE,
)
"""What is measured of a machine is not its name."""
_IT = re.compile(r"(?:and\s+|so\s+)?(?:it|it's|its|that)(?![a-z])", re.IGNORECASE)
"""What was seen of what was named just before."""
_SPEAKER = re.compile(
    r"(?:[A-Za-z().'-]+\s+){1,3}?(?:says?|said|reckons?|reports?|reported|thinks?|told\s+(?:me|us)"
    r"|complain(?:s|ed)|noticed|mentioned)(?:\s+that)?\s+"
    r"|[^,。\d]{0,6}?(?:说是?(?!明)|反映|反馈|来电说|打电话说|告知|报修说|觉得|认为|抢修|检修|处理(?!器|机|装置))",
    re.IGNORECASE,
)
"""Who tells of it is no part of what he tells of: "ops say", 老张说."""
_MODEL = r"[A-Za-z0-9][A-Za-z0-9./-]*"


def named(
    note: Note,
    clauses: Sequence[Clause],
    lexicon: Lexicon,
    times: Sequence[Span],
    codes: Sequence[int],
) -> Span | None:
    """The words for the machine: of the clause that tells what was seen, or of one above it.

    Args:
        note: What was said.
        clauses: Of the fault.
        lexicon: The words for events, which end a name, and for machines.
        times: Where times stand, which are no part of a name.
        codes: Where fault codes begin, which end a name.
    """
    seen = [n for n, clause in enumerate(clauses) if clause.kind == "symptom"]
    first = seen[0] if seen else len(clauses)
    above = [clause for clause in clauses[:first] if clause.kind in {"header", "other"}]
    for clause in above:
        head = _whole(note, clause, lexicon, times)
        if head and not _is_sure(note, head, lexicon):
            continue
        if head and places.pattern(lexicon).fullmatch(note.plain, *head):
            continue
        if head and (clause.kind == "header" or TAG.search(note.plain, *head)):
            return head
        is_it = seen and _IT.match(note.plain, *clauses[first].span)
        if head and is_it:
            return head
    lasted = [one.span for one in durations(note)]
    told = [
        clause
        for clause in clauses
        if (
            clause.kind in {"symptom", "status", "need"} and not any(map(clause.span.meets, lasted))
        )
        or clause.kind == "symptom"
    ]
    before = [span for one in told if (span := _before_event(note, one, lexicon, times, codes))]
    sure = [span for span in before if _is_sure(note, span, lexicon)]
    behind = (_behind_event(note, one, lexicon, times, codes) for one in told)
    forbidden = (_numbered_in(note, one, lexicon) for one in clauses if one.kind == "plan")
    worked = _in_action(note, clauses, lexicon, times, codes)
    ways = filter(None, (*sure[:1], *behind, *forbidden, worked))
    return next((span for span in ways if _is_sure(note, span, lexicon)), None)


def _is_sure(note: Note, span: Span, lexicon: Lexicon) -> bool:
    return is_machine(note.plain[span.start : span.end], lexicon)


def _before_event(
    note: Note, clause: Clause, lexicon: Lexicon, times: Sequence[Span], codes: Sequence[int]
) -> Span | None:
    start = _start(note, clause.span, times, lexicon)
    stops = [*_events(note, Span(start, clause.span.end), lexicon, codes), clause.span.end]
    stops += [time.start for time in times if start < time.start < clause.span.end]
    end = min(stops)
    if end == clause.span.end and note.plain[start:end].isascii():
        end = _behind_noun(note, Span(start, end), lexicon)
    return _tidy(note, Span(start, end), lexicon)


def _behind_noun(note: Note, span: Span, lexicon: Lexicon) -> int:
    """Where no event ends a name, its noun does: "hand dryer | blows cold"."""
    nouns = list(_numbered_noun(lexicon).finditer(note.plain, *span))
    return nouns[-1].end() if nouns and len(note.words(span).split()) > _FEW else span.end


_BESIDES = re.compile(r"\s(?:when|until|till|if|while|because|cos|which|who|that)\s", re.IGNORECASE)


def _events(note: Note, span: Span, lexicon: Lexicon, codes: Sequence[int]) -> Iterator[int]:
    """Where something begins that is no name."""
    if found := lexicon.pattern("event", "broken", "open", "restored").search(note.plain, *span):
        yield found.start()
    for ends in (QUOTED, _BESIDES):
        if found := ends.search(note.plain, *span):
            yield found.start()
    told = likely_event(note, span, lexicon)
    if told is not None:
        yield told
    yield from (at for at in codes if span.start <= at < span.end)


def _behind_event(
    note: Note, clause: Clause, lexicon: Lexicon, times: Sequence[Span], codes: Sequence[int]
) -> Span | None:
    """What a preposition leads to, where it is a machine: "found E07 on the press"."""
    found = _on(lexicon).search(note.plain, *clause.span)
    if found is None:
        return None
    span = Span(*found.span("name"))
    ends = [time.start for time in times if span.start < time.start < span.end]
    ends += list(_events(note, Span(span.start, span.end), lexicon, codes))
    return _tidy(note, Span(span.start, min([*ends, span.end])), lexicon)


def _in_action(
    note: Note,
    clauses: Sequence[Clause],
    lexicon: Lexicon,
    times: Sequence[Span],
    codes: Sequence[int],
) -> Span | None:
    """The machine of work without a fault: "replaced the seal on pump 3"."""
    acted = [clause for clause in clauses if clause.kind == "action"]
    for clause in acted:
        if span := _behind_event(note, clause, lexicon, times, codes):
            return span
    return next(filter(None, (_numbered_in(note, one, lexicon) for one in acted)), None)


def _numbered_in(note: Note, clause: Clause, lexicon: Lexicon) -> Span | None:
    found = _numbered(lexicon).search(note.plain, *clause.span)
    return Span(*found.span()) if found else None


def _whole(note: Note, clause: Clause, lexicon: Lexicon, times: Sequence[Span]) -> Span | None:
    start = _start(note, clause.span, times, lexicon)
    end = min([time.start for time in times if time.start > start] + [clause.span.end])
    return _tidy(note, Span(start, min(end, clause.span.end)), lexicon)


def behind_times(note: Note, span: Span, times: Sequence[Span], lexicon: Lexicon) -> int:
    """Where a clause begins behind the times, the speaker and the small words before it."""
    return _start(note, span, times, lexicon)


def _start(note: Note, span: Span, times: Sequence[Span], lexicon: Lexicon) -> int:
    """Behind what comes before a name: times, greetings, articles, who says so."""
    start, before = span.start, -1
    while start != before:
        before = start
        said = _SPEAKER.match(note.plain, start, span.end)
        if said and not lexicon.pattern("machine", "display", "alarm").search(_teller(said[0])):
            start = note.trimmed(said.end(), span.end).start
        start = max([start, *(time.end for time in times if time.start <= start < time.end)])
        for opening in (_BEFORE, _BEFORE_ZH):
            if found := opening.match(note.plain, start, span.end):
                start = found.end()
        start = note.trimmed(start, span.end).start
    return start


def _teller(said: str) -> str:
    """Without the verb, which a display shares: "screen says"."""
    return re.sub(r"\S+\s*(?:that\s+)?$", "", said) if said.isascii() else re.sub("司机", "", said)


def _tidy(note: Note, span: Span, lexicon: Lexicon) -> Span | None:
    """The name alone; None where nothing is left that can be one."""
    span = note.trimmed(*span)
    while tail := _BEHIND.search(note.plain[span.start : span.end]):
        span = note.trimmed(span.start, span.start + tail.start())
    if note.language == "zh":
        span = _up_to_noun(note, span, lexicon)
    if measured := _MEASURED.search(note.plain[span.start : span.end]):
        span = note.trimmed(span.start, span.start + measured.start())
    located = places.at_the_end(lexicon).search(note.plain, *span)
    if located and located.start() > span.start:
        span = note.trimmed(span.start, located.start())
    span = _behind_small_word(note, span, lexicon)
    word = note.plain[span.start : span.end]
    fits = len(word.split()) <= _MOST_WORDS and len(word) <= _MOST_CHARACTERS
    if not (fits and any(map(str.isalpha, word))) or _NO_NAME.fullmatch(word):
        return None
    return None if _NOT_IN_NAME.fullmatch(word.split()[0]) else span


def _behind_small_word(note: Note, span: Span, lexicon: Lexicon) -> Span:
    """What stands before "on" is no machine: "oil temp 78C on press 11"."""
    on = _on(lexicon).search(note.plain, *span)
    if on is None or lexicon.pattern("machine").search(note.plain, span.start, on.start()):
        return span
    if TAG.search(note.plain, on.start(), span.end):
        return note.trimmed(on.start("name"), span.end)
    return note.trimmed(*on.span("name"))


def _up_to_noun(note: Note, span: Span, lexicon: Lexicon) -> Span:
    """``5号加工中心换刀`` is cut behind its last noun for a machine, and the model behind that."""
    nouns = list(_nouns(lexicon).finditer(note.plain, *span))
    return Span(span.start, nouns[-1].end()) if nouns else span


@cache
def _nouns(lexicon: Lexicon) -> re.Pattern[str]:
    number = rf"\s*{_MODEL}(?![A-Za-z0-9号#])|\d{{1,3}}[#号]$"
    return re.compile(rf"{lexicon.way('machine')}(?:{number})?", re.IGNORECASE)


@cache
def _numbered_noun(lexicon: Lexicon) -> re.Pattern[str]:
    number = (
        rf"\s+{TAG.pattern}|"
        r"\s+(?:no\.?\s*|#)?\d{1,4}[A-Za-z]?(?![A-Za-z0-9.:])|\s+(?-i:[A-Z]\d{0,2})(?![A-Za-z0-9])"
    )
    return re.compile(rf"(?:{lexicon.way('machine')})(?:{number})?", re.IGNORECASE)


@cache
def _on(lexicon: Lexicon) -> re.Pattern[str]:
    nouns = lexicon.way("machine")
    word = r"[A-Za-z0-9#/.-]*[A-Za-z0-9]"
    return re.compile(
        rf"(?<![a-z])(?:on|at|of|in|from|with|to|under|above|below|behind|near|beside|over)\s+(?:the\s+|our\s+|this\s+)?"
        rf"(?P<name>(?:(?!(?:and|then|with|from|to|at|on|in)\s){word}\s+){{0,4}}?"
        rf"(?:{nouns}|{DOER.pattern})(?:\s+{nouns})*(?:\s+(?:no\.?\s*)?#?(?:\d+[A-Za-z]?|[A-Z]\d*)(?![a-z:.]))?)",
        re.IGNORECASE,
    )


@cache
def _numbered(lexicon: Lexicon) -> re.Pattern[str]:
    """A machine with its number or tag: "fan F-201", "press 4"."""
    return re.compile(
        rf"{lexicon.way('machine')}\s+(?:no\.?\s*|#)?(?:{TAG.pattern}|\d{{1,3}}(?![A-Za-z0-9.]))"
        rf"|\d{{1,3}}\s*[号#][\u4e00-\u9fff]{{0,4}}?{lexicon.way('machine')}",
        re.IGNORECASE,
    )
