"""What a search is narrowed to: a machine, a manual or a revision by name become filters."""

from dataclasses import dataclass
from difflib import get_close_matches

from assistant.errors import UnknownFilter
from ingest.document import Kind, Language
from vectorstore.assets import Shelf
from vectorstore.library import Library
from vectorstore.records import Filters

CURRENT, ALL = "current", "all"
_NAMED = 5
"""Names told to one who asks for an unknown one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """As people and other systems say it; given fields must all agree."""

    asset: str | None = None
    """Tag or alias of a machine: in its manuals."""
    document: str | None = None
    """Id, or file name: in this manual. By id also a superseded one."""
    language: Language | None = None
    kind: Kind | None = None
    revision: str = CURRENT
    """``all``: in superseded revisions too, of the manual if one is named. Else a mark: ``V2.1``,
    ``Rev. B``, in the revisions that bear it."""


def filters_of(library: Library, scope: Scope) -> Filters:
    """The library's filters.

    Raises:
        UnknownFilter: a name that the library does not know.
    """
    return Filters(
        document_ids=_documents(library, scope),
        language=scope.language,
        kinds=frozenset({scope.kind} if scope.kind else ()),
        superseded=scope.revision == ALL,
    )


def _documents(library: Library, scope: Scope) -> frozenset[str] | None:
    """The documents to look in; None where the scope names none."""
    if scope.document is None and scope.asset is None and scope.revision in (CURRENT, ALL):
        return None
    shelf = library.assets.shelf()
    chosen = frozenset(shelf.file_names)
    if scope.document is not None:
        chosen &= _manual(shelf, scope.document, scope.revision)
    if scope.asset is not None:
        asset = library.assets.find(scope.asset)
        if asset is None:
            raise UnknownFilter("asset", scope.asset, _known_assets(library))
        superseded = scope.revision != CURRENT or scope.document is not None
        chosen &= shelf.manuals(asset, superseded=superseded)
    return chosen if scope.revision in (CURRENT, ALL) else _marked(shelf, chosen, scope.revision)


def _manual(shelf: Shelf, name: str, revision: str) -> frozenset[str]:
    found = shelf.named(name)
    if not found:
        raise UnknownFilter("document", name, _like(shelf, name))
    if revision != CURRENT:
        return shelf.revisions(found)
    return shelf.current(found) or found


def _marked(shelf: Shelf, chosen: frozenset[str], mark: str) -> frozenset[str]:
    found = chosen & shelf.marked(mark)
    if not found:
        marks = sorted({mark for one, mark in shelf.marks.items() if one in chosen})
        known = f"Known are {_some(marks)}" if marks else "None of these documents bears a mark"
        raise UnknownFilter("revision", mark, f"{known}; leave it out, or ask for all.")
    return found


def _like(shelf: Shelf, name: str) -> str:
    names = sorted(set(shelf.file_names.values()))
    near = get_close_matches(name, names, n=_NAMED)
    guess = f"Did you mean {', '.join(near)}? " if near else ""
    return f"{guess}Give an id or a file name; GET /v1/documents lists them."


def _known_assets(library: Library) -> str:
    tags = [asset.tag for asset in library.assets.all()]
    if not tags:
        return "No machine is registered: shiftmate import-assets FILE."
    return f"Known are {_some(tags)}; GET /v1/assets lists them."


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
