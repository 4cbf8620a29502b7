"""``POST /v1/search``: the evidence without an answer."""

import time

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError

from assistant.api.context import AssistantOf
from assistant.api.schemas import (
    SearchFilters,
    SearchReply,
    SearchRequest,
    SearchResult,
    conversation,
)
from vectorstore.library import EVERYTHING, Library
from vectorstore.records import Filters

router = APIRouter(tags=["ask"])

_NAMED = 5
"""Machines named to one who asks for an unknown one."""


@router.post("/v1/search")
def search(body: SearchRequest, assistant: AssistantOf) -> SearchReply:
    """Finds passages by words and by meaning, best first."""
    started = time.perf_counter()
    filters = _filters(body.filters, assistant.library) if body.filters else EVERYTHING
    evidence = assistant.search(body.query, body.limit, conversation(body.history), filters)
    took_ms = (time.perf_counter() - started) * 1000
    return SearchReply(results=[SearchResult.of(found) for found in evidence], took_ms=took_ms)


def _filters(wanted: SearchFilters, library: Library) -> Filters:
    """The library's filters. Raises RequestValidationError for names it does not know."""
    return Filters(
        document_ids=_documents(wanted, library),
        language=wanted.language,
        kinds=frozenset({wanted.kind} if wanted.kind else ()),
        superseded=wanted.revision == "all",
    )


def _documents(wanted: SearchFilters, library: Library) -> frozenset[str] | None:
    chosen: list[frozenset[str]] = []
    if wanted.document is not None:
        if library.document(wanted.document) is None:
            raise _unknown("document", wanted.document, "GET /v1/documents lists them.")
        chosen.append(frozenset({wanted.document}))
    if wanted.asset is not None:
        asset = library.assets.find(wanted.asset)
        if asset is None:
            raise _unknown("asset", wanted.asset, _known_assets(library))
        superseded = wanted.revision == "all" or wanted.document is not None
        chosen.append(library.assets.documents(asset, superseded=superseded))
    return frozenset.intersection(*chosen) if chosen else None


def _known_assets(library: Library) -> str:
    tags = [asset.tag for asset in library.assets.all()]
    if not tags:
        return "No machine is registered: shiftmate import-assets FILE."
    more = f" and {len(tags) - _NAMED} more" if len(tags) > _NAMED else ""
    return f"Known are {', '.join(tags[:_NAMED])}{more}; GET /v1/assets lists them."


def _unknown(field: str, value: str, advice: str) -> RequestValidationError:
    message = f"there is no {field} {value!r}. {advice}"
    place = ("body", "filters", field)
    return RequestValidationError([{"type": "value_error", "loc": place, "msg": message}])
