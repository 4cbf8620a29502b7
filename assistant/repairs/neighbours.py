"""The approved reports whose faults are like one that is told: the machine's own first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from assistant.answering.repair import Repair
from assistant.repairs.alike import alike
from assistant.repairs.likeness import Likeness
from assistant.repairs.reports import approved, codes_of
from assistant.repairs.symptom import Symptom
from assistant.reports.propose import FEWEST, Neighbour

_COMPARED: Final = 10
"""Texts of each circle whose meaning is compared: a draft waits 0.05 s for it at first."""

Circle = Collection[str] | None
"""Tags of machines; None: all of them."""


def neighbours(
    session: Session,
    likeness: Likeness,
    symptom: Symptom,
    circles: Iterable[Circle],
    site: str,
    zone: ZoneInfo,
) -> list[Neighbour]:
    """Each once, with the codes that people gave it; a loose match is one of them.

    Of 60 texts in two languages about ten ways to fail, each proposed for by the others, 20 got a
    way to fail and all 20 the right one; by close matches alone it was 5.

    Args:
        session: Of the plant's database.
        likeness: What compares.
        symptom: What was told.
        circles: Whose reports are asked, the nearest first.
        site: Of the reports.
        zone: The site's.
    """
    near: dict[str, Repair] = {}
    for circle in circles:
        if len(near) >= FEWEST:  # a machine's own custom is not outvoted by that of others
            break
        meant = symptom if circle else _without_codes(symptom)
        told = [one for one in approved(session, site, circle, zone) if one.id not in near]
        near.update((one.id, one) for one in alike(likeness, meant, told, _COMPARED))
    return _with_codes(session, list(near.values()))


def _without_codes(symptom: Symptom) -> Symptom:
    """On another model's machine the same code is another fault."""
    return replace(symptom, codes=frozenset(), names_a_code=False)


def _with_codes(session: Session, near: Sequence[Repair]) -> list[Neighbour]:
    codes = codes_of(session, [one.id for one in near]) if near else {}
    return [Neighbour(one.id, one.number, one.likeness, codes[one.id]) for one in near]
