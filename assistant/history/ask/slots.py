"""What a question says: which orders it means, and what it wants to know of them. Pure.

Every token is claimed by something that heeds it. What nobody claims is told, never passed over:
a word that was ignored is how a wrong sum comes about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.calendar import Days
from assistant.history.ask.lexer import Token
from assistant.history.ask.vocabulary import Vocabulary
from assistant.history.queries.scope import Blank, Bound, Condition, Day, Mention, Scope

HARMLESS: Final = frozenset({w.FILLER, lx.STOP, w.AND, w.IN, w.OR, w.ROW, w.ENTITY})
SKIPPED: Final = frozenset({w.FILLER, w.IN, w.DISTINCT})


class NotUnderstood(Exception):
    """Parts of a question that nothing here means, or that do not go together."""

    def __init__(self, why: str, parts: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.why = why
        """A key of `prompts.history.UNCLEAR`."""
        self.parts = tuple(parts)
        """As the question has them."""


@dataclass(slots=True)
class Slots:
    """Filled from left to right."""

    tokens: list[Token]
    asked: tuple[Token, ...]
    """The tokens as they were before anything heeded them."""
    vocabulary: Vocabulary
    sources: set[str] = field(default_factory=set)
    conditions: list[Condition] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    days: Days = field(default_factory=lambda: Days(None, None))
    day: Day = "opened_at"
    periods: list[Token] = field(default_factory=list)
    """More than one of them can only be compared."""
    group: str | None = None
    group_word: str = ""
    """As the question has it."""
    across: str | None = None
    """What else figures are asked by: by area and month."""
    is_for_each: bool = False
    """Whether each group is asked for, and not which one."""
    limit: int | None = None
    more_than: int | None = None
    counted: str | None = None
    """A column whose different values are counted."""
    is_per_order: bool = False
    """Whether what is asked for is shared out among the orders: the cost per order."""
    notes: list[str] = field(default_factory=list)
    """Keys of `prompts.history.NOTES`."""

    @property
    def scope(self) -> Scope:
        """Of the query."""
        first, last = self.days
        return Scope(
            sources=tuple(sorted(self.sources)),
            conditions=tuple(self.conditions),
            mentions=tuple(self.mentions),
            bounds=tuple(self.bounds),
            blanks=tuple(self.blanks),
            day=self.day,
            first=first,
            last=last,
        )

    def has(self, *kinds: str) -> bool:
        """Whether a token of these kinds waits to be claimed."""
        return any(token.kind in kinds and not token.is_used for token in self.tokens)

    def free(self, kind: str) -> list[Token]:
        """Tokens of a kind that wait to be claimed."""
        return [one for one in self.tokens if one.kind == kind and not one.is_used]

    def claim(self, *kinds: str) -> None:
        """All of these kinds are heeded."""
        for token in self.tokens:
            token.is_used |= token.kind in kinds

    def before(self, place: int, skipped: Iterable[str] = SKIPPED) -> Token | None:
        """The nearest token that says something."""
        around = reversed(self.tokens[:place])
        said = (one for one in around if one.kind not in skipped)
        return next((one for one in said if not _is_name(one)), None)

    def after(self, place: int, skipped: Iterable[str] = SKIPPED) -> Token | None:
        """The nearest token that says something."""
        return next((one for one in self.tokens[place + 1 :] if one.kind not in skipped), None)

    def unclaimed(self) -> list[str]:
        """What nobody heeded."""
        return [one.shown for one in self.tokens if not one.is_used and one.kind not in HARMLESS]


def _is_name(token: Token) -> bool:
    """A word of a source's name that is no noun: ``haul`` of ``haul trucks``."""
    return token.kind == lx.SOURCE and token.more is None


def column_of(token: Token) -> str | None:
    """The column that a word stands for; None: for none."""
    if token.kind in (w.COLUMN, w.ENTITY):
        return str(token.value)
    if token.kind == lx.VALUE:
        found: str = token.value[0]
        return found
    return "asset" if token.kind == lx.KIND or token.more == "asset" else None


def is_negated(slots: Slots, place: int) -> bool:
    """Whether a "not" stands before it; it is claimed then."""
    skipped = {*SKIPPED, w.MENTION, w.COLUMN, w.ENTITY, w.ROW, lx.SOURCE, lx.KIND}
    cue = slots.before(place, skipped)
    if cue is None or cue.kind != w.NOT or cue.is_used:
        return False
    if cue.value == "without" and _says_nothing_of(slots, cue):
        return False
    cue.is_used = True
    return True


def _says_nothing_of(slots: Slots, cue: Token) -> bool:
    """``no work orders on A``: it is the orders that are not there."""
    follows = slots.after(slots.tokens.index(cue))
    return follows is not None and follows.kind == w.ROW
