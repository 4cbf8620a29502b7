"""A stretch of text that tells who somebody is."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["person", "phone", "email", "id", "badge"]


class Span(NamedTuple):
    """``text[start:end]`` is of this kind."""

    start: int
    end: int
    kind: Kind


def apart(spans: Iterable[Span]) -> list[Span]:
    """In their order, none over another; of two that begin together the longer stays."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
