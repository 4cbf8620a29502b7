"""Words that the orders' texts must hold: quoted, or behind "mentioning". Pure."""

from itertools import pairwise
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import Slots, column_of, is_negated
from assistant.history.queries.columns import EXTRA
from assistant.history.queries.scope import Mention
from vectorstore.assets import folded

_TEXTS: Final = frozenset({"text", "action", "item", "parts", "failure_code"})
_TERMS: Final = frozenset({lx.UNKNOWN, lx.KIND, lx.VALUE, w.FAILURE, w.COLUMN, w.CATEGORY})


def read_mentions(slots: Slots) -> None:
    """What must stand in a text, and in which."""
    for place, token in enumerate(slots.tokens):
        if token.kind == w.MENTION and (term := _bare_term(slots, place)):
            slots.mentions.append(Mention(terms=(term,), negated=is_negated(slots, place)))
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
        wanted = column_of(cue) if cue else None
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
        slots.mentions.append(Mention(terms=(token.value,), negated=is_negated(slots, place)))


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
