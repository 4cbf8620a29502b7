"""Words that differ by language in more than their phrase, amounts and charts' names among them."""

from collections.abc import Callable, Mapping
from typing import Final

from ui.phrases import PHRASES, Phrase
from ui.safe import spoken

LANGUAGES: Final = ("en", "zh")


def each(say: Callable[[str], str]) -> str:
    """What is said in each language, as HTML."""
    return spoken(Phrase(say("en"), say("zh")))


def filled(key: str, values: Callable[[str], Mapping[str, object]]) -> str:
    """A phrase whose holes are filled in each language's own way."""
    return each(lambda language: getattr(PHRASES[key], language).format(**values(language)))
