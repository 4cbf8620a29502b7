"""One note may tell of two faults: the first is drafted, the second is named. Pure."""

import re
from collections.abc import Sequence

from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_NUMBERED = (
    r"\s*(?:no\.?\s*|#|号)?(\d{1,3}|[A-Z](?![a-z]))(?![A-Za-z0-9.:])"
    r"(?!\s*(?:分|秒|小时|天|次|个|%|mins?\b|hrs?\b|s\b|mm|bar|kpa|times))"
)
_CALLED = re.compile(r"^\s*(?:the\s+)?([A-Za-z]{3,})\s(?=\d{1,3}(?![A-Za-z0-9.:]))")
_NUMBERED_ZH = r"(\d{1,3}|[一二三四五六七八九十])(?:号|#|线)"


def apart(
    note: Note, clauses: Sequence[Clause], lexicon: Lexicon
) -> tuple[list[Clause], list[Clause]]:
    """The clauses of the first fault, and those of any other."""
    seen = [n for n, clause in enumerate(clauses) if clause.kind in {"symptom", "action"}]
    if not seen:
        return list(clauses), []
    said = "|".join(_nouns(note, clauses[: seen[0] + 1]))
    kinds = f"{lexicon.way('machine')}|{said}" if said else lexicon.way("machine")
    own = {name for clause in clauses[: seen[0] + 1] for name in _numbered(note, clause, kinds)}
    first, others, is_other = list(clauses[: seen[0] + 1]), list[Clause](), False
    for clause in clauses[seen[0] + 1 :]:
        names = _numbered(note, clause, kinds)
        if is_other and own and names & own:
            is_other = False
        elif not is_other:
            is_other = _begins_another(note, clause, lexicon, names, own)
        (others if is_other else first).append(clause)
    return first, others


def _begins_another(
    note: Note, clause: Clause, lexicon: Lexicon, names: set[str], own: set[str]
) -> bool:
    """Something is seen on a machine of another number, or "also" on another thing."""
    is_seen = clause.kind in {"symptom", "need"} and own and not names & own
    if is_seen and any(_is_other_machine(name, own, lexicon) for name in names):
        return True
    also = lexicon.pattern("also").match(note.plain, *clause.span)
    if also is None or clause.kind not in {"symptom", "need", "header"}:
        return False
    rest = Span(also.end(), clause.span.end)
    machine = lexicon.pattern("machine").search(note.plain, *rest)
    event = lexicon.pattern("event", "broken").search(note.plain, *rest)
    if event is None:
        return bool(machine and len(note.plain[rest.start : rest.end].split()) > 2)
    return bool(machine and machine.start() < event.end())


def _is_other_machine(name: str, own: set[str], lexicon: Lexicon) -> bool:
    """Not a part: "fan 2" may be the compressor's, unless the first fault was another fan's."""
    kind, _, _ = name.rpartition(" ")
    is_part = bool(kind) and lexicon.pattern("component").fullmatch(kind) is not None
    return not is_part or any(one.rpartition(" ")[0] == kind for one in own)


def _nouns(note: Note, clauses: Sequence[Clause]) -> set[str]:
    """Words that a number follows: what no list has may be a machine too."""
    texts = (note.plain[clause.span.start : clause.span.end] for clause in clauses)
    return {match[1] for text in texts for match in _CALLED.finditer(text)}


def _numbered(note: Note, clause: Clause, kinds: str) -> set[str]:
    """Machines by kind and number: ``press 4``, ``3号``."""
    if clause.kind == "instruction":
        return set()
    text = note.plain[clause.span.start : clause.span.end]
    english = re.finditer(rf"(?i:({kinds})){_NUMBERED}", text)
    chinese = re.finditer(_NUMBERED_ZH, text)
    found = {f"{match[1].lower()} {match[2]}" for match in english}
    return found | {match[1] for match in chinese}
