"""A text as it is read, whatever it is written with: ``ｊｏｈｎ＠plant．de`` is an address."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from assistant.masking.spans import Span

_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
"""With the accents that are written after it."""


def found_folded(find: Callable[[str], Iterable[Span]], text: str) -> Iterator[Span]:
    """What is found once full width, ligatures, loose accents and soft hyphens are folded away.

    Args:
        find: Finds spans in any text.
        text: As it was written; the spans are places in it.
    """
    folded, places = _folded(text)
    if folded == text:
        return
    for start, end, kind in find(folded):
        yield Span(places[start][0], places[end - 1][1], kind)


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """In NFKC without format characters; and where in the text each letter of it stands."""
    if text.isascii():
        return text, []
    letters, places = list[str](), list[tuple[int, int]]()
    for found in _LETTER.finditer(text):
        for letter in unicodedata.normalize("NFKC", found[0]):
            if unicodedata.category(letter) != "Cf":
                letters.append(letter)
                places.append(found.span())
    return "".join(letters), places
