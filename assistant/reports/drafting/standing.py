"""How things stand and how bad it is, as far as it was said. Pure."""

import re
from collections.abc import Sequence
from typing import Literal

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.draft import Found
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

Status = Literal["resolved", "temporary_fix", "monitoring", "open"]

SILENT = {"instruction", "question"}
NOT = re.compile(
    r"(?:\b(?:not|isn't|isnt|never|won't|wont|can't|cant|don't|didn't|didnt|hopefully|should be"
    r"|will be|until|till|when|once|if|nothing|each time|every time)\s+(?:\w+\s+)?"
    r"|不|没有?|未|无法|尚未|是否|等|待|不能|才能|希望|每次)$",
    re.IGNORECASE,
)
_STILL_GOOD = re.compile(
    r"still\s+(?:on(?=\s*(?:$|[,.;]))|holds?|holding|works?|working|runs?|running|usable|ok|okay|fine|good"
    r"|in use|going|produc\w+|making good)(?![a-z])",
    re.IGNORECASE,
)
"""A "still" that says how well it does."""


def status(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Found | None:
    """What was said last of how things stand; a stopgap counts before all else.

    Where nobody says, a repair without a word against it is a repair that held.
    """
    if found := _said(note, clauses, lexicon, "temporary"):
        return Found("temporary_fix", (found[-1],), "standing")
    cues = [
        *((span, "resolved") for span in _said(note, clauses, lexicon, "resolved")),
        *((span, "open") for span in _open(note, clauses, lexicon)),
    ]
    done = [clause.span.start for clause in clauses if clause.kind == "action"]
    seen = [clause.span for clause in clauses if clause.kind == "symptom"]
    cues += [(span, "resolved") for span in _fine_after(note, clauses)]
    cues += [
        (span, "open") for span in seen if done and span.start > done[-1] and _came_back(note, span)
    ]
    cues = [
        (span, standing)
        for span, standing in cues
        if not (standing == "resolved" and done and span.end <= done[0])
        if done or standing != "resolved" or note.plain[span.start : span.end] != "正常"
        if not (done and span.start < done[-1] and any(one.holds(span) for one in seen))
    ]
    if cues:
        span, standing = max(cues)
        return Found(standing, (span,), "standing")
    if wanted := _untouched(note, clauses):
        return Found("open", (wanted,), "standing")
    if found := _said(note, clauses, lexicon, "watching"):
        return Found("monitoring", (found[-1],), "standing")
    if idle := _said(note, clauses, lexicon, "idle"):
        return Found("open", (idle[-1],), "standing")
    return _repaired(note, clauses, lexicon)


_OF_A_PART = re.compile(
    r"(?:磨损|腐蚀|老化|变形|损坏|锈蚀|污染|堵塞|泄漏|漏[水油气]?|偏|磨|裂|脏|积[灰碳水料]|抖|振|晃|发热|打滑|缺油)"
    r"(?:得|的)?(?:比较|很|较|非常)?$"
)
"""How badly a part is worn is no word on how bad the fault is."""


def severity(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """The writer's own word for it; an "emergency stop" is none."""
    names = lexicon.pattern("not_severity")
    for clause in clauses:
        if clause.kind in SILENT:
            continue
        for span in note.found(lexicon.pattern("severity"), clause.span):
            behind = note.plain[span.end : clause.span.end].lstrip()
            if _OF_A_PART.search(note.plain, clause.span.start, span.start):
                continue
            if not names.match(behind) and not is_denied(note, clause, span):
                return span
    return None


def _said(note: Note, clauses: Sequence[Clause], lexicon: Lexicon, *roles: str) -> list[Span]:
    """Cues of these roles that nothing before them denies."""
    return [
        span
        for clause in clauses
        if clause.kind not in {*SILENT, "plan"} or "open" in roles or "watching" in roles
        if clause.kind != "instruction" and not clause.asks
        for span in note.found(lexicon.pattern(*roles), clause.span)
        if not is_denied(note, clause, span)
        and not _STILL_GOOD.match(note.plain, span.start, clause.span.end)
    ]


_PUT_AWAY = re.compile(
    r"(?:isolat|lock|tag|call|rang|told|inform|notif|report|left|order)|隔离|挂牌|通知|报|停",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"same\s+\w+\s+(?:as|on)\b", re.IGNORECASE)
_IN_PART = re.compile(
    r"\b\d+\s+(?:of|out of)\s+\d+|\bran out\b|\b(?:remaining|the rest|the others?|left for)\b"
    r"|剩|还差|没换完|其余",
    re.IGNORECASE,
)
"""Not all of it was done."""


def _open(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> list[Span]:
    """Cues of a fault that stands; what was still so before more work was done may be past."""
    worked = [
        clause.span.start
        for clause in clauses
        if clause.kind == "action" and not _PUT_AWAY.match(note.plain, *clause.span)
    ]
    wants = [clause.span for clause in clauses if clause.kind in {"need", "plan"}]
    return [
        cue
        for cue in _said(note, clauses, lexicon, "open", "standing")
        if not _COMPARED.match(note.plain, cue.start)
        and (any(one.holds(cue) for one in wants) or not any(cue.end <= at for at in worked))
    ]


def is_denied(note: Note, clause: Clause, span: Span) -> bool:
    """Whether a "not", a "when" or a "will be" stands before these words of a clause."""
    return NOT.search(note.plain[max(clause.span.start, span.start - 24) : span.start]) is not None


_FINE = re.compile(
    r"(?:.{0,40}\s)?(?:ok|okay|fine|good|normal|正常)(?:\s+(?:now|again))?", re.IGNORECASE
)
_LOOKED = re.compile(
    r"\s*(?:re-?)?(?:check|inspect|measur|test|look|megg)|检查|测|查", re.IGNORECASE
)


def _fine_after(note: Note, clauses: Sequence[Clause]) -> list[Span]:
    """What is fine after work that was more than a look: "wiped, ok"."""
    fine, is_worked_on = list[Span](), False
    for clause in clauses:
        if clause.kind == "action":
            is_worked_on |= _LOOKED.match(note.plain, *clause.span) is None
            continue
        is_fine = clause.kind in {"other", "header"} and _FINE.fullmatch(note.plain, *clause.span)
        if is_worked_on and is_fine:
            fine.append(clause.span)
        is_worked_on = False
    return fine


def _untouched(note: Note, clauses: Sequence[Clause]) -> Span | None:
    """A part is wanted, or the machine is said to be down, and nothing was done."""
    if any(clause.kind == "action" for clause in clauses):
        return None
    down = re.compile(
        r"\b(?:is|are|line|machine|cell)\s+(?:still\s+)?down\b(?!\s+\d)|停机中|停着", re.I
    )
    for clause in clauses:
        if clause.kind == "need":
            return clause.span
        if clause.kind == "symptom" and (found := next(note.found(down, clause.span), None)):
            return found
    return None


def _repaired(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Found | None:
    done = [clause.span for clause in clauses if clause.kind == "action"]
    for span in reversed(done):
        if found := next(note.found(lexicon.pattern("repair"), span), None):
            later = [
                c for c in clauses if c.span.start > span.start and c.kind in {"symptom", "need"}
            ]
            is_last_word = not any(c.kind == "need" or _recurs(note, c.span) for c in later)
            is_last_word &= _IN_PART.search(note.plain, span.start) is None
            return Found("resolved", (found,), "standing") if is_last_word else None
    return None


def _recurs(note: Note, span: Span) -> bool:
    return (
        re.search(r"\b(?:again|but|same)\b|又|但|还", note.plain[span.start : span.end], re.I)
        is not None
    )


def _came_back(note: Note, span: Span) -> bool:
    """Seen once more after the last of the work: "but wanders again"."""
    return re.search(r"\bagain\b|又", note.plain[span.start : span.end], re.I) is not None
