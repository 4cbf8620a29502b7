"""Sentence by sentence: shown as it is, replaced by the passage's own words, or taken out.

What a technician reads as a number, a code, a "not" or a "WARNING" is the manual's. The model may
only choose and word what stands between them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.guard.claims import Claim, Code, Value, claims
from assistant.answering.guard.polarity import denies, is_turned, prohibits
from assistant.answering.guard.quote import MARKS, marks_of, quoted, signal_of, with_marks
from assistant.answering.guard.rows import Rows
from assistant.answering.guard.signals import signal_in
from assistant.answering.guard.sources import Holdings, Sources, Statement, key_of
from assistant.answering.guard.words import words_of
from ingest.document import Chunk, Language
from ingest.letters import language_of
from prompts.phrases import GUARDED, SIGNAL_WORDS

Fate = Literal["kept", "replaced", "cut"]
Why = Literal["", "value", "code", "misplaced", "turned", "signal", "verdict", "again"]

SUPPORTED = 0.5
"""Share of a sentence's words that a statement must have to stand in for it."""
_WORN = 0.8
"""Share of the nearest statement's common words from which another is as near."""
_FEWEST = {"en": 2, "zh": 4}
"""Words, or pairs of Chinese characters, that two sentences on one matter share at least."""
_LONGEST_QUOTE = 400
_REPEATED = 8
"""Characters from which a sentence is not said twice by chance."""
_CLAUSES = re.compile(r"[,;，；。]")
_CONDITION = re.compile(r"\b(?:if|when|whether)\b|如果|若|当.*时|的话", re.IGNORECASE)
_DENIES_KNOWING = re.compile(
    r"\b(?:not|no|n[’']t)\b.{0,40}\b(?:mention|say|state|list|contain|describe|cover|specif|found)"
    r"|\bno\b.{0,20}\b(?:information|mention)"
    r"|(?:没有?|未)(?:.{0,6})(?:提到|提及|说明|给出|列出|涉及|找到|记载)",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"yes\b|no(?=[,.:;!]| [-–—]|$)(?!\. ?\d)"
    r"|(?:是的|不是|不?可以|不?能|不?需要|不?必要|不?行)(?=[,，。;；]|$)",
    re.IGNORECASE,
)
"""A sentence that begins with the answer to whether something is so."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a sentence."""

    text: str
    """What is shown; empty where it was cut."""
    fate: Fate = "kept"
    why: Why = ""
    markers: tuple[int, ...] = ()
    """The passages it points to."""


class Guard:
    """Checks the sentences of one answer, in their order.

    A value must stand in a passage with its unit, in any spelling and exact scale; a code in any
    spelling. Marks follow from that. A value of the question alone is evidence of nothing: it may
    stand in a condition (``if it shows 60 bar, …``), beside a value of the same kind that a passage
    holds, or where the sentence says that the passages do not mention it; a code only there.
    """

    def __init__(self, passages: Sequence[Chunk], question: str) -> None:
        self._sources = Sources(passages)
        self._question = Holdings([question])
        self._rows = Rows(passages, question)
        self._told: set[str] = set()
        self._said: set[str] = set()
        self._levels: set[int] = set()
        self._fates: Counter[tuple[Fate, Why]] = Counter()

    def check(self, sentence: str) -> Verdict:
        """A sentence with its marks and the blanks behind it, without a list's marker."""
        said = MARKS.sub("", sentence).strip()
        if self._is_again(said):
            return Verdict("", "cut", "again")
        verdict = (
            self._verdict(sentence, said) if any(map(str.isalnum, said)) else Verdict(sentence)
        )
        self._fates[verdict.fate, verdict.why] += 1
        return verdict

    def _is_again(self, said: str) -> bool:
        """Whether the very sentence was written before: a small model goes round in circles."""
        key = key_of(said.rstrip(":："))
        is_again = key in self._said
        if len(key) >= _REPEATED:
            self._said.add(key)
        return is_again

    @property
    def has_spoken(self) -> bool:
        """Whether any statement was shown; if not, the answer is another's to give."""
        return any(fate != "cut" for fate, _ in self._fates)

    def summary(self, language: Language) -> str:
        """What was changed and why, in a sentence each; empty where nothing was.

        The values themselves are not repeated: they are what must not reach the screen.
        """
        told: Counter[str] = Counter()
        for (fate, why), count in self._fates.items():
            if fate != "kept":
                told[f"{fate}:{'unknown' if why in ('value', 'code') else 'other'}"] += count
        phrases = GUARDED[language]
        gap = " " if language == "en" else ""
        return gap.join(phrases[case].format(count=told[case]) for case in phrases if told[case])

    def _verdict(self, sentence: str, said: str) -> Verdict:
        if own := self._sources.verbatim(said):
            self._told.add(own.text)
            return self._warned(self._marked(sentence, [own.passage]), said, own)
        found = claims(said)
        holders = [self._sources.holders(claim) for claim in found]
        unknown = [claim for claim, held in zip(found, holders, strict=True) if not held]
        words = words_of(said)
        if fault := self._fault(said, words, found, unknown):
            return self._instead(sentence, *fault)
        near = self._near(said, words, found)
        if turned := self._turned(said, near):
            return self._instead(sentence, "turned", turned)
        if not near and _YES_OR_NO.match(said):
            return Verdict("", "cut", "verdict")
        known = [held for held in holders if held]
        marked = self._moved(sentence, words) if not known else self._cited(sentence, words, known)
        return self._warned(marked, said, near[0] if near else None)

    def _fault(
        self, said: str, words: frozenset[str], found: Sequence[Claim], unknown: Sequence[Claim]
    ) -> tuple[Why, Statement | None] | None:
        """What is wrong with its figures and codes, and the statement that has them right."""
        if wrong := self._unallowed(said, unknown, found):
            why: Why = "code" if isinstance(wrong, Code) else "value"
            return why, self._standing_in(said, words, wrong, found)
        if row := self._rows.astray(said):
            return "misplaced", self._sources.verbatim(row)
        if rival := self._misplaced(words, found):
            return "misplaced", rival
        return None

    def _unallowed(
        self, said: str, unknown: Sequence[Claim], found: Sequence[Claim]
    ) -> Claim | None:
        """The first claim that no passage holds and that does not just repeat the question."""
        if not unknown:
            return None
        allowed = _DENIES_KNOWING.search(said) is not None
        conditions = [
            claim
            for clause in _CLAUSES.split(said)
            if _CONDITION.search(clause)
            for claim in claims(clause)
        ]
        for claim in unknown:
            if not self._question.holds(claim):
                return claim
            if allowed:
                continue
            if isinstance(claim, Code) or not (
                claim in conditions or _contrasts(claim, found, unknown)
            ):
                return claim
        return None

    def _standing_in(
        self, said: str, words: frozenset[str], wrong: Claim, found: Sequence[Claim]
    ) -> Statement | None:
        """The statement that the sentence meant: of the same words, or else of the same code."""
        language = language_of(said)
        kin = [
            one
            for one in self._sources.statements
            if isinstance(wrong, Code) or one.holdings.has_other(wrong)
        ]
        near, shared = self._sources.nearest(words, (s for s in kin if s.language == language))
        if near and shared >= max(_FEWEST[language], SUPPORTED * len(words)):
            return near
        codes = [claim for claim in found if isinstance(claim, Code) and claim is not wrong]
        named = [s for s in kin if codes and all(s.holdings.holds(code) for code in codes)]
        return named[0] if len({one.text for one in named}) == 1 else None

    def _misplaced(self, words: frozenset[str], found: Sequence[Claim]) -> Statement | None:
        """The statement whose value was swapped for another one's, if the sentence's was."""
        codes = [claim for claim in found if isinstance(claim, Code)]
        for claim in found:
            if isinstance(claim, Value):
                rival = self._of_code(claim, codes) or self._of_words(claim, words)
                if rival:
                    return rival
        return None

    def _of_code(self, claim: Value, codes: Sequence[Code]) -> Statement | None:
        """Where a sentence names one code, the value must not be another code's."""
        if len(codes) != 1:
            return None
        named = self._sources.records(codes[0])
        rivals = [one for one in named if one.holdings.has_other(claim)]
        if not rivals or any(one.holdings.holds(claim) for one in named):
            return None
        return rivals[0]

    def _of_words(self, claim: Value, words: frozenset[str]) -> Statement | None:
        """A statement that says most of the sentence, but of another value with that unit."""
        if not claim.unit:
            return None
        holding = [one for one in self._sources.statements if one.holdings.holds(claim)]
        own, shared = self._sources.nearest(words, holding)
        others = (
            one
            for one in self._sources.statements
            if one not in holding and one.holdings.has_other(claim)
        )
        rival, more = self._sources.nearest(words, others)
        says_more = more >= _WORN * len(words) and more >= shared + 2
        says_all = more == len(words) >= _FEWEST["en"] + 1 and shared < more
        return rival if own and (says_more or says_all) else None

    def _near(self, said: str, words: frozenset[str], found: Sequence[Claim]) -> list[Statement]:
        """The statements that the sentence rests on, nearest first; none where that is unclear."""
        language = language_of(said)
        alike = [one for one in self._sources.statements if one.language == language]
        best, shared = self._sources.nearest(words, alike)
        enough = best and (shared >= SUPPORTED * len(words) or shared >= _WORN * len(best.words))
        if best and enough and shared >= _FEWEST[language]:
            close = [s for s in alike if len(words & s.words) >= _WORN * shared and s is not best]
            return [best, *close]
        others = [
            one
            for one in self._sources.statements
            if found and one.language != language and all(map(one.holdings.holds, found))
        ]
        return others if len({one.text for one in others}) == 1 else []

    def _turned(self, said: str, near: Sequence[Statement]) -> Statement | None:
        """The nearest statement, if the sentence says the contrary of all that are as near."""
        if not near:
            return None
        if near[0].language != language_of(said):
            lost = prohibits(near[0].text) and not denies(said)
            return near[0] if lost else None
        everywhere = [one.text for one in self._sources.statements]
        return near[0] if all(is_turned(said, one.text, everywhere) for one in near) else None

    def _cited(
        self, sentence: str, words: frozenset[str], known: Sequence[frozenset[int]]
    ) -> Verdict:
        """The sentence with marks of passages that together hold all its claims."""
        marks = marks_of(sentence)
        if all(held & set(marks) for held in known):
            return Verdict(sentence, markers=tuple(marks))
        needed: list[int] = []
        open_claims = list(known)
        while open_claims:
            best = max(
                frozenset().union(*open_claims),
                key=lambda number: (
                    sum(number in held for held in open_claims),
                    number in marks,
                    self._shared(words, number),
                    -number,
                ),
            )
            needed.append(best)
            open_claims = [held for held in open_claims if best not in held]
        return self._marked(sentence, sorted(needed))

    def _moved(self, sentence: str, words: frozenset[str]) -> Verdict:
        """A sentence without claims keeps its marks, unless another passage plainly says it."""
        marks = [mark for mark in marks_of(sentence) if mark <= len(self._sources)]
        if not marks or not words:
            return Verdict(sentence, markers=tuple(marks))
        shares = [self._shared(words, n) for n in range(1, len(self._sources) + 1)]
        best = max(range(1, len(shares) + 1), key=lambda number: shares[number - 1])
        is_strange = all(shares[mark - 1] * 2 < SUPPORTED * len(words) for mark in marks)
        is_plain = shares[best - 1] >= max(SUPPORTED * len(words), _FEWEST[language_of(sentence)])
        if is_strange and is_plain:
            return self._marked(sentence, [best])
        return Verdict(sentence, markers=tuple(marks))

    def _shared(self, words: frozenset[str], passage: int) -> int:
        near = (one for one in self._sources.statements if one.passage == passage)
        return self._sources.nearest(words, near)[1]

    def _marked(self, sentence: str, markers: Sequence[int]) -> Verdict:
        """The sentence with these marks and no others, where it has others or claims something."""
        marks = marks_of(sentence)
        if set(markers) & set(marks) or not (marks or claims(sentence)):
            return Verdict(sentence, markers=tuple(marks))
        return Verdict(with_marks(MARKS.sub("", sentence), markers), markers=tuple(markers))

    def _instead(self, sentence: str, why: Why, statement: Statement | None) -> Verdict:
        """The statement in quotation marks, or nothing where there is none or it was told."""
        if not statement or statement.text in self._told or len(statement.text) > _LONGEST_QUOTE:
            return Verdict("", "cut", why)
        self._told.add(statement.text)
        blanks = sentence[len(sentence.rstrip()) :]
        text = quoted(statement)
        if signal := signal_of(statement):
            self._levels |= signal.levels
        return Verdict(text + blanks, "replaced", why, (statement.passage,))

    def _warned(self, verdict: Verdict, said: str, statement: Statement | None) -> Verdict:
        """The signal word set before a sentence that lost it; the quote where it was another."""
        there = signal_of(statement) if statement else None
        here = signal_in(said)
        if not there or not statement:
            return verdict
        if here and not here.levels & there.levels:
            return self._instead(verdict.text, "signal", statement)
        is_new = not there.levels & self._levels
        self._levels |= there.levels
        if here or not is_new:
            return verdict
        language = language_of(said)
        word = there.word
        if statement.language != language:
            word = SIGNAL_WORDS[language][max(there.levels)]
        colon = "：" if language == "zh" else ": "
        return replace(verdict, text=f"{word}{colon}{verdict.text}", why="signal")


def _contrasts(claim: Value, found: Iterable[Claim], unknown: Sequence[Claim]) -> bool:
    """Whether a value of the same kind that a passage holds stands beside it."""
    return any(
        isinstance(other, Value) and other.unit == claim.unit and other.number != claim.number
        for other in found
        if claim.unit and other not in unknown
    )
