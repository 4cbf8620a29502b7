"""Words that the orders' texts must hold, quoted or behind "mentioning", or must not. Pure."""

from itertools import pairwise
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask import lexer as lx
from assistant.history.ask.lexer import Token
from assistant.history.ask.slots import NotUnderstood, Slots, column_of, is_negated
from assistant.history.queries.columns import EXTRA
from assistant.history.queries.scope import Blank, Mention
from vectorstore.assets import folded

_TEXTS: Final = frozenset({"text", "action", "item", "parts", "failure_code"})
_BETWEEN: Final = frozenset({lx.QUOTE, lx.STOP, w.OR, w.AND})
_ALWAYS: Final = frozenset({"opened_on", "source"})
"""Columns that no order is without, or that are no text."""
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
    if slots.mentions and _is_alternative(slots, place):
        last = slots.mentions.pop()
        slots.mentions.append(last.model_copy(update={"terms": (*last.terms, token.value)}))
    else:
        slots.mentions.append(Mention(terms=(token.value,), negated=is_negated(slots, place)))


def _is_alternative(slots: Slots, place: int) -> bool:
    """Whether it stands in a row of quotations that ends on "or"; in a row of commas, who knows."""
    row, between = _row(slots.tokens, place)
    if row[0] == place:
        return False
    told = {one.kind for one in between}
    if w.OR in told and w.AND in told:
        raise NotUnderstood("left_over", [one.shown for one in between if one.kind != lx.STOP])
    if w.OR in told:
        return True
    is_listed = all(
        w.AND in {one.kind for one in slots.tokens[a + 1 : b]} for a, b in pairwise(row)
    )
    if w.AND not in told and not is_listed and w.NOT not in told:
        raise NotUnderstood("left_over", [slots.tokens[place].shown])
    return False


def _row(tokens: list[Token], place: int) -> tuple[list[int], list[Token]]:
    """Places of the quotations side by side around one, and what stands between them."""
    begin = end = place
    while begin and tokens[begin - 1].kind in _BETWEEN:
        begin -= 1
    while end + 1 < len(tokens) and tokens[end + 1].kind in _BETWEEN:
        end += 1
    row = [one for one in range(begin, end + 1) if tokens[one].kind == lx.QUOTE]
    return row, [one for one in tokens[row[0] : row[-1] + 1] if one.kind != lx.QUOTE]


def read_blanks(slots: Slots) -> None:
    """Columns that are empty: ``without parts``, ``no failure code``, 没有填写处理措施."""
    for place, token in enumerate(slots.tokens):
        if token.kind != w.COLUMN or token.is_used or token.value in _ALWAYS:
            continue
        cue, follows = slots.before(place), slots.after(place)
        is_valued = follows is not None and (
            follows.kind in (lx.QUOTE, w.MENTION) or column_of(follows) == token.value
        )
        if cue is not None and cue.kind == w.NOT and cue.value == "without" and not is_valued:
            slots.blanks.append(Blank(column=str(token.value)))
            cue.is_used = token.is_used = True


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
