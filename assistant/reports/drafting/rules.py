"""A draft by rules and lookups alone: in milliseconds, whatever the language model does. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cache

from assistant.reports.drafting import machine, parts, people, places, standing
from assistant.reports.drafting.clauses import Clause, Grammar
from assistant.reports.drafting.codes import Known, codes
from assistant.reports.drafting.draft import Draft, Found, listed, words
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.faults import apart
from assistant.reports.drafting.first_seen import with_a_symptom
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.moments import Moment, Said, resolve
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
        return with_a_symptom(note, _grammar(self.lexicon).clauses(note), self.lexicon)


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
    tag = machine.tag(note, own, named, shown)
    found: dict[str, Found | None] = {
        **_machine(note, own, named, tag, reader),
        "location": _one(note, places.place(note, own, lexicon)),
        "reported_at": _one(note, when[0][0].span if when else None),
        "reporter": _one(note, who),
        "symptom": _one(note, _symptom(note, own, marks, lexicon)),
        "fault_codes": listed(note, shown),
        "suspected_cause": _one(note, _cause(note, own, lexicon)),
        "actions_taken": listed(note, _actions(own)),
        "parts_used": listed(note, parts.used(note, own, lexicon)),
        "parts_needed": listed(note, parts.needed(note, own, lexicon)),
        "severity": _one(note, standing.severity(note, own, lexicon)),
        "status": standing.status(note, own, lexicon),
        "follow_up": _one(note, _follow_up(own)),
    }
    stop = standing.downtime(note, own, lexicon, when, reader.zone)
    found["downtime_minutes"] = stop.found if stop else None
    if stop and stop.found.rule == "clock_difference" and found["status"] is None:
        found["status"] = Found("resolved", stop.found.spans[-1:], "standing")
    made = Draft(
        note,
        {name: value for name, value in found.items() if value is not None},
        occurred=when[0][1] if when else None,
        ended=stop.ended if stop else None,
        also_mentioned=tuple(_runs(others)),
        open_clauses=tuple(c.span for c in own if c.kind in {"other", "header"}),
    )
    is_empty = named is None or next(note.found(lexicon.pattern("ready")), None)
    if made.nothing_reported and is_empty:
        return replace(made, found={}, occurred=None)
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
    for said in times(note):
        inside = next((c for c in clauses if c.span.meets(said.span)), None)
        if inside is None or inside.kind in _AHEAD or (who and who.meets(said.span)):
            continue
        if told or _is_of_fault(note, inside, said.span, reader.lexicon, is_seen=is_seen):
            told.append((said, resolve(said, said_at, reader.zone)))
    return told


_AHEAD = {"plan", "need", "instruction", "question"}
_OF_OTHERS = re.compile(r"\b(?:after|before|following)\s.*$|\bby\s+$", re.IGNORECASE)
_OF_THING = re.compile(r"(?:刚|才)?(?:修|换|装|调|维修|更换|安装|改造)(?:好|过)?的")


def _is_of_fault(
    note: Note, clause: Clause, said: Span, lexicon: Lexicon, *, is_seen: bool
) -> bool:
    """Not of the work on it, of what came before it, or of how it ended."""
    if clause.kind == "action" and is_seen:
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
    start = machine.behind_times(note, Span(start, end), times)
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


def _cause(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    """What was suspected or found; a hedge stays, "found" and "due to" go.

    Also a broken part, where something else was seen first and the part was then put right.
    """
    if found := next(_runs([clause for clause in clauses if clause.kind == "cause"]), None):
        return _behind_marker(note, found, lexicon)
    for clause in clauses:
        if clause.kind in {"symptom", "action"} and (span := _because(note, clause.span)):
            return span
    return _put_right(note, clauses, lexicon)


def _behind_marker(note: Note, span: Span, lexicon: Lexicon) -> Span:
    marker = next(note.found(lexicon.pattern("found"), span), None)
    if marker is None or marker.end >= span.end:
        return span
    rest = note.trimmed(marker.end, span.end)
    return rest if rest.start < rest.end else span


_BECAUSE = re.compile(r"\b(?:due to|because of|because|caused by)\s+|由于|因为", re.IGNORECASE)


def _because(note: Note, span: Span) -> Span | None:
    marker = next(note.found(_BECAUSE, span), None)
    return note.trimmed(marker.end, span.end) if marker and marker.start > span.start else None


def _put_right(note: Note, clauses: Sequence[Clause], lexicon: Lexicon) -> Span | None:
    seen = [clause for clause in clauses if clause.kind == "symptom"]
    fixed = " ".join(
        note.plain[c.span.start : c.span.end] for c in clauses if c.kind in {"action", "need"}
    )
    for clause in seen[1:]:
        broken = next(note.found(_state(lexicon), clause.span), None)
        if broken is None:
            continue
        if _shares_noun(note.plain[clause.span.start : broken.start], fixed):
            return clause.span
        if _is_about_it(note, clauses[clauses.index(clause) + 1 :], lexicon):
            return clause.span
    return None


@cache
def _state(lexicon: Lexicon) -> re.Pattern[str]:
    """How a thing was found: broken, or "were black", "was full of chips"."""
    return re.compile(rf"{lexicon.way('broken')}|(?<=[a-z])\s+(?:was|were|had)\s", re.IGNORECASE)


def _is_about_it(note: Note, behind: Sequence[Clause], lexicon: Lexicon) -> bool:
    """The next clause is work on nothing else: "blew it out", "清理后正常"."""
    if not behind or behind[0].kind != "action":
        return False
    words = note.plain[behind[0].span.start : behind[0].span.end]
    if re.search(r"\b(?:it|them|that)\b", words, re.IGNORECASE):
        return True
    rest = lexicon.pattern("action", "resolved").sub("", words)
    return len(re.sub(r"[\W后完了已再并把]", "", rest)) <= 2


def _shares_noun(subject: str, fixed: str) -> bool:
    """Whether the last word of the subject is among the words of what was done."""
    english = [
        w
        for w in re.findall(r"[a-z]{3,}", subject.lower())
        if w not in {"the", "was", "were", "had"}
    ]
    if english:
        return re.search(rf"\b{english[-1][:5]}", fixed.lower()) is not None
    han = re.findall(r"[\u4e00-\u9fff]{2,}", subject)
    return bool(han) and han[-1][-2:] in fixed


def _actions(clauses: Sequence[Clause]) -> list[Span]:
    return [c.span for c in clauses if c.kind == "action" and not c.asks]


def _follow_up(clauses: Sequence[Clause]) -> Span | None:
    """What is still to be done; clauses beside each other are one."""
    return next(_runs([c for c in clauses if c.kind == "plan"]), None)


def _runs(clauses: Sequence[Clause]) -> Iterator[Span]:
    """Neighbouring clauses of one sentence as one span each."""
    run: list[Clause] = []
    for clause in clauses:
        if run and run[-1].sentence != clause.sentence:
            yield Span(run[0].span.start, run[-1].span.end)
            run = []
        run.append(clause)
    if run:
        yield Span(run[0].span.start, run[-1].span.end)


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
