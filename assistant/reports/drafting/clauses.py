"""A note in pieces that each say one thing, and what each piece is for. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from assistant.reports.drafting import forms
from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.events import likely_event
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.orders import order
from assistant.reports.drafting.pieces import QUOTED, Splitter, sentences
from assistant.reports.drafting.times import times

Kind = Literal[
    "instruction", "denied", "question", "plan", "need", "cause", "action", "symptom", "status",
    "header", "other",
]  # fmt: skip

MOST = 150
"""Clauses of a note that are read; what has more is a pasted log."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence."""

    span: Span
    kind: Kind
    sentence: int
    """Number of its sentence in the note."""
    asks: bool = False
    """It ends with a question mark."""


@dataclass(frozen=True)
class Grammar:
    """The lexicon as the patterns that tell a clause's kind."""

    lexicon: Lexicon

    def clauses(self, note: Note) -> list[Clause]:
        """The note's clauses in order, those of instructions to a machine marked as such."""
        found: list[Clause] = []
        for number, (sentence, asks) in enumerate(sentences(note)):
            if len(found) >= MOST:
                break
            told = order(note, sentence, self.lexicon)
            for span in islice(self._splitter.pieces(note, sentence), MOST):
                is_last = asks and span.end == sentence.end
                is_order = told is not None and span.end > told
                kind = "instruction" if is_order else self._kind(note, span, asks=is_last)
                found.append(Clause(span, kind, number, is_last))
        return found[:MOST]

    @cached_property
    def _splitter(self) -> Splitter:
        return Splitter(self.lexicon)

    @cached_property
    def acted(self) -> re.Pattern[str]:
        """An action at the head of a clause, after its subject; "reset does nothing" is none."""
        acts = self.lexicon.way("action")
        none = self.lexicon.way("event", "broken", "resolved", "cause", "plan", "happened", "thing")
        past = rf"(?!{none})(?:re-)?[a-z]{{2,}}ed(?![a-z-])"
        return _compiled(
            rf"\s*(?:{forms.SUBJECT}|{forms.SUBJECT_ZH}){forms.NO_MACHINE}({acts}|{past}|(?!{none})[a-z]{{3,}}[了过]){forms.NO_NAME}"
        )

    @cached_property
    def _done_to(self) -> re.Pattern[str]:
        """Work whose thing or way stands first: 把阀芯清洗了, 封死接口试过了, 通炮清洗完."""
        acts, seen = self.lexicon.way("action"), self.lexicon.way("event", "broken", "cause")
        before = rf"(?:(?!{seen}|[,。不没未])[\u4e00-\u9fffA-Za-z0-9.])"
        return _compiled(
            rf"\s*{forms.SUBJECT_ZH}(?:(?<=[把将给]){before}{{1,12}}?(?:{acts})"
            rf"|{before}{{1,8}}?(?:{acts})(?:过了|过|完|干净|好了)"
            rf"|{before}{{1,12}}?(?:更?换)了(?:[一二两三四五六七八九十]|\d+)[个只根条块套台片]\s*\Z)"
        )

    @cached_property
    def _was_acted(self) -> re.Pattern[str]:
        return _compiled(rf"{self.lexicon.way('passive')}{forms.NO_NAME}")

    def _kind(self, note: Note, span: Span, *, asks: bool) -> Kind:
        if (plain := self._plainly(note, span)) is not None:
            return plain
        if asks and self._first("broken", note, span):
            return "cause"
        for kind, test in (
            ("denied", self._is_denied),
            ("cause", self._is_cause),
            ("need", self._is_need),
            ("plan", self._is_plan),
            ("action", self._is_action),
        ):
            if test(note, span) and not (asks and kind == "action"):
                return kind  # type: ignore[return-value]
        return self._seen(note, span, asks=asks)

    def _plainly(self, note: Note, span: Span) -> Kind | None:
        """Where the form of a clause alone tells its kind."""
        if forms.SIGNED.match(note.plain, *span) or forms.ASIDE.match(note.plain, *span):
            return "status"
        if _is_duration(note, span):
            return "status"
        if forms.ASKS.search(note.plain[span.start : span.end]):
            return "question"
        if forms.TALK.match(note.plain, *span):
            return "status"
        if forms.WARNS.match(note.plain, *span):
            return "plan"
        return "status" if self._nothing_broke.match(note.plain, *span) else None

    def _seen(self, note: Note, span: Span, *, asks: bool) -> Kind:
        ready = self._first("ready", note, span)
        if ready and self._first("resolved", note, span) is None and not asks:
            return "status"
        if self._is_status(note, span):
            return "status"
        if self._first_of(("event", "broken"), note, span) or QUOTED.search(note.plain, *span):
            return "symptom"
        if likely_event(note, span, self.lexicon) is not None and not asks:
            return "symptom"
        if asks:
            return "question"
        return "header" if self._first("machine", note, span) else "other"

    @cached_property
    def _not_done(self) -> re.Pattern[str]:
        acts = self.lexicon.way("action", "install")
        bare = r"(?:touch|chang|replac|fit|us|reset|try|adjust|clean|check|mov|test|do)[a-z]*"
        between = r"\s*(?:yet\s+|been\s+|actually\s+|再|有)?"
        return _compiled(
            rf"{self.lexicon.way('denied')}{between}(?:{acts}|(?:{bare})(?![a-z]))"
            rf"|\A\s*{forms.SUBJECT}{forms.DID_NOT}"
            r"|(?:no|zero|without)\s+(?:spare\s+)?(?:parts?|spares|material)(?:\s+used)?\s*$"
            r"|(?:无|没有?用?|不用|未用|未使用|没使用)(?:任何)?(?:配件|备件|零件|材料)"
        )

    @cached_property
    def _nothing_broke(self) -> re.Pattern[str]:
        broke = self.lexicon.way("broken")
        return _compiled(
            r"(?:\w+\s){0,2}?nothing(?:'s|\s+has|\s+have|\s+is|\s+was|\s+else|\s+went|\s+really)*\s+"
            rf"(?:{broke}|tripped|failed|stopped|faulted|crashed|wrong)(?![a-z])"
        )

    @cached_property
    def _did_nothing(self) -> re.Pattern[str]:
        return _compiled(rf"{self.lexicon.way('action')}\s+(?:nothing|none)(?![a-z])")

    def _is_denied(self, note: Note, span: Span) -> bool:
        """Something that was not done: "didnt touch it", "no parts", "tried nothing"."""
        if self._did_nothing.search(note.plain, *span) or forms.NOT_IT.match(note.plain, *span):
            return True
        if forms.HEARSAY.match(note.plain, *span):
            return True
        if self._first("cause", note, span) and forms.NOT_IT.search(note.plain, *span):
            return True
        acted = self.acted.match(note.plain, *span) is not None
        words = note.plain[span.start : span.end]
        return not acted and self._not_done.search(words) is not None

    def _is_cause(self, note: Note, span: Span) -> bool:
        if self._first("unknown", note, span):
            return False
        if forms.HAD.search(note.plain, *span):
            return True
        marker = self._first("cause", note, span)
        if marker is None or self._first("hedge", note, span):
            return False
        if marker.end == span.end and self._first_of(("need", "plan"), note, span):
            return False  # what will be done, perhaps
        return forms.DENIED_FIND.search(note.plain, *span) is None

    def _wants(self, note: Note, span: Span) -> Span | None:
        """A want of parts or help; "缺油" is how a thing was found."""
        marker = self._first("need", note, span)
        is_found = marker and self.lexicon.pattern("broken").match(
            note.plain, marker.start, span.end
        )
        return None if is_found else marker

    def _is_need(self, note: Note, span: Span) -> bool:
        marker = self._wants(note, span)
        if marker is None or forms.THEY.search(note.plain[span.start : marker.start]):
            return False
        return self._to_do.match(note.plain, marker.end, span.end) is None

    @cached_property
    def _to_do(self) -> re.Pattern[str]:
        renew = self.lexicon.way("need_of")
        works = rf"(?!{renew})[a-z]+ing(?![a-z])"
        return _compiled(
            rf"\s*(?:to(?![a-z])|{self.lexicon.way('plan')}|{works}|{forms.A_LOOK}|检查|停机|进一步)"
        )

    def _is_plan(self, note: Note, span: Span) -> bool:
        marker = self._first("plan", note, span) or self._wants(note, span)
        if marker is None or forms.OUGHT.search(note.plain, *span):
            return False
        acted = self._work(note, span)
        return acted is None or acted >= marker.start

    def _is_action(self, note: Note, span: Span) -> bool:
        if forms.LASTED.match(note.plain, *span) or forms.LONG_AGO.search(
            note.plain[span.start : span.end]
        ):
            return False
        if self._work(note, span) is not None or forms.THEN_FINE.match(note.plain, *span):
            return True
        passive = self._was_acted.search(note.plain, *span)
        if passive is None or forms.NOT_YET.search(note.plain[span.start : passive.start()]):
            return False
        seen = self._first_of(("event", "broken"), note, Span(span.start, passive.start()))
        return seen is None or forms.PASSIVE.fullmatch(note.plain, *seen) is not None

    def _work(self, note: Note, span: Span) -> int | None:
        """Where the verb of what was done stands, behind times at the head of its clause."""
        heads = [said.span.end for said in times(note) if said.span.start == span.start]
        start = next((end for end in heads if end < span.end), span.start)
        acted = self.acted.match(note.plain, start, span.end)
        if acted:
            return acted.start(1)
        return start if self._done_to.match(note.plain, start, span.end) else None

    def _is_status(self, note: Note, span: Span) -> bool:
        """Nothing is said but how things stand: "ok now", "cell still down"."""
        cue = self._first_of(("resolved", "open", "temporary", "restored"), note, span)
        if cue is None:
            return False
        before = note.plain[span.start : cue.start]
        return len(before.split()) <= forms.FEW and not self._first_of(
            ("event", "broken"), note, Span(span.start, cue.start)
        )

    def _first(self, role: str, note: Note, span: Span) -> Span | None:
        return self._first_of((role,), note, span)

    def _first_of(self, roles: tuple[str, ...], note: Note, span: Span) -> Span | None:
        found = self.lexicon.pattern(*roles).search(note.plain, *span)
        return Span(*found.span()) if found else None


def runs(clauses: Sequence[Clause]) -> Iterator[Span]:
    """Neighbouring clauses of one sentence as one span each."""
    run: list[Clause] = []
    for clause in clauses:
        if run and run[-1].sentence != clause.sentence:
            yield Span(run[0].span.start, run[-1].span.end)
            run = []
        run.append(clause)
    if run:
        yield Span(run[0].span.start, run[-1].span.end)


def _is_duration(note: Note, span: Span) -> bool:
    """It says how long, and nothing else: "40 mins lost"."""
    inside = [one.span for one in durations(note) if span.holds(one.span)]
    if not inside:
        return False
    before = note.plain[span.start : inside[0].start]
    return bool(forms.LASTING.fullmatch(before + note.plain[inside[0].end : span.end]))


@lru_cache(maxsize=1 << 6)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
