"""The steps by which a question's tokens are heeded. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.history.ask.compare import read_comparisons, read_limits
from assistant.history.ask.group import read_groups
from assistant.history.ask.lexer import Token
from assistant.history.ask.narrow import (
    pass_glosses,
    read_categories,
    read_periods,
    read_sources,
    read_values,
    resolve,
)
from assistant.history.ask.slots import Slots
from assistant.history.ask.texts import read_blanks, read_mentions
from assistant.history.ask.vocabulary import Vocabulary


def fill(tokens: list[Token], vocabulary: Vocabulary) -> Slots:
    """What the tokens say.

    Raises:
        NotUnderstood: Parts of it do not go together.
    """
    slots = Slots(tokens, tuple(replace(one) for one in tokens), vocabulary)
    for step in _STEPS:
        step(slots)
    return slots


_STEPS: Final[tuple[Callable[[Slots], None], ...]] = (
    resolve,
    read_periods,
    pass_glosses,
    read_mentions,
    read_blanks,
    read_values,
    read_sources,
    read_categories,
    read_comparisons,
    read_limits,
    read_groups,
)
