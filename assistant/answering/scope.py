"""What a search is narrowed to: a machine, a manual or a revision by name become filters."""

from dataclasses import dataclass

from assistant.errors import UnknownFilter
from ingest.document import Kind, Language
from vectorstore.library import Library
from vectorstore.records import Filters

_NAMED = 5
"""Names told to one who asks for an unknown one."""


@dataclass(frozen=True, slots=True)
class Scope:
    """As people and other systems say it; given fields must all agree."""

    asset: str | None = None
    """Tag or alias of a machine: in its manuals."""
    document: str | None = None
    """Id: in this one, superseded or not."""
    language: Language | None = None
    kind: Kind | None = None
    revision: str = "current"
    """``all``: in superseded revisions too."""


def filters_of(library: Library, scope: Scope) -> Filters:
    """The library's filters.

    Raises:
        UnknownFilter: a name that the library does not know.
    """
    return Filters(
        document_ids=_documents(library, scope),
        language=scope.language,
        kinds=frozenset({scope.kind} if scope.kind else ()),
        superseded=scope.revision == "all",
    )


def _documents(library: Library, scope: Scope) -> frozenset[str] | None:
    chosen: list[frozenset[str]] = []
    if scope.document is not None:
        if library.document(scope.document) is None:
            raise UnknownFilter("document", scope.document, "GET /v1/documents lists them.")
        chosen.append(frozenset({scope.document}))
    if scope.asset is not None:
        asset = library.assets.find(scope.asset)
        if asset is None:
            raise UnknownFilter("asset", scope.asset, _known_assets(library))
        superseded = scope.revision == "all" or scope.document is not None
        chosen.append(library.assets.documents(asset, superseded=superseded))
    return frozenset.intersection(*chosen) if chosen else None


def _known_assets(library: Library) -> str:
    tags = [asset.tag for asset in library.assets.all()]
    if not tags:
        return "No machine is registered: shiftmate import-assets FILE."
    more = f" and {len(tags) - _NAMED} more" if len(tags) > _NAMED else ""
    return f"Known are {', '.join(tags[:_NAMED])}{more}; GET /v1/assets lists them."
