"""Signal words of warnings, and how grave each is. Pure.

Levels after ANSI Z535.6 and ISO 3864-2 for DANGER, WARNING, CAUTION and NOTICE, and GB/T 2893.5
for 危险, 警告 and 注意; 注意 also stands for NOTICE in translated manuals.
"""

import re
from typing import NamedTuple

NOTICE = 1
"""The level that is about property alone."""
_HEAD = 24
"""Characters in which a signal word must begin to head a sentence."""
_LEVELS: tuple[tuple[re.Pattern[str], frozenset[int]], ...] = tuple(
    (re.compile(pattern), frozenset(levels))
    for pattern, levels in (
        (r"\bDANGER\b|\bDanger(?=\s?[:!])|危\s?险(?=\W|$)", {4}),
        (r"\bWARNING\b|\bWarning(?=\s?[:!])|警\s?告(?=\W|$)", {3}),
        (r"\bCAUTION\b|\bCaution(?=\s?[:!])|[小当]\s?心(?=\W|$)", {2}),
        (r"\bNOTICE\b|\bNotice(?=\s?[:!])", {NOTICE}),
        (r"注\s?意(?=\W|$)", {1, 2}),
    )
)


class Signal(NamedTuple):
    """A signal word as printed, and the levels it may mean, 4 the gravest."""

    word: str
    levels: frozenset[int]


def gravity(signal_word: str, text: str) -> int:
    """Of a safety block, 4 the gravest; 0 where it has no signal word that is known.

    Args:
        signal_word: As the block names it; may be empty.
        text: The whole block.
    """
    signal = signal_in(f"{signal_word}:") or signal_in(text)
    return max(signal.levels) if signal else 0


def signal_in(text: str) -> Signal | None:
    """The first signal word near a text's beginning."""
    head = text[:_HEAD]
    found = [(match, levels) for word, levels in _LEVELS if (match := word.search(head))]
    if not found:
        return None
    match, levels = min(found, key=lambda one: one[0].start())
    return Signal(match[0], levels)
