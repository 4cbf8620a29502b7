"""Something happened, though the lexicon has no word for it: "filler 2 overfilling". Pure."""

import re

from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span

_PREDICATE = re.compile(
    r"(?<=\S)\s+(?:high|low|hot|slow|warm|weak|faint|noisy|stiff|rough|hard|light|heavy|late|early)"
    r"(?=\s*$|\s*,|\s+(?:on|at|in|again|when|now|to)(?![a-z]))"
    r"|(?<=\S)\s+(?:open|shut|off|empty|full|missing)(?=\s*$)"
    r"|(?<=[\u4e00-\u9fff])(?:高|低|大|小|慢|软|硬|差|歪|热|弱|紧|皱|糊|斜)(?=了|\d|[^\w]|$)"
    r"|(?<=[\u4e00-\u9fff])不(?:透|上|下|去|开|紧|动|了|起|住|到|出|进|掉|断|平|齐|准|来|回)",
    re.IGNORECASE,
)
_LIKE_A_VERB = re.compile(r"(?<=[A-Za-z0-9] )[a-z]{3,}(?:ing|ed)(?![A-Za-z0-9'-])")


def likely_event(note: Note, span: Span, lexicon: Lexicon) -> int | None:
    """Where something is told without a word of the lexicon: "filler 2 | overfilling"."""
    things = lexicon.pattern("thing", "happened", "action", "passive")
    found = [
        match.start()
        for match in _LIKE_A_VERB.finditer(note.plain, *span)
        if not things.fullmatch(match[0])
    ]
    if predicate := _PREDICATE.search(note.plain, *span):
        found.append(predicate.start() + 1)
    return min(found, default=None)
