"""Whether two questions have one answer. Pure; doubt means no.

A verified answer to another question would be served with a supervisor's name on it, so likeness
alone never decides: codes, numbers, units, what is wanted, negations and every thing that either
speaks of must be the same, and only then must the vectors be near, too.
"""

from collections.abc import Sequence
from itertools import combinations

from assistant.answering.guard.polarity import is_turned
from assistant.gaps.reading import Reading, Term

_OFTEN_UNSAID = frozenset({"how", "which"})
"""``oil filter replacement`` asks how, ``belt tension in newtons`` asks which."""


def is_same(asked: Reading, known: Reading) -> bool:
    """Whether rules find nothing in which the two differ."""
    return (
        asked.marks == known.marks
        and asked.measures == known.measures
        and asked.denials == known.denials
        and (asked.sides == known.sides or asked.language != known.language)
        and _is_same_kind(asked.kind, known.kind)
        and _speak_of_one_thing(asked, known)
        and not _is_turned(asked, known)
    )


def _is_same_kind(one: str, other: str) -> bool:
    return one == other or ("" in (one, other) and not _OFTEN_UNSAID.isdisjoint((one, other)))


def _speak_of_one_thing(asked: Reading, known: Reading) -> bool:
    """Each thing that one names the other names too, in the same order where order tells."""
    if not (_all_in(asked.terms, known.terms) and _all_in(known.terms, asked.terms)):
        return False
    if not (asked.terms or asked.marks):
        return False
    if not (asked.is_ordered or known.is_ordered):
        return not _is_reversed(asked.terms, known.terms)
    pairs = zip(asked.terms, known.terms, strict=False)
    alike = all(one.is_one_with(other) for one, other in pairs)
    return len(asked.terms) == len(known.terms) and alike


def _all_in(some: Sequence[Term], others: Sequence[Term]) -> bool:
    """Each has its like, is made of others, or is a part of one that is made of these."""
    compounds = [other.key for other in others if other.is_made_of(some)]
    return all(
        any(one.is_one_with(other) for other in others)
        or one.is_made_of(others)
        or any(one.key in compound for compound in compounds)
        for one in some
    )


def _is_reversed(some: Sequence[Term], others: Sequence[Term]) -> bool:
    """Three things in the opposite order: which fuse protects the heater, which heater the fuse."""
    places = [
        next((place for place, other in enumerate(others) if one.is_one_with(other)), None)
        for one in some
    ]
    known = [place for place in places if place is not None]
    return any(first > second > third for first, second, third in combinations(known, 3))


def _is_turned(asked: Reading, known: Reading) -> bool:
    if asked.language != known.language:
        return False
    return is_turned(asked.text, known.text) or is_turned(known.text, asked.text)
