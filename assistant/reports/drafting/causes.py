"""What was suspected or found to be behind it. Pure."""

import re
from collections.abc import Sequence
from functools import cache

from assistant.reports.drafting.admissions import is_cause
from assistant.reports.drafting.clauses import Clause, runs
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_FOUND_IT = re.compile(
    r"(?:it|them|him|her|this|that)\s+(?!was|were|is|are|had|has|to)[a-z]", re.IGNORECASE
)
"""Somebody came upon it: "it like that at six"."""


def cause(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """What was suspected or found; a hedge stays, "found" and "due to" go.

    Also a broken part, where something else was seen first and the part was then put right.
    """
    for run in runs([clause for clause in clauses if clause.kind == "cause"]):
        found = _behind_marker(note, run, lexicon)
        if is_cause(note, found, lexicon) and not _FOUND_IT.match(note.plain, *found):
            return found
    for clause in clauses:
        span = _because(note, clause.span) if clause.kind in {"symptom", "action"} else None
        if span and is_cause(note, span, lexicon):
            return span
    return _put_right(note, clauses, lexicon)


def _behind_marker(note: Note, span: Span, lexicon: Lexicon) -> Span:
    marker = next(note.found(lexicon.pattern("found"), span), None)
    if marker is None or marker.end >= span.end:
        return span
    rest = note.trimmed(marker.end, span.end)
    return rest if rest.start < rest.end else span


_BECAUSE = re.compile(r"\b(?:due to|because of|because|caused by)\s+|由于|因为", re.IGNORECASE)


def _because(note: Note, span: Span) -> Span | None:
    marker = next(note.found(_BECAUSE, span), None)
    return note.trimmed(marker.end, span.end) if marker and marker.start > span.start else None


def _put_right(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    seen = [clause for clause in clauses if clause.kind == "symptom"]
    fixed = " ".join(
        note.plain[c.span.start : c.span.end] for c in clauses if c.kind in {"action", "need"}
    )
    for clause in seen[1:]:
        broken = next(note.found(_state(lexicon), clause.span), None)
        if broken is None:
            continue
        if _shares_noun(note.plain[clause.span.start : broken.start], fixed):
            return clause.span
        if _is_about_it(note, clauses[clauses.index(clause) + 1 :], lexicon):
            return clause.span
    return None


@cache
def _state(lexicon: Lexicon) -> re.Pattern[str]:
    """How a thing was found: broken, or "were black", "was full of chips"."""
    return re.compile(rf"{lexicon.way('broken')}|(?<=[a-z])\s+(?:was|were|had)\s", re.IGNORECASE)


def _is_about_it(note: Note, behind: Sequence[Clause], lexicon: Lexicon) -> bool:
    """The next clause is work on nothing else: "blew it out", "清理后正常"."""
    if not behind or behind[0].kind != "action":
        return False
    words = note.plain[behind[0].span.start : behind[0].span.end]
    if re.search(r"\b(?:it|them|that)\b", words, re.IGNORECASE):
        return True
    rest = lexicon.pattern("action", "resolved").sub("", words)
    return len(re.sub(r"[\W后完了已再并把]", "", rest)) <= 2


def _shares_noun(subject: str, fixed: str) -> bool:
    """Whether the last word of the subject is among the words of what was done."""
    english = [
        w
        for w in re.findall(r"[a-z]{3,}", subject.lower())
        if w not in {"the", "was", "were", "had"}
    ]
    if english:
        return re.search(rf"\b{english[-1][:5]}", fixed.lower()) is not None
    han = re.findall(r"[\u4e00-\u9fff]{2,}", subject)
    return bool(han) and han[-1][-2:] in fixed
