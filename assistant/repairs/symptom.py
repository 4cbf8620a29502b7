"""What is seen, as it is looked for: the words that tell it and the codes that name it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.codes import asked_codes, struck
from assistant.answering.focus import Focus, focus_of, words_of
from assistant.answering.glossary import Glossary
from assistant.answering.understand import understand
from ingest.identifiers import identifiers, normal, spellings
from vectorstore.assets import Asset
from vectorstore.library import Library

_MOST_WORDS = 16
"""Of all wordings; each is a search through every text of the machine."""
_CODE = 100.0
"""Weight of a code in a text: no words outweigh it."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A fault as it was told, without the machine it was seen on."""

    text: str
    """Without codes: what is left is compared by words and meaning."""
    focus: Focus
    words: Mapping[str, float]
    """Search words of both languages and codes, and how much each tells."""
    codes: frozenset[str]
    """What may be a code, in every spelling that means the same."""
    names_a_code: bool
    """One of them is plainly a code, or the manuals have it: what bears another is another fault,
    and what bears none may be."""

    def is_named_by(self, codes: Iterable[str], text: str) -> bool:
        """Whether a record bears one of the codes, or its text has it."""
        borne = {normal(one) for one in codes}.union(identifiers(text) if self.codes else ())
        return not self.codes.isdisjoint(borne)

    @property
    def is_told(self) -> bool:
        """There is something to look for."""
        return bool(self.words or self.codes)


def symptom_of(
    library: Library, glossary: Glossary, asked: str, machines: Sequence[Asset]
) -> Symptom:
    """Reads a question or a description, in either language."""
    names = (name for one in machines for name in (*one.names, one.name_en, one.name_zh, one.model))
    rest = struck(asked, sorted(filter(None, names), key=len, reverse=True))
    codes = [code for code in asked_codes(rest) if not library.is_model(normal(code))]
    text = " ".join(struck(rest, codes).split())
    wordings = understand(text, (), glossary).wordings if text else []
    focus = focus_of(wordings, library.rarities(words_of(wordings)))
    found = library.exact(codes, len(codes)) if codes else []
    return Symptom(
        text,
        focus,
        _telling(focus) | dict.fromkeys([*codes, *map(normal, codes)], _CODE),
        frozenset(spelled for code in codes for spelled in spellings(code)),
        any(map(identifiers, codes)) or any(one.is_code and not one.is_common for one in found),
    )


def _telling(focus: Focus) -> dict[str, float]:
    weights: dict[str, float] = {}
    for words, trust in focus.forms:
        for word in words:
            weights[word] = max(weights.get(word, 0.0), trust * focus.rarity[word])
    best = sorted(weights, key=lambda word: -weights[word])[:_MOST_WORDS]
    return {word: weights[word] for word in best}
