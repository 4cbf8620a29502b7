"""The passages of an answer as statements that can be looked up: what each says, word for word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assistant.answering.guard.claims import Claim, Code, Value, claims_in, counted_in
from assistant.answering.guard.fold import fold
from assistant.answering.guard.sentences import sentences
from assistant.answering.guard.units import lone_units
from assistant.answering.guard.words import words_of
from ingest.document import Chunk, Language
from ingest.letters import is_cjk, language_of
from ingest.structure.signals import is_signal

_SOFT = re.compile(r"[a-z(（]")
_CLOSED = re.compile(r"[。．.!！？?；;:：|]\s*$")
_WIDE = 0.7
"""Share of the longest line from which a line was broken by the margin, not by its end."""
_PARTS = re.compile(r"([A-Z]+\d+)X\d.*|[A-Z]{2,}(\d{3,}[A-Z].*)")
"""``M8X20`` is an M8, too; and people leave the maker's letters off: ``GSK980TDI``."""
_NO_WORDS = re.compile(r"[\s“”\"'’。．.!！?？;；]+")


_Key = tuple[str, int, int]
"""Unit, numerator, denominator: a Fraction is slow to hash."""


def _key(unit: str, number: Fraction) -> _Key:
    return unit, number.numerator, number.denominator


class Holdings:
    """The numbers and codes of a text, and whether a claim is among them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._values: dict[_Key, list[Value]] = defaultdict(list)
        self._units: set[str] = set()
        self._codes: set[str] = set()
        self._lone: dict[str, list[Fraction]] = defaultdict(list)
        for text in texts:
            self._add(fold(text))

    def _add(self, plain: str) -> None:
        for claim in [*claims_in(plain), *counted_in(plain)]:
            if isinstance(claim, Code):
                self._codes.update(claim.spellings)
                shorter = (_PARTS.fullmatch(one) for one in claim.spellings)
                self._codes.update(found[1] or found[2] for found in shorter if found)
            else:
                self._values[_key(claim.unit, claim.number)].append(claim)
                self._values[_key("", claim.printed)].append(claim)
                self._units.add(claim.unit)
                self._codes.update(claim.codes)
        for unit in lone_units(plain):
            self._lone[unit.name].append(unit.factor)

    def absorb(self, other: "Holdings") -> None:
        """Takes in what another text holds."""
        for key, values in other._values.items():
            self._values[key].extend(values)
        self._units |= other._units
        self._codes |= other._codes
        self.read_under(other)

    def read_under(self, head: "Holdings") -> None:
        """Takes the units that a table's head names for its own numbers."""
        for name, factors in head._lone.items():
            self._lone[name] = list(dict.fromkeys([*self._lone[name], *factors]))

    def holds(self, claim: Claim) -> bool:
        """Whether the text says it, in whatever spelling or scale."""
        if isinstance(claim, Code):
            return not self._codes.isdisjoint(claim.spellings)
        if not self._codes.isdisjoint(claim.codes):
            return True
        return any(_agrees(claim, other) for other in self._alike(claim))

    @property
    def has_codes(self) -> bool:
        """Whether it names any code."""
        return bool(self._codes)

    def has_other(self, claim: Value) -> bool:
        """Whether it holds a value of the same kind."""
        return claim.unit in self._units

    def _alike(self, claim: Value) -> Iterator[Value]:
        yield from self._values.get(_key(claim.unit, claim.number), ())
        if not claim.unit:
            return
        alone = self._values.get(_key("", claim.printed), ())
        if claim.loose or claim.unit == "times":
            yield from alone
        for factor in self._lone.get(claim.unit, ()):
            printed = _key("", claim.number / factor)
            yield from (v for v in self._values.get(printed, ()) if not v.unit or v.loose)


def _agrees(claim: Value, other: Value) -> bool:
    """A value may leave out its current and its tolerance, not its minus."""
    current = not claim.current or not other.current or claim.current == other.current
    return current and (claim.sign == other.sign or (not claim.sign and other.sign == "±"))


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """A sentence of a passage, or a row of its table."""

    passage: int
    """From 1, as marks count."""
    text: str
    """Word for word; line breaks of the paper are blanks."""
    language: Language
    signal_word: str
    holdings: Holdings = field(repr=False)
    words: frozenset[str] = field(repr=False)


class Sources:
    """What an answer may rely on: its numbered passages with their headings."""

    def __init__(self, passages: Sequence[Chunk]) -> None:
        self.statements = [
            statement
            for number, chunk in enumerate(passages, start=1)
            for statement in _statements(number, chunk)
        ]
        self._passages = [Holdings([_heading(chunk)]) for chunk in passages]
        for statement in self.statements:
            self._passages[statement.passage - 1].absorb(statement.holdings)
        for one, held in zip(passages, self._passages, strict=True):
            for other, head in zip(passages, self._passages, strict=True):
                if one is not other and _place(one) == _place(other):
                    held.read_under(head)
        self._known = {key_of(one.text): one for one in reversed(self.statements)}

    def verbatim(self, sentence: str) -> Statement | None:
        """The statement that the sentence repeats word for word."""
        return self._known.get(key_of(sentence))

    def holders(self, claim: Claim) -> frozenset[int]:
        """The passages that say it."""
        return frozenset(
            number for number, held in enumerate(self._passages, start=1) if held.holds(claim)
        )

    def records(self, code: Code) -> list[Statement]:
        """The statements with that code, and what follows each before another code is named."""
        found: list[Statement] = []
        inside = 0
        for one in self.statements:
            if one.holdings.holds(code):
                inside = one.passage
            elif one.holdings.has_codes:
                inside = 0
            if inside == one.passage:
                found.append(one)
        return found

    def nearest(
        self, words: frozenset[str], among: Iterable[Statement]
    ) -> tuple[Statement | None, int]:
        """The statement that shares most words, the shorter of two, and how many it shares."""
        best = max(
            among, key=lambda one: 1000 * len(words & one.words) - len(one.words), default=None
        )
        return best, len(words & best.words) if best else 0

    def __len__(self) -> int:
        return len(self._passages)


def key_of(text: str) -> str:
    """A sentence without white space, quotation marks and stops."""
    return _NO_WORDS.sub("", text)


def _place(chunk: Chunk) -> tuple[str, tuple[str, ...]]:
    """Document and section: a table goes on in the next passage without its head."""
    return chunk.document_id, chunk.section


def _heading(chunk: Chunk) -> str:
    page = f"p. {chunk.page}" if chunk.page else ""
    codes = " ".join(chunk.fault.codes) if chunk.fault else ""
    return " | ".join((chunk.title, *chunk.section, page, codes))


def _statements(number: int, chunk: Chunk) -> Iterator[Statement]:
    cut = [one.strip() for line in _unwrapped(chunk.text) for one in sentences(line)]
    for place, text in enumerate(filter(None, cut)):
        # The rest of a sentence that the page before began may lack its "not": it is no quote.
        is_rest = place == 0 and text[0].islower()
        words = frozenset[str]() if is_rest else words_of(text)
        holdings = Holdings([text])
        yield Statement(number, text, language_of(text), chunk.signal_word, holdings, words)


def _unwrapped(text: str) -> Iterator[str]:
    """Lines that the paper's margin broke are joined; rows and items stay apart."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    longest = max(map(len, lines), default=0)
    held = ""
    for line in lines:
        if held and _goes_on(held, line, longest):
            gap = "" if is_cjk(held[-1]) and is_cjk(line[0]) else " "
            held += gap + line
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _goes_on(above: str, line: str, longest: int) -> bool:
    if _CLOSED.search(above) or is_signal(above) or " | " in above:
        return False
    last = above[-longest:]
    is_wide = len(last) >= _WIDE * longest
    return _SOFT.match(line) is not None or (is_wide and is_cjk(above[-1]) and is_cjk(line[0]))
