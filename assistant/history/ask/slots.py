"""What a question says: which orders it means, and what it wants to know of them. Pure.

Every token is claimed by something that heeds it. What nobody claims is told, never passed over:
a word that was ignored is how a wrong sum comes about.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from assistant.history.ask import lexer as lx
from assistant.history.ask import words as w
from assistant.history.ask.lexer import Token
from assistant.history.ask.periods import Days
from assistant.history.ask.vocabulary import Values, Vocabulary
from assistant.history.queries.columns import EXTRA, Measure
from assistant.history.queries.scope import Bound, Condition, Day, Mention, Scope
from vectorstore.assets import folded

HARMLESS: Final = frozenset({w.FILLER, lx.STOP, w.AND, w.IN, w.OR, w.BY, w.ROW, w.ENTITY})
_SKIPPED: Final = frozenset({w.FILLER, w.IN, w.DISTINCT})
_GROUPS: Final = frozenset({w.ENTITY, w.COLUMN, w.BUCKET, lx.KIND, lx.SOURCE})
_TEXTS: Final = frozenset({"text", "action", "item", "parts", "failure_code"})
_TERMS: Final = frozenset({lx.UNKNOWN, lx.KIND, lx.VALUE, w.FAILURE, w.COLUMN, w.CATEGORY})
_UNGROUPED: Final = frozenset({"opened_on", "text", "action", "parts", "external_id"})
"""Of which each order has its own, or several in one."""
_TIME_UNITS: Final = frozenset({"1", "60"})


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
    vocabulary: Vocabulary
    sources: set[str] = field(default_factory=set)
    conditions: list[Condition] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    days: Days = field(default_factory=lambda: Days(None, None))
    day: Day = "opened_at"
    group: str | None = None
    limit: int | None = None
    more_than: int | None = None
    counted: str | None = None
    """A column whose different values are counted."""
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

    def before(self, place: int, skipped: Iterable[str] = _SKIPPED) -> Token | None:
        """The nearest token that says something."""
        around = reversed(self.tokens[:place])
        said = (one for one in around if one.kind not in skipped)
        return next((one for one in said if not _is_name(one)), None)

    def after(self, place: int, skipped: Iterable[str] = _SKIPPED) -> Token | None:
        """The nearest token that says something."""
        return next((one for one in self.tokens[place + 1 :] if one.kind not in skipped), None)

    def unclaimed(self) -> list[str]:
        """What nobody heeded."""
        return [one.shown for one in self.tokens if not one.is_used and one.kind not in HARMLESS]


def _is_name(token: Token) -> bool:
    """A word of a source's name that is no noun: ``haul`` of ``haul trucks``."""
    return token.kind == lx.SOURCE and token.more is None


def fill(tokens: list[Token], vocabulary: Vocabulary) -> Slots:
    """What the tokens say.

    Raises:
        NotUnderstood: Parts of it do not go together.
    """
    slots = Slots(tokens, vocabulary)
    for step in _STEPS:
        step(slots)
    return slots


def _resolve(slots: Slots) -> None:
    """What could be a value is one where its column stands beside it, or it can be no other."""
    for place, token in enumerate(slots.tokens):
        if not token.candidates:
            continue
        own = _by_cue(slots, place, token)
        if own is None and token.kind == lx.VALUE:
            own = token.candidates[0]
        if own is not None:
            token.kind, token.value = lx.VALUE, own
        elif token.kind == lx.WEAK and token.shown.isdigit():
            token.kind, token.value = lx.NUMBER, float(token.shown)
        elif token.kind == lx.WEAK:
            token.kind = lx.UNKNOWN


def _by_cue(slots: Slots, place: int, token: Token) -> Values | None:
    cue = slots.before(place, {*_SKIPPED, lx.STOP, w.AND, w.OR})
    wanted = _column_of(cue) if cue else None
    found = next((one for one in token.candidates if one[0] == wanted), None)
    if found and cue and (token.kind != w.COLUMN or cue.kind == w.COLUMN):
        cue.is_used |= cue.kind == w.COLUMN
        return found
    follows = slots.after(place)
    if follows and follows.kind == w.COLUMN:  # high priority
        for one in token.candidates:
            if one[0] == follows.value:
                follows.is_used = True
                return one
    assets = next((one for one in token.candidates if one[0] == "asset"), None)
    if token.kind != lx.WEAK or assets is None:
        return None
    if token.shown.isalpha():
        follows = slots.after(place)
        is_named = (
            follows is not None
            and _column_of(follows) == "asset"
            and not (follows.shown.isascii() and token.shown in "aAiI")
        )
        return assets if is_named or (token.shown.isupper() and token.shown not in "AI") else None
    numbered = slots.tokens[place + 1 : place + 2]
    return assets if numbered and numbered[0].shown == "号" else None


def _column_of(token: Token) -> str | None:
    if token.kind in (w.COLUMN, w.ENTITY):
        return str(token.value)
    if token.kind == lx.VALUE:
        found: str = token.value[0]
        return found
    return "asset" if token.kind == lx.KIND or token.more == "asset" else None


def _periods(slots: Slots) -> None:
    found = slots.free(lx.PERIOD)
    if len(found) > 1:
        raise NotUnderstood("two_periods", [one.shown for one in found])
    for token in found:
        slots.days, slots.day = token.value, token.more
        token.is_used = True


def _glosses(slots: Slots) -> None:
    """Brackets behind a type that say what it means: ``PM02 (replacement)``."""
    for place, token in enumerate(slots.tokens[:-2]):
        if token.kind != lx.VALUE or slots.tokens[place + 1].shown != "(":
            continue
        inside = []
        for one in slots.tokens[place + 2 :]:
            if one.shown == ")":
                break
            inside.append(one)
        if inside and all(one.shown.lower() in w.GLOSSES for one in inside):
            for one in inside:
                one.kind, one.is_used = w.FILLER, True


def _mentions(slots: Slots) -> None:
    for place, token in enumerate(slots.tokens):
        if token.kind == w.MENTION and (term := _bare_term(slots, place)):
            slots.mentions.append(Mention(terms=(term,), negated=_negated(slots, place)))
            token.is_used = True
        elif token.kind == lx.QUOTE:
            _quoted(slots, place, token)
    columns = _text_columns(slots) if slots.mentions else ()
    if columns:
        slots.mentions = [one.model_copy(update={"columns": columns}) for one in slots.mentions]


def _bare_term(slots: Slots, place: int) -> str:
    """The words behind "mentioning", up to one that is none of the text."""
    words: list[Token] = []
    for one in slots.tokens[place + 1 :]:
        if one.kind == w.FILLER and not words and one.shown.lower() in ("the", "a", "an", "了"):
            continue
        if one.kind not in _TERMS:
            break
        words.append(one)
    for one in words:
        one.is_used = True
    if not words:
        return ""
    gaps = ["", *(" " * (b.start > a.end) for a, b in pairwise(words))]
    return "".join(gap + one.shown for gap, one in zip(gaps, words, strict=True))


def _quoted(slots: Slots, place: int, token: Token) -> None:
    token.is_used = True
    cue = slots.before(place)
    values = slots.vocabulary.values.get(folded(token.value), ())
    if values and (cue is None or cue.kind not in (w.MENTION, w.OR, w.AND, lx.QUOTE)):
        wanted = _column_of(cue) if cue else None
        token.kind = lx.VALUE
        token.value = next((one for one in values if one[0] == wanted), values[0])
        if cue and cue.kind == w.COLUMN:
            cue.is_used = True
        token.is_used = False
        return
    if cue and cue.kind == w.MENTION:
        cue.is_used = True
    two_back = slots.tokens[place - 2] if place > 1 else None
    is_either = cue is not None and cue.kind == w.OR and two_back and two_back.kind == lx.QUOTE
    if is_either and slots.mentions:
        last = slots.mentions.pop()
        slots.mentions.append(last.model_copy(update={"terms": (*last.terms, token.value)}))
    else:
        slots.mentions.append(Mention(terms=(token.value,), negated=_negated(slots, place)))


def _negated(slots: Slots, place: int) -> bool:
    """Whether a "not" stands before it; it is claimed then."""
    skipped = {*_SKIPPED, w.MENTION, w.COLUMN, w.ENTITY, w.ROW, lx.SOURCE, lx.KIND}
    cue = slots.before(place, skipped)
    if cue is None or cue.kind != w.NOT:
        return False
    cue.is_used = True
    return True


def _text_columns(slots: Slots) -> tuple[str, ...]:
    """Columns that the words must stand in: "in the text", 描述中."""
    found = []
    for place, token in enumerate(slots.tokens):
        if token.kind != w.COLUMN or token.is_used:
            continue
        if token.value not in _TEXTS and not str(token.value).startswith(EXTRA):
            continue
        cue, follows = slots.before(place, {w.FILLER}), slots.after(place, {w.FILLER})
        is_inside = cue is not None and cue.kind == w.IN
        if is_inside or (follows and follows.kind in (w.IN, w.MENTION, w.NOT, lx.QUOTE)):
            found.append(str(token.value))
            token.is_used = True
    return tuple(found)


def _values(slots: Slots) -> None:
    """Values of one column are alternatives, of two columns both must hold."""
    wanted: dict[tuple[str, bool], list[str]] = {}
    for place, token in enumerate(slots.tokens):
        if token.kind == lx.VALUE and not token.is_used:
            name, written = token.value
            key = (name, _negated(slots, place))
            wanted.setdefault(key, []).extend(written)
            token.is_used = True
    named = any(name == "asset" for name, _ in wanted)
    for place, token in enumerate(slots.tokens):
        if token.kind != lx.KIND or token.is_used:
            continue
        beside = [slots.before(place), slots.after(place)]
        is_title = any(one and one.kind == lx.VALUE and one.value[0] == "asset" for one in beside)
        if token.value and not (is_title or named):
            name, written = token.value[0]
            wanted.setdefault((name, _negated(slots, place)), []).extend(written)
        token.is_used = bool(token.value) or is_title
    for (name, negated), values in wanted.items():
        told = tuple(dict.fromkeys(values))
        slots.conditions.append(Condition(column=name, values=told, negated=negated))


def _sources(slots: Slots) -> None:
    """The source that all its words name; several words narrow it down."""
    found: list[frozenset[str]] = []
    for token in slots.tokens:
        told = token.value if token.kind == lx.SOURCE else None
        if token.kind in (w.FAILURE, w.REPAIR) and token.more:
            told, token.is_used = token.more, True
        if told:
            found.append(told)
            token.is_used = True
    if found:
        common = frozenset.intersection(*found)
        slots.sources = set(common or frozenset.union(*found))


def _categories(slots: Slots) -> None:
    wanted: dict[bool, list[str]] = {}
    for place, token in enumerate(slots.tokens):
        if token.is_used or token.kind not in (w.CATEGORY, w.FAILURE, w.REPAIR):
            continue
        kind = token.value if token.kind == w.CATEGORY else "corrective"
        if any(one.startswith(kind) for one in slots.vocabulary.categories):
            wanted.setdefault(_negated(slots, place), []).append(kind)
        elif token.kind != w.REPAIR:
            raise NotUnderstood("no_categories", [token.shown])
        elif "repairs" not in slots.notes:
            slots.notes.append("repairs")
        token.is_used = True
    for negated, kinds in wanted.items():
        told = tuple(dict.fromkeys(kinds))
        slots.conditions.append(Condition(column="category", values=told, negated=negated))


def _comparisons(slots: Slots) -> None:
    for place, token in enumerate(slots.tokens):
        if token.kind != w.COMPARE or token.is_used:
            continue
        number = _number_at(slots, place)
        if number is None:
            continue
        _compare(slots, place, token, number)


def _number_at(slots: Slots, place: int) -> int | None:
    """Place of the number compared with; 以上 stands behind it."""
    is_behind = slots.tokens[place].shown in ("以上", "以下", "以内")
    places = range(place - 1, -1, -1) if is_behind else range(place + 1, len(slots.tokens))
    for one in places:
        kind = slots.tokens[one].kind
        if kind == lx.NUMBER:
            return one
        if kind not in (w.FILLER, w.UNIT):
            return None
    return None


def _compare(slots: Slots, place: int, token: Token, number: int) -> None:
    told = slots.tokens[number]
    unit = _unit_after(slots, number)
    upper = None
    if token.value == "between":
        upper = next((one for one in slots.tokens[number + 1 :] if one.kind == lx.NUMBER), None)
        if upper is None:
            return
        unit = unit or _unit_after(slots, slots.tokens.index(upper))
    measure = _measure_compared(slots, place, unit)
    if measure is None:
        follows = slots.after(number)
        if token.value != ">" or not follows or follows.kind != w.ROW:
            return
        slots.more_than = int(told.value)
    else:
        factor = float(unit.value) if unit and unit.value in _TIME_UNITS else 1.0
        high = upper.value * factor if upper else None
        amount = told.value * factor
        slots.bounds.append(Bound(measure=measure, operator=token.value, amount=amount, upper=high))
    for one in (token, told, upper, unit):
        if one:
            one.is_used = True


def _unit_after(slots: Slots, number: int) -> Token | None:
    beside = slots.tokens[number + 1 : number + 2]
    return beside[0] if beside and beside[0].kind == w.UNIT else None


def _measure_compared(slots: Slots, place: int, unit: Token | None) -> Measure | None:
    """The one named nearest before; else what the unit tells."""
    around = [one for one in reversed(slots.tokens[:place]) if one.kind == w.MEASURE]
    around += [one for one in slots.tokens[place:] if one.kind == w.MEASURE]
    named = next((one for one in around if not one.is_used), None)
    follows = [one.kind for one in slots.tokens[place + 1 :] if one.kind not in _SKIPPED]
    if follows[1:2] == [w.ROW] and unit is None:
        return None
    if named:
        named.is_used = True
        measure: Measure = named.value
        return measure
    if unit is None:
        return None
    return "downtime" if unit.value in _TIME_UNITS else "cost"


def _limits(slots: Slots) -> None:
    """Top 3; the 3 most expensive; the last 5."""
    for place, token in enumerate(slots.tokens):
        if token.kind != lx.NUMBER or token.is_used:
            continue
        cue, follows = slots.before(place), slots.after(place)
        is_top = cue is not None and cue.kind in (w.TOP, w.LAST, w.FIRST)
        is_superlative = follows is not None and follows.kind == w.ORDER
        if (is_top or is_superlative) and token.value == int(token.value) > 0:
            slots.limit = int(token.value)
            token.is_used = True
            if is_top and cue and cue.kind == w.TOP:
                cue.is_used = True


def _groups(slots: Slots) -> None:
    found: dict[str, Token] = {}
    for place, token in enumerate(slots.tokens):
        name = _group_of(token)
        if name is None or (token.kind == w.COLUMN and token.is_used):
            continue
        cue = slots.before(place, {w.FILLER, w.IN, w.ORDER})
        if cue and cue.kind in (w.COUNT, w.DISTINCT) and not _is_row_next(slots, place):
            slots.counted, token.is_used = name, True
            slots.claim(w.DISTINCT)
        elif _asks_by(slots, place, name, token):
            found[name] = token
    if len(found) > 1:
        raise NotUnderstood("two_groups", [one.shown for one in found.values()])
    if not found and any(one.kind == w.WHICH and one.value == "who" for one in slots.tokens):
        slots.group = "technician"
    for name, token in found.items():
        slots.group, token.is_used = name, True


def _asks_by(slots: Slots, place: int, name: str, token: Token) -> bool:
    """Whether there is to be a figure for each of them: which, per, top 3."""
    if token.kind == w.BUCKET and token.shown in _ADVERBS:
        return True
    if token.kind == w.COLUMN and slots.has(w.PARETO):
        return True
    cue = slots.before(place, {*_SKIPPED, w.ORDER})
    if cue is None:
        return False
    if cue.kind == w.WHICH and cue.value == "who":
        return name == "technician"
    is_top = cue.kind == lx.NUMBER and cue.is_used and slots.limit is not None
    return is_top or cue.kind in (w.BY, w.WHICH, w.TOP)


def _group_of(token: Token) -> str | None:
    if token.kind not in _GROUPS:
        return None
    if token.kind == w.COLUMN and token.value in _UNGROUPED:
        return None
    if token.kind == w.BUCKET:
        return str(token.value)
    return _column_of(token)


def _is_row_next(slots: Slots, place: int) -> bool:
    """``how many machine records``: the records are counted."""
    follows = slots.tokens[place + 1 : place + 2]
    return bool(follows) and follows[0].kind == w.ROW


_ADVERBS: Final = frozenset(
    [
        "daily",
        "monthly",
        "yearly",
        "annual",
        "annually",
        "每日",
        "每天",
        "按天",
        "按日",
        "每月",
        "每个月",
        "各月",
        "按月",
        "逐月",
        "各个月",
        "各月份",
        "哪个月",
        "每年",
        "各年",
        "按年",
        "逐年",
        "哪年",
        "哪一年",
        "各年度",
        "月度",
        "年度",
    ]
) | {"by day", "by month", "month by month", "by year", "year by year"}
_STEPS: Final[tuple[Callable[[Slots], None], ...]] = (
    _resolve,
    _periods,
    _glosses,
    _mentions,
    _values,
    _sources,
    _categories,
    _comparisons,
    _limits,
    _groups,
)
