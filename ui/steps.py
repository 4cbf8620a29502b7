"""Steps to tick: an answer's numbered lines, the parts of a fault record's remedy. Pure."""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from ui.safe import text

MARK: Final = re.compile(r"\[(\d{1,3})\]")
_RINGS: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_STEP: Final = re.compile(
    rf"(?:(?:step|步骤)\s*(?P<named>\d{{1,2}})[.:：、)）]?"
    rf"|第\s*(?P<nth>\d{{1,2}})\s*步[.:：、]?"
    rf"|[(（]?(?P<number>\d{{1,2}})(?:[.．](?!\d)|[)）、])"
    rf"|(?P<ring>[{_RINGS}]))\s*(?=\S)",
    re.IGNORECASE,
)
_LINE: Final = re.compile(r"^[^\S\n]*(?=\S)", re.MULTILINE)
_BRACKET: Final = re.compile(r"[(（\[【]|(?P<close>[)）\]】])|(?P<end>[;；]\s*)")


@dataclass
class Steps:
    """Numbered lines, counted as they come: a list begins with 1 and leaves none out.

    A step is known by its own words, so that a tick stays on it while more of the answer comes.
    """

    turn: int
    """Place of the question in the conversation, from 0."""
    last: int = 0

    def tick(self, line: str, *, is_whole: bool) -> str:
        """What a finger ticks; empty before a line that is no step.

        Args:
            line: Of the answer.
            is_whole: Else more of it is coming, and it is not to be ticked yet.
        """
        number = number_of(line)
        if number is None or number not in (1, self.last + 1):
            return ""
        self.last = number
        if not is_whole:
            return '<span class="tick"></span>'
        return tick_of(self.turn, "".join(MARK.sub("", line).replace("*", "").split()))


def tick_of(turn: int, name: str) -> str:
    """What a finger ticks, of a step that is known by this name in its turn."""
    known = sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f'<a class="tick" href="#step-{turn}-{known}"></a>'


def number_of(line: str) -> int | None:
    """The number that a line bears as a step; None for any other line."""
    found = _STEP.match(line)
    if found is None:
        return None
    if ring := found["ring"]:
        return _RINGS.index(ring) + 1
    return int(found["named"] or found["nth"] or found["number"])


def remedy_html(remedy: str, record: str, turn: int, end: str = "") -> str:
    """A fault record's remedy, each part of it a step, wherever in the turn it is shown.

    Args:
        remedy: Word for word.
        record: Id of its chunk.
        turn: See `Steps`.
        end: HTML behind its last word.
    """
    parts = parts_of(remedy)
    ends = ["" for _ in parts[1:]] + [end]
    return "".join(
        f'<p class="step">{tick_of(turn, f"{record} {place} {part}")}{text(part.strip())}{end}</p>'
        for place, (part, end) in enumerate(zip(parts, ends, strict=True))
    )


def parts_of(remedy: str) -> tuple[str, ...]:
    """What a remedy asks for, one thing after the other; joined, they are the remedy to the letter.

    Its numbered lines where it has some, with what stands before them; else what semicolons part.
    A semicolon in brackets parts nothing.
    """
    cuts = _numbered(remedy) or _parted(remedy)
    begins = sorted({0, *cuts})
    parts = (remedy[a:b] for a, b in zip(begins, [*begins[1:], len(remedy)], strict=True))
    return tuple(part for part in parts if part)


def _numbered(remedy: str) -> list[int]:
    """Where its lines 1, 2, 3 … begin; none where there is no second."""
    found: list[int] = []
    for line in _LINE.finditer(remedy):
        if number_of(remedy[line.end() :]) == len(found) + 1:
            found.append(line.end())
    return found if len(found) > 1 else []


def _parted(remedy: str) -> list[int]:
    """Behind its semicolons, but for one that it ends with."""
    found, depth = [], 0
    for sign in _BRACKET.finditer(remedy):
        if not sign["end"]:
            depth = max(0, depth - 1) if sign["close"] else depth + 1
        elif not depth and sign.end() < len(remedy):
            found.append(sign.end())
    return found
