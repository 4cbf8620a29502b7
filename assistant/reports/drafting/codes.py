"""Fault codes and messages that a note tells of, in any spelling. Pure."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.pieces import QUOTED
from ingest.identifiers import code_candidates

Known = Callable[[Sequence[str]], Collection[str]]
"""Which of these the library has fault records for."""

TAG = re.compile(
    r"(?<![A-Za-z0-9-])(?!(?:ER|ERR|AL|ALM|FLT|E|A)-)[A-Z]{1,5}(?:-\d{1,4}){1,3}[A-Z]?(?![A-Za-z0-9-])"
)
"""A machine's tag as plates have it: ``INV-4-02``, ``P-101A``; ``E-07`` is a fault code."""
_MIXED = (
    r"(?:0[xX][0-9A-Fa-f]{1,8}"
    r"|(?:[A-Za-z]{1,6}[-_.]?|(?:[A-Z]{1,3}|[Ee]rr(?:or)?|ERR(?:OR)?|AL)[ -]?)"
    r"\d{1,5}(?:[.\-_]\d{1,4})*[A-Za-z]{0,2}|\d{1,4}[A-Z]{1,2}\d{0,3}|[A-Z][0-9A-F]{2,6})"
)
_CAPITALS = r"(?:[A-Z]{2,6}(?:-[A-Z0-9]{1,4})?|[A-Za-z](?:\.[A-Za-z])+\.?)"
_DIGITS = r"\d{1,6}(?:[.\-]\d{1,4})?"
_LIST = 60
"""Characters behind a clause in which a list of codes may go on."""
_END = r"(?![A-Za-z0-9_])"
_TIMES = (
    r"(?!\s*(?:times?|x|twice|of|off|pcs|secs?|s|m|mins?|hrs?|hours?|days?|%|次|件|个|台|天|小时|分|秒|回|遍|点|月"
    r"|mm|bar|kg|rpm|v|a|hz|c|°|℃|kw|nm)(?![a-z])|\s*[:：]\d)"
)
_SOON = (
    r"(?=\s*(?:$|[^A-Za-z\s]"
    r"|(?:on|again|at|when|and|or|in|came|appears?|is|was|after|during|if|as)(?![a-z])))"
)
_WORD = r"(?:\s*(?:alarm|fault|error|trip)?\s*(?:codes?|no\.?|numbers?|号码?|代码|message))?"
_LEAD = r"\s*(?:(?:(?:is|was|of|with|an?)(?![A-Za-z])|为|是|了个?)\s*)?[:#]?\s*['\"]?\s*"
_AND = r"(?:\s*(?:[,/、&+和与及]|(?<![A-Za-z])(?:and|or|then)(?![A-Za-z]))\s*)"
_NONE = re.compile(r"(?:\b(?:no|not|without|never|any)\s+|无|没有?|未)$", re.IGNORECASE)
_BEHIND = (
    r"\s*号?\s*(?:报警|警报|故障|错误|跳闸|(?i:alarms?|errors?|faults?|trip|warning)(?![A-Za-z]))"
)
_USUAL = re.compile(r"(?:E|ER|ERR|AL|ALM|FLT|F|A|W)[ -]?\d{2,5}", re.IGNORECASE)
"""What a note may begin with that is a code; anything else there is the machine."""
_FIRST = (
    r"\s*(?=$|(?:on|again|at|when|after|came|comes|keeps|displayed|showing|shown|flash\w*|blink\w*)"
    r"(?![a-z]))"
)


def codes(note: Note, clauses: Sequence[Clause], lexicon: Lexicon, known: Known) -> list[Span]:
    """Where the codes stand that a fault was reported with, in order, each once.

    A code stands beside an alarm word, is what a display says, begins a clause, or has a fault
    record; one that was set, denied or asked about alone is none.

    Args:
        note: What was said.
        clauses: Of the fault.
        lexicon: The words for alarms and displays.
        known: Which codes have fault records.
    """
    found: dict[str, Span] = {}
    for n, clause in enumerate(clauses):
        if clause.kind in {"instruction", "denied"}:
            continue
        told = (*_told(note, clause, lexicon, is_first=n == 0), *_on_record(note, clause, known))
        for span in told:
            if _says_one(note, span, lexicon):
                found.setdefault(note.words(span).upper(), span)
    return sorted(span for span in found.values() if not _is_inside(span, found.values()))


def _told(note: Note, clause: Clause, lexicon: Lexicon, *, is_first: bool) -> Iterator[Span]:
    beside, called, behind, first = _patterns(lexicon)
    text, span = note.plain, clause.span
    end = span.end + _LIST  # its commas end a clause
    for match in (*beside.finditer(text, span.start, end), *called.finditer(text, span.start, end)):
        if match.start() < span.end and not _NONE.search(text[span.start : match.start()]):
            yield from (one for one in _each(match) if not _is_a_value(note, match.start(), one))
    for match in behind.finditer(text, *span):
        if not TAG.fullmatch(match[1]):
            yield Span(*match.span(1))
    if alone := _in_front(note, clause, first, is_first=is_first):
        yield alone
    if lexicon.pattern("alarm", "display").search(text, *span) and clause.kind != "action":
        for match in QUOTED.finditer(text, *span):
            yield Span(*match.span(2))


def _in_front(note: Note, clause: Clause, first: re.Pattern[str], *, is_first: bool) -> Span | None:
    """What a clause begins with; the first clause begins with the machine."""
    alone = first.match(note.plain, *clause.span)
    if alone is None or clause.kind == "action" or clause.asks:
        return None
    is_usual = _USUAL.fullmatch(alone[1]) is not None
    may_be = any(map(str.isdigit, alone[1])) and not TAG.fullmatch(alone[1]) and not is_first
    return Span(*alone.span(1)) if is_usual or may_be else None


_OF_PAPERS = re.compile(
    r"(?:cost|post|zip|bar|qr|access|door|part|product|colou?r|order|item|tax|dress|area)[ -]?$",
    re.IGNORECASE,
)
_EQUALS = re.compile(
    r"\b(?:is|was|at|of|from|below|above|under|over|set)\b|设定|[为是]", re.IGNORECASE
)


def _is_a_value(note: Note, start: int, code: Span) -> bool:
    """A limit, "trip is 85", or a number of the books, "cost code 4410"."""
    if _OF_PAPERS.search(note.plain[max(0, start - 12) : start]):
        return True
    between = note.plain[start : code.start]
    is_coded = re.search(r"codes?|no\.?|number|代码|码|号", between, re.IGNORECASE) is not None
    return (
        note.plain[code.start : code.end].isdigit()
        and not is_coded
        and bool(_EQUALS.search(between))
    )


def _each(match: re.Match[str]) -> Iterator[Span]:
    """The codes of a list."""
    for one in re.finditer(rf"{_MIXED}{_END}|{_CAPITALS}{_END}|{_DIGITS}{_END}", match["list"]):
        yield Span(match.start("list") + one.start(), match.start("list") + one.end())


def _on_record(note: Note, clause: Clause, known: Known) -> Iterator[Span]:
    if clause.kind not in {"symptom", "header", "other"}:
        return
    text = note.plain[clause.span.start : clause.span.end]
    candidates = [code for code in code_candidates(text) if not code.isdigit()]
    plain = [code for code in candidates if code.isupper() or any(map(str.isdigit, code))]
    for code in known(plain) if plain else ():
        for match in re.finditer(rf"(?<![A-Za-z0-9]){re.escape(code)}(?![A-Za-z0-9])", text):
            yield Span(clause.span.start + match.start(), clause.span.start + match.end())


def _says_one(note: Note, span: Span, lexicon: Lexicon) -> bool:
    """Not a quantity, nor a word that panels show when all is well, nor a kind of machine."""
    word = note.plain[span.start : span.end]
    if re.match(r"\s?(?:UTC|GMT|LT|local)\b", note.plain[span.end :]):
        return False  # a clock
    if lexicon.pattern("not_code", "machine").fullmatch(word) or re.fullmatch(r"(?i:x\d+)", word):
        return False
    return not any(map(str.isdigit, word)) or word.isdigit() or bool(code_candidates(word))


def _is_inside(span: Span, others: Collection[Span]) -> bool:
    return any(other != span and other.holds(span) for other in others)


@cache
def _patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], ...]:
    """Lists beside an alarm word, beside a word for codes, one before such words, one in front."""
    one = rf"(?:{_MIXED}|{_CAPITALS}){_END}"
    number = rf"{_DIGITS}{_END}{_TIMES}(?:(?<=\d\d\d)|{_SOON})"
    return (
        _listing(lexicon.way("alarm"), one, rf"{one}|{_DIGITS}{_END}{_TIMES}"),
        _listing(lexicon.way("called"), rf"{one}|{number}", rf"{one}|{number}"),
        re.compile(rf"(?<![A-Za-z0-9.])((?:{_MIXED}|[A-Z]{{2,6}}|\d{{2,6}}){_END}){_BEHIND}"),
        re.compile(rf"\s*((?:{_MIXED}|[A-Z]{{2,6}}){_END}){_FIRST}"),
    )


def _listing(alarm: str, one: str, other: str) -> re.Pattern[str]:
    lead = rf"(?i:{alarm}{_WORD}{_LEAD})"
    return re.compile(rf"{lead}(?P<list>(?:{one})(?:{_AND}(?:{other}))*)")
