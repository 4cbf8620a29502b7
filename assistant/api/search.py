"""``POST /v1/search``: the evidence without an answer."""

import time

from fastapi import APIRouter

from assistant.api.context import AssistantOf
from assistant.api.rights import needs
from assistant.api.schemas import (
    SearchReply,
    SearchRequest,
    SearchResult,
    conversation,
    scope_of,
)

router = APIRouter(tags=["ask"])


@router.post("/v1/search", dependencies=[needs("docs:read")])
def search(body: SearchRequest, assistant: AssistantOf) -> SearchReply:
    """Finds passages by words and by meaning, best first."""
    started = time.perf_counter()
    filters = assistant.filters(scope_of(body.filters))
    evidence = assistant.search(body.query, body.limit, conversation(body.history), filters)
    took_ms = (time.perf_counter() - started) * 1000
    return SearchReply(results=[SearchResult.of(found) for found in evidence], took_ms=took_ms)
