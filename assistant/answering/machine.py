"""Which machine is meant, and which manuals are that machine's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from assistant.answering.glossary import Glossary
from assistant.answering.naming import called, plain, said_in
from assistant.answering.titled import titles_with
from assistant.answering.translate import translate
from vectorstore.assets import Asset
from vectorstore.library import Library
from vectorstore.tokens import segment


@dataclass(frozen=True, slots=True)
class Machine:
    """One that was named; several where they share a name, or where several were named."""

    asked: str
    """As it was named, or the question that names it."""
    assets: tuple[Asset, ...]
    """Of the register; empty where it knows no machine called so."""
    documents: frozenset[str]
    """Its manuals' ids: as registered, else those that bear its name or model in their title."""
    is_register_empty: bool = False

    @property
    def is_unknown(self) -> bool:
        """Neither the register nor a title names it."""
        return not (self.assets or self.documents)

    @property
    def name(self) -> str:
        """``CV-201 (conveyor 1)``, or as it was asked."""
        return ", ".join(_titled(asset) for asset in self.assets) or self.asked


def machine_called(
    library: Library, glossary: Glossary, name: str, *, superseded: bool = False
) -> Machine:
    """The machine of this tag, alias, name or model, in any wording that says no more than that.

    Args:
        library: With the register of machines.
        glossary: Puts the name into the other language, where the register may have it.
        name: As a person says it.
        superseded: Superseded revisions of its manuals too.
    """
    register = library.assets
    wordings = _wordings(name, glossary)
    tags = called(wordings, register.names) | called(wordings, register.models)
    assets = register.tagged(tags)
    documents = (
        _manuals(library, assets, superseded=superseded)
        if assets
        else titles_with(library.assets.titles(), name)
    )
    return Machine(name, assets, documents, is_register_empty=not register.names)


def machine_in(
    library: Library, glossary: Glossary, question: str, *, superseded: bool = False
) -> Machine | None:
    """The registered machine that a question names among other words; None if it names none."""
    names = library.assets.names
    if not names:
        return None
    tags = said_in(_wordings(question, glossary), names)
    if not tags:
        return None
    assets = library.assets.tagged(tags)
    return Machine(question, assets, _manuals(library, assets, superseded=superseded))


def assets_in(library: Library, glossary: Glossary, text: str) -> Sequence[Asset]:
    """The registered machines that a text names."""
    named = machine_in(library, glossary, text)
    return named.assets if named else ()


def _wordings(text: str, glossary: Glossary) -> list[str]:
    """The text, and the same with the glossary's terms in the other language, a variant each."""
    own = plain(text)
    terms = translate(own, glossary).terms
    most = max((len(variants) for _, variants in terms), default=0)
    return [own, *(_with_terms(own, terms, place) for place in range(most))]


def _with_terms(text: str, terms: Sequence[tuple[str, tuple[str, ...]]], place: int) -> str:
    """What the glossary does not know stays, numbers and their 号 in their places."""
    for term, variants in terms:
        text = text.replace(plain(term), f" {plain(variants[min(place, len(variants) - 1)])} ")
    return text


def _manuals(library: Library, assets: Iterable[Asset], *, superseded: bool) -> frozenset[str]:
    """The manuals registered; of a machine without any, those whose titles name its model."""
    shelf = library.assets.shelf()
    found: frozenset[str] = frozenset()
    for asset in assets:
        own = shelf.manuals(asset, superseded=superseded)
        found |= own or _of_model(library, asset.model)
    return found


def _of_model(library: Library, model: str) -> frozenset[str]:
    return titles_with(library.assets.titles(), model, series=True) if model else frozenset()


def title_words(title: str, file_name: str) -> frozenset[str]:
    """The search words of what a document is called."""
    return _words(f"{title} {PurePath(file_name).stem}")


@lru_cache(maxsize=1 << 14)
def _words(called: str) -> frozenset[str]:
    return frozenset(segment(called))


def _titled(asset: Asset) -> str:
    name = next(iter(asset.aliases), "") or asset.name_en or asset.name_zh
    return f"{asset.tag} ({name})" if name else asset.tag
