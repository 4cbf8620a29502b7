"""The words by which two texts of one language are compared. Pure."""

import re
from functools import lru_cache

from vectorstore.tokens import query_words

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_LATIN_RUN = re.compile(rf"[^\W_{_HAN}]+(?:[-._/·'][^\W_{_HAN}]+)*")
_ANCHOR = "anchor"
"""Beside another word a stop word is dropped, which it is not when it is alone."""


def words_of(text: str) -> frozenset[str]:
    """Stems without stop words; of Chinese, pairs of characters. Numbers are not among them.

    Pairs need no dictionary and tell close texts apart as well as words do, at a tenth of the time.
    """
    pairs = (_pairs(run) for run in _HAN_RUN.findall(text))
    stems = map(_stems, _LATIN_RUN.findall(text))
    return frozenset().union(*pairs, *stems)


@lru_cache(maxsize=16_384)
def _stems(run: str) -> frozenset[str]:
    forms = query_words(f"{_ANCHOR} {run}")
    return frozenset(one for one in forms[1:] if len(one) > 1 and not one[0].isdigit())


def _pairs(run: str) -> set[str]:
    return {run[at : at + 2] for at in range(len(run) - 1)}
