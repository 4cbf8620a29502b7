"""What the words of a question mean: kind and value of each phrase. Pure."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from assistant.history.ask import kinds as w
from assistant.history.ask.asking import ASKING
from assistant.history.ask.filler import FILLERS, UNHEEDED
from assistant.history.ask.trade import KINDS, TRADE

_ALL: Final = {**TRADE, **ASKING, w.FILLER: {"": FILLERS}, w.UNKNOWN: {"": UNHEEDED}}


@cache
def meanings() -> Mapping[str, tuple[str, str]]:
    """Kind and value by phrase; where one has two meanings the first one told holds."""
    found: dict[str, tuple[str, str]] = {}
    for kind, values in _ALL.items():
        for value, phrases in values.items():
            for phrase in phrases.split(";"):
                found.setdefault(phrase.strip(), (kind, value))
    return found


@cache
def machine_kinds() -> Mapping[str, str]:
    """The English noun by each word for a kind of machine."""
    words = {noun: noun for noun in KINDS}
    return words | {one: noun for noun, chinese in KINDS.items() for one in chinese.split()}


def phrases(kind: str) -> tuple[str, ...]:
    """All that are of a kind."""
    return tuple(one for one, (told, _) in meanings().items() if told == kind)
