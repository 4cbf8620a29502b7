"""The words by which two texts of one language are compared. Pure."""

import re

from vectorstore.tokens import query_words

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_NUMBER = re.compile(r"\d.*|\W+", re.DOTALL)


def words_of(text: str) -> frozenset[str]:
    """Stems without stop words; of Chinese, pairs of characters. Numbers are not among them.

    Pairs need no dictionary and tell close texts apart as well as words do, at a tenth of the time.
    """
    runs = _HAN_RUN.findall(text)
    latin = _HAN_RUN.sub(" ", text)
    words = (
        {word for word in query_words(latin) if not _NUMBER.match(word)}
        if latin.strip()
        else set()
    )
    return frozenset(words.union(*(_pairs(run) for run in runs)))


def _pairs(run: str) -> set[str]:
    return {run[at : at + 2] for at in range(len(run) - 1)}
