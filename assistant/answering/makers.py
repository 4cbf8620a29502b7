"""Which documents are those of a maker that a question names: 东元 and TECO are one."""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.answering.glossary import Glossary, atoms, key_of
from assistant.answering.understand import Query
from vectorstore.library import Library
from vectorstore.records import Filters

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2,}")
"""In a title; a model's letters are often its maker's."""
_WORD = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z]{2,}(?![A-Za-z0-9_-])")
"""In a question, where a code is looked up as such."""
_SELDOM = 20
"""Chunks of others' documents that may hold a name; ordinary words of titles stand in more."""


def documents_of_makers(library: Library, glossary: Glossary, query: Query) -> frozenset[str]:
    """Documents whose titles bear a proper name that a question names; empty if it names none.

    A proper name is what the glossary does not have as an ordinary word, and other documents seldom
    say. The plant's own makers are in its glossary, in both languages.
    """
    names = _names_in(query, glossary)
    titles = dict(library.assets.titles()) if names else {}
    everything = frozenset(titles)
    found: dict[str, int] = {}
    for name in names:
        chinese = glossary.counterparts(atoms(name), "en") or ()
        bearing = frozenset(one for one, title in titles.items() if _bears(title, name, chinese))
        if bearing and _is_seldom(library, name, everything - bearing):
            found.update({one: found.get(one, 0) + 1 for one in bearing})
    most = max(found.values(), default=0)
    return frozenset(one for one, count in found.items() if count == most)


def _names_in(query: Query, glossary: Glossary) -> list[str]:
    """As typed in any case; a translation writes names with a capital."""
    translated = (word for word in _WORD.findall(query.translation.words) if word[0].isupper())
    words = (word.casefold() for word in (*_WORD.findall(query.asked), *translated))
    return [word for word in dict.fromkeys(words) if not _is_ordinary(word, glossary)]


def _is_ordinary(word: str, glossary: Glossary) -> bool:
    """Whether the glossary has it, but not as a name, which is written with a capital."""
    chinese = glossary.counterparts(atoms(word), "en")
    if chinese is None:
        return False
    spelled = (
        english
        for one in chinese
        for english in glossary.counterparts(atoms(one), "zh") or ()
        if key_of(english) == key_of(word)
    )
    return not any(english[0].isupper() for english in spelled)


def _bears(title: str, name: str, chinese: Iterable[str]) -> bool:
    return name in _names(title) or any(one in title for one in chinese)


@lru_cache(maxsize=1 << 14)
def _names(title: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in _NAME.findall(title.replace("_", " ")))


def _is_seldom(library: Library, name: str, others: frozenset[str]) -> bool:
    """A name that all documents bear tells none of them apart."""
    elsewhere = Filters(document_ids=others)
    return bool(others) and len(library.lexical(name, _SELDOM, elsewhere)) < _SELDOM
