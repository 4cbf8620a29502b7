"""What was seen first, where no word of the lexicon says it: most notes begin with it. Pure."""

import re
from dataclasses import replace

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_SMALL = {"the", "on", "in", "at", "of", "our", "by", "and", "for", "to", "from", "with", "no"}
_BEFORE_FOUND = 16
"""Characters before "found" that may tell when and by whom."""


def with_a_symptom(note: Note, clauses: list[Clause], lexicon: Lexicon) -> list[Clause]:
    """What was found first was seen; where nothing was, what is told of a machine first was."""
    told = ("symptom", "cause", "need")
    first = next((n for n, clause in enumerate(clauses) if clause.kind in told), None)
    above = [clause.kind for clause in clauses[:first]]
    if first is not None and "header" not in above and _is_found(note, clauses[first], lexicon):
        clauses[first] = replace(clauses[first], kind="symptom")
    seen = next((n for n, one in enumerate(clauses) if one.kind == "symptom"), len(clauses))
    for n, clause in enumerate(clauses[:seen]):
        if clause.kind == "header" and not clause.asks and _tells(note, clause.span, lexicon):
            clauses[n] = replace(clause, kind="symptom")
            break
    return clauses


def _is_found(note: Note, clause: Clause, lexicon: Lexicon) -> bool:
    """Somebody came upon it: "found", "早上开机发现"."""
    found = lexicon.pattern("found").search(note.plain, *clause.span)
    if clause.kind != "cause" or found is None:
        return False
    if found.start() - clause.span.start > _BEFORE_FOUND:
        return False
    seen = lexicon.pattern("event", "broken").search(note.plain, clause.span.start, found.start())
    return seen is None


def _tells(note: Note, span: Span, lexicon: Lexicon) -> bool:
    """It says more than a machine's name: two words that no name has."""
    rest = lexicon.pattern("machine", "area", "thing", "ready").sub(
        " ", note.plain[span.start : span.end]
    )
    names = list(lexicon.pattern("machine").finditer(note.plain, *span))
    behind = note.plain[names[-1].end() : span.end] if names else ""
    if len(re.findall(r"[\u4e00-\u9fff]", behind)) >= 2:
        return True
    words = re.findall(r"(?<![A-Za-z0-9-])[A-Za-z]{2,}(?![A-Za-z0-9-])", rest)
    return len([word for word in words if not word.isupper() and word.lower() not in _SMALL]) >= 2
