"""Where a machine stands, as it was said: "cell 2", "pump house", "the recycling bay". Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.times import times

_HALL = r"bay|hall|area|zone|room|building|shed|yard|shop|store|stores|aisle|dock|workshop|house"
_IN_AN_AREA = r"(?:in|at|by|near)\s+the\s+(?:[a-z]+\s+){0,2}?"
_NAMED = rf"(?:[a-z]+\s+){{1,2}}?(?:{_HALL})(?![a-z0-9])"
"""A part of the plant by a name that no list has: "the recycling bay"."""
_AT = re.compile(r"(?:^|\s)(?:in|on|at|by|near)\s+(?:the\s+)?$|在$", re.IGNORECASE)


def place(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """Where it is: ``cell 2``, ``Line 4``, ``pump house``, ``2号线``."""
    seen = next((one.span.start for one in clauses if one.kind == "symptom"), len(note.plain))
    for clause in _about_it(clauses):
        for match in pattern(lexicon).finditer(note.plain, *clause.span):
            found = Span(*match.span())
            is_house = lexicon.pattern("house").fullmatch(note.plain, *found) is not None
            is_late = clause.span.start > seen
            if not is_house or (not is_late and _is_where(note, clause.span, found)):
                return found
    return None


def _about_it(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Up to the sentence that tells what was seen: what comes later may be anywhere."""
    first = next((one.sentence for one in clauses if one.kind == "symptom"), None)
    for clause in clauses:
        is_later = first is not None and clause.sentence > first
        if not is_later and clause.kind not in {"instruction", "denied", "plan", "need"}:
            yield clause


def _is_where(note: Note, clause: Span, found: Span) -> bool:
    """A house without a number stands in front or behind "in"; "that hole in roof" is none."""
    before = note.plain[clause.start : found.start]
    heads = [said.span.end for said in times(note) if said.span.start == clause.start]
    is_head = not before.strip() or found.start - 1 in heads or found.start in heads
    return is_head or _AT.search(before) is not None


@cache
def pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Any place with a number or a name of its own."""
    area, house = lexicon.way("area"), lexicon.way("house")
    return re.compile(
        rf"(?:{house})(?:\s*#?\d{{1,3}}(?!\d))?"
        rf"|(?<=\bin the ){_NAMED}|(?<=\bat the ){_NAMED}"
        rf"|(?<![A-Za-z0-9])(?<!load )(?:{area})\s*(?:no\.?\s*|#)?"
        r"(?:\d{1,3}[A-Za-z]?|[A-Z]\d?)(?![A-Za-z0-9:.段号#])"
        r"|(?:\d{1,3}|[一二三四五六七八九十]{1,2}|[A-Z])(?:号|#)(?:生产线|产线|线|车间|楼|工位|库|厂房)"
        r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})[楼层](?![梯板号])|(?:\d{1,3}|[A-Z])(?:车间|线体|产线)|[一二三四五六七八九]车间|[东南西北](?:区|车间|线)",
        re.IGNORECASE,
    )


@cache
def at_the_end(lexicon: Lexicon) -> re.Pattern[str]:
    """A place at the end of a name: "MF1 cell 2"."""
    area = lexicon.way("area")
    small = r"(?:in|on|at|by|near)\s+(?:the\s+)?"
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:{small}(?:[a-z]+\s+)?)?{area}\s*(?:no\.?\s*|#)?\d{{1,3}}[A-Za-z]?$"
        rf"|(?<![A-Za-z0-9]){small}{lexicon.way('house')}$"
        rf"|(?<![A-Za-z0-9]){_IN_AN_AREA}(?:{_HALL})(?![a-z0-9]).*$",
        re.IGNORECASE,
    )
