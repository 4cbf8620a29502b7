"""A stretch of text that tells who somebody is."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Kind = Literal["person", "phone", "email", "id", "badge"]


class Span(NamedTuple):
    """``text[start:end]`` is of this kind."""

    start: int
    end: int
    kind: Kind


def merged(spans: Iterable[Span]) -> list[Span]:
    """In their order, none over another; what overlaps is one span, of the longest one's kind.

    Nothing that any of them covers is left out: the rest of a name is half of a name.
    """
    groups: list[list[Span]] = []
    end = 0
    for span in sorted(spans):
        if groups and span.start < end:
            groups[-1].append(span)
        else:
            groups.append([span])
        end = max(end, span.end)
    return [_one(group) for group in groups]


def _one(group: list[Span]) -> Span:
    longest = max(group, key=lambda span: span.end - span.start)
    return Span(group[0].start, max(span.end for span in group), longest.kind)
