"""The gap list: what went badly, one gap for questions that are one, by machine."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby

import numpy as np
from sqlalchemy import select

from assistant.gaps.model import Gap
from assistant.gaps.reading import marks_in, plain
from assistant.gaps.tables import QuestionRow
from assistant.plant.database import PlantDatabase

LATEST = 5000
"""Questions that are looked at, the latest: a plant that has more has gaps enough in these."""
ALIKE = 0.93
"""Cosine of two wordings of one gap with the same codes and numbers. Too near costs a second line
of the list, too far hides a question; neither serves a wrong answer."""
_SHOWN = 5
"""Other wordings, and comments, of one gap."""

Served = Callable[[str, str | None], str | None]
"""Id of the verified answer to a question about a machine."""


def gaps(
    plant: PlantDatabase,
    site: str,
    served: Served,
    machine: str | None = None,
    limit: int = 100,
    *,
    skip: int = 0,
    since: datetime | None = None,
) -> list[Gap]:
    """What was refused or rated down, machine by machine, the most frequent first.

    Args:
        plant: The database.
        site: Whose questions.
        served: Tells which gaps have a verified answer by now.
        machine: Tag; its gaps alone.
        limit: Gaps told.
        skip: As many of the most frequent are left out: they were told before.
        since: Those that nobody asked about since are left out too.
    """
    found = select(QuestionRow).where(QuestionRow.site == site)
    if machine is not None:
        found = found.where(QuestionRow.machine == machine)
    with plant.reading() as session:
        rows = list(session.scalars(found.order_by(QuestionRow.asked_at.desc()).limit(LATEST)))
    by_machine = sorted(rows, key=lambda row: row.machine or "")
    made = [
        _gap(group, answer)
        for _, some in groupby(by_machine, key=lambda row: row.machine or "")
        for alike in grouped(list(some))
        for answer, group in _by_answer(alike, served).items()
        if any(row.refused or row.rating == "down" for row in group)
        and (since is None or max(map(_asked_at, group)) >= since)
    ]
    made.sort(key=lambda gap: (-gap.refused - gap.rated_down, -gap.last_asked_at.timestamp()))
    return sorted(made[skip : skip + limit], key=lambda gap: gap.machine or "")


def grouped(rows: Sequence[QuestionRow]) -> list[list[QuestionRow]]:
    """Questions of one machine, the latest first, put together where they are near-identical.

    Those of the same words are one, and those with the same codes and numbers whose vectors are
    near the group's first.
    """
    by_words: dict[str, list[QuestionRow]] = {}
    for row in rows:
        by_words.setdefault(plain(row.question), []).append(row)
    made: list[list[QuestionRow]] = []
    for same in by_words.values():
        group = next((one for one in made if _are_alike(one[0], same[0])), None)
        if group is None:
            made.append(list(same))
        else:
            group.extend(same)
    return made


def _are_alike(one: QuestionRow, other: QuestionRow) -> bool:
    if one.vector is None or other.vector is None or one.embedder != other.embedder:
        return False
    if marks_in(one.question) != marks_in(other.question):
        return False
    first, second = (
        np.frombuffer(row, np.float16).astype(np.float32) for row in (one.vector, other.vector)
    )
    return bool(first @ second >= ALIKE)


def _by_answer(rows: Sequence[QuestionRow], served: Served) -> dict[str | None, list[QuestionRow]]:
    """Parted where a verified answer serves some of them only: the others are a gap still."""
    answers = {asked: served(*asked) for asked in {(row.question, row.machine) for row in rows}}
    parted: dict[str | None, list[QuestionRow]] = {}
    for row in rows:
        parted.setdefault(answers[row.question, row.machine], []).append(row)
    return parted


def _gap(rows: Sequence[QuestionRow], answer: str | None) -> Gap:
    latest = max(rows, key=_asked_at)
    ordered = sorted(rows, key=_asked_at, reverse=True)
    wordings = _once(row.question for row in ordered if row.question != latest.question)
    return Gap(
        machine=latest.machine,
        question=latest.question,
        wordings=wordings,
        language="zh" if latest.language == "zh" else "en",
        count=len(rows),
        refused=sum(row.refused is not None for row in rows),
        rated_down=sum(row.rating == "down" for row in rows),
        rated_up=sum(row.rating == "up" for row in rows),
        last_asked_at=latest.asked_at,
        reasons=dict(Counter(filter(None, (row.refused or row.reason for row in ordered)))),
        comments=_once(row.comment for row in ordered),
        verified_answer=answer,
    )


def _once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))[:_SHOWN]


def _asked_at(row: QuestionRow) -> datetime:
    return row.asked_at
