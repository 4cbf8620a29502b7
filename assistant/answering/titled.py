"""Which documents' titles name a machine. A model's digits count: SD7-30 is not SD7-15. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Self

from ingest.identifiers import identifiers, model_forms, normal
from vectorstore.tokens import query_words, segment

_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:[-./][A-Za-z0-9]+)*(?: \d+)*(?![A-Za-z0-9])")
_PIECE = re.compile(r"[A-Za-z0-9]+")
_DIGIT = re.compile(r"\d")
_SUFFIX = re.compile(r"\.[A-Za-z]{2,5}$")


@dataclass(frozen=True, slots=True)
class _Called:
    """A title, or a machine's name, taken apart."""

    codes: tuple[str, ...]
    """What mixes letters and digits, with the numbers behind it: ``SD7-30``, ``SD7 30``."""
    plain: frozenset[str]
    """Search words of the rest."""
    keys: frozenset[str]
    """Each search word of the whole, in one spelling."""
    forms: frozenset[str]
    """The same, also without a maker's letters."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Of any text."""
        text = unicodedata.normalize("NFKC", text).replace("_", " ")
        codes = [found[0] for found in _RUN.finditer(text) if identifiers(found[0].split()[0])]
        rest = text
        for code in codes:
            rest = rest.replace(code, " ; ")
        keys = frozenset(map(_key, segment(text)))
        forms = frozenset(form for key in keys for form in model_forms(key))
        return cls(tuple(codes), frozenset(query_words(rest)), keys, forms)

    @property
    def telling(self) -> frozenset[str]:
        """Plain words without numbers: ``pump 3`` is the plant's own counting."""
        words = frozenset(word for word in self.plain if not _DIGIT.search(word))
        return words if words or self.codes else self.plain


def titles_with(
    titles: Iterable[tuple[str, str]], name: str, *, series: bool = False
) -> frozenset[str]:
    """Documents whose titles bear each code of a name, and most of its words.

    Args:
        titles: Id of each document and what it is called.
        name: Of a machine, or of its model.
        series: The beginning of a code suffices where a title has no more than that: ``SD7-30`` is
            written up in a manual of SD7.
    """
    asked = _Called.read(name)
    shared = {one: _shared(asked, name, _titled(title), series) for one, title in titles}
    best = max(shared.values(), default=0)
    if not best or 2 * best < len(asked.telling) + len(asked.codes):
        return frozenset()
    return frozenset(one for one, count in shared.items() if count == best)


def _shared(asked: _Called, name: str, title: _Called, series: bool) -> int:
    """How much of the name the title bears; nothing where it lacks a code."""
    if not all(_bears(title, code) or (series and _begins(title, code)) for code in asked.codes):
        return 0
    whole = _key(name)
    is_whole = bool(_DIGIT.search(whole)) and whole in title.keys
    # The letters of a title's code are a word of it only for a name without digits.
    parts = frozenset[str]() if _DIGIT.search(name) else title.keys
    words = sum(word in title.plain or _key(word) in parts for word in asked.telling)
    return words + len(asked.codes) + is_whole


def _bears(title: _Called, code: str) -> bool:
    whole, pieces = _key(code), _PIECE.findall(code)
    return (
        whole in title.forms
        or not title.keys.isdisjoint(model_forms(whole))
        or (len(pieces) > 1 and all(_key(piece) in title.keys for piece in pieces))
    )


def _begins(title: _Called, code: str) -> bool:
    beginnings = set(accumulate(map(_key, _PIECE.findall(code))))
    return not beginnings.isdisjoint(map(_key, title.codes))


def _key(word: str) -> str:
    return normal(word).replace("-", "")


@lru_cache(maxsize=1 << 14)
def _titled(title: str) -> _Called:
    return _Called.read(_SUFFIX.sub("", title))
