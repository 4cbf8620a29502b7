"""The parts of repairs as they are written, and how often each went with one. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answering.repair import Repair
from vectorstore.assets import folded

_APART = re.compile(r"[;；\n|，、]|(?<!\d),(?!\d)|,(?=\s)")
"""A comma inside a number parts nothing."""
_AMOUNT = re.compile(
    r"\s(?:[x×*]\s*\d+(?:[.,]\d+)?|\(\s*\d+\s*\))\s*\w{0,6}$"
    r"|^\d+(?:[.,]\d+)?\s*[x×*]\s+",
    re.IGNORECASE,
)
"""Apart from the name: ``M8×40`` is a screw."""
_LONGEST = 200
"""Characters of one; a longer cell is prose, and no part is counted out of it."""


@dataclass(frozen=True, slots=True)
class PartCount:
    """A part, and the repairs that it went with."""

    name: str
    """As it was written first, without the amount."""
    repairs: tuple[Repair, ...]
    """Each once."""


def parts_in(cell: str) -> tuple[str, ...]:
    """The parts of a cell, with their amounts: ``6204-2RS x2; seal`` gives two."""
    pieces = (piece.strip() for piece in _APART.split(cell))
    return tuple(piece for piece in pieces if any(map(str.isalnum, piece)))


def counted(repairs: Iterable[Repair]) -> tuple[PartCount, ...]:
    """Every part that went with one of them, the most frequent first."""
    found: dict[str, tuple[str, dict[str, Repair]]] = {}
    for repair in repairs:
        for name in _names(repair.parts):
            _, own = found.setdefault(folded(name), (name, {}))
            own[f"{repair.kind} {repair.id}"] = repair
    counts = (PartCount(name, tuple(own.values())) for name, own in found.values())
    return tuple(sorted(counts, key=lambda one: (-len(one.repairs), folded(one.name))))


def _names(parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        name = _AMOUNT.sub("", part.strip()).strip()
        if name and len(name) <= _LONGEST:
            yield name
