"""A note in pieces that each say one thing, and what each piece is for. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Literal

from assistant.reports.drafting.durations import durations
from assistant.reports.drafting.events import likely_event
from assistant.reports.drafting.lexicon import Lexicon
from assistant.reports.drafting.note import Note, Span
from assistant.reports.drafting.orders import order
from assistant.reports.drafting.pieces import QUOTED, Splitter, sentences

Kind = Literal[
    "instruction", "denied", "question", "plan", "need", "cause", "action", "symptom", "status",
    "header", "other",
]  # fmt: skip

MOST = 150
"""Clauses of a note that are read; what has more is a pasted log."""
_SUBJECT = (
    r"(?:(?:and|so|then|but|also|have|has|i|we|they|he|she|i've|we've|just|now|had|was|were|been"
    r"|electricians?|elec|fitters?|sparky|maintenance|maint|operators?|ops|both|all|after|first"
    r"|finally|since|again|quickly|manually|by|re)\s+)*"
)
_SUBJECT_ZH = (
    r"(?:停机后|停机|断电后|关机后|已经|已|我们|我|他们|电工|钳工|维修工|师傅|然后|后来|后|再|先|又|并|现|现场|就|把|将|对|给|于是|经|随后|立即|马上"
    r"|手动|人工|重新|当班|临时|暂时)*"
)


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
        return _compiled(rf"\s*(?:{_SUBJECT}|{_SUBJECT_ZH}){_NO_MACHINE}({acts}|{past}){_NO_NAME}")

    @cached_property
    def _done_to(self) -> re.Pattern[str]:
        """Work whose thing or way stands first: 把阀芯清洗了, 封死接口试过了, 通炮清洗完."""
        acts, seen = self.lexicon.way("action"), self.lexicon.way("event", "broken", "cause")
        before = rf"(?:(?!{seen}|[,。不没未])[\u4e00-\u9fffA-Za-z0-9])"
        return _compiled(
            rf"\s*{_SUBJECT_ZH}(?:(?<=[把将]){before}{{1,12}}?(?:{acts})"
            rf"|{before}{{1,8}}?(?:{acts})(?:过了|过|完|干净|好了))"
        )

    @cached_property
    def _was_acted(self) -> re.Pattern[str]:
        return _compiled(rf"{self.lexicon.way('passive')}{_NO_NAME}")

    def _kind(self, note: Note, span: Span, *, asks: bool) -> Kind:
        if _ASIDE.match(note.plain, *span) or _is_duration(note, span):
            return "status"
        if self._nothing_broke.match(note.plain, *span):
            return "status"
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
            rf"|\A\s*{_SUBJECT}{_DID_NOT}"
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
        if self._did_nothing.search(note.plain, *span) or _NOT_IT.match(note.plain, *span):
            return True
        acted = self.acted.match(note.plain, *span) is not None
        words = note.plain[span.start : span.end]
        return not acted and self._not_done.search(words) is not None

    def _is_cause(self, note: Note, span: Span) -> bool:
        if self._first("unknown", note, span):
            return False
        if _HAD.search(note.plain, *span):
            return True
        marker = self._first("cause", note, span)
        if marker is None or self._first("hedge", note, span):
            return False
        return _DENIED_FIND.search(note.plain, *span) is None

    def _is_need(self, note: Note, span: Span) -> bool:
        marker = self._first("need", note, span)
        if marker is None:
            return False
        return self._to_do.match(note.plain, marker.end, span.end) is None

    @cached_property
    def _to_do(self) -> re.Pattern[str]:
        renew = self.lexicon.way("need_of")
        works = rf"(?!{renew})[a-z]+ing(?![a-z])"
        return _compiled(
            rf"\s*(?:to(?![a-z])|{self.lexicon.way('plan')}|{works}|{_A_LOOK}|检查|停机|进一步)"
        )

    def _is_plan(self, note: Note, span: Span) -> bool:
        marker = self._first("plan", note, span) or self._first("need", note, span)
        if marker is None or _OUGHT.search(note.plain, *span):
            return False
        acted = self.acted.match(note.plain, *span)
        return acted is None or acted.start(1) >= marker.start

    def _is_action(self, note: Note, span: Span) -> bool:
        if _LASTED.match(note.plain, *span):
            return False
        if self.acted.match(note.plain, *span) or _THEN_FINE.match(note.plain, *span):
            return True
        if self._done_to.match(note.plain, *span):
            return True
        passive = self._was_acted.search(note.plain, *span)
        if passive is None or _NOT_YET.search(note.plain[span.start : passive.start()]):
            return False
        seen = self._first_of(("event", "broken"), note, Span(span.start, passive.start()))
        return seen is None or _PASSIVE.fullmatch(note.plain, *seen) is not None

    def _is_status(self, note: Note, span: Span) -> bool:
        """Nothing is said but how things stand: "ok now", "cell still down"."""
        cue = self._first_of(("resolved", "open", "temporary", "restored"), note, span)
        if cue is None:
            return False
        before = note.plain[span.start : cue.start]
        return len(before.split()) <= _FEW and not self._first_of(
            ("event", "broken"), note, Span(span.start, cue.start)
        )

    def _first(self, role: str, note: Note, span: Span) -> Span | None:
        return self._first_of((role,), note, span)

    def _first_of(self, roles: tuple[str, ...], note: Note, span: Span) -> Span | None:
        found = self.lexicon.pattern(*roles).search(note.plain, *span)
        return Span(*found.span()) if found else None


_HAD = re.compile(
    r"(?<=[a-z])\s+had\s+(?:come|gone|got|fallen|worked|worn|broken|been|blown|failed|seized|jammed|tripped"
    r"|burnt|burned|snapped|sheared|slipped|rubbed|chafed|cracked|shorted|dropped)(?![a-z])",
    re.IGNORECASE,
)
"""What had happened before the fault was seen: "magnet had come off"."""
_DENIED_FIND = re.compile(
    r"\b(?:no|not|nothing|never|couldn't|couldnt|can't|cant|didn't|didnt|without)\b.*\b(?:found|find|cause|reason)"
    r"|\bno\s+probs?\b|\b(?:found|see|saw)\s+(?:no|nothing|none)\b|(?:没|未|无).{0,4}(?:发现|查到|找到|原因)",
    re.IGNORECASE,
)
"""Nothing was found, which is no cause."""
_DID_NOT = (
    r"(?:didn'?t|did not|haven'?t|have not|not)\s+(?:yet\s+)?"
    r"(?!help|work|clear|start|come|stop|respond|fix|cure|solve|make|run|go|sure|ok|good|able|the)[a-z]+"
)
_NOT_IT = re.compile(
    r"(?:it'?s\s+|so\s+)?(?:not|wasn'?t|isn'?t)\s+(?:the|a|an|due|because)(?![a-z])"
    r"|(?:应该)?(?:不是|并非|不像|排除)",
    re.IGNORECASE,
)
"""What was ruled out was neither seen nor done: "not the bearings"."""
_OUGHT = re.compile(
    r"\b(?:should|must|ought to|has to|have to|supposed to)\s+(?:have\s+been|be)"
    r"\s+(?:at\s+|about\s+)?\d",
    re.IGNORECASE,
)
"""What a value ought to be is no work to come."""
_A_LOOK = (
    r"(?:(?:a|an|some|the|another|proper|good|closer|thorough|full|quick|deep|big)\s+)*"
    r"(?:look|looks|looking|check|clean|clean-?up|wash|service|servicing|inspection|attention|overhaul"
    r"|repair|adjustment|adjusting|going over|seeing to|sorting)(?![a-z])(?!\s+(?:kit|part|set))"
)
"""Work that is wanted, not a part: "needs a proper look"."""
_PASSIVE = re.compile(r"was|were|has|have|had|been", re.IGNORECASE)
_NO_MACHINE = (
    r"(?!(?:焊接?|清洗|检测|测试|打磨|研磨|润滑|加油|试验|安装)"
    r"(?:机|台|线|站|单元|工位|设备|中心|泵|柜))"
)
"""Not a verb that names a kind of machine: 焊接机器人."""
_NO_NAME = r"(?!\s*(?:does|did|doesn't|didn't|won't|will|has|had|is|was)(?![a-z])|[刀班型模挡])"
"""Not behind a verb that is a name too: "reset does nothing", 换刀."""
_LASTED = re.compile(
    r"(?:it\s+|job\s+|this\s+|all\s+)*took\s+(?:us\s+|me\s+|about\s+|abt\s+|around\s+|~\s*)*"
    r"(?:\d|half|an?\s+hour|one|two|three)",
    re.IGNORECASE,
)
"""How long work took is no work of its own."""
_THEN_FINE = re.compile(
    r".{1,14}后,?.{0,4}(?:正常|恢复|好了|可以|ok|解决|消除|没问题)", re.IGNORECASE
)
"""Something was done, and then it was well: "断电重启后恢复"."""
_LASTING = re.compile(
    r"(?:[\s~,.()+-]|about|abt|around|approx|total|in all|job|took|lost|for|time|down|downtime|was"
    r"|line|约|大约|大概|共|总共|用时|耗时|历时|停机|停线|停了|耽误|影响生产|左右)*",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:till|until|to be|will be|when|once|before|needs?|not|never)\s+$", re.IGNORECASE
)
_ASIDE = re.compile(
    r"(?:reported|raised|logged|noted|written)\s+by(?![a-z])"
    r"|(?:no|zero|without)\s+(?:down\s?time|stop\w*|production loss|loss)(?![a-z])"
    r"|(?:未|没有?|无|不)(?:造成|影响|需)?(?:停机|停线|停产|生产)",
    re.IGNORECASE,
)
"""Who said it, and that nothing stood still: neither is what was seen."""
_FEW = 3
"""Words before the cue of a clause that tells how things stand."""


def _is_duration(note: Note, span: Span) -> bool:
    """It says how long, and nothing else: "40 mins lost"."""
    inside = [one.span for one in durations(note) if span.holds(one.span)]
    if not inside:
        return False
    before = note.plain[span.start : inside[0].start]
    return bool(_LASTING.fullmatch(before + note.plain[inside[0].end : span.end]))


@lru_cache(maxsize=1 << 6)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
