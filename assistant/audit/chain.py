"""The seal of an entry, and the walk along a chain of them. Pure.

An entry's digest is SHA-256, in hexadecimal, over the UTF-8 of two lines: the digest before it,
and the entry without its own digest as canonical JSON (keys sorted, no blanks, ASCII, ``at`` in UTC
with six digits of a second). Whoever changes an entry has to change all that follow it; whoever
cuts the end off is found by a head that was kept elsewhere.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from assistant.audit.model import NO_DIGEST, Entry, Finding, Head

_MOST_TOLD = 100


def canonical(told: Mapping[str, object]) -> str:
    """JSON in its one spelling; raises ValueError where a number is none, TypeError for objects."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal(previous: str, entry: Entry) -> str:
    """The digest of an entry that follows one with that digest."""
    told = entry.model_dump(exclude={"digest", "at"}) | {"at": moment(entry.at)}
    return sha256(f"{previous}\n{canonical(told)}".encode()).hexdigest()


def moment(at: datetime) -> str:
    """``2026-11-22T21:45:07.000123Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def walk(entries: Iterable[Entry], kept: Head | None = None) -> Finding:
    """Checks entry by entry, from the first on.

    Args:
        entries: By ``seq``; may raise ValueError where one cannot be read.
        kept: A head that was written down earlier; the chain must pass through it.

    Returns:
        Where the chain is broken first, if it is.
    """
    walked = _Walk(kept)
    try:
        for entry in entries:
            if why := walked.against(entry):
                return walked.ended(why)
            walked.step(entry)
    except ValueError as exc:
        return walked.ended(f"it, or one of those that follow, cannot be read: {exc}")
    return walked.ended(walked.cut())


class _Walk:
    """How far the chain is in order."""

    def __init__(self, kept: Head | None) -> None:
        self._kept = kept
        self._head = Head(seq=0, digest=NO_DIGEST)
        self._at: datetime | None = None
        self._back: list[int] = []

    def against(self, entry: Entry) -> str:
        """What speaks against an entry as the next one; empty where nothing does."""
        due, kept = self._head.seq + 1, self._kept
        if entry.seq != due:
            return f"entry {due} is missing"
        if seal(self._head.digest, entry) != entry.digest:
            return "it, or the digest before it, is not what was sealed"
        if kept is not None and entry.seq == kept.seq and entry.digest != kept.digest:
            return f"its digest is another than the one that was kept, {kept.digest}"
        return ""

    def step(self, entry: Entry) -> None:
        """It is in order."""
        if self._at is not None and entry.at < self._at and len(self._back) < _MOST_TOLD:
            self._back.append(entry.seq)
        self._at, self._head = entry.at, Head(seq=entry.seq, digest=entry.digest)

    def cut(self) -> str:
        """Whether the end that was kept is missing."""
        if self._kept is None or self._head.seq >= self._kept.seq:
            return ""
        return f"the log once went on to {self._kept.seq}, and ends before"

    def ended(self, why: str) -> Finding:
        """What was found; ``why`` speaks against the entry that is due."""
        head = self._head
        broken = head.seq + 1 if why else None
        back = tuple(self._back)
        return Finding(entries=head.seq, head=head, broken=broken, why=why, clock_went_back=back)
