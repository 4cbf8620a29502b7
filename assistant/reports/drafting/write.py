"""A note becomes a draft: rules first, the language model for what they leave, questions last."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from assistant.errors import Busy, ModelUnavailable, NaiveTime
from assistant.models.generator import Generator
from assistant.reports.drafting.ask import questions
from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.draft import Draft, Found
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.labels import Labels, label
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.rules import Reader, from_clauses
from assistant.reports.drafting.times import times

logger = logging.getLogger(__name__)

Turn = Callable[[], AbstractContextManager[object]]
"""Holds the model for a block; raises Busy where too many wait."""


def write(
    note: Note,
    said_at: datetime,
    reader: Reader,
    generator: Generator | None = None,
    turn: Turn | None = None,
) -> Draft:
    """What the note says, with the words for it; whatever the model does, there is a draft.

    Args:
        note: What was said.
        said_at: When, for "this morning".
        reader: The site's words, zone and machines.
        generator: Asked about unplaced clauses where the machine or what was seen is
            missing; None: rules alone.
        turn: The queue for the model.

    Raises:
        NaiveTime: ``said_at`` has no offset.
    """
    if said_at.utcoffset() is None:
        raise NaiveTime(f"{said_at.isoformat()} has no offset. Send 2026-03-01T07:30:00+08:00.")
    clauses = reader.clauses(note)
    draft = from_clauses(note, clauses, said_at, reader)
    if generator is not None and _has_gap(draft) and (left := _left_over(draft, reader)):
        draft = _labelled(draft, clauses, left, said_at, reader, generator, turn)
    assets = [] if draft.value("equipment_id") else reader.machines(note.text)
    return replace(draft, questions=questions(draft, assets))


def _has_gap(draft: Draft) -> bool:
    """Something is told, and what a report needs is missing.

    Elsewhere a small model's labels did more harm than good: of empty talk it made faults.
    """
    has_machine = "equipment" in draft.found
    is_seen = "symptom" in draft.found or "fault_codes" in draft.found
    is_told = has_machine or not draft.nothing_reported
    return is_told and not (is_seen and has_machine)


def _left_over(draft: Draft, reader: Reader) -> list[Span]:
    """Clauses that no rule placed and no value points to, but for "nothing found"."""
    empty = reader.lexicon.pattern("unknown", "ready", "resolved")
    used = [span for found in draft.found.values() for span in found.spans]
    aside = [said.span for said in times(draft.note)] + [d.span for d in durations(draft.note)]
    return [
        span
        for span in draft.open_clauses
        if not any(span.meets(other) for other in (*used, *aside))
        if not next(draft.note.found(empty, span), None) and _says_enough(draft.note, span)
    ]


def _says_enough(note: Note, span: Span) -> bool:
    words = note.words(span)
    return len(words.split()) > 1 if words.isascii() else len(words) > 3


def _labelled(
    draft: Draft,
    clauses: list[Clause],
    left: list[Span],
    said_at: datetime,
    reader: Reader,
    generator: Generator,
    turn: Turn | None,
) -> Draft:
    """The draft with the model's labels, or as it was where the model cannot help."""
    wants_machine = "equipment" not in draft.found
    try:
        if turn is None:
            labels = label(generator, draft.note, left, machine=wants_machine)
        else:
            with turn():
                labels = label(generator, draft.note, left, machine=wants_machine)
    except (Busy, ModelUnavailable) as exc:
        logger.warning("a draft is by rules alone: %s", exc)
        return draft
    if labels is None:
        return draft
    return _with_labels(draft, clauses, labels, said_at, reader, generator.name)


def _with_labels(
    draft: Draft,
    clauses: list[Clause],
    labels: Labels,
    said_at: datetime,
    reader: Reader,
    name: str,
) -> Draft:
    again = [replace(one, kind=labels.kinds.get(one.span, one.kind)) for one in clauses]
    made = from_clauses(draft.note, again, said_at, reader) if labels.kinds else draft
    found = dict(made.found)
    if "equipment" not in draft.found:
        found.pop("equipment", None)  # a clause that no rule could read has no name to cut out
        if labels.machine:
            found["equipment"] = Found(draft.note.words(labels.machine), (labels.machine,))
    return replace(made, found=found, written_by=name)
