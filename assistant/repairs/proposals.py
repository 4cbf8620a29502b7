"""Codes for a drafted report, out of approved reports of like faults. Nothing is filled in."""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from assistant.errors import PlantUnavailable
from assistant.reports.codes import CodeSet, code_sets
from assistant.reports.drafting.draft import Draft
from assistant.reports.propose import Proposal, propose

if TYPE_CHECKING:  # SQLAlchemy is imported when there is a database
    from assistant.repairs.find import Finder

logger = logging.getLogger(__name__)


def proposals(opened: "Callable[[], Finder | None]", draft: Draft) -> list[Proposal]:
    """The surest first; none where nothing is remembered or the database cannot be read.

    Args:
        opened: Gives who remembers, None where there is nothing to remember.
        draft: As it was written; its machine, codes and symptom are looked for.
    """
    codes, symptom = draft.value("fault_codes") or (), draft.value("symptom") or ""
    seen = " ".join((*(codes if isinstance(codes, tuple) else ()), str(symptom))).strip()
    if not seen:
        return []
    try:
        finder = opened()
        near = finder.neighbours(str(draft.value("equipment_id") or ""), seen) if finder else []
    except PlantUnavailable as exc:
        logger.warning("a draft goes without proposed codes: %s", exc)
        return []
    return propose(_open_sets(draft), near)


def _open_sets(draft: Draft) -> Mapping[CodeSet, Collection[str]]:
    """What was done is not proposed where the note says it."""
    said = {"activity"} if draft.value("actions_taken") else set()
    return {kind: codes for kind, codes in code_sets().items() if kind not in said}
