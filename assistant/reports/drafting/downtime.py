"""How long a machine stood still, as far as it was said. Pure."""

import re
from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import NamedTuple

from assistant.reports.drafting import forms
from assistant.reports.drafting.clauses import Clause
from assistant.reports.drafting.draft import Found
from assistant.reports.drafting.durations import Duration, durations
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.moments import Moment, Said, in_24_hours
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.standing import NOT, SILENT

_NO_STOP = re.compile(
    r"(?:\b(?:after|every|each|within|in|ran|run|runs|running|test(?:ed)?|soak\w*|cool\w*|wait\w*"
    r"|timer|delay|set|to|from|last|past|next|for the last|warm\w*|dwell|than|of|old|per|under"
    r"|over)\s+(?:it\s+)?(?:for\s+)?(?:about\s+|abt\s+|another\s+|the\s+)?"
    r"|每|隔|后|冷却|延时|延迟|试运行|试机|运行|运转|等了|观察|再过|过了|不到一|设为|调到|改为|跑了?|空转)"
    r"\s*(?:约|大约|大概|了)?\s*$",
    re.IGNORECASE,
)
_NO_STOP_BEHIND = re.compile(
    r"\s*(?:ago|later|old|before|after|each|per|test|run|soak|timer|delay|warranty|shift"
    r"|之前|以前|前|后|一次|内|试车|的试运行)",
    re.IGNORECASE,
)
_TOOK = re.compile(
    r"(?:[\s~,.;()+-]|about|abt|around|approx\.?|total|in all|job|took|takes|all in|lost|for|time"
    r"|was|the|it|us|me|with|men|man|people|guys|techs?"
    r"|\d(?=\s+(?:men|people|guys|techs))|roughly|ca"
    r"|约|大约|大概|共|总共|用时|耗时|历时|花了|用了|处理|维修|修理|修了|时间|左右)*",
    re.IGNORECASE,
)


class Stop(NamedTuple):
    """Minutes of standstill, and the moment at which the machine ran again, where it was said."""

    found: Found
    ended: Moment | None = None


def downtime(
    note: Note,
    clauses: Sequence[Clause],
    lexicon: Lexicon,
    times: Sequence[tuple[Said, Moment | None]],
    zone: tzinfo,
) -> Stop | None:
    """Minutes of standstill: as said, else from stop to restart, else how long the job took."""
    spoken = [
        (clause, duration)
        for clause in clauses
        for duration in durations(note)
        if clause.span.holds(duration.span)
        and clause.kind not in {*SILENT, "plan", "need", "denied"}
        if not _is_of_something_else(note, clause.span, duration)
    ]
    for clause, duration in spoken:
        if _is_stop(note, clause, duration, lexicon):
            return Stop(Found(duration.minutes, (duration.span,), "duration"))
    if between := _from_clocks(note, clauses, lexicon, times, zone):
        return between
    is_seen = any(clause.kind == "symptom" for clause in clauses)  # rounds take time as well
    is_run_on = any(forms.ASIDE.match(note.plain, *clause.span) for clause in clauses)
    if len(spoken) == 1 and is_seen and not is_run_on and _is_bare(note, *spoken[0]):
        clause, duration = spoken[0]
        return Stop(Found(duration.minutes, (duration.span,), "duration"))
    return None


def _is_of_something_else(note: Note, clause: Span, duration: Duration) -> bool:
    """A test run, a timer, an interval, "2 hours ago"."""
    before = note.plain[clause.start : duration.span.start]
    return bool(_NO_STOP.search(before) or _NO_STOP_BEHIND.match(note.plain, duration.span.end))


def _is_stop(note: Note, clause: Clause, duration: Duration, lexicon: Lexicon) -> bool:
    return any(
        not duration.span.meets(span) and not NOT.search(note.plain[clause.span.start : span.start])
        for span in note.found(lexicon.pattern("stopped"), clause.span)
    )


def _is_bare(note: Note, clause: Clause, duration: Duration) -> bool:
    """Nothing else is said in its clause, or it stands at the end of what was done."""
    before = note.plain[clause.span.start : duration.span.start]
    behind = note.plain[duration.span.end : clause.span.end]
    return bool(_TOOK.fullmatch(behind)) and (
        _TOOK.fullmatch(before) is not None
        or (
            clause.kind == "action"
            and re.search(r"\b(?:took|total|in|lost)\s+\S*\s*$|共|用时|耗时", before, re.I)
            is not None
        )
    )


def _from_clocks(
    note: Note,
    clauses: Sequence[Clause],
    lexicon: Lexicon,
    times: Sequence[tuple[Said, Moment | None]],
    zone: tzinfo,
) -> Stop | None:
    """From the first clock to the one beside "back up"."""
    told = [(said, at) for said, at in times if said.clock]
    clocks = [(said, at) for said, at in told if in_24_hours(said)] or told
    if not clocks:
        return None
    (start, began), others = clocks[0], [said for said, _ in told]
    for said in others:
        if said.span.start <= start.span.start:
            continue
        if _is_range(note, clauses, start.span, said.span, lexicon):
            return _between(start, said, began, zone)
        inside = next((c for c in clauses if c.span.holds(said.span)), None)
        if inside and next(note.found(lexicon.pattern("restored", "resolved"), inside.span), None):
            return _between(start, said, began, zone)
    return None


def _is_range(
    note: Note, clauses: Sequence[Clause], start: Span, end: Span, lexicon: Lexicon
) -> bool:
    """Both stand in one clause of a stop: "down from 02:10 till 05:40"."""
    inside = next((c.span for c in clauses if c.span.holds(start) and c.span.holds(end)), None)
    joint = note.plain[start.end : end.start].strip().lower()
    if inside is None or joint not in {"to", "till", "til", "until", "-", "到", "至", "~"}:
        return False
    return next(note.found(lexicon.pattern("stopped"), inside), None) is not None


def _between(start: Said, end: Said, began: Moment | None, zone: tzinfo) -> Stop | None:
    first, last = in_24_hours(start), end.clock
    is_half = not end.is_clear and not end.part
    if first is None and is_half:  # "7:40 … 8:05": the same minutes, morning or evening
        first = start.clock
    if first is None or last is None or start.is_rough or end.on:
        return None
    spans = (start.span, end.span)
    if not is_half:
        last = in_24_hours(end) or last
    if is_half or began is None or began.precision != "minute":
        both = [clock.hour * 60 + clock.minute for clock in (first, last)]
        minutes = (both[1] - both[0]) % ((12 if is_half else 24) * 60)
        return Stop(Found(minutes, spans, "clock_difference")) if minutes else None
    local = began.at.astimezone(zone)
    again = local.replace(hour=last.hour, minute=last.minute, fold=0)
    if again.replace(tzinfo=None) <= local.replace(tzinfo=None):
        again += timedelta(days=1)
    minutes = round((again.astimezone(began.at.tzinfo) - began.at).total_seconds() / 60)
    ended = Moment(again.astimezone(began.at.tzinfo), "hour" if end.is_rough else "minute")
    return Stop(Found(minutes, spans, "clock_difference"), ended) if minutes > 0 else None
