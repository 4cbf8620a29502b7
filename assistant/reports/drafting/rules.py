"""A draft by rules and lookups alone: in milliseconds, whatever the language model does. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cache

from assistant.reports.drafting import (
    causes,
    downtime,
    machine,
    naming,
    parts,
    people,
    places,
    standing,
)
from assistant.reports.drafting.admissions import admitted
from assistant.reports.drafting.clauses import Clause, Grammar, runs
from assistant.reports.drafting.codes import Known, codes
from assistant.reports.drafting.draft import Draft, Found, listed, words
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.faults import apart
from assistant.reports.drafting.first_seen import with_a_symptom
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.moments import Moment, Said, readings, resolve
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.times import times
from vectorstore.assets import Asset

Machines = Callable[[str], Sequence[Asset]]
"""The registered machines that a text names."""


@dataclass(frozen=True)
class Reader:
    """What it takes to read notes at one site."""

    zone: tzinfo
    lexicon: Lexicon = field(default_factory=Lexicon.load)
    machines: Machines = lambda _: ()
    known_codes: Known = lambda _: ()

    def clauses(self, note: Note) -> list[Clause]:
        """The note in pieces, each with its kind."""
        clauses = admitted(note, _grammar(self.lexicon).clauses(note), self.lexicon)
        return with_a_symptom(note, clauses, self.lexicon)


def draft(note: Note, said_at: datetime, reader: Reader) -> Draft:
    """What the note says, by rules.

    Args:
        note: A note, or what people said in a conversation.
        said_at: When it was written; aware.
        reader: The site's zone, words, machines and codes.
    """
    clauses = reader.clauses(note)
    return from_clauses(note, clauses, said_at, reader)


def from_clauses(note: Note, clauses: Sequence[Clause], said_at: datetime, reader: Reader) -> Draft:
    """The same where the kinds of the clauses are known."""
    lexicon = reader.lexicon
    own, others = apart(note, clauses, lexicon)
    who = people.reporter(note, clauses, lexicon)
    when = _times(note, own, said_at, reader, who)
    marks = [said.span for said in times(note)]
    shown = codes(note, own, lexicon, reader.known_codes)
    named = machine.named(note, own, lexicon, marks, [code.start for code in shown])
    tag = naming.tag(note, own, named, shown)
    found: dict[str, Found | None] = {
        **_machine(note, own, named, tag, reader),
        "location": _one(note, places.place(note, own, lexicon)),
        "reported_at": _one(note, when[0][0].span if when else None),
        "reporter": _one(note, who),
        "symptom": _one(note, _symptom(note, own, marks, lexicon)),
        "fault_codes": listed(note, shown),
        "suspected_cause": _one(note, causes.cause(note, own, lexicon)),
        "actions_taken": listed(note, _actions(own)),
        "parts_used": listed(note, parts.used(note, own, lexicon)),
        "parts_needed": listed(note, parts.needed(note, own, lexicon)),
        "severity": _one(note, standing.severity(note, own, lexicon)),
        "status": standing.status(note, own, lexicon),
        "follow_up": _one(note, _follow_up(own)),
    }
    stop = downtime.downtime(note, own, lexicon, when, reader.zone)
    found["downtime_minutes"] = stop.found if stop else None
    if stop and stop.found.rule == "clock_difference" and found["status"] is None:
        found["status"] = Found("resolved", stop.found.spans[-1:], "standing")
    made = Draft(
        note,
        {name: value for name, value in found.items() if value is not None},
        occurred=when[0][1] if when else None,
        either=_either(when[0], said_at, reader.zone) if when else (),
        ended=stop.ended if stop else None,
        also_mentioned=_faults(others),
        open_clauses=tuple(c.span for c in own if c.kind in {"other", "header"}),
    )
    is_empty = named is None or next(note.found(lexicon.pattern("ready")), None)
    if made.nothing_reported:  # of what would it be the time, or the end?
        kept = () if is_empty else ("equipment", "equipment_id", "location", "follow_up")
        left = {name: made.found[name] for name in kept if name in made.found}
        return replace(made, found=left, occurred=None, either=(), ended=None)
    return replace(made, impact=_impact(note, own, made, lexicon))


def _machine(
    note: Note, clauses: Sequence[Clause], named: Span | None, tag: Span | None, reader: Reader
) -> dict[str, Found | None]:
    """The machine as it was called, and its tag where the register or the note has one."""
    told = " ".join(note.words(c.span) for c in clauses if c.kind not in {"instruction", "denied"})
    assets = reader.machines(told)
    called = _one(note, named)
    if len(assets) != 1:
        return {"equipment": called or _one(note, tag), "equipment_id": _one(note, tag)}
    spans = [span for name in _names(assets[0]) for span in _spelt(note, name)]
    where = min(spans, default=named or Span(0, 0))
    known = Found(assets[0].tag, (where,), "register") if where.end else None
    return {"equipment": called or _one(note, min(spans, default=None)), "equipment_id": known}


def _names(asset: Asset) -> list[str]:
    return [name for name in (*asset.names, asset.name_en, asset.name_zh) if name]


def _spelt(note: Note, name: str) -> list[Span]:
    return list(note.found(re.compile(re.escape(name), re.IGNORECASE)))


def _times(
    note: Note, clauses: Sequence[Clause], said_at: datetime, reader: Reader, who: Span | None
) -> list[tuple[Said, Moment | None]]:
    """When it happened, and what was told behind it: not of plans, of work, or of the restart."""
    told: list[tuple[Said, Moment | None]] = []
    is_seen = any(clause.kind == "symptom" for clause in clauses)
    seen = next((c.sentence for c in clauses if c.kind == "symptom"), 0)
    done = next((c.span.start for c in clauses if c.kind == "action"), len(note.plain))
    for said in times(note):
        inside = next((c for c in clauses if c.span.meets(said.span)), None)
        if inside is None or inside.kind in _AHEAD or (who and who.meets(said.span)):
            continue
        is_apart = is_seen and (said.span.start > done or inside.sentence > seen)
        is_later = (
            is_apart
            and not (inside.kind == "symptom" and said.span.start < done)
            and not _SEEN_AT.search(note.words(inside.span))
        )
        is_first = not is_later and _is_of_fault(
            note, inside, said.span, reader.lexicon, is_seen=is_seen
        )
        when = resolve(said, said_at, reader.zone)
        is_today = said.on is not None and said.on.ago == 0
        is_ahead = is_today and not readings(said, said_at, reader.zone)
        if told or (is_first and not is_ahead):  # what is told of has been
            told.append((said, when))
    return told


def _either(
    told: tuple[Said, Moment | None], said_at: datetime, zone: tzinfo
) -> tuple[Moment, ...]:
    """What is left open to choose among; none where the time is certain, or cannot be told."""
    said, when = told
    return readings(said, said_at, zone) if when is None else ()


_AHEAD = {"plan", "need", "instruction", "question"}
_SEEN_AT = re.compile(
    r"\b(?:since|noticed|spotted|started|happened|seen|found|began|occurred)\b|发现|开始|发生|出现",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:lunch|break|meeting|happy|have\s+a)\s.*$|\b(?:after|before|following)\s.*$|\bby\s+$",
    re.IGNORECASE,
)
_OF_THING = re.compile(r"(?:刚|才)?(?:修|换|装|调|维修|更换|安装|改造)(?:好|过)?的")


def _is_of_fault(
    note: Note, clause: Clause, said: Span, lexicon: Lexicon, *, is_seen: bool
) -> bool:
    """Not of the work on it, of what came before it, of what was thought, or of how it ended."""
    if is_seen and clause.kind in {"action", "cause", "denied"}:
        return False
    if next(note.found(lexicon.pattern("restored", "resolved"), clause.span), None):
        return False
    before = note.plain[clause.span.start : said.start]
    is_past = _OF_OTHERS.search(before) or _OF_THING.match(note.plain, said.end, clause.span.end)
    return is_past is None


def _symptom(
    note: Note, clauses: Sequence[Clause], times: Sequence[Span], lexicon: Lexicon
) -> Span | None:
    """The first clauses that tell what was seen, with what the same sentence adds to them."""
    first = next((n for n, c in enumerate(clauses) if c.kind == "symptom"), None)
    if first is None:
        return None
    start, end = clauses[first].span
    sentence = clauses[first].sentence
    for clause in clauses[first + 1 :]:
        adds = clause.kind in {"other", "header"} and clause.sentence == sentence
        if not (clause.kind == "symptom" or (adds and not _is_aside(note, clause, times, lexicon))):
            break
        if _is_stop_alone(note, clause, lexicon):
            break
        end = clause.span.end
    start = machine.behind_times(note, Span(start, end), times, lexicon)
    return note.trimmed(start, end) if start < end else None


def _is_aside(note: Note, clause: Clause, times: Sequence[Span], lexicon: Lexicon) -> bool:
    """A duration, a time, a severity: no part of what was seen."""
    if standing.severity(note, [clause], lexicon) or any(clause.span.meets(t) for t in times):
        return True
    return any(clause.span.holds(d.span) for d in durations(note))


def _is_stop_alone(note: Note, clause: Clause, lexicon: Lexicon) -> bool:
    """It tells the downtime alone: "line was down 25 mins"."""
    has_duration = any(clause.span.holds(d.span) for d in durations(note))
    return (
        has_duration and next(note.found(lexicon.pattern("stopped"), clause.span), None) is not None
    )


def _actions(clauses: Sequence[Clause]) -> list[Span]:
    return [c.span for c in clauses if c.kind == "action" and not c.asks]


def _follow_up(clauses: Sequence[Clause]) -> Span | None:
    """What is still to be done; clauses beside each other are one."""
    return next(runs([c for c in clauses if c.kind == "plan"]), None)


def _faults(others: Sequence[Clause]) -> tuple[Span, ...]:
    """Sentences that tell of a fault; of those beside them nothing need be asked."""
    seen = [one.span for one in others if one.kind in {"symptom", "need", "header"}]
    return tuple(run for run in runs(others) if any(map(run.holds, seen)))


def _impact(note: Note, clauses: Sequence[Clause], made: Draft, lexicon: Lexicon) -> Found | None:
    """``critical`` where something stopped: it is said, or a downtime is."""
    stop = made.found.get("downtime_minutes")
    for clause in clauses:
        if clause.kind in {"symptom", "status"}:
            cue = next(note.found(lexicon.pattern("impact"), clause.span), None)
            if cue and not standing.is_denied(note, clause, cue):
                return Found("critical", (cue,), "stopped")
    is_stop = stop and stop.rule == "clock_difference"
    return Found("critical", stop.spans, "stopped") if stop and is_stop else None


def _one(note: Note, span: Span | None) -> Found | None:
    return words(note, span) if span else None


@cache
def _grammar(lexicon: Lexicon) -> Grammar:
    """One for each lexicon, since its patterns take a while to make."""
    return Grammar(lexicon)
