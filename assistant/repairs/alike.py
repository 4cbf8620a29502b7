"""Which past faults are the one that is told: by code, else by words and meaning."""

from collections.abc import Collection
from dataclasses import replace

from assistant.answering.repair import Repair
from assistant.repairs.likeness import Likeness, match_of
from assistant.repairs.symptom import Symptom


def alike(
    likeness: Likeness, symptom: Symptom, told: Collection[Repair], compared: int
) -> list[Repair]:
    """Those of the same code, and of ``compared`` others the like ones; in no order.

    Where none is compared, only the code tells that the fault is the same.
    """
    same: list[Repair] = []
    others: list[Repair] = []
    for one in told:
        is_same = symptom.is_named_by(one.codes, one.symptom)
        (same if is_same else others).append(one)
    matched = [replace(one, match="code", likeness=1.0) for one in same]
    if not compared:
        return matched
    by_code = bool(same) or symptom.names_a_code
    others = [one for one in others if not (by_code and one.codes)]
    found = likeness.of(symptom, {one.symptom for one in others}, compared)
    for one in others:
        like = found.get(one.symptom, 0.0)
        if match := match_of(like):
            match = "loose" if by_code else match
            matched.append(replace(one, match=match, likeness=like))
    return matched
