"""Which orders a question means: by values, days, sources and kinds of maintenance. Pure."""

from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import SKIPPED, NotUnderstood, Slots, column_of, is_negated
from assistant.history.ask.trade import GLOSSES
from assistant.history.ask.vocabulary import Values
from assistant.history.queries.scope import Condition

_NO_NOUN: Final = frozenset(
    {w.AND, w.OR, lx.STOP, lx.PERIOD, w.IN, w.NOT, w.COMPARE, w.VERSUS, w.MENTION, w.BY}
)
"""What no article stands before."""
_AFTER_NAMES: Final = frozenset(
    {"'s", "on", "at", "for", "of", "is", "was", "had", "has", "have", "from", "to", "than"}
)
_FAULTS: Final = ("故障", "fault", "failure")
_BESIDE: Final = frozenset({*SKIPPED, lx.STOP, w.COLUMN, w.ENTITY})
_JOINING: Final = frozenset({*_BESIDE, w.OR, w.AND, lx.KIND, lx.SOURCE})


def resolve(slots: Slots) -> None:
    """What could be a value is one where its column stands beside it, or it can be no other."""
    for place, token in enumerate(slots.tokens):
        if token.shown.lower() == "min" and not _is_counted(slots, place):
            token.kind, token.value = w.STATISTIC, "min"
        if token.candidates:
            _settle(slots, place, token)


def _settle(slots: Slots, place: int, token: Token) -> None:
    own = _by_cue(slots, place, token)
    if own is None and token.kind == w.FILLER and token.shown in "aA":
        own = _article_or_machine(slots, place, token)
    if own is None and token.kind == lx.VALUE:
        own = token.candidates[0]
    if own is not None:
        token.kind, token.value = lx.VALUE, own
    elif token.kind == lx.WEAK and token.shown.isdigit():
        token.kind, token.value = lx.NUMBER, float(token.shown)
    elif token.kind == lx.WEAK:
        token.kind = lx.UNKNOWN


def _article_or_machine(slots: Slots, place: int, token: Token) -> Values | None:
    """``on A or B``: a machine where no noun follows; where that is open too, it is unknown."""
    asset = next((one for one in token.candidates if one[0] == "asset"), None)
    follows = slots.tokens[place + 1] if place + 1 < len(slots.tokens) else None
    if asset is None:
        return None
    if follows is None or follows.kind in _NO_NOUN or follows.shown.lower() in _AFTER_NAMES:
        return asset
    others = "".join(one.shown for one in slots.tokens if one is not token)
    if token.shown == "A" and place and not others.isupper():
        return asset
    if token.shown == "A" and follows.kind == w.MEASURE:
        token.kind = lx.UNKNOWN
    return None


def _is_counted(slots: Slots, place: int) -> bool:
    """``30 min``, ``in min``: a unit, and no superlative."""
    cue = slots.tokens[place - 1].kind if place else ""
    return cue in (lx.NUMBER, w.IN, lx.STOP)


def _by_cue(slots: Slots, place: int, token: Token) -> Values | None:
    cue = slots.before(place, {*SKIPPED, lx.STOP, w.AND, w.OR})
    wanted = column_of(cue) if cue else None
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
            and column_of(follows) == "asset"
            and not (follows.shown.isascii() and token.shown in "aAiI")
        )
        return assets if is_named or (token.shown.isupper() and token.shown not in "AI") else None
    numbered = slots.tokens[place + 1 : place + 2]
    return assets if numbered and numbered[0].shown == "号" else None


def read_periods(slots: Slots) -> None:
    """One stretch of days; several wait to be compared."""
    found = slots.free(lx.PERIOD)
    if len(found) > 1:
        slots.periods = found
        return
    for token in found:
        slots.days, slots.day = token.value, token.more
        token.is_used = True


def pass_glosses(slots: Slots) -> None:
    """Brackets behind a type that say what it means: ``PM02 (replacement)``."""
    for place, token in enumerate(slots.tokens[:-2]):
        if token.kind != lx.VALUE or slots.tokens[place + 1].shown != "(":
            continue
        inside = []
        for one in slots.tokens[place + 2 :]:
            if one.shown == ")":
                break
            inside.append(one)
        if inside and all(one.shown.lower() in GLOSSES for one in inside):
            for one in inside:
                one.kind, one.is_used = w.FILLER, True


def read_values(slots: Slots) -> None:
    """Values of one column are alternatives, of two columns both must hold."""
    _no_strange_or(slots)
    wanted: dict[tuple[str, bool], list[str]] = {}
    last: tuple[str, bool] | None = None
    for place, token in enumerate(slots.tokens):
        if token.kind == lx.VALUE and not token.is_used:
            name, written = token.value
            key = (name, is_negated(slots, place))
            if last == (name, True) and _is_next(slots, place):  # neither of them
                key = last
            last = key
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
            wanted.setdefault((name, is_negated(slots, place)), []).extend(written)
        token.is_used = bool(token.value) or is_title
    for (name, negated), values in wanted.items():
        told = tuple(dict.fromkeys(values))
        slots.conditions.append(Condition(column=name, values=told, negated=negated))


def _tells_failures(slots: Slots, place: int) -> bool:
    """电气故障: behind a value of a column of faults the word narrows nothing."""
    value = slots.tokens[place - 1] if place else None
    if value is None or value.kind != lx.VALUE:
        return False
    titles = [title for title, name in slots.vocabulary.titles.items() if name == value.value[0]]
    return any(word in title for title in titles for word in _FAULTS)


def _is_next(slots: Slots, place: int) -> bool:
    """Whether only "and", "or" and the column's name stand between a value and the one before."""
    for token in reversed(slots.tokens[:place]):
        if token.kind == lx.VALUE:
            return True
        if token.kind not in _JOINING:
            return False
    return False


def _no_strange_or(slots: Slots) -> None:
    """Values of one column are alternatives; "A or preventive" is nothing that a query can say."""
    for place, token in enumerate(slots.tokens):
        if token.kind != w.OR:
            continue
        sides = [slots.before(place, _BESIDE), slots.after(place, _BESIDE)]
        told = [_dimension(one) for one in sides]
        if told[0] != told[1]:
            raise NotUnderstood("left_over", [token.shown])


def _dimension(token: Token | None) -> str | None:
    """What a token narrows down."""
    if token is None:
        return None
    if token.kind == lx.VALUE:
        name: str = token.value[0]
        return name
    if token.kind in (w.CATEGORY, w.FAILURE, w.REPAIR):
        return "category"
    return "asset" if token.kind == lx.KIND else token.kind


def read_sources(slots: Slots) -> None:
    """The source that all its words name; several words narrow it down."""
    found: list[frozenset[str]] = []
    for token in slots.tokens:
        told = token.value if token.kind == lx.SOURCE else None
        if token.kind in (w.FAILURE, w.REPAIR, w.ROW) and token.more:
            told, token.is_used = token.more, True
        if told:
            found.append(told)
            token.is_used = True
    if found:
        common = frozenset.intersection(*found)
        slots.sources = set(common or frozenset.union(*found))


def read_categories(slots: Slots) -> None:
    """Corrective, preventive; a failure is corrective."""
    wanted: dict[bool, list[str]] = {}
    for place, token in enumerate(slots.tokens):
        if token.is_used or token.kind not in (w.CATEGORY, w.FAILURE, w.REPAIR):
            continue
        kind = token.value if token.kind == w.CATEGORY else "corrective"
        if token.kind == w.FAILURE and _tells_failures(slots, place):
            token.is_used = True
            continue
        if any(one.startswith(kind) for one in slots.vocabulary.categories):
            wanted.setdefault(is_negated(slots, place), []).append(kind)
        elif token.kind != w.REPAIR:
            raise NotUnderstood("no_categories", [token.shown])
        elif "repairs" not in slots.notes:
            slots.notes.append("repairs")
        token.is_used = True
    _add_categories(slots, wanted)


def _add_categories(slots: Slots, wanted: dict[bool, list[str]]) -> None:
    """Whether "not A or B" is neither, who knows."""
    if len(wanted) > 1:
        raise NotUnderstood("left_over", [one.shown for one in slots.tokens if one.kind == w.NOT])
    for negated, kinds in wanted.items():
        told = tuple(dict.fromkeys(kinds))
        slots.conditions.append(Condition(column="category", values=told, negated=negated))
